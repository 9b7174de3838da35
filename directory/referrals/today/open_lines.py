"""Which lines of the contact log still ask for something, as conditions that the database answers."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from directory.clients.codes import Direction
from directory.clients.models import ContactEntry
from directory.referrals.today.models import DistressHeard


def is_owed_reply() -> ColumnElement[bool]:
    """The client reached us, nobody answered, and there was no contact from us since (`clients.contacts`)."""
    later = aliased(ContactEntry)
    answered = exists().where(
        col(later.client_id) == col(ContactEntry.client_id),
        col(later.at) > col(ContactEntry.at),
        or_(
            col(later.direction) == Direction.OUTBOUND,
            and_(col(later.direction) == Direction.INBOUND, col(later.two_way).is_(True)),
        ),
    )
    return and_(col(ContactEntry.direction) == Direction.INBOUND, col(ContactEntry.two_way).is_(False), ~answered)


def is_open_distress() -> ColumnElement[bool]:
    """The client was in distress; nobody of us has spoken with them since, nor has the supervisor said so."""
    later = aliased(ContactEntry)
    spoken = exists().where(
        col(later.client_id) == col(ContactEntry.client_id),
        col(later.at) > col(ContactEntry.at),
        col(later.direction) == Direction.OUTBOUND,
        col(later.two_way).is_(True),
    )
    heard = exists().where(col(DistressHeard.contact_id) == col(ContactEntry.id))
    return and_(col(ContactEntry.distress).is_(True), ~spoken, ~heard)


def is_open_promise(today: date) -> ColumnElement[bool]:
    """Something was promised for that day or before, and nobody said that it was done."""
    return and_(col(ContactEntry.promise_due) <= today, col(ContactEntry.promise_kept_at).is_(None))
