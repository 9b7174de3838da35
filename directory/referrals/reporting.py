"""How what became of referrals repairs the directory: reports at once, due dates weekly, and nothing of anybody."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.curation.reports import Fault, Month, Report, report_listing, withdraw_report
from directory.listings.checking import put_off_checks
from directory.listings.queries import resolve_alias
from directory.referrals.codes import LISTING_AT_FAULT, Act, State
from directory.referrals.events import Tap
from directory.referrals.models import Referral, ReferralEvent

SLIPS_ARE_OVER: Final = timedelta(seconds=60)
"""After this long nobody takes an outcome back any more."""
LOOKS_BACK: Final = timedelta(days=60)
"""Longer than a worker stands still; what was told before has moved its due date already."""


def report_at_fault(tap: Tap, reason: str | None) -> None:
    """Report the listing where the reason says that it is wrong, in the transaction of the outcome."""
    report = _report(tap.referral.listing_id, reason, tap.now)
    if report is not None:
        report_listing(tap.session, report, now=tap.now)


def withdraw_at_fault(tap: Tap, taken: Iterable[ReferralEvent]) -> None:
    """Take back what the events of a tap reported, before the referral is put back to what it was."""
    for event in taken:
        report = _report(tap.referral.listing_id, event.reason, event.recorded_at)
        if event.act == Act.ENTERED and report is not None:
            withdraw_report(tap.session, report, now=tap.now)


def _report(listing_id: UUID | None, reason: str | None, recorded_at: datetime) -> Report | None:
    """All that leaves this room: the place, the code and the month. A place that is only a name cannot be wrong."""
    if listing_id is None or reason not in LISTING_AT_FAULT:
        return None
    return Report(listing_id, Fault(reason), Month.of(recorded_at))


def put_off_checks_of_used(session: Session, *, now: datetime) -> None:
    """Have listings fall due later that somebody got to lately; done once a week, so that the day tells nothing."""
    connected = (
        select(Referral.listing_id, func.max(col(Referral.connected_at)))
        .join(ReferralEvent, col(ReferralEvent.referral_id) == col(Referral.id))
        .where(
            col(Referral.listing_id).is_not(None),
            col(Referral.connected_at).is_not(None),
            col(Referral.state) != State.ERROR,
            col(ReferralEvent.to_state) == State.CONNECTED,
            col(ReferralEvent.recorded_at) > now - LOOKS_BACK,
            col(ReferralEvent.recorded_at) <= now - SLIPS_ARE_OVER,
        )
        .group_by(col(Referral.listing_id))
    )
    used_in: dict[UUID, Month] = {}
    for listing_id, connected_at in session.exec(connected):
        if listing_id is not None and connected_at is not None:
            known_as, month = resolve_alias(session, listing_id), Month.of(connected_at)
            used_in[known_as] = max(month, used_in.get(known_as, month))
    put_off_checks(session, {known_as: month.first_day() for known_as, month in used_in.items()})
