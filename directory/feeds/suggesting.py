"""From a comparison to proposals: what a feed would create, change or retire, and which proposals lost their reason."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.anew import marks_of, parts_anew
from directory.curation.models import Proposal
from directory.curation.queries import rejected_drafts
from directory.curation.remembering import WITHDRAWN
from directory.curation.service import Suggestion, close_proposals
from directory.feeds.applying import listed_elsewhere
from directory.feeds.codes import Ended
from directory.feeds.comparing import Comparison, Known, hash_of
from directory.feeds.models import FeedRun
from directory.feeds.records import Record

NO_DRAFT: Final = ""
"""The hash of the draft of a retirement, which has none."""
A_SECOND_RUN: Final = timedelta(hours=20)
"""How long after a row was first missed a feed that still says the same has confirmed it: a day, give or take."""


def changes_suggested(comparison: Comparison) -> Iterator[Suggestion]:
    """Yield what the reading would create and change."""
    for record in comparison.new:
        yield _suggestion(record, None, comparison)
    for record, known in comparison.changed:
        yield _suggestion(record, known, comparison)


def _suggestion(record: Record, known: Known | None, comparison: Comparison) -> Suggestion:
    return Suggestion(
        external_id=record.external_id,
        listing_id=known.listing_id if known else None,
        kind="change" if known else "create",
        draft=record.draft.model_dump(mode="json", exclude_defaults=True),
        draft_hash=hash_of(record.draft),
        evidence={
            "content_hash": comparison.reading.content_hash,
            "row": record.row,
            "raw": dict(record.raw),
            "problems": [asdict(problem.odd_row()) for problem in record.problems],
            "updated_at": record.updated_at.isoformat() if record.updated_at else None,
        },
        parts=parts_anew(record.draft, known.said) if known else None,
        marks=marks_of(record.draft),
    )


def is_same_file(session: Session, source_id: UUID, content_hash: str) -> bool:
    """Whether this is the file that was read last, also when that reading was broken off."""
    newest = select(FeedRun.content_hash).where(
        FeedRun.source_id == source_id, (FeedRun.rows_read > 0) | (FeedRun.ended == Ended.UNDER_WAY)
    )
    return session.exec(newest.order_by(col(FeedRun.started_at).desc())).first() == content_hash


def gone_for_good(
    session: Session, source_id: UUID, comparison: Comparison, *, now: datetime, fetched: bool, is_same_file: bool
) -> list[Known]:
    """Return what was missing before and is from a second run too, that nothing else lists, and that nobody kept.

    A file that is handed in twice is one run. What was fetched anew a day later is a second one, also where the feed
    says just the same.
    """
    missed = [one for one in comparison.missing if one.missing_since and one.hash != WITHDRAWN]
    if is_same_file:
        missed = [one for one in missed if fetched and one.missing_since and now - one.missing_since >= A_SECOND_RUN]
    listed = listed_elsewhere(session, missed)
    rejected = rejected_drafts(session, source_id, [one.external_id for one in missed])
    return [one for one in missed if one.listing_id not in listed and (one.external_id, NO_DRAFT) not in rejected]


def retirements_suggested(gone: Iterable[Known]) -> Iterator[Suggestion]:
    """Yield what is gone for good. Feeds lose rows by mistake: a person decides."""
    for known in gone:
        if known.missing_since:
            evidence: dict[str, Any] = {"missing_since": known.missing_since.isoformat()}
            yield Suggestion(known.external_id, known.listing_id, "retire", {}, NO_DRAFT, evidence)


def withdrawals_suggested(session: Session, source_id: UUID, comparison: Comparison) -> Iterator[Suggestion]:
    """Yield what the source lists no longer for the public."""
    rejected = rejected_drafts(session, source_id, [one.external_id for one in comparison.withdrawn])
    listed = listed_elsewhere(session, comparison.withdrawn)
    for known in comparison.withdrawn:
        if known.listing_id not in listed and (known.external_id, NO_DRAFT) not in rejected:
            evidence = {"content_hash": comparison.reading.content_hash, "withdrawn": True}
            yield Suggestion(known.external_id, known.listing_id, "retire", {}, NO_DRAFT, evidence)


def supersede_what_lost_its_reason(session: Session, source_id: UUID, comparison: Comparison, *, now: datetime) -> None:
    """Close proposals that this reading no longer supports; a row that could not be read keeps its own."""
    unreadable = comparison.reading.listed_ids - {record.external_id for record in comparison.reading.records}
    gone = {known.external_id for known in (*comparison.missing, *comparison.withdrawn)}
    supported = {True: unreadable | gone, False: unreadable | comparison.ids_to_write}
    waiting = select(Proposal.external_id, Proposal.kind).where(
        col(Proposal.source_id) == source_id, col(Proposal.state) == "open"
    )
    baseless = [one for one, kind in session.exec(waiting) if one not in supported[kind == "retire"]]
    close_proposals(session, source_id, baseless, state="superseded", now=now)
