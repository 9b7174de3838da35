"""What people decided about a listing, field by field: no rule of a source changes that unseen."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from directory.curation.duplicates.models import ListingMerge
from directory.listings.history import Reason
from directory.listings.models import ListingAlias, ListingVersion

_BY_PEOPLE: Final = (Reason.EDITED, Reason.PROPOSED, Reason.REVERTED, Reason.MERGED, Reason.UNMERGED)
"""Where no source stands behind it: what was proposed, by a reader or by whoever checked."""


@dataclass(slots=True)
class ByHand:
    """What of one listing a person decided."""

    fields: set[str] = field(default_factory=set)
    """Those that a person changed last, or chose when two listings became one."""
    lately: bool = False
    """Whether a person changed anything since a source was last followed: it may not know better."""


@dataclass(frozen=True, slots=True)
class _Act:
    at: datetime
    number: int
    """Of its version; what was chosen at a merge comes after the version that the merge made."""
    listing_id: UUID
    fields: Collection[str]
    by_people: bool


def decided_by_people(session: Session, listing_ids: Collection[UUID]) -> dict[UUID, ByHand]:
    """Return of each listing what people decided, by the id that was asked for, which may be one it once had."""
    kept_under = dict(
        session.exec(
            select(ListingAlias.old_id, ListingAlias.listing_id).where(col(ListingAlias.old_id).in_(listing_ids))
        ).all()
    )
    found = {kept_under.get(one, one): ByHand() for one in listing_ids}
    acts = [*_versions(session, found), *_merges(session, found)]
    for act in sorted(acts, key=lambda act: (act.at, act.number)):
        _follow(found[act.listing_id], act)
    return {one: found[kept_under.get(one, one)] for one in listing_ids}


def _follow(by_hand: ByHand, act: _Act) -> None:
    by_hand.lately = act.by_people
    if act.by_people:
        by_hand.fields.update(act.fields)
    else:
        by_hand.fields.difference_update(act.fields)


def _versions(session: Session, listing_ids: Collection[UUID]) -> list[_Act]:
    columns = map(col, (ListingVersion.listing_id, ListingVersion.number, ListingVersion.at, ListingVersion.changed))
    told_by = col(ListingVersion.source_id)
    of_these = col(ListingVersion.listing_id).in_(listing_ids)
    rows = session.execute(
        select_columns(*columns, told_by).where(
            of_these, told_by.is_not(None) | col(ListingVersion.reason).in_(_BY_PEOPLE)
        )
    )
    return [_Act(row.at, row.number, row.listing_id, row.changed, row.source_id is None) for row in rows]


def _merges(session: Session, listing_ids: Collection[UUID]) -> list[_Act]:
    standing = select(ListingMerge).where(
        col(ListingMerge.kept_id).in_(listing_ids), col(ListingMerge.undone_at).is_(None)
    )
    after_all = 2**31
    return [_Act(one.at, after_all, one.kept_id, one.chosen, by_people=True) for one in session.exec(standing)]
