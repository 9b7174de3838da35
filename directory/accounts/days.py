"""When somebody works: their hours, the days they are away, and who covers for them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from directory.accounts.models import Away, Person, PersonRole, TeamMember
from directory.accounts.people import get_person
from directory.audit import Act, Subject, note
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller, Role

DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
MOST_STRETCHES: Final = 21
MOST_DAYS_AWAY: Final = 366
COVER: Final = (Role.PEER, Role.SUPERVISOR)
"""Who can stand in for somebody who works with clients."""


@dataclass(frozen=True, slots=True)
class HoursOnDay:
    """One stretch of work on a day of the week, "09:00" to "17:00" in the agency's time zone."""

    day: str
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Days away as their owner sees them listed."""

    id: UUID
    from_on: date
    until_on: date
    cover_id: UUID | None
    cover_name: str


def save_working_hours(session: Session, caller: Caller, hours: Sequence[HoursOnDay], *, now: datetime) -> None:
    """Write when the caller works; raises RefusedError for hours that cannot be, or that overlap."""
    if len(hours) > MOST_STRETCHES:
        raise RefusedError(f"Write at most {MOST_STRETCHES} stretches of hours.")
    in_order = sorted((_checked(stretch) for stretch in hours), key=lambda one: (DAYS.index(one.day), one.starts))
    for one, following in pairwise(in_order):
        if one.day == following.day and following.starts < one.ends:
            raise RefusedError("Two stretches of hours on one day overlap.")
    get_person(session, caller.person_id).working_hours = [asdict(stretch) for stretch in in_order]
    session.flush()
    note(session, Act.PERSON_CHANGED, caller=caller, subject=Subject.PERSON, ids=[caller.person_id], now=now)


def working_hours_of(session: Session, person_id: UUID) -> list[HoursOnDay]:
    """Return when a person works, from Monday on; nothing when they never said."""
    return [HoursOnDay(**stretch) for stretch in get_person(session, person_id).working_hours]


def add_away(
    session: Session, caller: Caller, from_on: date, until_on: date, cover_id: UUID | None, *, now: datetime
) -> Away:
    """Say that the caller is away, and who covers; raises RefusedError for days that cannot be."""
    if until_on < from_on:
        raise RefusedError("The last day away is before the first.")
    if (until_on - from_on).days >= MOST_DAYS_AWAY:
        raise RefusedError("Write at most a year at once.")
    if cover_id and cover_id not in {person.id for person in colleagues_who_may_cover(session, caller)}:
        raise RefusedError("Choose somebody of your team to cover.")
    away = Away(person_id=caller.person_id, from_on=from_on, until_on=until_on, cover_id=cover_id)
    session.add(away)
    session.flush()
    note(session, Act.AWAY_CHANGED, caller=caller, subject=Subject.PERSON, ids=[caller.person_id], now=now)
    return away


def drop_away(session: Session, caller: Caller, away_id: UUID, *, now: datetime) -> None:
    """Take days away back; raises NotFoundError when they are not the caller's."""
    away = session.get(Away, away_id)
    if away is None or away.person_id != caller.person_id:
        raise NotFoundError("There are no such days.")
    session.delete(away)
    session.flush()
    note(session, Act.AWAY_CHANGED, caller=caller, subject=Subject.PERSON, ids=[caller.person_id], now=now)


def list_away(session: Session, caller: Caller, *, since: date) -> list[AwayLine]:
    """Return the caller's days away that end on a day or after it, the next first."""
    cover = aliased(Person)
    rows = session.exec(
        select(Away, cover.display_name)
        .outerjoin(cover, col(cover.id) == col(Away.cover_id))
        .where(Away.person_id == caller.person_id, col(Away.until_on) >= since)
        .order_by(col(Away.from_on), col(Away.until_on))
    )
    return [AwayLine(away.id, away.from_on, away.until_on, away.cover_id, name or "") for away, name in rows]


def colleagues_who_may_cover(session: Session, caller: Caller) -> list[Person]:
    """Return who works with clients in a team of the caller's, by name."""
    # By id first: PostgreSQL cannot tell rows with a JSON column apart.
    who = (
        select(TeamMember.person_id)
        .join(PersonRole, col(PersonRole.person_id) == col(TeamMember.person_id))
        .where(col(TeamMember.team_id).in_(caller.team_ids), col(PersonRole.role).in_(COVER))
    )
    rows = session.exec(
        select(Person)
        .where(col(Person.id).in_(who), col(Person.disabled_at).is_(None), col(Person.id) != caller.person_id)
        .order_by(Person.display_name)
    )
    return list(rows)


def _checked(stretch: HoursOnDay) -> HoursOnDay:
    if stretch.day not in DAYS:
        raise RefusedError("Choose a day of the week.")
    try:
        starts, ends = time.fromisoformat(stretch.starts), time.fromisoformat(stretch.ends)
    except ValueError:
        raise RefusedError("Write hours such as 09:00.") from None
    if starts >= ends:
        raise RefusedError("Hours end after they start.")
    return HoursOnDay(stretch.day, starts.strftime("%H:%M"), ends.strftime("%H:%M"))
