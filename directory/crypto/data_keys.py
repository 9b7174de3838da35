"""Data keys: one for each person whose texts are sealed, wrapped by a master key, opened for one transaction."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import LargeBinary, event
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Field, Session, SQLModel, col, select

from directory.crypto.sealing import KeyDestroyedError, SealBrokenError, open_bytes, seal_bytes
from directory.db import READS_ONLY, UtcDateTime, take_turns
from directory.errors import AlongsideError, UnavailableError
from directory.keyring import Keyring, MasterKey
from directory.keyring.master_key import KEY_BYTES, derived_key

INSTALLATION_KEY: Final = uuid5(UUID(int=0), "alongside: the secret of the installation")
"""The data key from which keys for blind indexes and the erasure ledger are derived. It is wrapped anew but never
changed: what was indexed could not be found any more."""
_OPENED: Final = "data keys opened in this transaction"


class DataKey(SQLModel, table=True):
    """A key that seals what belongs together and is destroyed together. Destroyed, the row stays and says when."""

    __tablename__ = "data_key"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    subject: str = ""
    """What kind of thing it seals, such as "client" or "person"; never whose."""
    version: int = 1
    """Counts the keys that stood here; a text says under which it was sealed."""
    wrapped: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    """The key, sealed under the master key; NULL once destroyed."""
    master_key_id: str = Field(index=True)
    created_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """NULL for the secret of the installation, which is made when it is first needed."""
    destroyed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def place(self) -> str:
        """Where the wrapped key belongs: it opens in no other row and for no other version."""
        return f"data_key|wrapped|{self.id}|{self.version}"

    def wrap(self, secret: bytes, master: MasterKey) -> None:
        """Keep a key, wrapped by a master key."""
        self.wrapped = seal_bytes(wrapping_key(master), secret, place=self.place)
        self.master_key_id = master.id

    def unwrap(self, keyring: Keyring) -> bytes:
        """Return the key. Raises KeyDestroyedError when there is none any more."""
        if self.wrapped is None:
            raise KeyDestroyedError("What was sealed here has been erased for good.")
        master = keyring.master_key(self.master_key_id)
        return open_bytes(wrapping_key(master), self.wrapped, place=self.place)


def wrapping_key(master: MasterKey) -> bytes:
    """Return the key derived from a master key that wraps data keys."""
    return master.derived("data keys")


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A data key as it is used: never kept beyond its transaction."""

    version: int
    is_held: bool
    """Whether nobody else may renew or destroy the key before this transaction ends."""
    secret: bytes = field(repr=False)


def keyring_of(session: AnySession) -> Keyring:
    """Return the keyring of the session's database. Raises UnavailableError where there is none."""
    keyring = session.info.get("keyring")
    if not isinstance(keyring, Keyring):
        raise UnavailableError("There is no master key, so nothing can be sealed or opened.")
    return keyring


def new_data_key(session: Session, *, now: datetime, subject: str = "") -> UUID:
    """Make a data key and return its id, for the `data_key_id` of the rows it is to seal."""
    make_installation_secret(session)
    return _add_key(session, uuid4(), subject, now).id


def _add_key(session: AnySession, key_id: UUID, subject: str, now: datetime | None) -> DataKey:
    master = keyring_of(session).current
    key = DataKey(id=key_id, subject=subject, master_key_id=master.id, created_at=now)
    key.wrap(secrets.token_bytes(KEY_BYTES), master)
    session.add(key)
    session.flush()
    return key


def open_key(session: AnySession, key_id: UUID, *, hold: bool = False) -> OpenKey:
    """Return a data key; `hold` keeps it as it is until the transaction ends, as one must before sealing under it.

    Raises KeyDestroyedError for a destroyed one.
    """
    open_keys(session, [key_id], hold=hold)
    opened = _opened(session)[key_id]
    if isinstance(opened, AlongsideError):
        raise opened
    return opened


def open_keys(session: AnySession, key_ids: Iterable[UUID], *, hold: bool = False) -> None:
    """Open several data keys with one statement; one that cannot be opened is told of when it is asked for."""
    opened = _opened(session)
    wanted = {key_id for key_id in key_ids if not _is_open(opened.get(key_id), hold=hold)}
    if not wanted:
        return
    statement = select(DataKey).where(col(DataKey.id).in_(wanted)).execution_options(populate_existing=True)
    if hold:
        statement = statement.with_for_update(read=True)
    opened |= dict.fromkeys(wanted, SealBrokenError("Something sealed cannot be opened: its data key is missing."))
    with session.no_autoflush:
        opened |= {key.id: _open(key, keyring_of(session), hold=hold) for key in session.scalars(statement)}


def has_open(session: AnySession, key_id: UUID) -> bool:
    """Whether it is known what becomes of this key: opened already, or found unusable."""
    return key_id in _opened(session)


def _is_open(opened: OpenKey | AlongsideError | None, *, hold: bool) -> bool:
    return opened is not None and not (hold and isinstance(opened, OpenKey) and not opened.is_held)


def _open(key: DataKey, keyring: Keyring, *, hold: bool) -> OpenKey | AlongsideError:
    try:
        return OpenKey(key.version, hold, key.unwrap(keyring))
    except AlongsideError as error:
        return error


def forget_key(session: AnySession, key_id: UUID) -> None:
    """Have the key read again before it is used in this transaction."""
    _opened(session).pop(key_id, None)


def installation_secret(session: Session, purpose: str) -> bytes:
    """Return the key for one purpose of the whole installation that no rotation changes; it is made when first needed.

    In a session that keeps nothing it may be a passing one: what was never kept matches nothing.
    """
    if session.info.get(READS_ONLY) and not _has_installation_secret(session):
        return secrets.token_bytes(KEY_BYTES)
    make_installation_secret(session)
    return derived_key(open_key(session, INSTALLATION_KEY).secret, purpose)


def make_installation_secret(session: Session) -> None:
    """Make the secret of the installation where there is none. A backup that has data keys must have it too."""
    if _has_installation_secret(session):
        return
    take_turns(session, "make the secret of the installation")
    if session.get(DataKey, INSTALLATION_KEY, populate_existing=True) is None:
        _add_key(session, INSTALLATION_KEY, "installation", None)


def _has_installation_secret(session: Session) -> bool:
    return INSTALLATION_KEY in _opened(session) or session.get(DataKey, INSTALLATION_KEY) is not None


def _opened(session: AnySession) -> dict[UUID, OpenKey | AlongsideError]:
    opened: dict[UUID, OpenKey | AlongsideError] = session.info.setdefault(_OPENED, {})
    return opened


@event.listens_for(AnySession, "after_transaction_end")
def _forget_keys(session: AnySession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_OPENED, None)
