"""Reports that a listing is wrong. A report is a listing, a code and a month, and nothing else can get into this room.

It comes from an outcome of somebody's way there, of which it must tell nothing: not who, not whose, not the day, and
not a word of what was written down. Two reports that say the same cannot be told apart, and taking one back takes back
any of them; so nothing here leads to where a report came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.listings.checking import get_row, mark_wrong


class Fault(StrEnum):
    """What was found to be wrong."""

    LISTING_WRONG = "listing_wrong"
    """What is said of the place is not so."""
    TURNED_AWAY = "turned_away"
    """Somebody came and was not let in."""
    NOT_OFFERED = "not_offered"
    """They do not do this."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year: all that is ever told of when."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Raise ValueError for what is no month."""
        self.first_day()

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """The month of a moment, in UTC."""
        in_utc = moment.astimezone(UTC)
        return cls(in_utc.year, in_utc.month)

    def first_day(self) -> date:
        """The day by which a month is kept."""
        return date(self.year, self.month, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report holds."""

    listing_id: UUID
    fault: Fault
    month: Month

    def __post_init__(self) -> None:
        """Raise TypeError for anything that could carry more: a text in place of a code, a moment in place of a month.

        What the type checker sees in our code holds for what is handed in at run time too.
        """
        for value, kind in ((self.listing_id, UUID), (self.fault, Fault), (self.month, Month)):
            if type(value) is not kind:
                raise TypeError(f"a report takes a {kind.__name__}, not a {type(value).__name__}")


def report_listing(session: Session, report: Report, *, now: datetime) -> None:
    """File a report, and have the listing say "reported wrong: check first" with the same commit.

    `now` is the moment of the change that the index follows; the report itself keeps the month alone.
    """
    row = get_row(session, report.listing_id)
    proposal = Proposal(
        listing_id=row.id,
        kind=Kind.REPORTED,
        evidence=_evidence(report),
        created_at=_moment_of(report.month),
    )
    session.add(proposal)
    session.flush()
    if row.reported_wrong_on is None:
        mark_wrong(session, row.id, report.month.first_day(), now=now)


def withdraw_report(session: Session, report: Report, *, now: datetime) -> None:
    """Take one such report back that was filed by a slip; nothing of it stays. One decided about already is left."""
    row = get_row(session, report.listing_id)
    same = [one for one in open_reports(session, row.id) if one.evidence == _evidence(report)]
    if not same:
        return
    session.delete(same[0])
    session.flush()
    if row.reported_wrong_on == report.month.first_day() and not open_reports(session, row.id):
        mark_wrong(session, row.id, None, now=now)


def open_reports(session: Session, listing_id: UUID) -> Sequence[Proposal]:
    """Return the reports on a listing that nobody has decided about, the oldest first."""
    waiting = select(Proposal).where(
        col(Proposal.listing_id) == listing_id,
        col(Proposal.kind) == Kind.REPORTED,
        col(Proposal.state) == Decision.OPEN,
    )
    return session.exec(waiting.order_by(col(Proposal.created_at), col(Proposal.id))).all()


def fault_of(proposal: Proposal) -> Fault:
    """Return what a report says."""
    return Fault(proposal.evidence[_FAULT])


_FAULT: Final = "fault"
_MONTH: Final = "month"


def _evidence(report: Report) -> dict[str, str]:
    return {_FAULT: report.fault.value, _MONTH: f"{report.month.first_day():%Y-%m}"}


def _moment_of(month: Month) -> datetime:
    return datetime.combine(month.first_day(), datetime.min.time(), UTC)
