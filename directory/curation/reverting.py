"""Putting back what a listing said before: all of it or some parts, and everything that one act changed.

Nothing is undone: what was is written as a new version, so that the history shows both.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session, col, select, tuple_

from directory.audit import Act, Subject, note
from directory.curation.models import BulkDecision
from directory.curation.parts import of_parts
from directory.curation.standing import Standing, hold_listings, standing_of
from directory.curation.taking_up import StalePageError
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.checking import get_row
from directory.listings.fields import changed_fields, flat, with_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason, draft_of_saying, get_version
from directory.listings.models import ListingVersion
from directory.listings.queries import in_batches
from directory.listings.service import save_listing, save_listings
from directory.policy import Caller

NEVER_PUT_BACK: Final = frozenset({"checked_on", "checked_how"})
"""When somebody checked a listing is a fact: it is neither made nor unmade by what is written."""
SAYS_IT_ALREADY: Final = marked("It says this already.")
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Reversion:
    """What somebody wants put back."""

    number: int
    """The version to go back to."""
    shown: int
    """The newest version when they looked."""
    parts: Collection[str] | None = None
    """The parts to put back (`directory.curation.parts`); None for all."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What became of taking back one act."""

    listings: int
    left: int
    """Listings of which something stays, because it was changed again since."""


def fields_to_put_back(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    """Return the fields that going back would change."""
    return [name for name in changed_fields(now, then) if name not in NEVER_PUT_BACK]


def revert_listing(session: Session, listing_id: UUID, wanted: Reversion, *, by: Caller, now: datetime) -> None:
    """Have a listing say again what it said in a version. Raises StalePageError, NotFoundError and RefusedError."""
    row = get_row(session, listing_id)
    standing = standing_of(session, [row.id])[row.id]
    if standing.number != wanted.shown:
        raise StalePageError
    version = get_version(session, row.id, wanted.number)
    fields = fields_to_put_back(standing.saying, version.draft)
    if wanted.parts is not None:
        fields = of_parts(fields, wanted.parts)
    if not fields:
        raise RefusedError(SAYS_IT_ALREADY)
    draft = draft_of_saying(with_fields(standing.saying, fields, version.draft), standing.detail.draft)
    origin = Origin(reason=Reason.REVERTED, by=by.person_id, words=wanted.words)
    save_listing(session, draft, listing_id=row.id, now=now, origin=origin)
    note(session, Act.LISTING_REVERTED, caller=by, subject=Subject.LISTING, ids=[row.id], now=now)


def revert_bulk_decision(session: Session, decision_id: UUID, *, by: Caller, now: datetime) -> PutBack:
    """Take back what a decision about many proposals changed. What was decided stays remembered."""
    statement = select(BulkDecision).where(col(BulkDecision.id) == decision_id).with_for_update()
    decision = session.exec(statement.execution_options(populate_existing=True)).first()
    if decision is None:
        raise NotFoundError("There is nothing here.")
    if decision.reverted_at is not None:
        return PutBack(0, 0)
    decision.reverted_at = now
    session.add(decision)
    return revert_batch(session, decision.id, by=by, now=now)


def revert_batch(session: Session, batch_id: UUID, *, by: Caller, now: datetime) -> PutBack:
    """Put back what one act changed in many listings (`Origin.batch_id`), as one act.

    A field that was changed again since stays as it is. A listing that the act made is no longer offered: its address
    stays.
    """
    made = select(ListingVersion).where(col(ListingVersion.batch_id) == batch_id)
    versions = session.exec(made.order_by(col(ListingVersion.listing_id), col(ListingVersion.number))).all()
    origin = Origin(reason=Reason.REVERTED, by=by.person_id, batch_id=uuid4())
    listings = left = 0
    for some in in_batches(versions, _BATCH):
        drafts, kept = _put_back(session, some)
        save_listings(session, drafts, now=now, origin=origin)
        listings, left = listings + len(drafts), left + kept
        if drafts:
            note(session, Act.LISTING_REVERTED, caller=by, subject=Subject.LISTING, ids=list(drafts), now=now)
    return PutBack(listings, left)


def _put_back(session: Session, versions: Collection[ListingVersion]) -> tuple[dict[UUID, ListingDraft], int]:
    """The listings as they would be, and of how many something stays."""
    before = _versions_before(session, versions)
    hold_listings(session, [version.listing_id for version in versions])
    listings = standing_of(session, [version.listing_id for version in versions])
    drafts: dict[UUID, ListingDraft] = {}
    left = 0
    for version in versions:
        standing = listings.get(version.listing_id)
        if standing is None:
            continue
        saying, stays = _saying_before(standing, version, before.get((version.listing_id, version.number - 1)))
        left += stays
        if saying is not None:
            drafts[standing.detail.id] = draft_of_saying(saying, standing.detail.draft)
    return drafts, left


def _saying_before(
    standing: Standing, version: ListingVersion, before: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, bool]:
    """What the listing would say, if anything changes, and whether something of the act stays."""
    if before is None:
        is_offered = standing.saying.get("status") != "inactive"
        return ({**standing.saying, "status": "inactive"} if is_offered else None), False
    made = flat(version.draft)
    changed = [name for name in version.changed if name not in NEVER_PUT_BACK]
    untouched = [name for name in changed if standing.fields.get(name) == made.get(name)]
    saying = with_fields(standing.saying, untouched, before) if untouched else None
    return saying, len(untouched) < len(changed)


def _versions_before(session: Session, versions: Iterable[ListingVersion]) -> dict[tuple[UUID, int], Mapping[str, Any]]:
    wanted = [(version.listing_id, version.number - 1) for version in versions]
    keys = tuple_(col(ListingVersion.listing_id), col(ListingVersion.number))
    found = session.exec(select(ListingVersion).where(keys.in_(wanted)))
    return {(version.listing_id, version.number): version.draft for version in found}
