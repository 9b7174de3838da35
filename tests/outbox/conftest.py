"""An installation that owes messages, and the folder they are left in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from directory.config import Settings
from directory.db import Database
from directory.mail import Sender, Transport
from directory.mail.transports import FileTransport
from directory.outbox import owe_mail
from directory.outbox.models import OwedMessage
from directory.outbox.queries import ParkedMessage, parked_messages
from directory.outbox.sending import TRIES, Tried, send_owed

ADDRESS = "ana.canary@example.org"
LINK = "https://directory.example.org/invitation/c4n4ryt0ken"
NAME = "Ana Canarywood"


@dataclass
class Post:
    """The outbox of one installation, and what a test does with it."""

    database: Database
    sender: Sender
    folder: Path
    """Where letters are left."""
    now: datetime

    @property
    def to_folder(self) -> FileTransport:
        return FileTransport(self.folder)

    @property
    def nowhere(self) -> FileTransport:
        """A way on which no letter ever leaves: what should be a folder is below a file."""
        occupied = self.folder.with_name("occupied")
        occupied.touch()
        return FileTransport(occupied / "outbox")

    def owe(self, **facts: object) -> UUID:
        """Owe an invitation in a transaction of its own, committed."""
        values = {"name": NAME, "link": LINK, "until": (self.now + timedelta(days=3)).isoformat()}
        plausible = {"to": ADDRESS, "message": "invitation", "language": "en", "values": values, "now": self.now}
        with self.database.writing() as session:
            return owe_mail(session, **(plausible | facts))

    def send(self, way: Transport, *, at: datetime | None = None) -> Tried:
        """Send what is due."""
        return send_owed(self.database, way, self.sender, clock=lambda: at or self.now)

    def rows(self) -> list[OwedMessage]:
        with self.database.reading() as session:
            return list(session.exec(select(OwedMessage)).all())

    @property
    def row(self) -> OwedMessage:
        [row] = self.rows()
        return row

    def park(self) -> list[ParkedMessage]:
        """Try what is owed until nobody tries it any more."""
        for turn in range(TRIES):
            self.send(self.nowhere, at=self.now + timedelta(hours=2 * turn))
        with self.database.reading() as session:
            return parked_messages(session, now=self.now)


@pytest.fixture
def post(database: Database, settings: Settings, tmp_path: Path, now: datetime) -> Post:
    """An outbox with nothing in it."""
    return Post(database, Sender.of(settings), tmp_path / "outbox", now)
