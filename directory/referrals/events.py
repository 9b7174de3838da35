"""Recording what happens to a referral: each event as it was, those of one tap together, each with its audit row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session, SQLModel, col, func, select

from directory import audit
from directory.audit import Subject, System
from directory.policy import Caller
from directory.referrals.codes import Act, Actor, State, Step
from directory.referrals.models import BridgeStep, Referral, ReferralEvent

ROW: Final = (
    "owner_id",
    "team_id",
    "listing_id",
    "state",
    "agreed_at",
    "client_said_yes",
    "sent_at",
    "answered_at",
    "first_contact_at",
    "connected_at",
    "ended_at",
    "reason",
    "provenance",
    "seen_at",
    "closed_at",
    "next_at",
    "next_act",
)
"""What of a referral changes, and is put back when a tap is taken back."""
STEP: Final = ("planned_at", "meet_at", "done_at", "by_id", "skipped", "key_contact_id", "visits")
AUDITED: Final = {
    Act.OPENED: audit.Act.REFERRAL_OPENED,
    Act.STEP_DONE: audit.Act.REFERRAL_STEP_TAKEN,
    Act.STEP_SKIPPED: audit.Act.REFERRAL_STEP_TAKEN,
    Act.STEP_PLANNED: audit.Act.REFERRAL_STEP_TAKEN,
    Act.MISSED: audit.Act.REFERRAL_STEP_TAKEN,
    Act.VISITED: audit.Act.REFERRAL_STEP_TAKEN,
    Act.UNDONE: audit.Act.REFERRAL_UNDONE,
}
"""What the audit calls an event; every other one changes a referral."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One act of one person on one referral, whatever number of events it takes."""

    session: Session
    referral: Referral
    by: Caller | System
    standing: Actor
    now: datetime
    id: UUID = field(default_factory=uuid4)

    @property
    def person_id(self) -> UUID | None:
        """Whoever acts; None where the program does."""
        return self.by.person_id if isinstance(self.by, Caller) else None

    def before(self, step: BridgeStep | None = None) -> dict[str, Any]:
        """What the referral, and a step of it, are now: taken before they change, for the event that says so."""
        now_is = {"referral": snapshot(self.referral, ROW)}
        return now_is if step is None else now_is | {"step": snapshot(step, STEP)}

    def record(
        self,
        act: Act,
        *,
        before: dict[str, Any],
        from_state: str | None,
        at: datetime | None = None,
        step: Step | None = None,
        reason: str | None = None,
        provenance: str | None = None,
        words: str = "",
        details_before: str = "",
        undoes: UUID | None = None,
        standing: Actor | None = None,
    ) -> ReferralEvent:
        """Write an event that says what the referral is now, after `before`, with its line in the audit."""
        event = ReferralEvent(
            referral_id=self.referral.id,
            number=_next_number(self.session, self.referral.id),
            act=act,
            actor_id=self.person_id,
            standing=standing or self.standing,
            at=at or self.now,
            recorded_at=self.now,
            from_state=from_state,
            to_state=self.referral.state,
            step=step,
            reason=reason,
            provenance=provenance,
            tap=self.id,
            before=before,
            undoes=undoes,
            data_key_id=self.referral.data_key_id,
        )
        event.words, event.details_before = words, details_before
        self.referral.version += 1
        self.session.add(event)
        self.session.flush()
        self._audit(act)
        return event

    def _audit(self, act: Act) -> None:
        audit.note(
            self.session,
            AUDITED.get(act, audit.Act.REFERRAL_CHANGED),
            caller=self.by,
            subject=Subject.REFERRAL,
            ids=[self.referral.id],
            details={"state": State(self.referral.state)},
            now=self.now,
        )


def snapshot(row: SQLModel, names: Iterable[str]) -> dict[str, Any]:
    """The codes and dates of a row as JSON takes them."""
    return {name: _plain(getattr(row, name)) for name in names}


def put_back(row: SQLModel, before: dict[str, Any]) -> None:
    """Give a row the codes and dates again that it had. Where it goes stays: that may have become part of another."""
    for name, value in before.items():
        if name != "listing_id":
            setattr(row, name, _typed(name, value))


def step_of(session: Session, referral: Referral, step: Step) -> BridgeStep:
    """Return the row of a step, made when there was none."""
    row = session.get(BridgeStep, (referral.id, step.value))
    if row is None:
        row = BridgeStep(referral_id=referral.id, step=step, data_key_id=referral.data_key_id)
        session.add(row)
    return row


def steps_of(session: Session, referral: Referral) -> dict[Step, BridgeStep]:
    """Return the steps that were planned, done or skipped."""
    rows = session.exec(select(BridgeStep).where(col(BridgeStep.referral_id) == referral.id))
    return {Step(row.step): row for row in rows}


def history_of(session: Session, referral: Referral) -> list[ReferralEvent]:
    """Return every event of a referral, the first one first."""
    statement = (
        select(ReferralEvent).where(col(ReferralEvent.referral_id) == referral.id).order_by(col(ReferralEvent.number))
    )
    return list(session.exec(statement))


def _next_number(session: Session, referral_id: UUID) -> int:
    last = session.exec(
        select(func.max(col(ReferralEvent.number))).where(col(ReferralEvent.referral_id) == referral_id)
    ).one()
    return (last or 0) + 1


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(name: str, value: object) -> object:
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    return UUID(value) if isinstance(value, str) and name.endswith("_id") else value
