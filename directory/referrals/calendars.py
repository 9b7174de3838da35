"""A peer's own visits as a calendar to subscribe to, under a secret address that can be taken back at any time.

The calendar goes to whatever program the peer uses, often at a company elsewhere. So each entry says "Appointment" and
when, and nothing else: no client, no handle, no place. A place with an hour would tell where somebody will be, and
what they go to.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from directory import audit
from directory.accounts.models import Person
from directory.accounts.tokens import fingerprint, new_token
from directory.audit import Subject
from directory.clients.access import still_served
from directory.clients.models import Client, Cover
from directory.errors import NotFoundError
from directory.i18n import LANGUAGES, translator
from directory.policy import Caller
from directory.referrals.codes import UNDER_WAY, State, Step
from directory.referrals.models import BridgeStep, PrivateCalendar, Referral
from directory.referrals.next_steps import MEET_BEFORE

LASTS: Final = timedelta(hours=1)
LOOK_BACK: Final = timedelta(days=1)
"""What is over is kept no longer than this in a program elsewhere."""


class Appointment(NamedTuple):
    """One visit to come: of which referral, from when they meet until it is over."""

    referral_id: UUID
    starts: datetime
    ends: datetime


def open_calendar(session: Session, *, by: Caller, now: datetime) -> str:
    """Make the caller's calendar and return its token, which is never shown again; one made before is closed."""
    _close(session, by.person_id, now)
    token = new_token()
    calendar = PrivateCalendar(person_id=by.person_id, token_hash=fingerprint(token), created_at=now)
    session.add(calendar)
    session.flush()
    audit.note(session, audit.Act.CALENDAR_OPENED, caller=by, subject=Subject.CALENDAR, ids=[calendar.id], now=now)
    return token


def close_calendar(session: Session, *, by: Caller, now: datetime) -> None:
    """Take the address of the caller's calendar back: from now on it is not there."""
    closed = _close(session, by.person_id, now)
    if closed:
        audit.note(session, audit.Act.CALENDAR_CLOSED, caller=by, subject=Subject.CALENDAR, ids=closed, now=now)


def calendar_since(session: Session, caller: Caller) -> datetime | None:
    """Since when the caller has a calendar; None without one."""
    return session.exec(select(PrivateCalendar.created_at).where(*_open_of(caller.person_id))).first()


def read_calendar(session: Session, token: str, *, now: datetime, zone: ZoneInfo) -> bytes:
    """Return the calendar under a token. Raises NotFoundError for one that was taken back as for one that never was."""
    statement = (
        select(PrivateCalendar, Person)
        .join(Person, col(Person.id) == col(PrivateCalendar.person_id))
        .where(
            PrivateCalendar.token_hash == fingerprint(token),
            col(PrivateCalendar.revoked_at).is_(None),
            col(Person.disabled_at).is_(None),
        )
    )
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError("There is nothing here.")
    calendar, person = found
    return write_calendar(calendar.id, _appointments(session, person.id, now, zone), person.language, now)


def write_calendar(calendar_id: UUID, appointments: Iterable[Appointment], language: str, now: datetime) -> bytes:
    """Write appointments as an iCalendar (RFC 5545); its ids cannot be led back to referrals."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - no visitor needs it, and every process would hold it

    words = translator(next((code for code in LANGUAGES if code == language), "en"))
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for appointment in appointments:
        event = Event()
        event.add("uid", f"{uuid5(calendar_id, str(appointment.referral_id))}@alongside")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("summary", words.gettext("Appointment"))
        event.add("dtstart", appointment.starts.astimezone(UTC))
        event.add("dtend", appointment.ends.astimezone(UTC))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _appointments(session: Session, person_id: UUID, now: datetime, zone: ZoneInfo) -> list[Appointment]:
    """The visits planned on a person's referrals, and for the days of cover on those of whom they stand in for."""
    stands_in = and_(
        col(Cover.client_id) == col(Client.id), col(Cover.cover_id) == person_id, col(Cover.ended_at).is_(None)
    )
    statement = (
        select(Referral, BridgeStep, Cover)
        .join(BridgeStep, col(BridgeStep.referral_id) == col(Referral.id))
        .join(Client, col(Client.id) == col(Referral.client_id))
        .outerjoin(Cover, stands_in)
        .where(
            or_(col(Referral.owner_id) == person_id, col(Cover.id).is_not(None)),
            or_(
                and_(col(Referral.state).in_(UNDER_WAY), col(BridgeStep.step) == Step.ACCOMPANY),
                and_(col(Referral.state) == State.CONNECTED, col(BridgeStep.step) == Step.SETTLE),
            ),
            col(BridgeStep.done_at).is_(None),
            col(BridgeStep.planned_at) >= now - LOOK_BACK,
            *still_served(),
        )
        .order_by(col(BridgeStep.planned_at), col(Referral.id))
    )
    found: dict[UUID, Appointment] = {}
    for referral, visit, cover in session.exec(statement):
        at = visit.planned_at
        if at is not None and (referral.owner_id == person_id or _covers(cover, at.astimezone(zone).date())):
            found[referral.id] = Appointment(referral.id, visit.meet_at or at - MEET_BEFORE, at + LASTS)
    return list(found.values())


def _covers(cover: Cover | None, day: date) -> bool:
    return cover is not None and cover.until_on is not None and cover.from_on <= day <= cover.until_on


def _close(session: Session, person_id: UUID, now: datetime) -> list[UUID]:
    closed = []
    for calendar in session.exec(select(PrivateCalendar).where(*_open_of(person_id))):
        calendar.revoked_at = now
        closed.append(calendar.id)
    session.flush()
    return closed


def _open_of(person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (col(PrivateCalendar.person_id) == person_id, col(PrivateCalendar.revoked_at).is_(None))
