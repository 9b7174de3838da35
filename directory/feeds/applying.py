"""From an accepted comparison to rows: the listings it changes and the records of what their source said."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from directory.curation.anew import marks_of
from directory.curation.remembering import WITHDRAWN
from directory.feeds.comparing import Comparison, Known, hash_of
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import read_anew
from directory.feeds.records import Record
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


def listings_before(session: Session, changed: Iterable[tuple[Record, Known]]) -> dict[UUID, ListingDraft]:
    """Return the listings that would change as they stand, by the id that their record names."""
    ids = {known.listing_id for _, known in changed}
    kept_under = _kept_under(session, ids)
    now_under = {listing_id: kept_under.get(listing_id, listing_id) for listing_id in ids}
    drafts = {detail.id: detail.draft for detail in load_listings(session, now_under.values())}
    return {one: drafts[kept] for one, kept in now_under.items() if kept in drafts}


def _changed(session: Session, comparison: Comparison) -> dict[UUID, ListingDraft]:
    """What the listings say from now on; several rows of one listing follow one another."""
    sayable = sayable_by(comparison.reading.format_name, comparison.reading.options)
    kept_under = _kept_under(session, [known.listing_id for _, known in comparison.changed])
    stands = {
        detail.id: detail.draft
        for detail in load_listings(
            session, [kept_under.get(known.listing_id, known.listing_id) for _, known in comparison.changed]
        )
    }
    changed: dict[UUID, ListingDraft] = {}
    for record, known in comparison.changed:
        key = kept_under.get(known.listing_id, known.listing_id)
        before = changed.get(key) or stands.get(key)
        changed[key] = read_anew(record.draft, known, before, sayable) if before else record.draft
    return changed


def _taken_back(session: Session, comparison: Comparison) -> dict[UUID, ListingDraft]:
    """What no source lists for the public any more."""
    taken = [known for known in comparison.withdrawn if known.hash != WITHDRAWN]
    listed = listed_elsewhere(session, taken)
    kept_under = _kept_under(session, [known.listing_id for known in taken])
    ids = [kept_under.get(one.listing_id, one.listing_id) for one in taken if one.listing_id not in listed]
    return {detail.id: detail.draft.model_copy(update={"status": "inactive"}) for detail in load_listings(session, ids)}


def listed_elsewhere(session: Session, gone: Collection[Known]) -> set[UUID]:
    """Return the listings of these rows that another row still lists, of whichever source."""
    found: set[UUID] = set()
    for some in in_batches(gone, _BATCH):
        records = select(SourceRecord.listing_id).where(
            col(SourceRecord.listing_id).in_([one.listing_id for one in some]),
            col(SourceRecord.id).not_in([one.record_id for one in some]),
            col(SourceRecord.missing_since).is_(None),
        )
        found |= {listing_id for listing_id in session.exec(records) if listing_id}
    return found


def _kept_under(session: Session, listing_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Those of these ids that were merged into others, with the id of the other."""
    aliases = select(ListingAlias.old_id, ListingAlias.listing_id).where(col(ListingAlias.old_id).in_(set(listing_ids)))
    return dict(session.exec(aliases).all())


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
                said=marks_of(record.draft),
                first_seen_at=now,
                last_seen_at=now,
            )
        )
    session.flush()
    for some in in_batches(_seen_again(comparison, now), _BATCH):
        session.execute(update(SourceRecord), some)
    _note_other_days(session, [known for _, known in comparison.unchanged if known], now)


def mark_seen(session: Session, waiting: Comparison, *, now: datetime) -> None:
    """Keep that rows whose change waits for review were seen; what was taken up of them is what was before."""
    for some in in_batches((_seen(known, now) for _, known in waiting.changed), _BATCH):
        session.execute(update(SourceRecord), some)
    _note_other_days(session, [known for _, known in waiting.changed], now)


def _note_other_days(session: Session, seen: Collection[Known], now: datetime) -> None:
    kept_under = _kept_under(session, [known.listing_id for known in seen])
    for known in seen:
        if _shows_another_day(known, now):
            note_change(session, kept_under.get(known.listing_id, known.listing_id), now=now)


def _shows_another_day(known: Known, now: datetime) -> bool:
    """Whether an unchanged row makes its listing show another day: of being seen, or of missing no more."""
    return known.missing_since is not None or known.last_seen_at.date() != now.astimezone(UTC).date()


def _seen_again(comparison: Comparison, now: datetime) -> Iterator[dict[str, Any]]:
    for record, known in comparison.changed:
        read = {"raw": dict(record.raw), "hash": hash_of(record.draft), "said": marks_of(record.draft)}
        yield _seen(known, now) | read
    for record, was in comparison.unchanged:
        if was:
            yield _seen(was, now) | {"raw": dict(record.raw), "hash": was.hash}


def _seen(known: Known, now: datetime) -> dict[str, Any]:
    return {"id": known.record_id, "last_seen_at": now, "missing_since": None}


def mark_missing(session: Session, comparison: Comparison, *, now: datetime) -> None:
    """Remember since when a row is missing. Its listing stays: nothing is inferred from a short file."""
    gone = (*comparison.missing, *comparison.withdrawn)
    kept_under = _kept_under(session, [known.listing_id for known in gone])
    for known in gone:
        if known.missing_since is None:
            of_row = update(SourceRecord).where(col(SourceRecord.id) == known.record_id)
            session.execute(of_row.values(missing_since=now))
            note_change(session, kept_under.get(known.listing_id, known.listing_id), now=now)


def mark_withdrawn(session: Session, through: Comparison) -> None:
    """Remember which rows were taken back: one that returns counts as changed."""
    _forget_what_was_said(session, through.withdrawn)


def _forget_what_was_said(session: Session, gone: Iterable[Known]) -> None:
    for known in gone:
        of_row = update(SourceRecord).where(col(SourceRecord.id) == known.record_id)
        session.execute(of_row.values(hash=WITHDRAWN, said={}))


def retire_missing(session: Session, source: Source, gone: Collection[Known], *, now: datetime) -> None:
    """Have listings no longer be offered that their source lists no more; should one return, it counts as changed."""
    kept_under = _kept_under(session, [known.listing_id for known in gone])
    ids = {kept_under.get(known.listing_id, known.listing_id) for known in gone}
    over = {one.id: one.draft.model_copy(update={"status": "inactive"}) for one in load_listings(session, ids)}
    save_listings(session, over, now=now, origin=Origin(reason=Reason.RETIRED, source_id=source.id))
    _forget_what_was_said(session, gone)
