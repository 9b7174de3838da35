"""Sessions: rows on the server that lock when nobody is there and end when a full sign-in is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from fastapi import Request
from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from directory.accounts import cookies
from directory.accounts.devices import device_of
from directory.accounts.models import Person, PersonRole, SignedIn, TeamMember
from directory.accounts.outcomes import Entered, Visit
from directory.accounts.tokens import fingerprint, form_token, new_token
from directory.audit import Act, Reason, Subject, note
from directory.errors import NotFoundError
from directory.policy import Caller, Role

LOCKS_AFTER: Final = timedelta(minutes=15)
"""Without a request, private pages lock: a phone left on a table shows nobody a client."""
FULL_SIGN_IN_EVERY: Final = timedelta(hours=12)
SEEN_WRITTEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as its owner sees it listed."""

    id: UUID
    device: str
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool
    is_locked: bool


def identify(request: Request, session: Session) -> Caller | None:
    """Return who asks, by one statement; none when the cookie is missing, made up, too old or of a disabled person."""
    token = cookies.session_token(request)
    if token is None:
        return None
    now: datetime = request.app.state.clock()
    found = caller_of(session, token, now=now)
    if found is None:
        return None
    caller, seen_at = found
    if not caller.locked and now - seen_at >= SEEN_WRITTEN_EVERY:
        request.state.seen_session_id = caller.session_id
    return caller


def caller_of(session: Session, token: str, *, now: datetime) -> tuple[Caller, datetime] | None:
    """Return the caller whose session the token opens, and when they were last seen."""
    # One row for each pair of a role and a team: a handful, and one statement instead of three.
    statement = (
        select(SignedIn, Person, PersonRole.role, TeamMember.team_id)
        .join(Person, col(Person.id) == col(SignedIn.person_id))
        .outerjoin(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .outerjoin(TeamMember, col(TeamMember.person_id) == col(Person.id))
        .where(
            col(SignedIn.id_hash) == fingerprint(token),
            col(SignedIn.full_until) > now,
            col(Person.disabled_at).is_(None),
        )
    )
    rows = session.exec(statement).all()
    if not rows:
        return None
    return _caller(rows, token, now), rows[0][0].seen_at


def _caller(rows: Iterable[Any], token: str, now: datetime) -> Caller:
    signed_in, person = next(iter(rows))[:2]
    return Caller(
        person_id=person.id,
        session_id=signed_in.id,
        display_name=person.display_name,
        roles=frozenset(Role(row[2]) for row in rows if row[2]),
        team_ids=frozenset(row[3] for row in rows if row[3]),
        language=person.language,
        locked=is_locked(signed_in, now=now),
        confirmed_at=signed_in.confirmed_at,
        form_token=form_token(token),
        second_factor=signed_in.second_factor,
    )


def is_locked(signed_in: SignedIn, *, now: datetime) -> bool:
    """Whether a session waits to be unlocked: by hand, or because nobody was there for a while."""
    return signed_in.locked_at is not None or now - signed_in.seen_at >= LOCKS_AFTER


def begin_session(
    session: Session,
    person: Person,
    visit: Visit,
    *,
    second_factor: bool,
    now: datetime,
    full_until: datetime | None = None,
) -> Entered:
    """Open a session under a new id in the place of the browser's last; it is a known device of this person now."""
    if visit.session_token:
        _end(session, col(SignedIn.id_hash) == fingerprint(visit.session_token))
    device, device_token = device_of(session, person.id, visit, now=now)
    token = new_token()
    session.add(
        SignedIn(
            id_hash=fingerprint(token),
            person_id=person.id,
            device_id=device.id,
            user_agent=visit.user_agent,
            second_factor=second_factor,
            created_at=now,
            seen_at=now,
            confirmed_at=now,
            full_until=full_until or now + FULL_SIGN_IN_EVERY,
        )
    )
    session.flush()
    return Entered(token, device_token, person.id, second_factor)


def replace_session(session: Session, caller: Caller, visit: Visit, *, second_factor: bool, now: datetime) -> Entered:
    """End every session of the caller and open one in the place of theirs, which is due when theirs was.

    This is what a change of password or factor does: whoever else was in with the old one is out.
    """
    present = get_session_row(session, caller)
    full_until = present.full_until
    person = session.get_one(Person, caller.person_id)
    end_sessions_of(session, caller.person_id)
    return begin_session(session, person, visit, second_factor=second_factor, full_until=full_until, now=now)


def get_session_row(session: Session, caller: Caller) -> SignedIn:
    """Return the caller's own session; raises NotFoundError when it was ended in the meantime."""
    row = session.get(SignedIn, caller.session_id)
    if row is None:
        raise NotFoundError("This session was ended.")
    return row


def lock(session: Session, caller: Caller, *, now: datetime) -> None:
    """Lock the caller's session by hand."""
    get_session_row(session, caller).locked_at = now
    session.flush()
    note(session, Act.LOCKED, caller=caller, subject=Subject.SESSION, ids=[caller.session_id], now=now)


def unlock(session: Session, caller: Caller, *, confirmed: bool, now: datetime) -> None:
    """Open a locked session; with `confirmed`, the proof also counts for acts that ask for a recent one."""
    row = get_session_row(session, caller)
    row.locked_at = None
    row.seen_at = now
    if confirmed:
        row.confirmed_at = now
    session.flush()


def list_sessions(session: Session, caller: Caller, *, now: datetime) -> list[SessionLine]:
    """Return where the caller is signed in, the latest first."""
    rows = session.exec(
        select(SignedIn)
        .where(SignedIn.person_id == caller.person_id, col(SignedIn.full_until) > now)
        .order_by(col(SignedIn.seen_at).desc())
    )
    return [
        SessionLine(
            id=row.id,
            device=row.user_agent,
            signed_in_at=row.created_at,
            seen_at=row.seen_at,
            is_this=row.id == caller.session_id,
            is_locked=is_locked(row, now=now),
        )
        for row in rows
    ]


def sign_out(session: Session, caller: Caller, *, now: datetime) -> None:
    """End the caller's session."""
    _end(session, col(SignedIn.id) == caller.session_id)
    note(session, Act.SIGNED_OUT, caller=caller, subject=Subject.SESSION, ids=[caller.session_id], now=now)


def end_session(session: Session, caller: Caller, session_id: UUID, *, now: datetime) -> None:
    """End one session of the caller's; raises NotFoundError when there is no such session of theirs."""
    gone = _end(session, col(SignedIn.id) == session_id, col(SignedIn.person_id) == caller.person_id)
    if not gone:
        raise NotFoundError("There is no such session.")
    _note_ended(session, caller, gone, now)


def end_other_sessions(session: Session, caller: Caller, *, now: datetime) -> int:
    """End every session of the caller but this one; returns how many there were."""
    gone = _end(session, col(SignedIn.person_id) == caller.person_id, col(SignedIn.id) != caller.session_id)
    _note_ended(session, caller, gone, now)
    return len(gone)


def _note_ended(session: Session, caller: Caller, gone: Sequence[UUID], now: datetime) -> None:
    if gone:
        reason = Reason.BY_THEMSELVES
        note(session, Act.SESSION_ENDED, caller=caller, subject=Subject.SESSION, ids=gone, reason=reason, now=now)


def end_sessions_of(session: Session, person_id: UUID) -> None:
    """End every session of a person: their next request is a stranger's."""
    _end(session, col(SignedIn.person_id) == person_id)


def _end(session: Session, *which: ColumnElement[bool]) -> Sequence[UUID]:
    session.flush()
    return session.exec(delete(SignedIn).where(*which).returning(col(SignedIn.id))).scalars().all()


def note_seen(session: Session, session_id: UUID, *, now: datetime) -> None:
    """Write that somebody is there. A session that has locked in the meantime stays locked."""
    session.exec(
        update(SignedIn)
        .where(
            col(SignedIn.id) == session_id,
            col(SignedIn.seen_at) > now - LOCKS_AFTER,
            col(SignedIn.seen_at) < now,
        )
        .values(seen_at=now)
    )
