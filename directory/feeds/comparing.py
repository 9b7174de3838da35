"""What a reading means for the directory: which rows are new, changed or unchanged, and which are missing."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory.curation.queries import open_proposals, rejected_drafts
from directory.errors import worded
from directory.feeds.formats import Reading
from directory.feeds.readers.positions import place_key
from directory.feeds.readers.text import as_line, cut_name, fold
from directory.feeds.records import FeedRefusedError, Record
from directory.listings.forms import ListingDraft
from directory.listings.models import Source, SourceRecord
from directory.listings.queries import in_batches, load_listings

MOST_STRANGERS = 0.2
"""When more than this share of the known ids has both another name and another place, it is another feed."""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier reading left of one row, and the listing it feeds."""

    record_id: UUID
    external_id: str
    listing_id: UUID
    hash: str
    last_seen_at: datetime
    missing_since: datetime | None
    said: Mapping[str, str] = field(default_factory=dict)
    """Field by field what it said (`SourceRecord.said`); looked up for what changed alone."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A reading beside what is known of its source. Nothing has been written yet.

    `withdrawn` rows are still in the file, but their source no longer wants them public: they count as missing.
    """

    reading: Reading
    source_name: str
    source: Source | None
    new: tuple[Record, ...]
    changed: tuple[tuple[Record, Known], ...]
    unchanged: tuple[tuple[Record, Known | None], ...]
    missing: tuple[Known, ...]
    withdrawn: tuple[Known, ...]
    known_count: int
    """How many rows of the source feed a listing."""

    @property
    def ids_to_write(self) -> set[str]:
        """What the source calls the rows that are new or changed."""
        return {record.external_id for record in self.new} | {record.external_id for record, _ in self.changed}

    def counts(self) -> dict[str, int]:
        """Return how many rows were read and what became of them."""
        return {
            "read": sum(1 for outcome in self.reading.outcomes if outcome.row),
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "missing": len(self.missing) + len(self.withdrawn),
            "rejected": len(self.reading.turned_away),
        }

    def as_report(self) -> dict[str, Any]:
        """Return the counts and the problems as `alongside feeds import --json` prints them."""
        return {**self.counts(), "problems": [asdict(problem) for problem in self.reading.problems]}


def hash_of(draft: ListingDraft) -> str:
    """Return a hash of what was read: equal drafts, and only those, have the same."""
    said = draft.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def compare(session: Session, reading: Reading, *, source_name: str | None = None) -> Comparison:
    """Set a reading beside what is known of its source; without a name the source is called after its format.

    Raises `FeedRefusedError` when the source holds another format, or when a file without a name is not the feed
    that was read before.
    """
    given_name = cut_name(as_line(source_name or ""))
    name = given_name or reading.format_name
    source = session.scalars(select(Source).where(col(Source.name) == name)).first()
    if source is not None and source.format != reading.format_name:
        raise FeedRefusedError(
            worded(
                "The source “%(name)s” holds %(source)s, not %(reading)s: give this file another name with --source.",
                name=name,
                source=source.format,
                reading=reading.format_name,
            )
        )
    known = _known(session, source) if source else {}
    if source and not given_name:
        _refuse_another_feed(session, reading, source, known)
    rows = _sorted_out(session, reading.records, known, rejected_drafts(session, source.id) if source else set())
    # A file of which nothing could be read says nothing about what is missing from it.
    gone = known.keys() - reading.listed_ids - reading.withheld_ids if reading.records else set()
    return Comparison(
        reading=reading,
        source_name=name,
        source=source,
        new=rows.new,
        changed=rows.changed,
        unchanged=rows.unchanged,
        missing=tuple(known[one] for one in sorted(gone)),
        withdrawn=tuple(known[one] for one in sorted(known.keys() & reading.withheld_ids)),
        known_count=len(known),
    )


def compare_again(
    session: Session, comparison: Comparison, source: Source, records: Sequence[Record], gone: Sequence[Known]
) -> Comparison:
    """Return the part of a comparison that is about these rows, as it is by now: somebody may have decided since."""
    known = _known(session, source, [record.external_id for record in records] + [one.external_id for one in gone])
    rejected = rejected_drafts(session, source.id, [record.external_id for record in records])
    rows = _sorted_out(session, records, known, rejected)
    still = {one.external_id: known[one.external_id] for one in gone if one.external_id in known}
    withheld = comparison.reading.withheld_ids
    return replace(
        comparison,
        source=source,
        new=rows.new,
        changed=rows.changed,
        unchanged=rows.unchanged,
        missing=tuple(one for key, one in still.items() if key not in withheld),
        withdrawn=tuple(one for key, one in still.items() if key in withheld),
    )


def _known(session: Session, source: Source, only: Collection[str] | None = None) -> dict[str, Known]:
    columns = (
        col(SourceRecord.id),
        col(SourceRecord.external_id),
        col(SourceRecord.listing_id),
        col(SourceRecord.hash),
        col(SourceRecord.last_seen_at),
        col(SourceRecord.missing_since),
    )
    fed = select(*columns).where(col(SourceRecord.source_id) == source.id, col(SourceRecord.listing_id).is_not(None))
    if only is not None:
        fed = fed.where(col(SourceRecord.external_id).in_(only))
    return {row.external_id: Known(*row) for row in session.execute(fed)}


def _refuse_another_feed(session: Session, reading: Reading, source: Source, known: dict[str, Known]) -> None:
    """Refuse a file whose ids mean other meetings than they meant before: two feeds must not overwrite each other.

    What waits for review counts as known too.
    """
    before = _last_drafts(session, reading, source, known)
    shared = [record for record in reading.records if record.external_id in known or record.external_id in before]
    strangers = sum(is_stranger(one.draft, before[one.external_id]) for one in shared if one.external_id in before)
    if shared and strangers / len(shared) > MOST_STRANGERS:
        raise FeedRefusedError(
            worded(
                "%(strangers)s of the %(shared)s ids that are known from an earlier file have "
                "both another name and another place here, so this seems to be another feed: name it with --source.",
                strangers=f"{strangers:,}",
                shared=f"{len(shared):,}",
            )
        )


def _last_drafts(
    session: Session, reading: Reading, source: Source, known: dict[str, Known]
) -> dict[str, ListingDraft]:
    """What the rows that changed said before: as proposed, and as listed where there is a listing."""
    read = {record.external_id: hash_of(record.draft) for record in reading.records}
    waiting = open_proposals(session, source.id).items()
    proposed = {one: ListingDraft.model_validate(was.draft) for one, was in waiting if one in read and was.draft}
    changed = {known[one].listing_id: one for one, is_now in read.items() if one in known and known[one].hash != is_now}
    return proposed | {changed[detail.id]: detail.draft for detail in load_listings(session, changed)}


def is_stranger(draft: ListingDraft, before: ListingDraft) -> bool:
    """Whether one id means another thing than before: by name and by place."""
    here, there = (place_key(one.place) or one.online_url for one in (draft, before))
    return fold(draft.name) != fold(before.name) and here != there


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows by what became of them."""

    new: tuple[Record, ...]
    changed: tuple[tuple[Record, Known], ...]
    unchanged: tuple[tuple[Record, Known | None], ...]


def _sorted_out(
    session: Session, records: Iterable[Record], known: Mapping[str, Known], rejected: Collection[tuple[str, str]]
) -> _Rows:
    new: list[Record] = []
    changed: list[tuple[Record, Known]] = []
    unchanged: list[tuple[Record, Known | None]] = []
    for record in records:
        was, is_now = known.get(record.external_id), hash_of(record.draft)
        if (record.external_id, is_now) in rejected or (was and was.hash == is_now):
            unchanged.append((record, was))
        elif was:
            changed.append((record, was))
        elif record.over:
            unchanged.append((record, None))
        else:
            new.append(record)
    return _Rows(tuple(new), tuple(_with_what_was_said(session, changed)), tuple(unchanged))


def _with_what_was_said(session: Session, changed: Iterable[tuple[Record, Known]]) -> Iterator[tuple[Record, Known]]:
    for some in in_batches(changed, _BATCH):
        ids = [known.record_id for _, known in some]
        rows = session.execute(
            select(col(SourceRecord.id), col(SourceRecord.said)).where(col(SourceRecord.id).in_(ids))
        )
        said = {row.id: row.said for row in rows}
        for record, known in some:
            yield record, replace(known, said=said.get(known.record_id, {}))
