"""The key file: one master key a line, the newest first; replaced in one step and readable by its owner only."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from directory.errors import UnavailableError
from directory.files import sync_folder
from directory.keyring.master_key import MasterKey, read_master_key

FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
PREFACE: Final = """\
# The master keys of an Alongside installation, the newest first.
# Whoever has this file and the database can read what is sealed; without it nobody can.
# Keep a copy somewhere else, never together with the backups of the database.
"""

Stamp = tuple[int, int, int]
"""What changes when a file is replaced or written to."""


def stamp_of(file: Path) -> Stamp | None:
    """Return what tells one state of the file from the next, None when it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def read_key_file(file: Path) -> tuple[MasterKey, ...]:
    """Return the keys, the newest first. Raises UnavailableError for a file others can read, or that holds no key."""
    try:
        mode, text = stat.S_IMODE(file.stat().st_mode), file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnavailableError(
            f"There is no master key: {file} does not exist. Name its place in ALONGSIDE_MASTER_KEY_FILE, put it back "
            "with `alongside keys recover`, or, for a new installation, run: alongside init"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UnavailableError(f"The master key in {file} cannot be read: {reason}.") from None
    if mode & FOR_OTHERS:
        raise UnavailableError(f"Others can read the master key; run: chmod 600 {file}")
    keys = tuple(_read_line(line, file) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    if not keys:
        raise UnavailableError(f"There is no master key in {file}.")
    return keys


def _read_line(line: str, file: Path) -> MasterKey:
    *made_on, key = line.split()
    try:
        day = date.fromisoformat(made_on[0]) if made_on else None
    except ValueError:
        day = None
    return read_master_key(key, where=str(file), made_on=day)


def make_key_file(file: Path, key: MasterKey) -> None:
    """Make the file and its folder for a new installation. Raises UnavailableError where that cannot be done."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(file, error) from None
    with _sole_keeper(file):
        if file.exists():
            raise UnavailableError(f"{file} is there already.")
        write_key_file(file, [key])


def add_to_key_file(file: Path, key: MasterKey, *, first: bool) -> None:
    """Add a key: first, to be the one that wraps from now on, or last, to open what it wrapped."""
    with _sole_keeper(file):
        others = read_key_file(file)
        write_key_file(file, [key, *others] if first else [*others, key])


def remove_from_key_file(file: Path, key_id: str) -> None:
    """Take a key away for good."""
    with _sole_keeper(file):
        write_key_file(file, [key for key in read_key_file(file) if key.id != key_id])


def write_key_file(file: Path, keys: Sequence[MasterKey]) -> None:
    """Put these keys in the file's place, on the disk for good when this returns.

    Raises UnavailableError when that fails; what was there before is there still.
    """
    lines = [" ".join(([str(key.made_on)] if key.made_on else []) + [key.text]) for key in keys]
    try:
        _replace(file, PREFACE + "".join(f"{line}\n" for line in lines))
    except OSError as error:
        raise _unwritten(file, error) from None


def _unwritten(file: Path, error: OSError) -> UnavailableError:
    return UnavailableError(f"The key file {file} cannot be written ({error.strerror}), so the keys are as they were.")


def _replace(file: Path, content: str) -> None:
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    try:
        beside.touch(mode=0o600, exist_ok=False)
        with beside.open("w", encoding="utf-8") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(file.parent)


@contextmanager
def _sole_keeper(file: Path) -> Iterator[None]:
    """Be the only process that replaces the file: of two at once, the keys of one would be lost with all they wrap."""
    try:
        descriptor = os.open(file.parent, os.O_RDONLY)
    except OSError as error:
        raise _unwritten(file, error) from None
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)
