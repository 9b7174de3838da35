"""What happened to each referral of a period, read from the rows in a few statements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col, func, true

from directory.clients.codes import Direction
from directory.clients.models import ContactEntry
from directory.referrals.codes import Course, Mode, Provenance, State, Step
from directory.referrals.models import BridgeStep, Referral, ReferralEvent
from directory.reports.measures import History
from directory.reports.periods import Period
from directory.reports.scopes import Scope

AT_A_TIME: Final = 500
"""Rows that are held at once while a long period is read."""
EVERYBODY: Final = true()


def read_histories(session: Session, scope: Scope, period: Period, *, zone: ZoneInfo) -> Iterator[History]:
    """Yield the histories of the referrals agreed on in a period, in two statements."""
    among = _agreed(period, zone, scope.of_referrals())
    steps = _steps_done(session, among)
    return (
        replace(history, steps_done=steps.get(history.referral_id, frozenset())) for history in _rows(session, among)
    )


def read_histories_as_of(session: Session, period: Period, moment: datetime, *, zone: ZoneInfo) -> Iterator[History]:
    """Yield the histories of the whole agency as they were known at a moment: the same ones, whenever they are asked.

    The first event that was recorded after it keeps what the referral was before. Steps are left out.
    """
    among = _agreed(period, zone, EVERYBODY)
    then = _known_before(session, among, moment)
    for history in _rows(session, among, recorded_by=moment):
        before = then.get(history.referral_id)
        if before is None:
            yield history
        elif before:  # nothing stands before its opening: then nobody knew of it yet
            yield _as_it_was(history, before)


def _agreed(period: Period, zone: ZoneInfo, among: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    start, end = period.moments(zone)
    return among, col(Referral.agreed_at) >= start, col(Referral.agreed_at) < end


def _rows(
    session: Session, among: tuple[ColumnElement[bool], ...], *, recorded_by: datetime | None = None
) -> Iterator[History]:
    """The referrals with the first time that client and place spoke; streamed, since a year of many has many."""
    spoke = select(func.min(col(ContactEntry.at))).where(
        col(ContactEntry.referral_id) == col(Referral.id),
        col(ContactEntry.direction) == Direction.PLACE,
        col(ContactEntry.two_way).is_(True),
        col(ContactEntry.recorded_at) <= recorded_by if recorded_by else true(),
    )
    columns = [getattr(Referral, name) for name in COLUMNS]
    statement = select(*columns, spoke.scalar_subquery()).where(*among).execution_options(yield_per=AT_A_TIME)
    for row in session.execute(statement):
        *known, spoke_at = row
        yield _history(dict(zip(COLUMNS, known, strict=True)), spoke_at)


COLUMNS: Final = (
    "id",
    "team_id",
    "mode",
    "course",
    "domain",
    "term",
    "spoken",
    "state",
    "reason",
    "provenance",
    "agreed_at",
    "sent_at",
    "answered_at",
    "connected_at",
    "closed_at",
)


def _history(known: Mapping[str, Any], spoke_at: datetime | None) -> History:
    return History(
        referral_id=known["id"],
        team_id=known["team_id"],
        mode=Mode(known["mode"]),
        course=Course(known["course"]),
        domain=known["domain"] or "",
        kind=known["term"],
        spoken=known["spoken"],
        state=State(known["state"]),
        reason=known["reason"],
        provenance=Provenance(known["provenance"]) if known["provenance"] else None,
        agreed_at=known["agreed_at"],
        sent_at=known["sent_at"],
        answered_at=known["answered_at"],
        connected_at=known["connected_at"],
        closed_at=known["closed_at"],
        first_contact_at=_first(known["agreed_at"], spoke_at, known["connected_at"]),
    )


def _first(agreed_at: datetime, *moments: datetime | None) -> datetime | None:
    """The first of them; what was before the client agreed counts as then."""
    known = [moment for moment in moments if moment is not None]
    return max(agreed_at, min(known)) if known else None


def _steps_done(session: Session, among: tuple[ColumnElement[bool], ...]) -> Mapping[UUID, frozenset[Step]]:
    statement = (
        select(col(BridgeStep.referral_id), col(BridgeStep.step))
        .join(Referral, col(Referral.id) == col(BridgeStep.referral_id))
        .where(col(BridgeStep.done_at).is_not(None), col(Referral.mode) == Mode.BRIDGE, *among)
        .execution_options(yield_per=AT_A_TIME)
    )
    done: dict[UUID, set[Step]] = defaultdict(set)
    for referral_id, step in session.execute(statement):
        done[referral_id].add(Step(step))
    return {referral_id: frozenset(steps) for referral_id, steps in done.items()}


def _known_before(
    session: Session, among: tuple[ColumnElement[bool], ...], moment: datetime
) -> Mapping[UUID, Mapping[str, Any]]:
    """What each referral was before the first change that was recorded after a moment."""
    later = (
        select(col(ReferralEvent.referral_id), col(ReferralEvent.before))
        .join(Referral, col(Referral.id) == col(ReferralEvent.referral_id))
        .where(col(ReferralEvent.recorded_at) > moment, *among)
        .order_by(col(ReferralEvent.number).desc())
        .execution_options(yield_per=AT_A_TIME)
    )
    return {referral_id: before.get("referral", {}) for referral_id, before in session.execute(later)}


def _as_it_was(history: History, before: Mapping[str, Any]) -> History:
    connected_at = _moment(before.get("connected_at"))
    spoke_at = history.first_contact_at if history.first_contact_at != history.connected_at else None
    return replace(
        history,
        team_id=UUID(before["team_id"]),
        state=State(before["state"]),
        reason=before["reason"],
        provenance=Provenance(before["provenance"]) if before["provenance"] else None,
        sent_at=_moment(before["sent_at"]),
        answered_at=_moment(before["answered_at"]),
        connected_at=connected_at,
        closed_at=_moment(before["closed_at"]),
        first_contact_at=_first(history.agreed_at, spoke_at, connected_at),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
