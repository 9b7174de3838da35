"""What is shared beyond the teams: few numbers of a quarter that is long over, small ones hidden, always the same.

A quarter is told once its windows have run out, as it was known on that day. Later changes do not show, and there are
no other periods than quarters: nobody learns of one referral by comparing two answers. Only one thing is divided up
at a time, and no measure with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.reports.histories import read_histories_as_of
from directory.reports.measures import History, Measures, counts, measure
from directory.reports.periods import Period, last_quarters
from directory.reports.reporting import By, divided
from directory.reports.suppression import Shown, shown_beside, shown_together

TOLD_AFTER: Final = timedelta(days=70)
"""From the end of a quarter: who connects within 30 days has a result 37 days later."""
DIVIDED_BY: Final = (By.MODE, By.DOMAIN, By.TEAM)


@dataclass(frozen=True, slots=True)
class SharedReport:
    """One quarter of the whole agency. None stands for what is hidden."""

    period: Period
    told_at: datetime
    cohort: int | None
    connection: tuple[int, int] | None
    closure: tuple[int, int] | None
    contact: tuple[int, int] | None
    """For how many there was a first contact with the place."""
    retention: tuple[int, int] | None
    contact_hours: float | None
    """The median, where that many may be told."""
    divisions: Mapping[By, Mapping[str, int | None]]


def told_quarters(today: date) -> Sequence[Period]:
    """Return the quarters whose windows have run out, the newest first."""
    return [quarter for quarter in last_quarters(today) if quarter.end + TOLD_AFTER <= today]


def share_report(session: Session, quarter: Period, *, zone: ZoneInfo) -> SharedReport:
    """Measure a quarter of the agency as it was known when its windows had run out, in two statements."""
    told_at = quarter.moments(zone)[1] + TOLD_AFTER
    histories = [history for history in read_histories_as_of(session, quarter, told_at, zone=zone) if counts(history)]
    return shared(quarter, told_at, histories, zone=zone)


def shared(quarter: Period, told_at: datetime, histories: Sequence[History], *, zone: ZoneInfo) -> SharedReport:
    """Hide what must be hidden of the numbers of a quarter."""
    parts = {by: divided(by, histories, zone) for by in DIVIDED_BY}
    codes = {by: sorted(parts[by]) for by in DIVIDED_BY}
    tables = shown_together([[len(parts[by][code]) for code in codes[by]] for by in DIVIDED_BY])
    cohort = tables[0].total
    measured = measure(histories, now=told_at)
    connection, closure, contact, retention = _shares(measured, cohort)
    return SharedReport(
        period=quarter,
        told_at=told_at,
        cohort=cohort,
        connection=connection,
        closure=closure,
        contact=contact,
        retention=retention,
        contact_hours=measured.first_contact.median if contact is not None and contact[0] else None,
        divisions={by: _named(codes[by], table) for by, table in zip(DIVIDED_BY, tables, strict=True)},
    )


def _shares(measured: Measures, cohort: int | None) -> tuple[tuple[int, int] | None, ...]:
    if cohort is None:
        return (None,) * 4
    shares = (
        (measured.connection.part, measured.connection.whole),
        (measured.closure.part, measured.closure.whole),
        (measured.first_contact.known, cohort),
        (measured.retention.part, measured.retention.whole),
    )
    return shown_beside(cohort, shares)


def _named(codes: Sequence[str], table: Shown) -> Mapping[str, int | None]:
    return dict(zip(codes, table.counts, strict=True))
