"""From an accepted comparison to rows: the listings it changes and the records of what their source said."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from directory.curation.remembering import WITHDRAWN
from directory.feeds.comparing import Comparison, Known, hash_of
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import with_what_people_know
from directory.listings.changes import note_change
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason
from directory.listings.models import ListingAlias, Source, SourceRecord, mint_id
from directory.listings.queries import in_batches, load_listings
from directory.listings.service import save_listings

_BATCH = 500


def write_listings(session: Session, source: Source, comparison: Comparison, *, by: UUID | None, now: datetime) -> None:
    """Write what is new and what changed; what its source took back is no longer active."""
    created = {mint_id(source.name, record.external_id): record.draft for record in comparison.new}
    drafts = created | _changed(session, comparison) | _taken_back(session, comparison)
    save_listings(session, drafts, now=now, origin=Origin(reason=Reason.IMPORTED, by=by, source_id=source.id))


def listings_before(session: Session, comparison: Comparison) -> dict[UUID, ListingDraft]:
    """Return the listings that would change as they stand, by the id that their record names."""
    kept_under = _kept_under(session)
    now_under = {
        known.listing_id: kept_under.get(known.listing_id, known.listing_id) for _, known in comparison.changed
    }
    drafts = {detail.id: detail.draft for detail in load_listings(session, now_under.values())}
    return {one: drafts[kept] for one, kept in now_under.items() if kept in drafts}


def _changed(session: Session, comparison: Comparison) -> dict[UUID, ListingDraft]:
    sayable = sayable_by(comparison.reading.format_name, comparison.reading.options)
    kept_under = _kept_under(session)
    drafts = {kept_under.get(was.listing_id, was.listing_id): record.draft for record, was in comparison.changed}
    before = {detail.id: detail.draft for detail in load_listings(session, drafts)}
    return {
        listing_id: with_what_people_know(draft, before[listing_id], sayable) if listing_id in before else draft
        for listing_id, draft in drafts.items()
    }


def _taken_back(session: Session, comparison: Comparison) -> dict[UUID, ListingDraft]:
    kept_under = _kept_under(session)
    ids = [
        kept_under.get(known.listing_id, known.listing_id) for known in comparison.withdrawn if known.hash != WITHDRAWN
    ]
    return {detail.id: detail.draft.model_copy(update={"status": "inactive"}) for detail in load_listings(session, ids)}


def _kept_under(session: Session) -> dict[UUID, UUID]:
    """The ids of listings that were merged into others, with the id of the other."""
    return {alias.old_id: alias.listing_id for alias in session.exec(select(ListingAlias))}


def write_records(session: Session, source: Source, comparison: Comparison, *, now: datetime) -> None:
    """Keep every row word for word, with the moment it was seen; what is seen again is no longer missing."""
    session.flush()
    for record in comparison.new:
        session.add(
            SourceRecord(
                source_id=source.id,
                external_id=record.external_id,
                listing_id=mint_id(source.name, record.external_id),
                raw=dict(record.raw),
                hash=hash_of(record.draft),
                first_seen_at=now,
                last_seen_at=now,
            )
        )
    session.flush()
    for some in in_batches(_seen_again(comparison, now), _BATCH):
        session.execute(update(SourceRecord), some)
    kept_under = _kept_under(session)
    for _, known in comparison.unchanged:
        if known and _shows_another_day(known, now):
            note_change(session, kept_under.get(known.listing_id, known.listing_id), now=now)


def mark_seen(session: Session, waiting: Comparison, *, now: datetime) -> None:
    """Keep that rows whose change waits for review were seen; what was taken up of them is what was before."""
    kept_under = _kept_under(session)
    for _, known in waiting.changed:
        of_row = update(SourceRecord).where(col(SourceRecord.id) == known.record_id)
        session.execute(of_row.values(last_seen_at=now, missing_since=None))
        if _shows_another_day(known, now):
            note_change(session, kept_under.get(known.listing_id, known.listing_id), now=now)


def _shows_another_day(known: Known, now: datetime) -> bool:
    """Whether an unchanged row makes its listing show another day: of being seen, or of missing no more."""
    return known.missing_since is not None or known.last_seen_at.date() != now.astimezone(UTC).date()


def _seen_again(comparison: Comparison, now: datetime) -> Iterator[dict[str, Any]]:
    for record, known in comparison.changed:
        yield _seen(known, now) | {"raw": dict(record.raw), "hash": hash_of(record.draft)}
    for record, was in comparison.unchanged:
        if was:
            yield _seen(was, now) | {"raw": dict(record.raw), "hash": was.hash}


def _seen(known: Known, now: datetime) -> dict[str, Any]:
    return {"id": known.record_id, "last_seen_at": now, "missing_since": None}


def mark_missing(session: Session, comparison: Comparison, *, now: datetime) -> None:
    """Remember since when a row is missing. Its listing stays: nothing is inferred from a short file."""
    kept_under = _kept_under(session)
    for known in (*comparison.missing, *comparison.withdrawn):
        if known.missing_since is None:
            of_row = update(SourceRecord).where(col(SourceRecord.id) == known.record_id)
            session.execute(of_row.values(missing_since=now))
            note_change(session, kept_under.get(known.listing_id, known.listing_id), now=now)


def mark_withdrawn(session: Session, through: Comparison) -> None:
    """Remember which rows were taken back: one that returns counts as changed."""
    for known in through.withdrawn:
        of_row = update(SourceRecord).where(col(SourceRecord.id) == known.record_id)
        session.execute(of_row.values(hash=WITHDRAWN))


def retire_missing(session: Session, source: Source, gone: Collection[Known], *, now: datetime) -> None:
    """Have listings no longer be offered that their source lists no more; should one return, it counts as changed."""
    kept_under = _kept_under(session)
    ids = {kept_under.get(known.listing_id, known.listing_id) for known in gone}
    over = {one.id: one.draft.model_copy(update={"status": "inactive"}) for one in load_listings(session, ids)}
    save_listings(session, over, now=now, origin=Origin(reason=Reason.RETIRED, source_id=source.id))
    for known in gone:
        of_row = update(SourceRecord).where(col(SourceRecord.id) == known.record_id)
        session.execute(of_row.values(hash=WITHDRAWN))
