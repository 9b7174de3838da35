"""From a comparison to proposals: what a feed would create, change or retire, and which proposals lost their reason."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.queries import open_proposals, rejected_drafts
from directory.curation.service import Suggestion, close_proposals
from directory.feeds.comparing import Comparison, hash_of
from directory.feeds.models import FeedRun
from directory.feeds.records import Record

NO_DRAFT = ""
"""The hash of the draft of a retirement, which has none."""


def changes_suggested(comparison: Comparison) -> Iterator[Suggestion]:
    """Yield what the reading would create and change."""
    for record in comparison.new:
        yield _suggestion(record, None, comparison)
    for record, known in comparison.changed:
        yield _suggestion(record, known.listing_id, comparison)


def _suggestion(record: Record, listing_id: UUID | None, comparison: Comparison) -> Suggestion:
    return Suggestion(
        external_id=record.external_id,
        listing_id=listing_id,
        kind="change" if listing_id else "create",
        draft=record.draft.model_dump(mode="json", exclude_defaults=True),
        draft_hash=hash_of(record.draft),
        evidence={
            "content_hash": comparison.reading.content_hash,
            "row": record.row,
            "raw": dict(record.raw),
            "problems": [problem.sentence() for problem in record.problems],
            "updated_at": record.updated_at.isoformat() if record.updated_at else None,
        },
    )


def retirements_suggested(session: Session, source_id: UUID, comparison: Comparison) -> Iterator[Suggestion]:
    """Yield what was missing before and is from another file too. Feeds lose rows by mistake: a person decides."""
    if comparison.reading.content_hash == _last_content_hash(session, source_id):
        return
    rejected = rejected_drafts(session, source_id)
    for known in comparison.missing:
        if known.missing_since and (known.external_id, NO_DRAFT) not in rejected:
            evidence: dict[str, Any] = {"missing_since": known.missing_since.isoformat()}
            yield Suggestion(known.external_id, known.listing_id, "retire", {}, NO_DRAFT, evidence)


def withdrawals_suggested(session: Session, source_id: UUID, comparison: Comparison) -> Iterator[Suggestion]:
    """Yield what the source lists no longer for the public."""
    rejected = rejected_drafts(session, source_id)
    for known in comparison.withdrawn:
        if (known.external_id, NO_DRAFT) not in rejected:
            evidence = {"content_hash": comparison.reading.content_hash, "withdrawn": True}
            yield Suggestion(known.external_id, known.listing_id, "retire", {}, NO_DRAFT, evidence)


def _last_content_hash(session: Session, source_id: UUID) -> str | None:
    newest = select(FeedRun.content_hash).where(FeedRun.source_id == source_id).order_by(col(FeedRun.started_at).desc())
    return session.exec(newest).first()


def supersede_what_lost_its_reason(session: Session, source_id: UUID, comparison: Comparison, *, now: datetime) -> None:
    """Close proposals that this reading no longer supports; a row that could not be read keeps its own."""
    unreadable = comparison.reading.listed_ids - {record.external_id for record in comparison.reading.records}
    gone = {known.external_id for known in (*comparison.missing, *comparison.withdrawn)}
    baseless = [
        external_id
        for external_id, proposal in open_proposals(session, source_id).items()
        if external_id not in unreadable | (gone if proposal.kind == "retire" else comparison.ids_to_write)
    ]
    close_proposals(session, source_id, baseless, state="superseded", now=now)
