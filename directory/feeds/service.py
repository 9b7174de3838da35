"""Importing a feed: applied at once where somebody trusts it, else filed as proposals for review."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from directory.curation.service import close_proposals, propose
from directory.feeds.applying import mark_missing, write_listings, write_records
from directory.feeds.comparing import Comparison
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.suggesting import (
    changes_suggested,
    retirements_suggested,
    supersede_what_lost_its_reason,
    withdrawals_suggested,
)
from directory.listings.models import Source, mint_id


def stage(session: Session, comparison: Comparison, *, now: datetime) -> FeedRun:
    """File what a reading would change as proposals. No listing changes, and staging it again adds nothing."""
    source = _source(session, comparison, now)
    suggestions = [
        *changes_suggested(comparison),
        *retirements_suggested(session, source.id, comparison),
        *withdrawals_suggested(session, source.id, comparison),
    ]
    propose(session, source.id, suggestions, now=now)
    supersede_what_lost_its_reason(session, source.id, comparison, now=now)
    return _keep_run(session, source, comparison, accepted=False, now=now)


def accept(session: Session, comparison: Comparison, *, now: datetime) -> FeedRun:
    """Apply a reading whole: listings, what their source said word for word, and when it was last seen there.

    Seeing a meeting at its source is not checking it: the date on which a person checked it never moves. What is
    missing stays, marked with the moment it was first missed; what its source took back is no longer active.
    """
    source = _source(session, comparison, now)
    write_listings(session, source, comparison, now=now)
    write_records(session, source, comparison, now=now)
    mark_missing(session, comparison, now=now)
    withdrawn = {known.external_id for known in comparison.withdrawn}
    close_proposals(session, source.id, comparison.ids_to_write | withdrawn, state="accepted", now=now)
    propose(session, source.id, retirements_suggested(session, source.id, comparison), now=now)
    supersede_what_lost_its_reason(session, source.id, comparison, now=now)
    return _keep_run(session, source, comparison, accepted=True, now=now)


def _source(session: Session, comparison: Comparison, now: datetime) -> Source:
    if comparison.source is not None:
        return comparison.source
    name = comparison.source_name
    source = Source(id=mint_id("source", name), name=name, format=comparison.reading.format_name, created_at=now)
    session.add(source)
    session.flush()
    return source


def _keep_run(session: Session, source: Source, comparison: Comparison, *, accepted: bool, now: datetime) -> FeedRun:
    counts = comparison.counts()
    run = FeedRun(
        source_id=source.id,
        started_at=now,
        content_hash=comparison.reading.content_hash,
        content_bytes=len(comparison.reading.content),
        accepted=accepted,
        rows_read=counts["read"],
        rows_new=counts["new"],
        rows_changed=counts["changed"],
        rows_unchanged=counts["unchanged"],
        rows_missing=counts["missing"],
        rows_rejected=counts["rejected"],
    )
    session.add(run)
    session.flush()
    session.add_all(_problem_rows(run, comparison))
    session.flush()
    return run


def _problem_rows(run: FeedRun, comparison: Comparison) -> Iterator[FeedProblem]:
    for position, problem in enumerate(comparison.reading.problems):
        yield FeedProblem(
            run_id=run.id,
            row=problem.row,
            external_id=problem.source_id or "",
            field=problem.field,
            message=problem.message,
            action=problem.action,
            position=position,
        )
