"""Sending what is owed, at least once: claimed for a while by one worker, tried with growing pauses, parked in the end.

A worker that dies between sending and saying so leaves its claim to run out; the message is then sent again under the
same `Message-ID`, by which mailboxes know it is the same.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final
from uuid import UUID, uuid4

import structlog
from sqlmodel import Session, col, select

from directory.audit import Act, Subject, System, note
from directory.clock import Clock
from directory.db import Database
from directory.mail import NotSentError, Reason, Sender, Transport, write_letter
from directory.outbox.contents import open_content
from directory.outbox.models import OwedMessage, State
from directory.outbox.queries import due_messages

TRIES: Final = 5
LEASE: Final = timedelta(minutes=10)
"""How long a message is its sender's alone: longer than a mail server that answers late to everything can take."""
FIRST_PAUSE: Final = timedelta(minutes=1)
GROWTH: Final = 4
"""Each pause is so many times the one before: 1, 4, 16 and 64 minutes."""
JITTER: Final = 0.25
"""The share of a pause by which it is lengthened at random, so that what failed together is not tried together."""
AT_MOST: Final = 50
"""Messages sent at a stretch, so that a worker that is to stop stops soon."""

log = structlog.get_logger("alongside.outbox")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one message until the lease runs out."""

    id: UUID
    lease: UUID
    message: str
    letter: EmailMessage | None = field(repr=False)
    """None where no letter can be made of what the row holds."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How many messages were sent, and how many were not."""

    sent: int = 0
    failed: int = 0


def send_owed(database: Database, transport: Transport, sender: Sender, *, clock: Clock) -> Tried:
    """Send what is due, one message after the other, each claimed and settled in short transactions of its own."""
    sent = failed = 0
    for _ in range(AT_MOST):
        with database.writing() as session:
            claim = claim_message(session, sender, now=clock())
        if claim is None:
            break
        reason = _send(transport, claim)
        with database.writing() as session:
            settle_message(session, claim, reason, now=clock())
        sent, failed = sent + (reason is None), failed + (reason is not None)
    return Tried(sent, failed)


def claim_message(session: Session, sender: Sender, *, now: datetime) -> Claim | None:
    """Take the message that is longest due for oneself, None when there is none; its try counts from here on.

    Commit before sending. Two workers never hold one message: SQLite's writers take turns, PostgreSQL's pass over a
    row that another is taking.
    """
    for owed in session.exec(due_messages(now).limit(AT_MOST).with_for_update(skip_locked=True)):
        if owed.tries >= TRIES:
            _end_try(session, owed, Reason.INTERRUPTED, now)
            continue
        owed.tries += 1
        owed.lease, owed.leased_until = uuid4(), now + LEASE
        session.flush()
        return Claim(owed.id, owed.lease, owed.message, _letter_of(session, owed, sender, now))
    return None


def settle_message(session: Session, claim: Claim, reason: Reason | None, *, now: datetime) -> None:
    """Say how the try went: sent (None), or why not. Nothing is said when the lease went to somebody else meanwhile."""
    mine = select(OwedMessage).where(OwedMessage.id == claim.id, col(OwedMessage.lease) == claim.lease)
    owed = session.exec(mine.with_for_update()).one_or_none()
    if owed is None:
        return
    if reason is None:
        owed.state, owed.sealed, owed.ended_at = State.SENT, None, now
        owed.lease = owed.leased_until = None
    else:
        _end_try(session, owed, reason, now)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    pause: timedelta = FIRST_PAUSE * GROWTH ** (tries - 1)
    return pause * (1 + JITTER * secrets.randbelow(1001) / 1000)


def _send(transport: Transport, claim: Claim) -> Reason | None:
    if claim.letter is None:
        reason: Reason | None = Reason.UNREADABLE
    else:
        try:
            transport.send(claim.letter)
            reason = None
        except NotSentError as failure:
            reason = failure.reason
    if reason is None:
        log.info("letter sent", message=claim.message, letter=str(claim.id))
    else:
        log.warning("letter not sent", message=claim.message, letter=str(claim.id), reason=reason.value)
    return reason


def _letter_of(session: Session, owed: OwedMessage, sender: Sender, now: datetime) -> EmailMessage | None:
    try:
        content = open_content(session, owed.sealed or "", owed.id, now=now)
        return write_letter(
            owed.message,
            letter_id=owed.id,
            to=content.to,
            language=content.language,
            values=content.values,
            sender=sender,
            now=now,
        )
    except Exception as bug:  # noqa: BLE001 - whatever is wrong with one message, the others must be sent
        log.warning("no letter can be made", message=owed.message, letter=str(owed.id), kind=type(bug).__name__)
        return None


def _end_try(session: Session, owed: OwedMessage, reason: Reason, now: datetime) -> None:
    owed.lease = owed.leased_until = None
    owed.reason = reason
    owed.due_at = now + pause_after(owed.tries)
    if owed.tries >= TRIES:
        owed.state, owed.ended_at = State.PARKED, now
        note(
            session,
            Act.MESSAGE_PARKED,
            caller=System.WORKER,
            subject=Subject.MESSAGE,
            ids=[owed.id],
            reason=reason,
            now=now,
        )
