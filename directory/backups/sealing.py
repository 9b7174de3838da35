"""The sealed body of a backup: AES-256-GCM in chunks, so that gigabytes pass through a few megabytes of memory.

Every chunk is bound to the header, to its place in the file and to whether it is the last one: a chunk that is
changed, moved, swapped, taken away or taken from another backup opens nothing, and neither does a file that was cut.
The checksum at the end needs no key: it tells a damaged file from one that somebody else sealed.
"""

import hashlib
from collections.abc import Callable, Mapping
from os import fstat
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.backups.header import BackupRefusedError, Header

Progress = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""
Keys = Mapping[str, bytes]
"""Keys of 32 bytes for backups, by the id of the master key they are derived of."""

CHUNK_BYTES: Final = 1024 * 1024
TAG_BYTES: Final = 16
CHECKSUM_BYTES: Final = 32
_PLACE_BYTES: Final = 11
_READ_AT_ONCE: Final = 1024 * 1024


class SealedWriter:
    """Takes content and writes it sealed; nothing counts until `finish`."""

    def __init__(self, file: BinaryIO, header: Header, secret: bytes) -> None:
        head = header.encoded()
        self._file = file
        self._cipher = _cipher(secret, header)
        self._bound_to = hashlib.sha256(head).digest()
        self._chunk = header.chunk
        self._waiting = bytearray()
        self._place = 0
        self._checksum = hashlib.sha256()
        self._put(head)

    def write(self, content: bytes) -> int:
        """Take more content. A chunk is sealed once it is known not to be the last."""
        self._waiting += content
        while len(self._waiting) > self._chunk:
            self._seal(self._waiting[: self._chunk], last=False)
            del self._waiting[: self._chunk]
        return len(content)

    def flush(self) -> None:
        """Do nothing: what waits is sealed with what comes next, or as the last. Compression asks for this."""

    def finish(self) -> None:
        """Seal what is left as the last chunk and write the checksum."""
        self._seal(self._waiting, last=True)
        self._file.write(self._checksum.digest())

    def _seal(self, content: bytes | bytearray, *, last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._place, last=last), content, self._bound_to))
        self._place += 1

    def _put(self, written: bytes) -> None:
        self._checksum.update(written)
        self._file.write(written)


class SealedReader:
    """Gives back content chunk by chunk, each only after it was found authentic."""

    def __init__(self, file: BinaryIO, keys: Keys) -> None:
        file.seek(0)
        self.header, head = Header.read(file)
        self._file = file
        self._cipher = _cipher(secret_of(self.header, keys), self.header)
        self._bound_to = hashlib.sha256(head).digest()
        self._sealed_bytes = fstat(file.fileno()).st_size - len(head) - CHECKSUM_BYTES
        self._whole_chunk = self.header.chunk + TAG_BYTES
        self._last = max(-(-self._sealed_bytes // self._whole_chunk) - 1, 0)
        self._next = 0
        self._opened = b""
        self._given = 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none only at the end; raises BackupRefusedError at what is not authentic."""
        if self._given == len(self._opened) and self._next <= self._last:
            self._opened, self._given = self._opened_chunk(), 0
        given = self._opened[self._given : self._given + size]
        self._given += len(given)
        return given

    def pass_over(self) -> None:
        """Read to the end and keep nothing: what is left must be authentic too."""
        while self._next <= self._last:
            self._opened_chunk()

    @property
    def done(self) -> int:
        """How many bytes of the file were opened."""
        return min(self._next * self._whole_chunk, self._sealed_bytes)

    @property
    def total(self) -> int:
        """Of how many."""
        return self._sealed_bytes

    def _opened_chunk(self) -> bytes:
        left = self._sealed_bytes - self._next * self._whole_chunk
        sealed = self._file.read(max(min(self._whole_chunk, left), 0))
        nonce = _nonce(self._next, last=self._next == self._last)
        try:
            content = self._cipher.decrypt(nonce, sealed, self._bound_to)
        except (InvalidTag, ValueError):
            raise BackupRefusedError(
                "The backup is not what was sealed with this key: it was changed or put together by somebody else."
            ) from None
        self._next += 1
        return content


def read_header(path: Path) -> Header:
    """Return the head of a backup, which nobody has vouched for yet."""
    with path.open("rb") as file:
        return Header.read(file)[0]


def check_whole(file: BinaryIO, progress: Progress | None = None) -> Header:
    """Return the head of a file that is as it was written, found without any key; raises BackupRefusedError."""
    file.seek(0)
    header, head = Header.read(file)
    total = fstat(file.fileno()).st_size - CHECKSUM_BYTES
    checksum, done = hashlib.sha256(head), len(head)
    while done < total and (read := file.read(min(_READ_AT_ONCE, total - done))):
        checksum.update(read)
        done += len(read)
        if progress:
            progress(done, total)
    if done != total or file.read() != checksum.digest():
        raise BackupRefusedError("The backup is damaged: its checksum does not match, so it was cut or changed.")
    return header


def check_sealed(file: BinaryIO, keys: Keys, progress: Progress | None = None) -> Header:
    """Return the head of a backup of which every byte is authentic, and the last one there."""
    check_whole(file, progress)
    sealed = SealedReader(file, keys)
    sealed.pass_over()
    return sealed.header


def secret_of(header: Header, keys: Keys) -> bytes:
    """The key of a backup among those at hand; raises BackupRefusedError where it is not."""
    if header.key not in keys:
        raise BackupRefusedError(
            f"The backup is sealed with the master key {header.key}, which this installation does not have; bring "
            "that key over first."
        )
    return keys[header.key]


def _cipher(secret: bytes, header: Header) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=header.salt, info=b"alongside backup, one file").derive(secret)
    return AESGCM(derived)


def _nonce(place: int, *, last: bool) -> bytes:
    """The place of a chunk and whether it is the last: unique, as every file has a key of its own."""
    return place.to_bytes(_PLACE_BYTES, "big") + bytes([last])
