"""Where tests keep their files: in memory on a Linux with room for them."""

import os
import shutil
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the folders in it are pytest's own
ROOM = 3 * 1024**3
"""Bytes: a few times what one run has there at once, the PostgreSQL servers included."""


def memory_folder() -> Path | None:
    """Return a folder in memory, or None where there is none, or too little room."""
    if not SHARED_MEMORY.is_dir() or not os.access(SHARED_MEMORY, os.W_OK):
        return None
    return SHARED_MEMORY if shutil.disk_usage(SHARED_MEMORY).free >= ROOM else None
