"""Checks of the master key and the erasure ledger."""

from datetime import timedelta
from typing import Final

from sqlmodel import Session

from directory.cli.finding import Finding, doubtful, in_database, right, wrong
from directory.clock import utc_now
from directory.config import Settings
from directory.crypto import keyring_of
from directory.crypto.readiness import masters_of, require_keys
from directory.crypto.rotation import wrapped_by_older
from directory.crypto.shredding import erased_but_not_noted, erasure_ledger
from directory.errors import AlongsideError
from directory.keyring import FromFile, Keyring

ROTATED_AFTER: Final = timedelta(days=365)
"""NIST SP 800-57 recommends a year or two for a key that wraps keys."""


@in_database("master key")
def master_key(settings: Settings, session: Session) -> Finding:
    """Look whether the keys at hand open the database, lie apart from it, and are not too old."""
    keyring = keyring_of(session)
    try:
        require_keys(session, needed=True)
    except AlongsideError as error:
        return wrong("master key", str(error))
    if isinstance(keyring.source, FromFile) and keyring.source.path.resolve().is_relative_to(settings.data):
        return wrong(
            "master key", "it lies in the data folder beside what it seals; move it (ALONGSIDE_MASTER_KEY_FILE)"
        )
    if left := wrapped_by_older(session):
        return doubtful(
            "master key", f"a rotation was not finished ({left} data keys are left); run: alongside keys rotate"
        )
    return _age(keyring)


def _age(keyring: Keyring) -> Finding:
    current = keyring.current
    if current.made_on is None:
        return right("master key", f"{current.id} opens the database")
    age = utc_now().date() - current.made_on
    if age > ROTATED_AFTER:
        return doubtful("master key", f"{current.id} is {age.days} days old; run: alongside keys rotate")
    return right("master key", f"{current.id} opens the database; it was made on {current.made_on}")


@in_database("erasure ledger")
def erasures(settings: Settings, session: Session) -> Finding:
    """Look whether every erasure is noted outside the database, so that a restored backup is told of it."""
    file = settings.resolved_erasure_ledger
    if file.resolve().is_relative_to(settings.data):
        return wrong(
            "erasure ledger", "it lies in the data folder and would be lost with it; move it (ALONGSIDE_ERASURE_LEDGER)"
        )
    if not masters_of(session):
        return right("erasure ledger", "nothing is sealed yet")
    try:
        lacking = len(erased_but_not_noted(session, erasure_ledger(session)))
    except AlongsideError as error:
        return wrong("erasure ledger", str(error))
    if lacking:
        return doubtful("erasure ledger", f"it lacks {lacking} erasures; put its copy back in {file}")
    return right("erasure ledger", "every erasure is noted")
