"""Many arrays in one file: written once, mapped into memory, shared by every process that opens it."""

import mmap
import os
import tempfile
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgpack
import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

_MAGIC: Final = b"alongside arrays 1\n"
_ALIGNMENT: Final = 64
_WRITTEN_AT_ONCE: Final = 1 << 16
"""Bytes. Linux keeps what is written at once as one large page, of which whoever maps any byte has all counted to its
memory: written in one go, an array of which a question reads a few words of millions would count as read whole.
"""


class Mapped(dict[str, NDArray[Any]]):
    """The arrays of one file, mapped and read-only."""

    def __init__(self, arrays: Arrays, mapped: mmap.mmap) -> None:
        super().__init__(arrays)
        self._mapped = mapped

    def let_go(self) -> None:
        """Count the pages read so far to this process no longer; what is needed again is mapped again.

        For who has read much of the file once. Where the system knows no such advice, nothing happens.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)


class PackedError(Exception):
    """The file is not one of ours, or it is torn."""


def write_packed(path: Path, arrays: Arrays, notes: Mapping[str, Any]) -> None:
    """Write the arrays and some plain notes (for msgpack) so that the file is either whole or not there."""
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = (array.dtype.str, list(array.shape), offset)
        offset += _padded(array.nbytes)
    head = msgpack.packb({"arrays": header, "notes": dict(notes), "size": offset})
    prefix = _MAGIC + len(head).to_bytes(8, "little") + head
    write_whole(path, chain([_filled_up(prefix)], (_filled_up(array.tobytes()) for array in arrays.values())))


def read_packed(path: Path) -> tuple[Mapped, dict[str, Any]]:
    """The arrays, mapped and read-only, and the notes of a file of `write_packed`.

    Raises FileNotFoundError, or PackedError for a file that is not whole.
    """
    with path.open("rb") as file:
        prefix = file.read(len(_MAGIC) + 8)
        if len(prefix) < len(_MAGIC) + 8 or not prefix.startswith(_MAGIC):
            raise PackedError(f"{path.name} does not hold arrays.")
        head_size = int.from_bytes(prefix[-8:], "little")
        begins = _padded(len(prefix) + head_size)
        if os.fstat(file.fileno()).st_size < begins:
            raise PackedError(f"{path.name} is torn.")
        head = msgpack.unpackb(file.read(head_size))
        if os.fstat(file.fileno()).st_size != begins + head["size"]:
            raise PackedError(f"{path.name} is torn.")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {
        name: _view(mapped, begins + offset, dtype, shape) for name, (dtype, shape, offset) in head["arrays"].items()
    }
    return Mapped(arrays, mapped), head["notes"]


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file so that a reader, or a machine that lost its power, sees all of it or none."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.writelines(piece[at : at + _WRITTEN_AT_ONCE] for at in range(0, len(piece), _WRITTEN_AT_ONCE))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)  # on a full disk it would be one more file too many
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _filled_up(content: bytes) -> bytes:
    return content + bytes(_padded(len(content)) - len(content))


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _view(mapped: mmap.mmap, offset: int, dtype: str, shape: list[int]) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(mapped, dtype=np.dtype(dtype), count=count, offset=offset).reshape(shape)
