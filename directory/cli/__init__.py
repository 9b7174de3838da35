"""The console script `alongside`: one file per group of commands, each thin."""

import sys

import typer
from sqlalchemy.exc import OperationalError

from directory.cli import database, doctor, feeds, find, index, installing, seed, serving
from directory.cli.installation import reason_of
from directory.errors import AlongsideError

app = typer.Typer(
    name="alongside",
    help="A community resource directory for peer recovery support specialists.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serving.serve)
app.command("init")(installing.init)
app.command("find")(find.find)
app.command("doctor")(doctor.doctor)
app.add_typer(database.app, name="db")
app.add_typer(feeds.app, name="feeds")
app.add_typer(index.app, name="index")
app.add_typer(seed.app, name="seed")


def main() -> None:
    """Run a command; what a person can act on is one sentence on standard error and exit code 1."""
    try:
        app()
    except AlongsideError as error:
        _give_up(str(error))
    except OperationalError as error:
        _give_up(f"The database cannot be used: {reason_of(error)}.")


def _give_up(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)
