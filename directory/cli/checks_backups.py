"""Checks of backups: made, rehearsed, readable, and nothing left of a restore."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import inspect
from sqlmodel import Session

from directory.backups.header import BackupRefusedError
from directory.backups.history import last_backup, last_drill
from directory.backups.postgres_place import ASIDE_SCHEMA
from directory.backups.sealing import read_header
from directory.backups.sqlite_place import ASIDE
from directory.cli.finding import Finding, doubtful, in_database, right
from directory.clock import utc_now
from directory.config import Settings
from directory.db import sqlite_file
from directory.errors import UnavailableError
from directory.keyring import open_keyring

BACKED_UP_WITHIN: Final = timedelta(days=2)
"""Daily, with a day's grace."""
DRILLED_WITHIN: Final = timedelta(days=92)
"""Every quarter."""


def backups(settings: Settings) -> Finding:
    """Look whether there is a backup of late, and whether the keys at hand open it."""
    last = last_backup(settings)
    if last is None:
        return doubtful("last backup", "none was made here; run: alongside backup FILE")
    made_at, file = last
    when = f"{made_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if utc_now() - made_at > BACKED_UP_WITHIN:
        return doubtful("last backup", f"it is of {when}; run daily: alongside backup FOLDER --keep 14")
    if not _can_be_opened(settings, file):
        return doubtful("last backup", f"{file} cannot be opened with the keys at hand; make another: alongside backup")
    return right("last backup", f"{when}, {file}; keep a copy on another machine")


def drills(settings: Settings) -> Finding:
    """Look whether restoring was rehearsed of late: a backup that was never restored is a hope."""
    drilled_at = last_drill(settings)
    if drilled_at is None:
        return doubtful("last drill", "restoring was never rehearsed; run: alongside backup --drill")
    when = f"{drilled_at.astimezone(settings.zone):%Y-%m-%d}"
    if utc_now() - drilled_at > DRILLED_WITHIN:
        return doubtful("last drill", f"it was on {when}; run every quarter: alongside backup --drill")
    return right("last drill", f"a backup was restored and found whole on {when}")


@in_database("restores")
def left_of_restores(settings: Settings, session: Session) -> Finding:
    """Look whether what a restore moved aside is still there: in it nobody has been erased since."""
    if file := sqlite_file(settings.resolved_database_url):
        left = [str(folder) for folder in sorted(file.parent.glob(f"{ASIDE}*"))]
    else:
        schemas = inspect(session.connection()).get_schema_names()
        left = [f"the schema {name}" for name in schemas if name.startswith(ASIDE_SCHEMA)]
    if left:
        return doubtful("restores", f"{left[0]} is still there; delete it once the restored installation is well")
    return right("restores", "nothing was left aside")


def _can_be_opened(settings: Settings, file: Path) -> bool:
    """Whether there is a key for it; one that was carried away is taken to be well."""
    try:
        return read_header(file).key in {key.id for key in open_keyring(settings).keys}
    except FileNotFoundError:
        return True
    except (OSError, BackupRefusedError, UnavailableError):
        return False
