"""Pairs of listings that may be one, as proposals that wait in the one queue of all proposals."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.curation.deciding import get_proposal
from directory.curation.duplicates.scoring import Likeness, Score
from directory.curation.kinds import Decision, Kind, Voice
from directory.curation.models import Proposal
from directory.curation.service import area_of
from directory.curation.standing import Standing, standing_of
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.models import Listing, ListingAlias
from directory.listings.queries import in_batches

GONE: Final = marked("One of the two is not there any more, or they are one by now.")
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Two listings that may be one, and why."""

    one: UUID
    other: UUID
    score: Score


@dataclass(frozen=True, slots=True)
class Pair:
    """Two listings beside each other, and the proposal that they are one."""

    proposal: Proposal
    left: Standing
    """The older one: its id stays."""
    right: Standing

    @property
    def score(self) -> float:
        """0 to 1."""
        return float(self.proposal.evidence.get("score", 0))

    @property
    def reasons(self) -> tuple[Likeness, ...]:
        """Why they may be one."""
        return tuple(Likeness(reason) for reason in self.proposal.evidence.get("reasons", ()))

    @property
    def mark(self) -> str:
        """A mark of what is shown: of both listings as they stand."""
        said = (f"{one.detail.id}-{one.detail.modified_at.isoformat()}-{one.number}" for one in (self.left, self.right))
        return hashlib.sha256("|".join(said).encode()).hexdigest()[:16]


def name_of_pair(one: UUID, other: UUID) -> str:
    """Return what a pair is called, whichever of the two comes first."""
    return ":".join(sorted((str(one), str(other))))


def file_pairs(session: Session, found: Iterable[Found], *, now: datetime) -> int:
    """File pairs of which nobody was asked before; returns how many. One that was decided is never filed again."""
    filed = 0
    for some in in_batches(found, _BATCH):
        ids = {listing_id for pair in some for listing_id in (pair.one, pair.other)}
        listings, known = standing_of(session, ids), asked_before(session, ids)
        for pair in some:
            name = name_of_pair(pair.one, pair.other)
            if name in known or pair.one not in listings or pair.other not in listings:
                continue
            known.add(name)
            session.add(_proposal(pair, listings[pair.one], listings[pair.other], now))
            filed += 1
        session.flush()
    return filed


def _proposal(found: Found, one: Standing, other: Standing, now: datetime) -> Proposal:
    left, right = sorted((one, other), key=lambda standing: (standing.detail.created_at, standing.detail.id))
    return Proposal(
        external_id=name_of_pair(found.one, found.other),
        listing_id=left.detail.id,
        kind=Kind.MERGE,
        evidence={
            "voice": Voice.SEARCH,
            "left": str(left.detail.id),
            "right": str(right.detail.id),
            "score": found.score.value,
            "reasons": [reason.value for reason in found.score.reasons],
            "differences": [difference.value for difference in found.score.differences],
        },
        created_at=now,
        base_number=left.number,
        area=area_of(left.saying),
    )


def asked_before(session: Session, about: Collection[UUID] | None = None) -> set[str]:
    """Return the pairs about which somebody was asked, whatever was decided, by the ids they have now.

    Of `about`, at least those of which both are among them.
    """
    aliases = select(ListingAlias.old_id, ListingAlias.listing_id)
    asked = select(Proposal.external_id).where(Proposal.kind == Kind.MERGE, Proposal.state != Decision.SUPERSEDED)
    if about is not None:
        aliases = aliases.where(col(ListingAlias.listing_id).in_(about))
    kept_under = {str(old): str(new) for old, new in session.exec(aliases)}
    if about is not None:
        # The older of the two is what a pair is filed under, by the id that it had then or has now.
        asked = asked.where(col(Proposal.listing_id).in_({*about, *map(UUID, kept_under)}))
    return {_name_now(name, kept_under) for name in session.exec(asked)}


def _name_now(name: str, kept_under: Mapping[str, str]) -> str:
    return ":".join(sorted(kept_under.get(one, one) for one in name.split(":")))


def get_pair(session: Session, proposal_id: UUID, *, hold: bool = False) -> Pair:
    """Return a pair as it stands. Raises NotFoundError, and RefusedError where there are not two of them any more."""
    proposal = get_proposal(session, proposal_id, hold=hold)
    if proposal.kind != Kind.MERGE:
        raise NotFoundError("There is nothing here.")
    pairs = _beside(session, [proposal])
    if not pairs:
        raise RefusedError(GONE)
    return pairs[0]


def waiting_pairs(session: Session, *, limit: int) -> tuple[Sequence[Pair], int]:
    """Return the pairs that wait, the likeliest first, and how many there are."""
    is_waiting = (col(Proposal.kind) == Kind.MERGE, col(Proposal.state) == Decision.OPEN)
    likeliest = col(Proposal.evidence)["score"].as_float().desc()
    some = session.exec(
        select(Proposal).where(*is_waiting).order_by(likeliest, col(Proposal.created_at), col(Proposal.id)).limit(limit)
    ).all()
    total = session.exec(select(func.count()).select_from(Proposal).where(*is_waiting)).one()
    return _beside(session, some), total


def _beside(session: Session, proposals: Sequence[Proposal]) -> list[Pair]:
    sides = [tuple(UUID(proposal.evidence[side]) for side in ("left", "right")) for proposal in proposals]
    listings = standing_of(session, [listing_id for pair in sides for listing_id in pair])
    found = []
    for proposal, (left, right) in zip(proposals, sides, strict=True):
        one, other = listings.get(left), listings.get(right)
        if one is not None and other is not None and one.detail.id != other.detail.id:
            found.append(Pair(proposal, one, other))
    return found


def lost_pairs(session: Session) -> list[UUID]:
    """Return what waits about two that are one by now, of which one is gone, or about which somebody is asked twice."""
    kept_under = {str(old): str(new) for old, new in session.exec(select(ListingAlias.old_id, ListingAlias.listing_id))}
    asked = select(Proposal.id, Proposal.state, Proposal.external_id).where(
        Proposal.kind == Kind.MERGE, col(Proposal.state).in_((Decision.OPEN, Decision.REJECTED))
    )
    rows = session.exec(asked.order_by(col(Proposal.created_at), col(Proposal.id))).all()
    known = {_name_now(name, kept_under) for _, state, name in rows if state == Decision.REJECTED}
    waiting = {key: _name_now(name, kept_under) for key, state, name in rows if state == Decision.OPEN}
    there = _those_there(session, {UUID(one) for name in waiting.values() for one in name.split(":")})
    lost = []
    for key, name in waiting.items():
        one, other = name.split(":")
        if name in known or one == other or not {one, other} <= there:
            lost.append(key)
        known.add(name)
    return lost


def _those_there(session: Session, listing_ids: Iterable[UUID]) -> set[str]:
    some = (select(Listing.id).where(col(Listing.id).in_(ids)) for ids in in_batches(listing_ids, _BATCH))
    return {str(key) for statement in some for key in session.exec(statement)}


def drop_pairs(session: Session, proposal_ids: Iterable[UUID], *, now: datetime) -> None:
    """Close some that wait about nothing any more."""
    waiting = select(Proposal).where(col(Proposal.id).in_(proposal_ids), Proposal.state == Decision.OPEN)
    for proposal in session.exec(waiting.with_for_update()):
        proposal.state, proposal.decided_at = Decision.SUPERSEDED, now
        session.add(proposal)
    session.flush()
