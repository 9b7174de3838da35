"""Authenticator apps (TOTP, RFC 6238): six digits every thirty seconds, each taken once."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Final
from uuid import UUID

from pyotp import TOTP, random_base32
from sqlalchemy import update
from sqlmodel import Session, col, select

from directory.accounts.factors import session_after_adding, session_after_dropping
from directory.accounts.models import Person, Totp
from directory.accounts.outcomes import Entered, NotAccepted, Visit
from directory.audit import Act, Subject, note
from directory.crypto import new_data_key, shred
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller

ISSUER: Final = "Alongside"
STEP: Final = 30
"""Seconds."""
LATE_OR_EARLY: Final = (0, -1, 1)
"""Clocks of phones are off a little: the code of the step before and after counts too (RFC 6238, 5.2)."""


@dataclass(frozen=True, slots=True)
class Enrollment:
    """What an app is to be told: the secret to type, or the whole as an address for a QR code."""

    secret: str
    uri: str


def begin_authenticator(session: Session, caller: Caller, *, now: datetime) -> Enrollment:
    """Return a new secret, which counts once its first code was shown; raises RefusedError when one counts already."""
    if has_authenticator(session, caller.person_id):
        raise RefusedError("An authenticator is set up already; remove it before you set up another.")
    forget_authenticators(session, caller.person_id, now=now)
    secret = random_base32()
    key_id = new_data_key(session, now=now)
    totp = Totp(person_id=caller.person_id, data_key_id=key_id, created_at=now)
    totp.secret = secret
    session.add(totp)
    session.flush()
    return _enrollment(session, caller, secret)


def current_enrollment(session: Session, caller: Caller) -> Enrollment | None:
    """Return the secret that still waits for its first code, to show it again after a wrong one."""
    waiting = _find(session, caller.person_id, counts=False)
    return _enrollment(session, caller, waiting.secret) if waiting else None


def confirm_authenticator(
    session: Session, caller: Caller, code: str, visit: Visit, *, now: datetime
) -> Entered | NotAccepted:
    """Have an authenticator count when its first code is right; other sessions end. Raises NotFoundError."""
    totp = _find(session, caller.person_id, counts=False)
    if totp is None:
        raise NotFoundError("No authenticator waits for its first code.")
    step = _step_of(totp.secret, code, now)
    if step is None:
        return NotAccepted()
    totp.confirmed_at = now
    totp.used_step = step
    session.flush()
    note(session, Act.TOTP_ADDED, caller=caller, subject=Subject.PERSON, ids=[caller.person_id], now=now)
    return session_after_adding(session, caller, visit, now=now)


def drop_authenticator(session: Session, caller: Caller, visit: Visit, *, now: datetime) -> Entered:
    """Take the authenticator away; other sessions end."""
    forget_authenticators(session, caller.person_id, now=now)
    note(session, Act.TOTP_REMOVED, caller=caller, subject=Subject.PERSON, ids=[caller.person_id], now=now)
    return session_after_dropping(session, caller, visit, now=now)


def has_authenticator(session: Session, person_id: UUID) -> bool:
    """Whether an authenticator counts."""
    return _find(session, person_id, counts=True) is not None


def accepts_code(session: Session, person_id: UUID, code: str, *, now: datetime) -> bool:
    """Tell whether this is a code of the person's authenticator that nobody has used, and use it up."""
    totp = _find(session, person_id, counts=True)
    step = _step_of(totp.secret, code, now) if totp else None
    if totp is None or step is None:
        return False
    used = session.exec(
        update(Totp)
        .where(col(Totp.id) == totp.id, col(Totp.used_step) < step)
        .values(used_step=step)
        .returning(col(Totp.id))
    )
    return used.first() is not None


def forget_authenticators(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Take every authenticator of a person away, and destroy the key of its secret in all backups too."""
    for totp in session.exec(select(Totp).where(Totp.person_id == person_id)).all():
        session.delete(totp)
        session.flush()
        shred(session, totp.data_key_id, now=now)


def _find(session: Session, person_id: UUID, *, counts: bool) -> Totp | None:
    confirmed = col(Totp.confirmed_at)
    state = confirmed.is_not(None) if counts else confirmed.is_(None)
    return session.exec(select(Totp).where(Totp.person_id == person_id, state)).first()


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step whose code this is, of those that count now."""
    digits = "".join(code.split())
    present = int(now.timestamp()) // STEP
    generator = TOTP(secret)
    fitting = [
        present + off
        for off in LATE_OR_EARLY
        if compare_digest(generator.generate_otp(present + off).encode(), digits.encode())
    ]
    return fitting[0] if fitting else None


def _enrollment(session: Session, caller: Caller, secret: str) -> Enrollment:
    person = session.get_one(Person, caller.person_id)
    return Enrollment(secret, TOTP(secret).provisioning_uri(name=person.email, issuer_name=ISSUER))
