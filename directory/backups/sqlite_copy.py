"""A SQLite database as of one moment, copied while others go on reading and writing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from sqlmodel import Session, text

from directory.backups.files import temporary_folder
from directory.backups.sealing import Progress

PAGES_PER_STEP: Final = 1024


@contextmanager
def sqlite_copy(session: Session, folder: Path, progress: Progress | None = None) -> Iterator[BinaryIO]:
    """Give a file that holds what `session` sees; it has no name, so nothing is left of it whatever happens.

    The session has begun to read. In the write-ahead log it keeps seeing that moment and keeps nobody from writing,
    so that the copy, made in steps, is not begun anew whenever somebody saves, as it otherwise would be for ever.
    """
    source = session.connection().connection.driver_connection
    if not isinstance(source, sqlite3.Connection):
        raise TypeError("only a SQLite database is copied this way")
    with temporary_folder(folder, "copy") as own, (own / "copy").open("x+b") as file:
        with closing(sqlite3.connect(own / "copy")) as copy:
            (own / "copy").unlink()
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy, pages=PAGES_PER_STEP, progress=_in_pages(progress))
        yield file


def damage_in(session: Session) -> str:
    """Return what is wrong with the pages of a database, empty when they are sound."""
    said: str = session.connection().execute(text("PRAGMA quick_check(1)")).scalar_one()
    return "" if said == "ok" else said.splitlines()[-1]


def _in_pages(progress: Progress | None) -> Callable[[int, int, int], None]:
    def told(status: int, remaining: int, total: int) -> None:
        del status
        if progress:
            progress(total - remaining, total)

    return told
