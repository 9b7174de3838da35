"""Who of those who are responsible is there now: what cannot wait goes to them, and to everybody when nobody is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.accounts.working_time import working_time

AN_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """One who is responsible, and how it is with them today."""

    person_id: UUID
    hours: Sequence[Mapping[str, str]] = ()
    """When they work, as in `working_time`; without any, always."""
    is_away: bool = False
    cover_id: UUID | None = None
    """Who stands in for them while they are away."""


def on_duty(watches: Collection[Watch], *, at: datetime, zone: ZoneInfo) -> frozenset[UUID]:
    """Return who is there at a moment: in their own hours, or in those of somebody away for whom they stand in.

    Everybody, when nobody is there.
    """
    everybody = frozenset(watch.person_id for watch in watches)
    away = {watch.person_id for watch in watches if watch.is_away}
    in_hours = [watch for watch in watches if working_time(at, at + AN_INSTANT, watch.hours, zone)]
    there = {watch.cover_id if watch.is_away else watch.person_id for watch in in_hours}
    return (everybody & there) - away or everybody
