"""What a backup holds, in order: a manifest, settings, the kept files of feeds, the database in parts.

It is a tar archive, compressed, written and read as one stream.
"""

import gzip
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

from directory.backups.header import BackupRefusedError
from directory.backups.sealing import Progress, SealedReader, SealedWriter
from directory.config import SETTINGS_FILE

MANIFEST: Final = "manifest.json"
FEEDS: Final = "feeds"
DATABASE: Final = "database"
PART_BYTES: Final = 4 * 1024 * 1024
"""The database's length may not be known before it ends; an archive wants to know the length of what it holds."""
_QUICKLY: Final = 1
_READ_AT_ONCE: Final = 1024 * 1024
_TORN: Final = (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What must be there again after restoring."""

    counts: Mapping[str, int]
    """Rows of every table."""
    audit_head: str
    """The end of the audit's chain, as `alongside audit head` prints it; empty where there was no audit yet."""
    has_ledger: bool
    """Whether there was an erasure ledger, without which what was erased since would come back."""

    def encoded(self) -> bytes:
        """Return it as it stands in the backup."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Return what `encoded` wrote."""
        return cls(**json.loads(content))


class Packing:
    """Puts things into a backup, one after another."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def manifest(self, manifest: Manifest) -> None:
        """Put the manifest, which comes first."""
        self._put(MANIFEST, manifest.encoded())

    def settings(self, content: str) -> None:
        """Put the settings that may leave this machine."""
        self._put(SETTINGS_FILE, content.encode())

    def feeds(self, folder: Path) -> None:
        """Put every kept file of a feed; none of them ever changes once it has its name."""
        for file in sorted(folder.glob("*.gz")):
            self._put(f"{FEEDS}/{file.name}", file.read_bytes())

    def database(self, dump: BinaryIO, total: int, progress: Progress | None) -> None:
        """Put the database, read to its end; `total` is how long it will be, as far as one can tell."""
        done = 0
        for number, part in enumerate(iter(lambda: dump.read(PART_BYTES), b"")):
            self._put(f"{DATABASE}/{number:06}", part)
            done += len(part)
            if progress:
                progress(done, max(done, total))

    def _put(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._archive.addfile(member, BytesIO(content))


@contextmanager
def packing(sealed: SealedWriter) -> Iterator[Packing]:
    """Write an archive into a sealed file."""
    with (
        gzip.GzipFile(fileobj=cast(BinaryIO, sealed), mode="wb", compresslevel=_QUICKLY, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w|", format=tarfile.USTAR_FORMAT, bufsize=_READ_AT_ONCE) as archive,
    ):
        yield Packing(archive)


def unpacked(sealed: SealedReader) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of one thing after another; what is read last has been found authentic too."""
    try:
        with (
            gzip.GzipFile(fileobj=cast(BinaryIO, sealed), mode="rb") as compressed,
            tarfile.open(fileobj=compressed, mode="r|", bufsize=_READ_AT_ONCE) as archive,
        ):
            for member in archive:
                content = archive.extractfile(member)
                yield member.name, content.read() if content else b""
    except _TORN:
        raise BackupRefusedError("The backup is authentic, but what is in it cannot be read.") from None
    sealed.pass_over()
