"""Proposing what a feed would change, and closing proposals that were decided or have lost their reason."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlmodel import Session

from directory.curation.anew import taken_anew
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.curation.queries import open_proposals
from directory.curation.remembering import SAID, left_before, repeated
from directory.curation.standing import Standing, standing_of
from directory.listings.fields import changed_fields, flat
from directory.listings.forms import ListingDraft
from directory.listings.history import said
from directory.listings.queries import in_batches

Keeping = Callable[[ListingDraft, ListingDraft], ListingDraft]
"""From a listing as a feed reads by now, and as it stands, to what it would be: what people know of it stays."""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a feed would like to see of one of its rows. `draft` is empty where a listing should be retired."""

    external_id: str
    listing_id: UUID | None
    kind: Literal["create", "change", "retire"]
    draft: dict[str, Any]
    draft_hash: str
    evidence: dict[str, Any]
    parts: frozenset[str] | None = None
    """Of a change: what the source says anew (`directory.curation.anew`); None where that is not known."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """What the source says, field by field: kept when this is taken up."""


@dataclass(frozen=True, slots=True)
class _Filed:
    """A suggestion beside its listing."""

    suggestion: Suggestion
    draft: Mapping[str, Any]
    """As the suggestion has it, with what people know of the listing."""
    fields: tuple[str, ...] = ()
    number: int = 0
    area: str = ""
    is_repeated: bool = False
    """It changes nothing but what was left before, or nothing at all."""


def propose(
    session: Session,
    source_id: UUID,
    suggestions: Iterable[Suggestion],
    *,
    now: datetime,
    keeping: Keeping = lambda read, _: read,
) -> None:
    """File suggestions for review. Of each row one is open at a time: a later one takes the place of the earlier.

    A change is not filed of which everything was left before.
    """
    for some in in_batches(suggestions, _BATCH):
        waiting = open_proposals(session, source_id, [one.external_id for one in some])
        for filed in _beside_their_listings(session, source_id, some, keeping):
            _file(session, source_id, filed, waiting.get(filed.suggestion.external_id), now)
    session.flush()


def _file(session: Session, source_id: UUID, filed: _Filed, waiting: Proposal | None, now: datetime) -> None:
    suggestion = filed.suggestion
    if filed.is_repeated:
        if waiting is not None:
            waiting.state, waiting.decided_at = Decision.SUPERSEDED, now
    elif waiting is None:
        proposal = Proposal(source_id=source_id, external_id=suggestion.external_id, kind="", created_at=now)
        _fill(proposal, filed)
        session.add(proposal)
    elif (waiting.kind, waiting.draft_hash) != (suggestion.kind, suggestion.draft_hash):
        _fill(waiting, filed)


def _fill(proposal: Proposal, filed: _Filed) -> None:
    proposal.listing_id = filed.suggestion.listing_id
    proposal.kind = filed.suggestion.kind
    proposal.draft = dict(filed.draft)
    proposal.draft_hash = filed.suggestion.draft_hash
    proposal.evidence = {**filed.suggestion.evidence, SAID: dict(filed.suggestion.marks)}
    proposal.fields = list(filed.fields)
    proposal.base_number = filed.number
    proposal.area = filed.area


def _beside_their_listings(
    session: Session, source_id: UUID, some: Sequence[Suggestion], keeping: Keeping
) -> Iterator[_Filed]:
    listings = standing_of(session, [one.listing_id for one in some if one.listing_id])
    left = left_before(session, source_id, [one.external_id for one in some]) if listings else {}
    for one in some:
        standing = listings.get(one.listing_id) if one.listing_id else None
        filed = _Filed(one, one.draft, area=area_of(one.draft))
        if standing is not None:
            filed = replace(filed, number=standing.number, area=area_of(standing.saying))
        if standing is not None and one.kind == Kind.CHANGE.value:
            filed = _changed(filed, standing, keeping, left.get(one.external_id, {}))
        yield filed


def _changed(filed: _Filed, standing: Standing, keeping: Keeping, left: Mapping[str, str]) -> _Filed:
    stands = standing.detail.draft
    read = keeping(ListingDraft.model_validate(filed.suggestion.draft), stands)
    draft = taken_anew(read, stands, filed.suggestion.parts)
    fields = changed_fields(standing.saying, said(draft))
    return replace(
        filed,
        draft=draft.model_dump(mode="json", exclude_defaults=True),
        fields=tuple(fields),
        is_repeated=len(repeated(fields, flat(said(draft)), left)) == len(fields),
    )


def area_of(saying: Mapping[str, Any]) -> str:
    """Return the town that a listing is in, where it may be shown."""
    place = saying.get("place") or {}
    return "" if place.get("visibility") == "hidden" else str(place.get("city", ""))


def close_proposals(
    session: Session,
    source_id: UUID,
    external_ids: Iterable[str],
    *,
    state: Literal["accepted", "superseded"],
    now: datetime,
) -> None:
    """Close what is open of these rows: accepted when the change was made, superseded when it is no longer wanted."""
    for proposal in open_proposals(session, source_id, external_ids).values():
        proposal.state = state
        proposal.decided_at = now
    session.flush()
