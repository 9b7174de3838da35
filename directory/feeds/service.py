"""Importing a feed: what its rule lets through is applied at once, the rest is filed as proposals for review."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session

from directory.curation.service import Keeping, close_proposals, propose
from directory.feeds.applying import (
    mark_missing,
    mark_seen,
    mark_withdrawn,
    retire_missing,
    write_listings,
    write_records,
)
from directory.feeds.codes import Ended
from directory.feeds.comparing import Comparison
from directory.feeds.formats import Reading, sayable_by
from directory.feeds.keeping import with_what_people_know
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.records import Problem
from directory.feeds.ruling import Ruled, hold, let_through
from directory.feeds.suggesting import (
    changes_suggested,
    gone_for_good,
    retirements_suggested,
    supersede_what_lost_its_reason,
    withdrawals_suggested,
)
from directory.listings.models import Source, mint_id


def stage(session: Session, comparison: Comparison, *, now: datetime, fetched: bool = False) -> FeedRun:
    """File what a reading would change as proposals, and change no listing. Staging it again adds nothing."""
    return take_up(session, comparison, hold(comparison), now=now, fetched=fetched)


def accept(session: Session, comparison: Comparison, *, now: datetime, fetched: bool = False) -> FeedRun:
    """Apply a reading whole, because somebody trusts it; what its source took back is no longer active."""
    return take_up(session, comparison, let_through(comparison), now=now, fetched=fetched)


def take_up(
    session: Session,
    comparison: Comparison,
    ruled: Ruled,
    *,
    now: datetime,
    fetched: bool = False,
    by: UUID | None = None,
) -> FeedRun:
    """Apply what is let through, file the rest for review, and keep what the source said and when it was seen there.

    Seeing a meeting at its source is not checking it: the date on which a person checked it never moves. What is
    missing stays, marked with the moment it was first missed. `fetched` says that the feed was asked for it anew, `by`
    who trusts it as a whole.
    """
    source = _source(session, comparison, now)
    gone = gone_for_good(session, source.id, comparison, now=now, fetched=fetched)
    write_listings(session, source, ruled.through, by=by, now=now)
    write_records(session, source, ruled.through, now=now)
    mark_seen(session, ruled.waiting, now=now)
    mark_missing(session, comparison, now=now)
    mark_withdrawn(session, ruled.through)
    retired = gone if ruled.may_retire else []
    retire_missing(session, source, retired, now=now)
    taken_up = ruled.through.ids_to_write | {known.external_id for known in (*ruled.through.withdrawn, *retired)}
    close_proposals(session, source.id, taken_up, state="accepted", now=now)
    suggestions = [
        *changes_suggested(ruled.waiting),
        *([] if ruled.may_retire else retirements_suggested(gone)),
        *withdrawals_suggested(session, source.id, ruled.waiting),
    ]
    propose(session, source.id, suggestions, now=now, keeping=_keeping(comparison))
    supersede_what_lost_its_reason(session, source.id, comparison, now=now)
    run = _run(source, comparison, now=now, fetched=fetched)
    run.held_back = ruled.held_back
    run.rows_applied = len(taken_up)
    run.rows_to_review = len(suggestions)
    run.ended = _ended(run)
    return _keep_run(session, run, comparison.reading.problems)


def keep_failed_run(
    session: Session,
    source: Source,
    reading: Reading | None,
    failure: str,
    ended: Ended,
    *,
    content: bytes,
    now: datetime,
) -> FeedRun:
    """Keep that nothing came of a run, and why; `content` is what was fetched, and may be no feed at all."""
    problems = reading.problems if reading else []
    turned_away = len(reading.turned_away) if reading else 0
    run = FeedRun(
        source_id=source.id,
        started_at=now,
        content_hash=hashlib.sha256(content).hexdigest() if content else "",
        content_bytes=len(content),
        fetched=True,
        ended=ended,
        failure=failure,
        rows_read=turned_away,
        rows_rejected=turned_away,
    )
    return _keep_run(session, run, problems)


def _keeping(comparison: Comparison) -> Keeping:
    """How what people know of a listing stays when this source changes it."""
    sayable = sayable_by(comparison.reading.format_name, comparison.reading.options)
    return partial(with_what_people_know, sayable=sayable)


def _source(session: Session, comparison: Comparison, now: datetime) -> Source:
    if comparison.source is not None:
        return comparison.source
    name = comparison.source_name
    source = Source(id=mint_id("source", name), name=name, format=comparison.reading.format_name, created_at=now)
    session.add(source)
    session.flush()
    return source


def _run(source: Source, comparison: Comparison, *, now: datetime, fetched: bool) -> FeedRun:
    counts = comparison.counts()
    return FeedRun(
        source_id=source.id,
        started_at=now,
        content_hash=comparison.reading.content_hash,
        content_bytes=len(comparison.reading.content),
        fetched=fetched,
        columns=comparison.reading.columns,
        rows_read=counts["read"],
        rows_new=counts["new"],
        rows_changed=counts["changed"],
        rows_unchanged=counts["unchanged"],
        rows_missing=counts["missing"],
        rows_rejected=counts["rejected"],
    )


def _ended(run: FeedRun) -> Ended:
    if run.rows_to_review:
        return Ended.PARTLY if run.rows_applied else Ended.STAGED
    return Ended.APPLIED if run.rows_applied else Ended.UNCHANGED


def _keep_run(session: Session, run: FeedRun, problems: Sequence[Problem]) -> FeedRun:
    session.add(run)
    session.flush()
    session.add_all(_problem_rows(run, problems))
    session.flush()
    return run


def _problem_rows(run: FeedRun, problems: Sequence[Problem]) -> Iterator[FeedProblem]:
    for position, problem in enumerate(problems):
        yield FeedProblem(
            run_id=run.id,
            row=problem.row,
            external_id=problem.source_id or "",
            field=problem.field,
            message=problem.message,
            action=problem.action,
            position=position,
        )
