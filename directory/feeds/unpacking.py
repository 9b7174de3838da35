"""What a server sent packed, unpacked: never more than a feed may hold, and never a hundred times what was sent."""

import zlib
from typing import Final, Protocol

from directory.errors import marked
from directory.feeds.readers.envelope import MOST_BYTES
from directory.feeds.records import FeedRefusedError

MOST_TIMES: Final = 100
"""How many times larger a file may be than what was sent of it."""
PACKINGS: Final = ("gzip", "deflate")
"""What a server is told it may send."""
TOO_LARGE: Final = marked("The file is larger than 10 MB, which is the most that is read.")
PACKED_TOO_TIGHT: Final = marked("The file unpacks to more than a hundred times what was sent, so it was not read.")
BROKEN_PACKING: Final = marked("What the server sent cannot be unpacked.")
OTHER_PACKING: Final = marked("The server packs the file in a way that was not asked for.")
_STEP: Final = 64 * 1024
_GRACE: Final = 64 * 1024
"""A short file may well be mostly blanks."""


class _Unpacks(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class Unpacker:
    """Takes the bytes of one answer as they come, and gives the file."""

    def __init__(self, packing: str) -> None:
        """`packing` is the answer's Content-Encoding. Raises FeedRefusedError for one that was not asked for."""
        name = packing.strip().lower()
        if name not in {"", "identity", "x-gzip", *PACKINGS}:
            raise FeedRefusedError(OTHER_PACKING)
        self._unpacks: _Unpacks | None = None if name in {"", "identity"} else zlib.decompressobj(wbits=47)
        self._file = bytearray()
        self._received = 0

    def feed(self, some: bytes) -> None:
        """Take some more bytes. Raises FeedRefusedError as soon as it is too much."""
        self._received += len(some)
        if self._unpacks is None:
            self._take(some)
            return
        if self._unpacks.eof:
            return
        try:
            while some and not self._unpacks.eof:
                self._take(self._unpacks.decompress(some, _STEP))
                some = self._unpacks.unconsumed_tail
        except zlib.error:
            raise FeedRefusedError(BROKEN_PACKING) from None

    def whole(self) -> bytes:
        """Return the file. Raises FeedRefusedError when its end is missing."""
        if self._unpacks is not None and not self._unpacks.eof:
            raise FeedRefusedError(BROKEN_PACKING)
        return bytes(self._file)

    def _take(self, some: bytes) -> None:
        self._file += some
        if len(self._file) > MOST_BYTES:
            raise FeedRefusedError(TOO_LARGE)
        if self._unpacks is not None and len(self._file) > max(_GRACE, self._received * MOST_TIMES):
            raise FeedRefusedError(PACKED_TOO_TIGHT)
