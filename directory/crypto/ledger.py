"""The erasure ledger: which data keys were destroyed and when, so that a restored backup can forget them too.

A file of lines, kept outside the database and its backups, with no name in it: id of the installation, number, what
was done, id of the key, moment, and a keyed hash (HMAC-SHA-256) over this and the installation's line before. It is
only ever added to; installations that were made one after the other in the same folder may share it.
"""

import hmac
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from directory.errors import UnavailableError

_BEFORE_THE_FIRST: Final = "0" * 64


class Deed(StrEnum):
    """What became of a key."""

    ERASED = "erased"
    KEPT = "kept"
    """The erasure noted before was undone with its transaction."""


class Entry(NamedTuple):
    """One line, but for its number and hash."""

    deed: Deed
    key_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one installation wrote in a ledger, and the key its lines are hashed with."""

    file: Path
    installation: UUID
    key: bytes

    def erased(self) -> dict[UUID, datetime]:
        """Return every destroyed key and when. Raises UnavailableError where the file was changed, or is not there.

        A last line that was cut off by a crash is not counted: its erasure was never acknowledged.
        """
        try:
            text = self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnavailableError(f"The erasure ledger {self.file} cannot be read: {_reason(error)}.") from None
        entries, _ = self._parsed(text)
        return _standing(entries)

    def add(self, entries: Sequence[Entry]) -> None:
        """Write lines, on the disk for good when this returns. Raises UnavailableError where that cannot be done."""
        try:
            with self._alone() as descriptor:
                self._append(descriptor, entries)
        except (OSError, UnicodeDecodeError) as error:
            raise UnavailableError(
                f"The erasure ledger {self.file} cannot be written ({_reason(error)}), so nothing was erased."
            ) from None

    def _append(self, descriptor: int, entries: Sequence[Entry]) -> None:
        whole, _, torn = _read_all(descriptor).rpartition("\n")
        known, last = self._parsed(f"{whole}\n" if whole else "")
        size = os.fstat(descriptor).st_size - len(torn.encode())
        os.ftruncate(descriptor, size)
        lines, number = "", len(known)
        for entry in entries:
            number += 1
            last, line = self._line(last, number, entry)
            lines += line
        try:
            _write_all(descriptor, lines.encode())
        except OSError:
            os.ftruncate(descriptor, size)
            raise
        os.fsync(descriptor)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            flock(descriptor, LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _parsed(self, text: str) -> tuple[list[Entry], str]:
        """Return the entries of the whole lines, and the hash of the last one."""
        entries: list[Entry] = []
        last = _BEFORE_THE_FIRST
        for number, line in enumerate(text.split("\n")[:-1], start=1):
            try:
                if UUID(line.split(" ")[0]) != self.installation:
                    continue
                _, _, deed, key_id, at, _ = line.split(" ")
                entries.append(Entry(Deed(deed), UUID(key_id), datetime.fromisoformat(at)))
                last, written = self._line(last, len(entries), entries[-1])
            except ValueError:
                written = ""
            if not hmac.compare_digest(written.encode(), f"{line}\n".encode()):
                raise UnavailableError(f"The erasure ledger {self.file} is not as it was written: see line {number}.")
        return entries, last

    def _line(self, last: str, number: int, entry: Entry) -> tuple[str, str]:
        at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
        said = f"{self.installation} {number} {entry.deed} {entry.key_id} {at}"
        digest = hmac.digest(self.key, f"{last} {said}".encode(), "sha256").hex()
        return digest, f"{said} {digest}\n"


def _standing(entries: Sequence[Entry]) -> dict[UUID, datetime]:
    standing: dict[UUID, datetime] = {}
    for entry in entries:
        if entry.deed is Deed.ERASED:
            standing[entry.key_id] = entry.at
        else:
            standing.pop(entry.key_id, None)
    return standing


def _read_all(descriptor: int) -> str:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode()


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not text"
