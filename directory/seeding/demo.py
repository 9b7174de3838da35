"""The demo county as listings of a source named "demo"."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, select

from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason
from directory.listings.models import Source, SourceRecord, mint_id
from directory.listings.service import save_listings
from directory.paths import seeds_folder
from directory.seeding.county import DemoListing, county_settings, read_county

DEMO_SOURCE: Final = "demo"
SEEDED: Final = Origin(reason=Reason.SEEDED, source_id=mint_id("source", DEMO_SOURCE))
_STEP: Final = 50

Progress = Callable[[int, int], None]
"""Told how many are done, and of how many."""


def seed_demo(session: Session, *, now: datetime, progress: Progress | None = None) -> int:
    """Write the demo county of `seeds/demo/`, its dates moved to `now`. Returns how many listings were new or changed.

    The vocabulary must be there already.
    """
    listings = read_county(seeds_folder() / "demo", now=now)
    records = _demo_records(session, now)
    changed: dict[UUID, ListingDraft] = {}
    for listing in listings:
        if _is_news(listing, records):
            changed[_listing_id(listing, records)] = listing.draft
    _save_in_steps(session, changed, now, progress)
    for listing in listings:
        _record(session, listing, records, now)
    session.flush()
    return len(changed)


def demo_settings() -> dict[str, str]:
    """Return the settings of an agency in the demo county."""
    return county_settings(seeds_folder() / "demo")


def has_demo(session: Session) -> bool:
    """Whether the demo county was ever seeded."""
    return session.exec(select(Source.id).where(Source.name == DEMO_SOURCE)).first() is not None


def _demo_records(session: Session, now: datetime) -> Mapping[str, SourceRecord]:
    source = session.exec(select(Source).where(Source.name == DEMO_SOURCE)).first()
    if source is None:
        session.add(
            Source(id=mint_id("source", DEMO_SOURCE), name=DEMO_SOURCE, format="demo", live=False, created_at=now)
        )
        session.flush()
        return {}
    records = session.exec(select(SourceRecord).where(SourceRecord.source_id == source.id))
    return {record.external_id: record for record in records}


def _is_news(listing: DemoListing, records: Mapping[str, SourceRecord]) -> bool:
    return listing.id not in records or records[listing.id].hash != _hash(listing.draft)


def _listing_id(listing: DemoListing, records: Mapping[str, SourceRecord]) -> UUID:
    record = records.get(listing.id)
    return (record.listing_id if record else None) or mint_id(DEMO_SOURCE, listing.id)


def _hash(draft: ListingDraft) -> str:
    return hashlib.sha256(draft.model_dump_json().encode()).hexdigest()


def _save_in_steps(
    session: Session, drafts: Mapping[UUID, ListingDraft], now: datetime, progress: Progress | None
) -> None:
    keys = list(drafts)
    for start in range(0, len(keys), _STEP):
        some = keys[start : start + _STEP]
        save_listings(session, {key: drafts[key] for key in some}, now=now, origin=SEEDED)
        if progress:
            progress(start + len(some), len(keys))


def _record(session: Session, listing: DemoListing, records: Mapping[str, SourceRecord], now: datetime) -> None:
    said: dict[str, Any] = {"raw": listing.raw, "hash": _hash(listing.draft), "last_seen_at": now}
    if known := records.get(listing.id):
        known.sqlmodel_update(said)
        return
    session.add(
        SourceRecord(
            source_id=mint_id("source", DEMO_SOURCE),
            external_id=listing.id,
            listing_id=mint_id(DEMO_SOURCE, listing.id),
            first_seen_at=now,
            **said,
        )
    )
