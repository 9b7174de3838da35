"""Versions of the program over one data folder: each keeps an index of its own, beside those of the others."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from search.fields import INDEX_VERSION
from search.generations import STATE

OTHER_VERSION_KEPT: Final = timedelta(days=7)
"""How long the index of another version stays after its last commit: an old server may still answer from it."""


def version_folder(path: Path) -> Path:
    """Where in the folder of all indexes this version of the program keeps its own."""
    return path / INDEX_VERSION.replace(", ", "-").replace(" ", "-")


def remove_other_versions(own: Path, now: datetime) -> None:
    """Remove what other versions left beside the folder of one's own, once nothing was committed there for days."""
    for other in own.parent.glob("schema-*"):
        commits = [other, *other.rglob(STATE)]
        newest = max((each.stat().st_mtime for each in commits if each.exists()), default=0.0)
        if other != own and now.timestamp() - newest > OTHER_VERSION_KEPT.total_seconds():
            shutil.rmtree(other, ignore_errors=True)
