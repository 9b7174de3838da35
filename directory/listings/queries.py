"""Reading listings: one, or all of them in batches, with the same few statements whatever their number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.errors import NotFoundError
from directory.listings.drafts import draft_of
from directory.listings.due import without_use
from directory.listings.forms import ListingDraft
from directory.listings.gathering import Gathered, gather
from directory.listings.models import Listing, ListingAlias, Source, SourceRecord

T = TypeVar("T")


class ListingNotFound(NotFoundError):  # noqa: N818 - the sentence it is: listing not found
    """No listing has this id, and none ever had."""

    def __init__(self) -> None:
        super().__init__("There is no such listing.")


@dataclass(frozen=True, slots=True)
class ListingDetail:
    """One listing as it stands: what was handed in, and what we know of it besides."""

    id: UUID
    draft: ListingDraft
    organization_id: UUID
    service_id: UUID
    location_id: UUID
    group_key: str
    """What the meetings of one group at one place share."""
    seen_on: date | None
    """When its source last listed it (UTC)."""
    seen_source: str | None
    source_id: str | None
    """What its source calls it."""
    missing_since: datetime | None
    """Since when its source lists it no more; None while it does."""
    live_source: bool
    """A feed that is read again and again still lists it."""
    verified_on: date | None
    verified_how: str | None
    due_on: date
    """When it falls due by when it was checked or first seen alone; the day in the table may be a later one."""
    created_at: datetime
    modified_at: datetime
    kept_shown: bool = False
    """Not left out for being twice overdue: too many would go at once."""


def get_listing(session: Session, listing_id: UUID) -> ListingDetail:
    """Return one listing by its id or by an id it once had; raises ListingNotFound."""
    for wanted in (listing_id, resolve_alias(session, listing_id)):
        for detail in load_listings(session, [wanted]):
            return detail
    raise ListingNotFound


def resolve_alias(session: Session, listing_id: UUID) -> UUID:
    """Return the id under which a listing is kept now: its own, or that of the listing it was merged into."""
    alias = session.exec(select(ListingAlias.listing_id).where(ListingAlias.old_id == listing_id)).first()
    return alias or listing_id


def load_listings(session: Session, ids: Iterable[UUID] | None = None, *, batch: int = 500) -> Iterator[ListingDetail]:
    """Yield the listings with these ids (all when None) in the order of their ids; ids of no listing are left out."""
    for some in in_batches(_all_ids(session) if ids is None else sorted(set(ids)), batch):
        yield from _load_batch(session, some)


def count_listings(session: Session) -> int:
    """Return how many listings there are, whatever their status."""
    return session.exec(select(func.count()).select_from(Listing)).one()


def in_batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists of at most `size`."""
    stream = iter(things)
    while some := list(islice(stream, size)):
        yield some


def _all_ids(session: Session) -> Sequence[UUID]:
    return session.exec(select(Listing.id).order_by(col(Listing.id))).all()


def _load_batch(session: Session, ids: Sequence[UUID]) -> Iterator[ListingDetail]:
    gathered = gather(session, ids)
    sources = _newest_sources(session, ids)
    for listing_id in sorted(gathered):
        yield _detail(gathered[listing_id], sources.get(listing_id))


def _detail(rows: Gathered, seen: tuple[SourceRecord, Source] | None) -> ListingDetail:
    record, source = seen or (None, None)
    known_on = rows.listing.checked_on or rows.listing.created_at.date()
    return ListingDetail(
        id=rows.listing.id,
        draft=draft_of(rows),
        organization_id=rows.organization.id,
        service_id=rows.service.id,
        location_id=rows.location.id,
        group_key=rows.listing.group_key,
        seen_on=record.last_seen_at.date() if record else None,
        seen_source=source.name if source else None,
        source_id=record.external_id if record else None,
        missing_since=record.missing_since if record else None,
        live_source=bool(source and source.live and record and record.missing_since is None),
        verified_on=rows.listing.checked_on,
        verified_how=rows.listing.checked_how,
        due_on=without_use(rows.listing.due_on, known_on, rows.listing.used_in),
        created_at=rows.listing.created_at,
        modified_at=rows.listing.modified_at,
        kept_shown=rows.listing.kept_shown,
    )


def _newest_sources(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[SourceRecord, Source]]:
    """Of each listing the record that was seen last, with its source."""
    records = (
        select(SourceRecord, Source)
        .join(Source, col(Source.id) == col(SourceRecord.source_id))
        .where(col(SourceRecord.listing_id).in_(ids))
        .order_by(col(SourceRecord.last_seen_at), col(SourceRecord.external_id))
    )
    return {record.listing_id: (record, source) for record, source in session.exec(records) if record.listing_id}
