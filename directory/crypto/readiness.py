"""Whether what is sealed in a database can be opened with the master keys at hand."""

from sqlmodel import Session, col, func, select

from directory.crypto.data_keys import INSTALLATION_KEY, DataKey, keyring_of
from directory.errors import AlongsideError, UnavailableError
from directory.keyring import Keyring


def require_keys(session: Session, *, needed: bool) -> None:
    """Raise UnavailableError, in one sentence, unless everything sealed can be opened.

    A database that holds nothing sealed needs no key, unless `needed` says that it soon will: it has accounts.
    """
    wanted = masters_of(session)
    if not wanted and not needed:
        return
    fresh = Keyring(keyring_of(session).source, keyring_of(session).ledger)
    for key_id in wanted:
        fresh.master_key(key_id)
    _ = fresh.current
    _open_one(session, fresh)


def masters_of(session: Session) -> dict[str, int]:
    """Return the ids of the master keys that wrap data keys in use, with how many each wraps."""
    master = col(DataKey.master_key_id)
    wrapped = select(master, func.count()).where(col(DataKey.wrapped).is_not(None)).group_by(master)
    return dict(session.exec(wrapped).all())


def has_keys(session: Session, *, needed: bool) -> bool:
    """Whether `require_keys` would let the installation be served."""
    try:
        require_keys(session, needed=needed)
    except AlongsideError:
        return False
    return True


def _open_one(session: Session, keyring: Keyring) -> None:
    """The id of a master key could stand in a database that was put together from two."""
    key = session.get(DataKey, INSTALLATION_KEY)
    if key is None:
        return
    try:
        key.unwrap(keyring)
    except AlongsideError:
        raise UnavailableError("The master key does not open this database: it is of another installation.") from None
