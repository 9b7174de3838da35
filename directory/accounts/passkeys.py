"""Passkeys (WebAuthn): to sign in without a password, as a second factor, and to unlock or confirm.

Each ceremony begins with a challenge that is kept here and answered once; the device must have checked that it is its
owner who holds it (user verification), so that a passkey is two factors in one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts import ceremonies
from directory.accounts.ceremonies import Purpose
from directory.accounts.entering import enter
from directory.accounts.factors import session_after_dropping
from directory.accounts.models import Passkey, Person
from directory.accounts.outcomes import Ended, Entered, NotAccepted, Site, Unlocked, Visit
from directory.accounts.sessions import unlock
from directory.audit import Act, Subject, note
from directory.errors import NotFoundError
from directory.policy import Caller


@dataclass(frozen=True, slots=True)
class Begun:
    """A challenge: what `navigator.credentials` is to be asked, and the token to send back with its answer."""

    token: str
    options_json: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the token of the challenge, and the answer of `navigator.credentials` as JSON."""

    token: str
    credential: str
    site: Site


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One passkey as its owner sees it listed."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


def begin_sign_in(session: Session, site: Site, *, now: datetime) -> Begun:
    """Return what asks a device for any passkey of ours: no name is typed, none is told."""
    return _begin(session, Purpose.PASSKEY_SIGN_IN, site, now=now)


def finish_sign_in(session: Session, answer: Answer, visit: Visit, *, now: datetime) -> Entered | NotAccepted:
    """Sign in whoever holds a passkey of ours."""
    begun = ceremonies.take(session, answer.token, Purpose.PASSKEY_SIGN_IN, now=now)
    passkey = _verified(session, answer, begun.challenge, now) if begun else None
    return _enter_by(session, passkey, visit, now)


def begin_second_factor(session: Session, pending_token: str, site: Site, *, now: datetime) -> Begun | Ended:
    """Return what asks for a passkey of the person whose sign-in waits for it."""
    waiting = ceremonies.find(session, pending_token, Purpose.SECOND_FACTOR, now=now)
    if waiting is None or waiting.person_id is None:
        return Ended()
    return _begin(session, Purpose.PASSKEY_SECOND_FACTOR, site, person_id=waiting.person_id, now=now)


def finish_second_factor(
    session: Session, pending_token: str, answer: Answer, visit: Visit, *, now: datetime
) -> Entered | NotAccepted | Ended:
    """Sign in whoever showed the password and now a passkey of the same person."""
    waiting = ceremonies.find(session, pending_token, Purpose.SECOND_FACTOR, now=now)
    if waiting is None or waiting.person_id is None:
        return Ended()
    begun = ceremonies.take(session, answer.token, Purpose.PASSKEY_SECOND_FACTOR, now=now)
    if begun is None or begun.person_id != waiting.person_id:
        return NotAccepted()
    passkey = _verified(session, answer, begun.challenge, now, of=waiting.person_id)
    outcome = _enter_by(session, passkey, visit, now)
    if isinstance(outcome, Entered):
        ceremonies.end(session, waiting)
    return outcome


def begin_proof(session: Session, caller: Caller, site: Site, *, now: datetime) -> Begun:
    """Return what asks for a passkey of the caller: to unlock their session, or before a dangerous act."""
    return _begin(
        session, Purpose.PASSKEY_PROOF, site, person_id=caller.person_id, session_id=caller.session_id, now=now
    )


def finish_proof(session: Session, caller: Caller, answer: Answer, *, now: datetime) -> Unlocked | NotAccepted:
    """Unlock the caller's session and have it count as freshly confirmed."""
    begun = ceremonies.take(session, answer.token, Purpose.PASSKEY_PROOF, now=now)
    is_theirs = begun is not None and begun.session_id == caller.session_id
    passkey = _verified(session, answer, begun.challenge, now, of=caller.person_id) if begun and is_theirs else None
    if passkey:
        unlock(session, caller, confirmed=True, now=now)
    act = Act.CONFIRMED if passkey else Act.CONFIRMATION_REFUSED
    note(session, act, caller=caller, subject=Subject.SESSION, ids=[caller.session_id], now=now)
    return Unlocked() if passkey else NotAccepted()


def list_passkeys(session: Session, caller: Caller) -> list[PasskeyLine]:
    """Return the caller's passkeys, the oldest first."""
    rows = passkeys_of(session, caller.person_id)
    return [PasskeyLine(row.id, row.name, row.created_at, row.used_at) for row in rows]


def drop_passkey(session: Session, caller: Caller, passkey_id: UUID, visit: Visit, *, now: datetime) -> Entered:
    """Take a passkey of the caller away; other sessions end. Raises NotFoundError."""
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != caller.person_id:
        raise NotFoundError("There is no such passkey.")
    session.delete(passkey)
    session.flush()
    note(session, Act.PASSKEY_REMOVED, caller=caller, subject=Subject.PASSKEY, ids=[passkey_id], now=now)
    return session_after_dropping(session, caller, visit, now=now)


def _begin(
    session: Session,
    purpose: Purpose,
    site: Site,
    *,
    person_id: UUID | None = None,
    session_id: UUID | None = None,
    now: datetime,
) -> Begun:
    from directory.accounts.passkey_answers import asking  # noqa: PLC0415 - it tells why

    allowed = passkeys_of(session, person_id) if person_id else None
    challenge, options_json = asking(site, allowed)
    token = ceremonies.begin(session, purpose, person_id=person_id, session_id=session_id, challenge=challenge, now=now)
    return Begun(token, options_json)


def _enter_by(session: Session, passkey: Passkey | None, visit: Visit, now: datetime) -> Entered | NotAccepted:
    person = session.get(Person, passkey.person_id) if passkey else None
    if person is None or person.disabled_at:
        ids = [person.id] if person else []
        note(session, Act.SIGN_IN_REFUSED, caller=None, subject=Subject.PASSKEY, ids=ids, now=now)
        return NotAccepted()
    return enter(session, person, visit, second_factor=True, now=now)


def _verified(
    session: Session, answer: Answer, challenge: bytes, now: datetime, *, of: UUID | None = None
) -> Passkey | None:
    """Return the passkey that answered the challenge, its counter moved on; `of` says whose it must be."""
    from directory.accounts.passkey_answers import count_verified, read_answer  # noqa: PLC0415 - it tells why

    came = read_answer(answer.credential)
    passkey = find_passkey(session, came.raw_id) if came else None
    if came is None or passkey is None or not _is_of(passkey, of, came.response.user_handle):
        return None
    count = count_verified(came, passkey, challenge, answer.site)
    if count is None:
        return None
    passkey.sign_count = count
    passkey.used_at = now
    session.flush()
    return passkey


def _is_of(passkey: Passkey, person_id: UUID | None, user_handle: bytes | None) -> bool:
    is_asked_for = person_id in {None, passkey.person_id}
    return is_asked_for and user_handle in {None, passkey.person_id.bytes}


def passkeys_of(session: Session, person_id: UUID) -> list[Passkey]:
    """Return the passkeys of a person, the oldest first."""
    statement = select(Passkey).where(Passkey.person_id == person_id).order_by(col(Passkey.created_at))
    return list(session.exec(statement))


def find_passkey(session: Session, credential_id: bytes) -> Passkey | None:
    """Return the passkey that a device names."""
    # Locked, so that of two answers at once the second is held against the counter of the first.
    return session.exec(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()).first()
