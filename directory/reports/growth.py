"""What somebody does to grow at their work, and the time they give to clients: their own, for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlmodel import Session, col

from directory.audit import Act, Subject, note
from directory.clients.models import ContactEntry
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller
from directory.reports.models import Growth
from directory.reports.periods import Period

REMIND_FROM: Final = timedelta(days=60)
"""Before the day of a renewal, it is told on the page."""
LONGEST: Final = 24 * 60


class Kind(StrEnum):
    """What was done."""

    SUPERVISION = "supervision"
    """Alone with a supervisor."""
    GROUP_SUPERVISION = "group_supervision"
    TRAINING = "training"
    CERTIFICATE = "certificate"
    """A certificate or license, which may have to be renewed."""


class NewGrowth(BaseModel):
    """One line of it, as it is handed in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    on_day: date
    minutes: int = Field(default=0, ge=0, le=LONGEST)
    renews_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """The minutes of one day and one kind: a kind of growth, or the channel of contacts with clients."""

    day: date
    kind: str
    minutes: int


def add_growth(session: Session, caller: Caller, new: NewGrowth, *, now: datetime, today: date) -> Growth:
    """Write a line down for the caller. Raises RefusedError in one sentence for one that cannot be."""
    if new.on_day > today:
        raise RefusedError("Write down what was done, once it was done.")
    if new.kind in {Kind.TRAINING, Kind.CERTIFICATE} and not new.title:
        raise RefusedError("Write what it is called.")
    if new.renews_on is not None and new.renews_on <= new.on_day:
        raise RefusedError("A renewal comes after the day it was given.")
    if new.kind is not Kind.CERTIFICATE and not new.minutes:
        raise RefusedError("Write how long it took.")
    row = Growth(person_id=caller.person_id, at=now, **new.model_dump())
    session.add(row)
    session.flush()
    return row


def remove_growth(session: Session, caller: Caller, growth_id: UUID) -> None:
    """Take a line away; raises NotFoundError when it is not the caller's."""
    row = session.get(Growth, growth_id)
    if row is None or row.person_id != caller.person_id:
        raise NotFoundError("There is nothing here.")
    session.delete(row)
    session.flush()


def list_growth(session: Session, caller: Caller) -> Sequence[Growth]:
    """Return every line of the caller's, the newest first."""
    statement = (
        select(Growth)
        .where(col(Growth.person_id) == caller.person_id)
        .order_by(col(Growth.on_day).desc(), col(Growth.at).desc())
    )
    return session.execute(statement).scalars().all()


def due_renewals(rows: Sequence[Growth], *, today: date) -> Sequence[Growth]:
    """Return what has to be renewed soon, or should have been, the most urgent first.

    A certificate that was renewed under the same title asks no more.
    """
    renewed = {row.title.casefold(): row.renews_on for row in sorted(rows, key=lambda row: row.on_day)}
    due = [
        row
        for row in rows
        if row.renews_on is not None
        and row.renews_on - REMIND_FROM <= today
        and row.renews_on == renewed[row.title.casefold()]
    ]
    return sorted(due, key=lambda row: (row.renews_on or today, row.title))


def contact_hours(session: Session, caller: Caller, period: Period, *, zone: ZoneInfo) -> Sequence[Hours]:
    """Return the minutes that the caller logged of contacts, by day and channel: nothing tells of any client."""
    start, end = period.moments(zone)
    statement = select(col(ContactEntry.at), col(ContactEntry.channel), col(ContactEntry.minutes)).where(
        col(ContactEntry.by_id) == caller.person_id,
        col(ContactEntry.at) >= start,
        col(ContactEntry.at) < end,
        col(ContactEntry.minutes) > 0,
    )
    logged = sorted(
        (at.astimezone(zone).date(), channel, minutes) for at, channel, minutes in session.execute(statement)
    )
    return [
        Hours(day, channel, sum(minutes for *_, minutes in lines))
        for (day, channel), lines in groupby(logged, key=lambda line: line[:2])
    ]


def export_hours(session: Session, caller: Caller, period: Period, *, now: datetime, zone: ZoneInfo) -> Sequence[Hours]:
    """Note that the caller takes their own hours out, and return them: growth and contacts, day by day."""
    grown = [
        Hours(row.on_day, row.kind, row.minutes)
        for row in list_growth(session, caller)
        if period.start <= row.on_day < period.end and row.minutes
    ]
    note(session, Act.REPORT_EXPORTED, caller=caller, subject=Subject.REPORT, ids=[caller.person_id], now=now)
    return sorted([*grown, *contact_hours(session, caller, period, zone=zone)], key=lambda each: (each.day, each.kind))
