"""Files that outlive a loss of power."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlive a loss of power."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
