"""Files that are whole or not there, also after the power failed, and that nobody else can read."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from directory.errors import UnavailableError
from directory.files import sync_folder

PRIVATE_FOLDER: Final = 0o700
UNFINISHED: Final = ".unfinished"


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write and to read, which takes its name at the end; where anything is raised it is gone.

    Raises UnavailableError where there is no room, or writing is not allowed.
    """
    sweep_unfinished(path.parent, path.name)
    try:
        with _unfinished(path) as file:
            yield file
        sync_folder(path.parent)
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror or error}.") from None


@contextmanager
def _unfinished(path: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)  # mode 0600
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            with suppress(OSError):  # not every disk can mark files
                _hold(file.fileno())
            yield file
            file.flush()
            os.fsync(file.fileno())
            unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def sweep_unfinished(folder: Path, name: str) -> None:
    """Remove what a process that was killed has left of files of this name; what one still writes is left alone."""
    for left in folder.glob(f".{name}.*{UNFINISHED}"):
        with suppress(OSError), left.open("rb") as file:
            _hold(file.fileno())
            left.unlink()


def _hold(descriptor: int) -> None:
    """Mark a file as being written. The system takes the mark away when the process dies; raises where it is held."""
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def temporary_folder(parent: Path, name: str) -> Iterator[Path]:
    """Give a folder that is gone afterwards; those of processes that were killed are removed first."""
    for left in parent.glob(f".{name}-*"):
        with suppress(OSError), held_folder(left):
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=parent) as folder, held_folder(Path(folder)):
        yield Path(folder)


@contextmanager
def held_folder(folder: Path) -> Iterator[None]:
    """Mark a folder as one's own; raises BlockingIOError where another process has."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        _hold(opened)
        yield
    finally:
        os.close(opened)
