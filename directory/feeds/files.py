"""The files that feeds were read from, kept as they came: every listing can be traced to the bytes that told of it."""

import gzip
import hashlib
import os
import zlib
from pathlib import Path
from typing import Final

from directory.errors import UnavailableError
from directory.files import sync_folder

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
"""Rows hold contacts that are not public: only the user who runs the installation reads them."""


def keep_file(folder: Path, content: bytes, content_hash: str) -> Path:
    """Keep the bytes of a feed, compressed, under their SHA-256; what is kept already is left as it is.

    It is there whole or not at all. Call it while the import has the database to itself and before it commits, so
    that every reading on record has its file. Raises UnavailableError where the file cannot be written.
    """
    kept = folder / f"{content_hash}.gz"
    try:
        if not kept.is_file():
            folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            _write_whole(kept, gzip.compress(content, mtime=0))
    except OSError as error:
        raise UnavailableError(
            f"The file cannot be kept in {folder} ({error.strerror}), so nothing was imported."
        ) from None
    return kept


def kept_file(folder: Path, content_hash: str) -> bytes | None:
    """Return the bytes that were kept under this SHA-256, None where they are not, or are not what they were."""
    if not content_hash:
        return None
    try:
        content = gzip.decompress((folder / f"{content_hash}.gz").read_bytes())
    except (OSError, EOFError, zlib.error):
        return None
    return content if hashlib.sha256(content).hexdigest() == content_hash else None


def _write_whole(file: Path, content: bytes) -> None:
    """Write under another name first: the name stands for the whole content, also after the power failed."""
    unfinished = file.with_suffix(".unfinished")
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE)
    try:
        with os.fdopen(opened, "wb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)
