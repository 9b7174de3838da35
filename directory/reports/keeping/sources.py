"""How the sources do: when each was last read, what became of it, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from directory.curation.kinds import Decision
from directory.curation.models import Proposal
from directory.feeds.codes import FAILED, Ended
from directory.feeds.models import Feed, FeedRun
from directory.listings.models import Source, SourceRecord


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How one source does."""

    source: Source
    feed: Feed | None
    """How it is read again and again; none where it was read by hand."""
    read_at: datetime | None
    """Its last run, whatever became of it; none when it was never read."""
    failed: bool
    rows: int
    rejected: int
    missing: int
    """Rows that were listed once and are missing now."""
    waiting: int
    """Proposals that nobody decided about."""


def health_of_sources(session: Session) -> Sequence[SourceHealth]:
    """Return how each source does, by name."""
    newest = select(col(FeedRun.source_id), func.max(FeedRun.started_at).label("at")).group_by(col(FeedRun.source_id))
    last = newest.subquery()
    missing = (
        select(func.count())
        .select_from(SourceRecord)
        .where(col(SourceRecord.source_id) == col(Source.id), col(SourceRecord.missing_since).is_not(None))
        .correlate(Source)
        .scalar_subquery()
    )
    waiting = (
        select(func.count())
        .select_from(Proposal)
        .where(col(Proposal.source_id) == col(Source.id), col(Proposal.state) == Decision.OPEN)
        .correlate(Source)
        .scalar_subquery()
    )
    statement = (
        select(Source, Feed, FeedRun, missing, waiting)
        .outerjoin(Feed, col(Feed.source_id) == col(Source.id))
        .outerjoin(last, last.c.source_id == col(Source.id))
        .outerjoin(FeedRun, (col(FeedRun.source_id) == last.c.source_id) & (col(FeedRun.started_at) == last.c.at))
        .order_by(col(Source.name), col(FeedRun.id))
    )
    # Two runs of one moment are one line.
    found = {row[0].id: _health(*row) for row in session.execute(statement)}
    return list(found.values())


def _health(source: Source, feed: Feed | None, run: FeedRun | None, missing: int, waiting: int) -> SourceHealth:
    return SourceHealth(
        source=source,
        feed=feed,
        read_at=run.started_at if run else None,
        failed=bool(run and Ended(run.ended) in FAILED),
        rows=run.rows_read if run else 0,
        rejected=run.rows_rejected if run else 0,
        missing=missing,
        waiting=waiting,
    )
