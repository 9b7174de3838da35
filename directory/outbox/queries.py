"""What waits in the outbox: for the worker, for admins, and as figures."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from directory.crypto import SealBrokenError
from directory.mail import Reason
from directory.outbox.contents import open_content
from directory.outbox.models import OwedMessage, State


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A message that a person must decide about."""

    id: UUID
    message: str
    to: str
    """Its mailbox, so far that somebody who knows the address recognizes it: `a…@example.org`."""
    reason: Reason
    created_at: datetime
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, and since when."""

    owed: int
    parked: int
    oldest: datetime | None
    """Since when the message that is owed longest is owed; parked ones do not count."""


def due_messages(now: datetime) -> SelectOfScalar[OwedMessage]:
    """Select what may be sent now and nobody is sending, the longest due first."""
    is_free = or_(col(OwedMessage.leased_until).is_(None), col(OwedMessage.leased_until) <= now)
    due = select(OwedMessage).where(OwedMessage.state == State.OWED, OwedMessage.due_at <= now, is_free)
    return due.order_by(col(OwedMessage.due_at))


def has_due_message(session: Session, now: datetime) -> bool:
    """Whether there is something to send."""
    return session.exec(due_messages(now).limit(1)).first() is not None


def parked_messages(session: Session, *, now: datetime) -> list[ParkedMessage]:
    """Return what admins must decide about, the newest first."""
    parked = select(OwedMessage).where(OwedMessage.state == State.PARKED)
    return [_as_shown(session, owed, now) for owed in session.exec(parked.order_by(col(OwedMessage.ended_at).desc()))]


def count_parked(session: Session) -> int:
    """Return how many messages wait for an admin."""
    return waiting_messages(session).parked


def waiting_messages(session: Session) -> Waiting:
    """Return how much waits in the outbox."""
    counted = select(OwedMessage.state, func.count(), func.min(OwedMessage.created_at))
    states = {state: (count, oldest) for state, count, oldest in session.exec(counted.group_by(OwedMessage.state))}
    owed, oldest = states.get(State.OWED, (0, None))
    return Waiting(owed, states.get(State.PARKED, (0, None))[0], oldest)


def _as_shown(session: Session, owed: OwedMessage, now: datetime) -> ParkedMessage:
    parked_at = owed.ended_at or owed.created_at
    return ParkedMessage(
        id=owed.id,
        message=owed.message,
        to=_mailbox(session, owed, now),
        reason=Reason(owed.reason),
        created_at=owed.created_at,
        parked_at=parked_at,
    )


def _mailbox(session: Session, owed: OwedMessage, now: datetime) -> str:
    try:
        name, _, domain = open_content(session, owed.sealed or "", owed.id, now=now).to.partition("@")
    except SealBrokenError:
        return ""
    return f"{name[:1]}…@{domain}"
