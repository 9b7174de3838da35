"""Needs that the directory could not meet: counted by kind, region and week, and nothing of whoever had them."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlmodel import Field, Session, SQLModel, col, select

from directory.db import take_turns

NOWHERE_SAID: Final = ""
FEW_PEOPLE: Final = frozenset(
    f"{digits:03}"
    for digits in (36, 59, 63, 102, 203, 205, 369, 556, 692, 753, 772, 790, 821, 823, 830, 831, 878, 879, 884, 890, 893)
)
"""Regions of at most 20,000 people by the census of 2000 or 2010, whose digits 45 CFR 164.514(b)(2)(i)(B) hides."""
ZIP_CODE: Final = re.compile(r"(?<!\d)(\d{3})\d{2}(?:-\d{4})?(?!\d)")
ZIP3: Final = re.compile(r"\d{3}")


class UnmetNeed(SQLModel, table=True):
    """How often in one week one kind of thing was missed in one region; single needs leave no row of their own."""

    __tablename__ = "unmet_need"

    week: date = Field(primary_key=True)
    """Its Monday, in UTC: a week is as precise as anybody may know it."""
    domain: str = Field(primary_key=True)
    """Empty when only words were asked for: those are never kept."""
    term: str = Field(primary_key=True)
    """The kind, where one was asked for."""
    zip3: str = Field(primary_key=True)
    """The first three digits of a ZIP; empty where no place was said, or where too few people live."""
    times: int


def record_need(session: Session, domain: str | None, term: str | None, zip3: str | None, *, now: datetime) -> None:
    """Count one more need that nothing here answers. What is no region of its own is counted without one."""
    take_turns(session, UnmetNeed.__tablename__)
    key = _key(domain, term, zip3, now)
    need = session.get(UnmetNeed, key)
    if need is None:
        need = UnmetNeed(week=key[0], domain=key[1], term=key[2], zip3=key[3], times=0)
        session.add(need)
    need.times += 1
    session.flush()


def forget_need(session: Session, domain: str | None, term: str | None, zip3: str | None, *, now: datetime) -> None:
    """Count one need less that was counted by a slip at `now`; nothing happens where none was counted."""
    take_turns(session, UnmetNeed.__tablename__)
    need = session.get(UnmetNeed, _key(domain, term, zip3, now))
    if need is None:
        return
    need.times -= 1
    if not need.times:
        session.delete(need)
    session.flush()


def zip3_of(place: str) -> str:
    """Return the region of a place as it was written, when it holds a ZIP; empty when it does not."""
    found = ZIP_CODE.search(place)
    return found[1] if found else NOWHERE_SAID


def needs_between(session: Session, start: date, end: date) -> Iterable[UnmetNeed]:
    """Return what was counted in the weeks that begin from `start` on and before `end`."""
    statement = select(UnmetNeed).where(col(UnmetNeed.week) >= start, col(UnmetNeed.week) < end)
    return session.exec(statement.order_by(col(UnmetNeed.domain), col(UnmetNeed.term), col(UnmetNeed.zip3))).all()


def _key(domain: str | None, term: str | None, zip3: str | None, now: datetime) -> tuple[date, str, str, str]:
    region = zip3 if zip3 and ZIP3.fullmatch(zip3) and zip3 not in FEW_PEOPLE else NOWHERE_SAID
    return week_of(now.astimezone(UTC).date()), domain or "", term or "", region


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
