"""Deciding many proposals at once, by a rule: choose, look at what it means, then do it. It can be taken back."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.curation.asked import values_of
from directory.curation.kinds import Decision, Kind, RejectReason
from directory.curation.models import BulkDecision, Proposal
from directory.curation.parts import LOOKED_AT_ALONE, parts_of
from directory.curation.queue import Asked, ids_waiting
from directory.curation.remembering import left_out
from directory.curation.standing import hold_listings
from directory.curation.taking_up import StalePageError, keep_records, taken
from directory.curation.weighing import CHANGING, Weighed, weigh_all
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.history import Origin, Reason
from directory.listings.queries import in_batches
from directory.listings.service import save_listings
from directory.policy import Caller

MOST: Final = 2_000
"""So many are decided at once; a longer queue is decided in several steps."""
DECIDABLE: Final = (Kind.CREATE, Kind.CHANGE, Kind.CORRECTION, Kind.RETIRE)
NOTHING_LIKE_THIS: Final = marked("No proposal is like this.")
_BATCH: Final = 500


class Why(StrEnum):
    """Why a proposal is not decided together with the others."""

    LOOKED_AT_ALONE = "looked_at_alone"
    """It touches a phone number, an address or somebody to ask for."""
    CHANGED_MEANWHILE = "changed_meanwhile"
    LEFT_BEFORE = "left_before"
    TOO_LITTLE = "too_little"
    """It is no whole listing, or only words."""
    SAME_LISTING = "same_listing"
    """Another one about the same listing is decided first."""
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is decided together, and how."""

    asked: Asked
    decision: Decision
    """Accepted or rejected."""
    parts: frozenset[str] = frozenset()
    """Changes that touch nothing else; empty for whatever they touch."""
    reason: RejectReason = RejectReason.OTHER

    def as_json(self) -> dict[str, Any]:
        """The rule as it is kept with its decision."""
        asked = {name: value for name, value in values_of(self.asked).items() if value}
        reason = {"reason": self.reason.value} if self.decision is Decision.REJECTED else {}
        return {**asked, **reason, "parts": sorted(self.parts)}


@dataclass(frozen=True, slots=True)
class Look:
    """What a rule means just now."""

    chosen: tuple[Weighed, ...] = ()
    others: Counter[Why] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    """How many of the proposals asked for touch each part, whatever the rule says of parts."""

    @property
    def mark(self) -> str:
        """A mark of exactly these proposals beside exactly these versions of their listings."""
        said = "".join(sorted(f"{one.proposal.id}{one.mark}" for one in self.chosen))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def look(session: Session, rule: Rule, *, me: UUID, now: datetime, hold: bool = False) -> Look:
    """Return what the rule chooses, and why it leaves others out; `hold` keeps all of it from changing."""
    found = Look()
    chosen: list[Weighed] = []
    listings: set[UUID] = set()
    for some in in_batches(ids_waiting(session, rule.asked, me=me, now=now), _BATCH):
        for weighed in _weighed(session, some, hold=hold):
            proposal = weighed.proposal
            if proposal.kind not in DECIDABLE:
                continue
            found.parts.update(parts_of(proposal.fields))
            if rule.parts and not _touches_only(proposal, rule.parts):
                continue
            why = _why_not(weighed, rule, listings) or (Why.TOO_MANY if len(chosen) >= MOST else None)
            if why is not None:
                found.others[why] += 1
                continue
            chosen.append(weighed)
            if weighed.standing is not None:
                listings.add(weighed.standing.detail.id)
    return Look(tuple(chosen), found.others, found.parts)


def decide_many(session: Session, rule: Rule, *, shown: str, by: Caller, now: datetime) -> BulkDecision:
    """Decide all that the rule chooses, as it was shown. Raises StalePageError where it means something else by now."""
    found = look(session, rule, me=by.person_id, now=now, hold=True)
    if not found.chosen:
        raise RefusedError(NOTHING_LIKE_THIS)
    if found.mark != shown:
        raise StalePageError
    decision = BulkDecision(
        decision=rule.decision, rule=rule.as_json(), proposals=len(found.chosen), by_id=by.person_id, at=now
    )
    session.add(decision)
    session.flush()
    for some in in_batches(found.chosen, _BATCH):
        if rule.decision is Decision.ACCEPTED:
            _take_up(session, some, decision, by, now)
        _settle(session, some, rule, decision, by, now)
    return decision


def bulk_decisions(session: Session, *, most: int = 20) -> Sequence[BulkDecision]:
    """Return the newest decisions about many."""
    return session.exec(select(BulkDecision).order_by(col(BulkDecision.at).desc()).limit(most)).all()


def get_bulk_decision(session: Session, decision_id: UUID) -> BulkDecision:
    """Return a decision about many. Raises NotFoundError."""
    decision = session.get(BulkDecision, decision_id)
    if decision is None:
        raise NotFoundError("There is nothing here.")
    return decision


def _weighed(session: Session, proposal_ids: Collection[UUID], *, hold: bool) -> list[Weighed]:
    rows = (
        select(Proposal).where(col(Proposal.id).in_(proposal_ids)).order_by(col(Proposal.created_at), col(Proposal.id))
    )
    if hold:
        listings = session.exec(select(Proposal.listing_id).where(col(Proposal.id).in_(proposal_ids))).all()
        hold_listings(session, [one for one in listings if one])
        rows = rows.where(col(Proposal.state) == Decision.OPEN).with_for_update()
    return weigh_all(session, session.exec(rows.execution_options(populate_existing=True)).all())


def _touches_only(proposal: Proposal, parts: Collection[str]) -> bool:
    return proposal.kind in CHANGING and bool(proposal.fields) and set(parts_of(proposal.fields)) <= set(parts)


def _why_not(weighed: Weighed, rule: Rule, listings: Collection[UUID]) -> Why | None:
    """Why a proposal is not taken up together with those about these listings; whatever it is, it may be left."""
    if rule.decision is Decision.REJECTED:
        return None
    if weighed.standing is not None and weighed.standing.detail.id in listings:
        return Why.SAME_LISTING
    return None if weighed.proposal.kind == Kind.RETIRE else _doubt(weighed)


def _doubt(weighed: Weighed) -> Why | None:
    """Why somebody should look at a change alone."""
    if weighed.proposed is None:
        return Why.TOO_LITTLE
    if weighed.standing is not None and not LOOKED_AT_ALONE.isdisjoint(weighed.parts):
        return Why.LOOKED_AT_ALONE
    if weighed.changed_meanwhile:
        return Why.CHANGED_MEANWHILE
    return Why.LEFT_BEFORE if weighed.left_before else None


def _take_up(session: Session, some: Collection[Weighed], decision: BulkDecision, by: Caller, now: datetime) -> None:
    """Write the listings, those of each source together."""
    for source_id in {one.proposal.source_id for one in some}:
        of_source = [(one, *taken(session, one, None)) for one in some if one.proposal.source_id == source_id]
        origin = Origin(reason=Reason.PROPOSED, by=by.person_id, source_id=source_id, batch_id=decision.id)
        save_listings(session, {key: draft for _, key, draft in of_source}, now=now, origin=origin)
        for weighed, listing_id, _ in of_source:
            weighed.proposal.listing_id = listing_id
        keep_records(session, [weighed.proposal for weighed, _, _ in of_source], now=now)


def _settle(  # noqa: PLR0917 - what is decided, how, where it is kept, by whom and when
    session: Session, some: Collection[Weighed], rule: Rule, decision: BulkDecision, by: Caller, now: datetime
) -> None:
    is_rejected = rule.decision is Decision.REJECTED
    for weighed in some:
        proposal = weighed.proposal
        proposal.state, proposal.decided_at, proposal.batch_id = rule.decision, now, decision.id
        if is_rejected:
            proposal.reason, proposal.left = rule.reason, left_out(proposal.fields, weighed.then)
        session.add(proposal)
    session.flush()
    act = Act.PROPOSAL_REJECTED if is_rejected else Act.PROPOSAL_ACCEPTED
    ids = [one.proposal.id for one in some]
    note(session, act, caller=by, subject=Subject.PROPOSAL, ids=ids, reason=rule.reason if is_rejected else "", now=now)
