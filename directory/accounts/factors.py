"""Which second factors a person holds, and what changes when they change."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.letters import tell_of_change
from directory.accounts.models import Passkey, Totp
from directory.accounts.outcomes import Entered, Method, Visit
from directory.accounts.sessions import replace_session
from directory.policy import Caller


def methods_of(session: Session, person_id: UUID) -> frozenset[Method]:
    """Return the second factors that a sign-in of this person asks for; none when they have none yet."""
    methods = set()
    if session.exec(select(Passkey.id).where(Passkey.person_id == person_id)).first():
        methods.add(Method.PASSKEY)
    counts = select(Totp.id).where(Totp.person_id == person_id, col(Totp.confirmed_at).is_not(None))
    if session.exec(counts).first():
        methods.add(Method.CODE)
    return frozenset(methods)


def session_after_adding(session: Session, caller: Caller, visit: Visit, *, now: datetime) -> Entered:
    """Give the caller a new session, which has shown the factor just added; the others end."""
    tell_of_change(session, caller.person_id, now=now)
    return replace_session(session, caller, visit, second_factor=True, now=now)


def session_after_dropping(session: Session, caller: Caller, visit: Visit, *, now: datetime) -> Entered:
    """Give the caller a new session, with a second factor while they still have one; the others end."""
    still = bool(methods_of(session, caller.person_id)) and caller.second_factor
    tell_of_change(session, caller.person_id, now=now)
    return replace_session(session, caller, visit, second_factor=still, now=now)
