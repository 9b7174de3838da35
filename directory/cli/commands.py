"""Every command of `alongside`, and how each ends when something goes wrong."""

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from io import TextIOWrapper
from typing import Any, Final, cast

import typer
import typer.main
from sqlalchemy.exc import DatabaseError
from typer.core import TyperGroup

from directory.cli.installation import reason_of
from directory.errors import AlongsideError

COMMANDS: Final = {
    "serve": "serving.serve",
    "init": "installing.init",
    "find": "find.find",
    "doctor": "doctor.doctor",
    "worker": "worker.worker",
    "backup": "backup.backup",
    "restore": "backup.restore",
    "audit": "audit.app",
    "db": "database.app",
    "duplicates": "duplicates.app",
    "erase": "erase.app",
    "export": "export.app",
    "feeds": "feeds.app",
    "index": "index.app",
    "keys": "keys.app",
    "seed": "seed.app",
    "users": "users.app",
}
"""Where in this package each command, or group of commands, is written."""


class _OnDemand(Mapping[str, Any]):
    """The commands, each loaded when it is asked for: who serves for weeks holds none of the others in memory."""

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = COMMANDS[name].partition(".")
        written = getattr(import_module(f"directory.cli.{module}"), attribute)
        loaded = typer.Typer(callback=alongside, add_completion=False)
        if isinstance(written, typer.Typer):
            loaded.add_typer(written, name=name)
        else:
            loaded.command(name)(written)
        return typer.main.get_group(loaded).commands[name]


class _Commands(TyperGroup):
    """The group of all commands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = cast(MutableMapping[str, Any], _OnDemand())  # nothing is ever added to it


def alongside() -> None:
    """A community resource directory for peer recovery support specialists."""


app = typer.Typer(
    name="alongside",
    cls=_Commands,
    callback=alongside,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
