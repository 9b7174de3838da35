"""Every command of `alongside`, and how each ends when something goes wrong."""

import sys
from io import TextIOWrapper

import typer
from sqlalchemy.exc import DatabaseError

from directory.cli import (
    audit,
    backup,
    database,
    doctor,
    duplicates,
    erase,
    export,
    feeds,
    find,
    index,
    installing,
    keys,
    seed,
    serving,
    users,
    worker,
)
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
app.command("worker")(worker.worker)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(audit.app, name="audit")
app.add_typer(database.app, name="db")
app.add_typer(duplicates.app, name="duplicates")
app.add_typer(erase.app, name="erase")
app.add_typer(export.app, name="export")
app.add_typer(feeds.app, name="feeds")
app.add_typer(index.app, name="index")
app.add_typer(keys.app, name="keys")
app.add_typer(seed.app, name="seed")
app.add_typer(users.app, name="users")


def run() -> None:
    """Run a command; what a person can act on is one sentence on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows "?" instead
    try:
        app()
    except AlongsideError as error:
        _give_up(str(error))
    except DatabaseError as error:
        _give_up(f"The database cannot be used: {reason_of(error)}.")
    except OSError as error:
        _give_up(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")


def _give_up(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)
