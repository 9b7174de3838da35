"""The history of a referral told anew from its events and the contact log alone: no column of its row that changes."""

from datetime import datetime

from sqlmodel import Session, select

from directory.clients.models import ContactEntry
from directory.referrals.codes import Act, Course, Mode, Provenance, State, Step
from directory.referrals.events import history_of
from directory.referrals.models import Referral, ReferralEvent
from directory.reports.measures import History

ANSWERS = {State.ACCEPTED, State.DECLINED}
OUTCOMES = {
    State.CONNECTED,
    State.SETTLED,
    State.DRIFTED,
    State.DECLINED,
    State.NOT_CONNECTED,
    State.WITHDRAWN,
    State.ERROR,
}


def retell(session: Session, referral: Referral) -> History | None:
    """The history, None when the client never said yes."""
    events = history_of(session, referral)
    undone = {event.undoes for event in events if event.act == Act.UNDONE}
    if events[0].tap in undone:
        return None
    told = [event for event in events if event.act != Act.UNDONE and event.tap not in undone]
    entered = [event for event in told if event.act == Act.ENTERED]
    agreed = next((event for event in entered if event.to_state == State.AGREED), None)
    if agreed is None:
        return None
    outcome = [event for event in entered if State(event.to_state) in OUTCOMES]
    connected = next((event.at for event in entered if event.to_state == State.CONNECTED), None)
    return History(
        referral_id=referral.id,
        team_id=referral.team_id,
        mode=Mode(referral.mode),
        course=Course(referral.course),
        domain=referral.domain or "",
        kind=referral.term,
        spoken=referral.spoken,
        state=State(told[-1].to_state),
        reason=next((event.reason for event in reversed(outcome) if event.reason), None),
        provenance=_witness(outcome),
        agreed_at=agreed.at,
        answered_at=next(
            (event.at for event in entered if State(event.to_state) in ANSWERS and event.standing != "system"), None
        ),
        connected_at=connected,
        closed_at=_closed(told, outcome, referral),
        first_contact_at=_first_contact(session, referral, agreed.at, connected),
        steps_done=_steps(told) if referral.mode == Mode.BRIDGE else frozenset(),
    )


def _witness(outcome: list[ReferralEvent]) -> Provenance | None:
    said = next((event.provenance for event in reversed(outcome) if event.provenance), None)
    return Provenance(said) if said else None


def _closed(told: list[ReferralEvent], outcome: list[ReferralEvent], referral: Referral) -> datetime | None:
    """The first moment at which the owner had seen an outcome that somebody witnessed."""
    has_witness = is_seen = False
    reason = None
    for event in told:
        if event in outcome:
            reason = event.reason or reason
            has_witness = has_witness or bool(event.provenance)
            is_seen = is_seen or event.actor_id == referral.owner_id
        elif event.act == Act.SEEN:
            is_seen = True
        else:
            continue
        if has_witness and is_seen and reason != "no_response":
            return event.recorded_at
    return None


def _first_contact(
    session: Session, referral: Referral, agreed_at: datetime, connected_at: datetime | None
) -> datetime | None:
    log = session.exec(select(ContactEntry).where(ContactEntry.referral_id == referral.id)).all()
    moments = [entry.at for entry in log if entry.direction == "place" and entry.two_way]
    moments += [connected_at] if connected_at else []
    return max(agreed_at, min(moments)) if moments else None


def _steps(told: list[ReferralEvent]) -> frozenset[Step]:
    return frozenset(Step(event.step) for event in told if event.act == Act.STEP_DONE and event.step)
