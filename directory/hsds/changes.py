"""The change feed for programs: what changed after a number, in the order of the changes, deletions said outright."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.hsds.objects import Tree
from directory.hsds.trees import as_moment
from directory.listings.models import Listing, ListingAlias, ListingChange, SaidInHsds, ServiceAtLocation


@dataclass(frozen=True, slots=True)
class _Change:
    number: int
    listing_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    """The ids under which a listing goes out."""

    at_location: UUID
    service: UUID | None


def changes_after(session: Session, after: int, size: int) -> Tree:
    """Return a page of changes after a number: each service at a location once, by its newest change.

    `last_number` is what to ask `after` next; `more` says whether there is more now. What is `deleted` is no longer
    here under its id; `replaced_by` says under which it goes on, where it was merged into another.
    """
    some = _changes(session, after, size + 1)
    shown = some[:size]
    known = _known_as(session, [change.listing_id for change in shown])
    aliases = _aliases(session, [change.listing_id for change in shown])
    targets = _known_as(session, aliases.values())
    here = set(session.exec(select(Listing.id).where(col(Listing.id).in_([one.listing_id for one in shown]))))
    contents = [_told(change, change.listing_id in here, known, aliases, targets) for change in shown]
    return {
        "contents": contents,
        "size": len(contents),
        "empty": not contents,
        "last_number": shown[-1].number if shown else after,
        "more": len(some) > size,
    }


def _changes(session: Session, after: int, size: int) -> list[_Change]:
    newest = func.max(ListingChange.number)
    changed = (
        select(newest, ListingChange.listing_id, func.max(ListingChange.changed_at))
        .where(col(ListingChange.number) > after)
        .group_by(col(ListingChange.listing_id))
        .order_by(newest)
        .limit(size)
    )
    return [_Change(*row) for row in session.exec(changed)]


def _told(
    change: _Change,
    is_here: bool,
    known: Mapping[UUID, _Known],
    aliases: Mapping[UUID, UUID],
    targets: Mapping[UUID, _Known],
) -> Tree:
    ids = known.get(change.listing_id, _Known(change.listing_id, None))
    said: Tree = {"number": change.number, "id": str(ids.at_location), "type": "service_at_location"}
    if ids.service:
        said["service_id"] = str(ids.service)
    said |= {"changed_at": as_moment(change.at), "deleted": not is_here}
    target = targets.get(aliases[change.listing_id]) if change.listing_id in aliases else None
    return said | ({"replaced_by": str(target.at_location)} if target else {})


def _known_as(session: Session, listing_ids: Iterable[UUID]) -> dict[UUID, _Known]:
    wanted = list(listing_ids)
    theirs = select(SaidInHsds.listing_id, SaidInHsds.service_at_location_id, SaidInHsds.service_id)
    ours = select(ServiceAtLocation.id, ServiceAtLocation.id, ServiceAtLocation.service_id)
    known = {row[0]: _Known(row[1], row[2]) for row in session.exec(ours.where(col(ServiceAtLocation.id).in_(wanted)))}
    told = session.exec(theirs.where(col(SaidInHsds.listing_id).in_(wanted)))
    return known | {row[0]: _Known(row[1], row[2]) for row in told}


def _aliases(session: Session, listing_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    kept = select(ListingAlias.old_id, ListingAlias.listing_id).where(col(ListingAlias.old_id).in_(list(listing_ids)))
    return dict(session.exec(kept).all())
