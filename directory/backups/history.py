"""When the last backup was made and the last drill passed, noted in the data folder for `alongside doctor`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from directory.backups.files import whole_file
from directory.config import Settings

HISTORY_FILE: Final = "backups.json"
_BACKUP: Final = "last_backup"
_DRILL: Final = "last_drill"


def note_backup(settings: Settings, file: Path, now: datetime) -> None:
    """Note that a backup was made, and where it was put."""
    _note(settings, _BACKUP, {"at": now.isoformat(), "file": str(file.absolute())})


def note_drill(settings: Settings, now: datetime) -> None:
    """Note that a backup was restored beside the installation and found whole."""
    _note(settings, _DRILL, {"at": now.isoformat()})


def last_backup(settings: Settings) -> tuple[datetime, Path] | None:
    """Return when the last backup was made and where it was put, None when there was none."""
    noted = _read(settings).get(_BACKUP)
    return (datetime.fromisoformat(noted["at"]), Path(noted["file"])) if noted else None


def last_drill(settings: Settings) -> datetime | None:
    """Return when the last drill passed, None when there was none."""
    noted = _read(settings).get(_DRILL)
    return datetime.fromisoformat(noted["at"]) if noted else None


def _note(settings: Settings, what: str, fields: dict[str, str]) -> None:
    with whole_file(settings.data / HISTORY_FILE) as file:
        file.write(json.dumps(_read(settings) | {what: fields}, indent=1).encode())


def _read(settings: Settings) -> dict[str, Any]:
    """What is noted; a file that was lost or edited badly counts as none, and the next backup writes it anew."""
    try:
        noted = json.loads((settings.data / HISTORY_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
