"""A folder with the files of a package, taken for the package it would make."""

import io
import zipfile
from pathlib import Path

from directory.errors import marked
from directory.feeds.readers.envelope import MOST_BYTES
from directory.feeds.records import FeedRefusedError


def packed_folder(folder: Path) -> bytes:
    """Return the CSV files of a folder as one zip file. Raises FeedRefusedError."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    if not files:
        raise FeedRefusedError(f"There is no CSV file in {folder}.")
    if sum(path.stat().st_size for path in files) > MOST_BYTES:
        raise FeedRefusedError(marked("The files of the folder are larger than 10 MB, which is the most that is read."))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for path in files:
            # Without its dates the same folder makes the same bytes, and so the same hash.
            package.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return packed.getvalue()
