"""The installation a command works on: its data folder, its database, and its progress on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import DBAPIError

from directory.config import Settings
from directory.db import Database, open_database, sqlite_file
from directory.errors import UnavailableError
from directory.revisions import is_current
from directory.tables import all_tables

PRIVATE_FOLDER: Final = 0o700
"""Only the user who runs the installation looks into its data folder."""

told = Console(stderr=True)
"""Where progress and remarks go, so that standard output holds nothing but the answer."""


def make_data_folder(settings: Settings) -> None:
    """Make the data folder if it is not there; raises UnavailableError where it cannot be made."""
    try:
        settings.data.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"The data folder {settings.data} cannot be made ({error.strerror}); name another in ALONGSIDE_DATA."
        ) from None


@contextmanager
def database_as_it_is(settings: Settings) -> Iterator[Database]:
    """Open the database, whatever its state."""
    all_tables()  # whoever writes needs to know those, too, that the tables of its own command point to
    database = open_database(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def ready_database(settings: Settings) -> Iterator[Database]:
    """Open a database that has the tables of this version; raises UnavailableError with what to do about it."""
    file = sqlite_file(settings.resolved_database_url)
    if file and not file.is_file():
        raise UnavailableError(f"There is no database in {file.parent} yet; run: alongside init")
    with database_as_it_is(settings) as database:
        if not _is_current(database):
            raise UnavailableError("The database does not have the tables of this version; run: alongside db upgrade")
        yield database


def _is_current(database: Database) -> bool:
    try:
        return is_current(database.engine)
    except DBAPIError as error:
        raise UnavailableError(f"The database cannot be opened: {reason_of(error)}.") from None


def reason_of(error: DBAPIError) -> str:
    """Return what the database itself said, on one line."""
    return str(error.orig).splitlines()[0]


@contextmanager
def progress_bar(what: str) -> Iterator["Bar"]:
    """Show on standard error how far long work has come."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=told, transient=True, disable=not told.is_terminal) as progress:
        yield Bar(progress, what)


class Bar:
    """A bar that work can call with how many are done, and of how many."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        self._progress.update(self._task, completed=done, total=total)
