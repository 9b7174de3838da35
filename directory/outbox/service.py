"""Owing messages, and deciding about those that could not be sent."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, select

from directory.audit import Act, Actor, Subject, note
from directory.errors import NotFoundError
from directory.i18n import LanguageCode
from directory.mail import require_address, require_message
from directory.outbox.contents import KEPT_FOR, Content, seal_content
from directory.outbox.models import OwedMessage, State


def owe_mail(
    session: Session,
    *,
    to: str,
    message: str,
    language: LanguageCode,
    values: Mapping[str, str],
    stable_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Owe one mailbox a message (`directory.mail.MESSAGES`); it is sent once this transaction is committed.

    Whoever owes twice under one `stable_id` owes once. Returns the message's id. Raises RefusedError for what is no
    mail address, ValueError where a value is missing or of another kind than the message needs.
    """
    require_message(message, language, values)
    content = Content(require_address(to), language, dict(values))
    message_id = stable_id or uuid4()
    if session.get(OwedMessage, message_id) is None:
        sealed = seal_content(session, content, message_id, now=now)
        session.add(OwedMessage(id=message_id, message=message, sealed=sealed, due_at=now, created_at=now))
        session.flush()
    return message_id


def send_again(session: Session, message_id: UUID, *, caller: Actor, now: datetime) -> None:
    """Have a parked message tried again, as often as a new one. Raises NotFoundError when it is not parked."""
    owed = _get_parked(session, message_id)
    owed.state, owed.tries, owed.due_at, owed.ended_at = State.OWED, 0, now, None
    note(session, Act.MESSAGE_SENT_AGAIN, caller=caller, subject=Subject.MESSAGE, ids=[message_id], now=now)


def drop_message(session: Session, message_id: UUID, *, caller: Actor, now: datetime) -> None:
    """Give a parked message up and wipe what it says. Raises NotFoundError when it is not parked."""
    owed = _get_parked(session, message_id)
    owed.state, owed.sealed, owed.ended_at = State.DROPPED, None, now
    note(session, Act.MESSAGE_DROPPED, caller=caller, subject=Subject.MESSAGE, ids=[message_id], now=now)


def forget_messages(session: Session, *, now: datetime) -> int:
    """Remove what was sent, dropped or left parked more than `KEPT_FOR` ago; returns how many."""
    old = delete(OwedMessage).where(col(OwedMessage.ended_at) <= now - KEPT_FOR)
    return session.exec(old).rowcount


def _get_parked(session: Session, message_id: UUID) -> OwedMessage:
    parked = select(OwedMessage).where(OwedMessage.id == message_id, OwedMessage.state == State.PARKED)
    owed = session.exec(parked.with_for_update()).one_or_none()
    if owed is None:
        raise NotFoundError("This message is no longer parked.")
    return owed
