"""Two machines: one with an installation to back up, and one on which nothing is but its keys."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import inspect, table, text

from directory.backups.making import Made, make_backup
from directory.backups.restoring import Restored, restore_backup
from directory.config import Settings
from directory.db import Database
from directory.keyring import Keyring
from directory.listings.queries import count_listings
from tests.factories import Make


@dataclass
class Machine:
    """One installation, or the place for one; both machines have the same keys."""

    settings: Settings
    keyring: Keyring
    backups: Path
    """A folder."""
    now: datetime
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(self.settings.resolved_database_url, may_create=False, keyring=self.keyring)

    def back_up(self, name: str = "a.backup", **differently: Any) -> Made:
        return make_backup(
            self.settings, self.database, self.keyring, self.backups / name, **{"now": self.now, **differently}
        )

    def restore(self, file: Path, **differently: Any) -> Restored:
        """Restore while nobody has the database open."""
        self.database.close()
        return restore_backup(self.settings, self.keyring, file, **{"now": self.now, **differently})

    def add_listing(self, **facts: Any) -> None:
        with self.database.writing() as session:
            Make(session, self.now).listing(listing_id=uuid4(), **facts)

    def count(self) -> int:
        with self.database.reading() as session:
            return count_listings(session)

    def content(self) -> dict[str, list[str]]:
        """Every row of every table but the database's own id and the audit, which notes backups."""
        with self.database.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names()) - {"installation", "audit_entry", "log_head"}
            rows = {name: connection.execute(table(name).select().add_columns(text("*"))).all() for name in tables}
        return {name: sorted(map(repr, found)) for name, found in rows.items()}

    def is_bare(self) -> bool:
        """Whether there is nothing at all yet."""
        if self.settings.data.exists():
            return False
        return not self.settings.database_url or self.content() == {}
