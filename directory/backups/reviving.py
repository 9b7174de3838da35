"""From what a backup holds to an installation: compared, verified, erased again, and its files put in their places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, update
from sqlmodel import Session

from directory.accounts.models import Ceremony, Invitation, KeptPost, LinkAsked, SignedIn
from directory.audit import Act, Subject, System, note
from directory.backups.contents import DATABASE, FEEDS, MANIFEST, Manifest
from directory.backups.counting import compare_rows, fault_of_audit, fault_of_tables
from directory.backups.files import PRIVATE_FOLDER, whole_file
from directory.backups.header import BackupRefusedError
from directory.config import SETTINGS_FILE, Settings
from directory.crypto import replay_erasures
from directory.db import Installation
from directory.errors import UnavailableError
from directory.files import sync_folder
from directory.keyring import Keyring
from directory.outbox.models import OwedMessage


@dataclass
class Revival:
    """What is done with the things of one backup, on whichever database."""

    settings: Settings
    """Of the installation that it becomes."""
    things: Iterator[tuple[str, bytes]]
    """The names and contents of the backup, in its order."""
    shelf: Path
    """A folder on the disk of the data folder, for files until all is known to be well."""
    keyring: Keyring
    now: datetime
    without_ledger: bool = False
    """The erasure ledger is lost for good, and whoever restores knows."""
    erased: int = 0
    """How many erasures were done again."""
    wrote_settings: bool = False
    faults: tuple[str, ...] = ()
    """What was the matter with the installation already when it was backed up: it is restored all the same."""

    def __post_init__(self) -> None:
        name, content = next(self.things)
        if name != MANIFEST:
            raise BackupRefusedError("The backup is authentic, but it does not begin with its manifest.")
        self.manifest = Manifest.read(content)

    def parts_of_database(self) -> Iterator[bytes]:
        """Yield the database piece by piece; the files that come before it are put on the shelf."""
        for name, content in self.things:
            kind, _, rest = name.partition("/")
            if kind == DATABASE:
                yield content
            elif (name == SETTINGS_FILE and content) or (kind == FEEDS and "/" not in rest):
                self._shelve(name, content)

    def compare(self, session: Session) -> None:
        """See that the rows are those that were backed up, before anything is done with them."""
        compare_rows(session, self.manifest)

    def revive(self, session: Session) -> None:
        """Make the rows, brought to this version, those of an installation.

        Its database gets an id of its own: whatever followed the one that was backed up, an index above all, may have
        seen numbers of changes that this one is going to give to others. Everybody signs in anew: a session in it may
        have been ended since. One-time links count no more, which may have been used since, and letters that were owed
        are dropped, which may have been sent since and carry such links.
        """
        faults = (fault_of_tables(session.connection()), fault_of_audit(session, self.manifest))
        self.faults = tuple(fault for fault in faults if fault)
        self.erased = self._erase_again(session)
        for begun in (KeptPost, Ceremony, SignedIn, Invitation, LinkAsked, OwedMessage):
            session.exec(delete(begun))
        session.exec(update(Installation).values(id=uuid4()))
        note(session, Act.BACKUP_RESTORED, caller=System.COMMAND, subject=Subject.BACKUP, now=self.now)

    def put_files(self) -> None:
        """Move the files from the shelf to where they belong; what is there already stays as it is."""
        settings = self.shelf / SETTINGS_FILE
        if settings.is_file() and not (self.settings.data / SETTINGS_FILE).exists():
            settings.replace(self.settings.data / SETTINGS_FILE)
            self.wrote_settings = True
        for file in sorted((self.shelf / FEEDS).glob("*")):
            self.settings.feeds_folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            if not (kept := self.settings.feeds_folder / file.name).exists():
                file.replace(kept)
                sync_folder(kept.parent)
        sync_folder(self.settings.data)

    def _erase_again(self, session: Session) -> int:
        ledger = self.keyring.ledger
        if ledger.exists():
            return replay_erasures(session, ledger)
        if self.manifest.has_ledger and not self.without_ledger:
            raise UnavailableError(
                f"The erasure ledger {ledger} is not there; bring it over beside the key. If it is lost for good, add "
                "--without-ledger: people erased since the backup are then back."
            )
        return 0

    def _shelve(self, name: str, content: bytes) -> None:
        place = self.shelf / name
        place.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        with whole_file(place) as file:
            file.write(content)
