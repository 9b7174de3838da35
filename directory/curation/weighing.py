"""A proposal beside its listing: what would change, what changed meanwhile, and what was left before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, col, select, tuple_

from directory.curation.kinds import Kind
from directory.curation.models import Proposal
from directory.curation.parts import of_parts, part_of, parts_of
from directory.curation.remembering import MARK_LENGTH, left_before, repeated
from directory.curation.standing import Standing, standing_of
from directory.listings.fields import flat
from directory.listings.forms import ListingDraft
from directory.listings.history import said
from directory.listings.models import ListingVersion

CHANGING = frozenset({Kind.CHANGE.value, Kind.CORRECTION.value})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal beside its listing, field by field."""

    proposal: Proposal
    standing: Standing | None
    """Its listing; none for a new one."""
    proposed: ListingDraft | None
    """The listing as proposed; none where there is no whole draft."""
    fields: tuple[str, ...] = ()
    """What would still change. Of a new listing: all that it says."""
    base: Mapping[str, Any] = field(default_factory=dict)
    """What the listing said when this was proposed (`directory.listings.history.said`)."""
    changed_meanwhile: frozenset[str] = frozenset()
    """Those of the fields that have another value by now than when this was proposed."""
    left_before: frozenset[str] = frozenset()
    """Those of the fields that were proposed with the same value before, and not taken."""

    @property
    def now(self) -> Mapping[str, Any]:
        """The listing as it stands, field by field."""
        return self.standing.fields if self.standing else {}

    @property
    def then(self) -> Mapping[str, Any]:
        """The listing as proposed, field by field."""
        return flat(said(self.proposed)) if self.proposed else flat(self.proposal.draft)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that would change (`directory.curation.parts`)."""
        return parts_of(self.fields)

    @property
    def parts_advised(self) -> tuple[str, ...]:
        """The parts that are taken unless somebody chooses otherwise: nothing newer is overwritten unasked."""
        doubtful = {part_of(name) for name in self.changed_meanwhile | self.left_before}
        return tuple(part for part in self.parts if part not in doubtful)

    @property
    def mark(self) -> str:
        """A mark of what is shown: of the draft, and of the version of the listing that it is set beside."""
        return f"{self.proposal.draft_hash[:MARK_LENGTH]}-{self.standing.number if self.standing else 0}"

    def fields_of(self, parts: Collection[str]) -> frozenset[str]:
        """Return the fields that belong to these parts, and those that no reader sees with them."""
        return frozenset(of_parts(self.fields, parts))


def weigh(session: Session, proposal: Proposal) -> Weighed:
    """Set one proposal beside its listing."""
    return weigh_all(session, [proposal])[0]


def weigh_all(session: Session, proposals: Collection[Proposal]) -> list[Weighed]:
    """Set proposals beside their listings, with the same few statements whatever their number."""
    listings = standing_of(session, [one.listing_id for one in proposals if one.listing_id])
    bases = _bases(session, proposals, listings)
    left = _left(session, proposals)
    return [
        _weighed(
            one,
            listings.get(one.listing_id) if one.listing_id else None,
            bases.get(one.id),
            left.get((one.source_id, one.external_id), {}),
        )
        for one in proposals
    ]


def _weighed(
    proposal: Proposal, standing: Standing | None, base: Mapping[str, Any] | None, left: Mapping[str, str]
) -> Weighed:
    proposed = draft_proposed(proposal)
    if standing is None:
        return Weighed(proposal, None, proposed, tuple(flat(proposal.draft)))
    if proposed is None or proposal.kind not in CHANGING:
        return Weighed(proposal, standing, proposed)
    now, then = standing.fields, flat(said(proposed))
    fields = tuple(name for name in proposal.fields if now.get(name) != then.get(name))
    before = standing.saying if base is None else base
    was = flat(before)
    return Weighed(
        proposal,
        standing,
        proposed,
        fields,
        before,
        frozenset(name for name in fields if was.get(name) != now.get(name)),
        repeated(fields, then, left),
    )


def draft_proposed(proposal: Proposal) -> ListingDraft | None:
    """Return the listing as proposed; none where too little of it is known to be one."""
    try:
        return ListingDraft.model_validate(proposal.draft) if proposal.draft else None
    except ValidationError:
        return None


def _bases(
    session: Session, proposals: Iterable[Proposal], listings: Mapping[UUID, Standing]
) -> dict[UUID, Mapping[str, Any]]:
    """By proposal what its listing said when it was filed, where that was another version than now."""
    wanted: dict[UUID, tuple[UUID, int]] = {}
    for one in proposals:
        standing = listings.get(one.listing_id) if one.listing_id else None
        if standing is not None and standing.number != one.base_number:
            # A history that began after the proposal begins with how the listing stood then.
            wanted[one.id] = (standing.detail.id, one.base_number or 1)
    if not wanted:
        return {}
    keys = tuple_(col(ListingVersion.listing_id), col(ListingVersion.number))
    rows = session.exec(select(ListingVersion).where(keys.in_(set(wanted.values()))))
    versions = {(row.listing_id, row.number): row.draft for row in rows}
    return {key: versions[version] for key, version in wanted.items() if version in versions}


def _left(session: Session, proposals: Iterable[Proposal]) -> dict[tuple[UUID | None, str], Mapping[str, str]]:
    of_sources: dict[UUID, list[str]] = {}
    for one in proposals:
        if one.source_id and one.listing_id:
            of_sources.setdefault(one.source_id, []).append(one.external_id)
    return {
        (source_id, external_id): left
        for source_id, external_ids in of_sources.items()
        for external_id, left in left_before(session, source_id, external_ids).items()
    }
