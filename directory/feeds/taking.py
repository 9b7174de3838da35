"""Taking a reading up in steps, each short enough to be a transaction of its own, so that others can write between.

Every step looks anew at how its rows stand: whoever decided about one meanwhile is not overruled. A reading that was
broken off is read again, does what is left and finds the rest as it would have left it. What is missing comes last.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.service import close_proposals, propose
from directory.feeds.applying import (
    mark_missing,
    mark_seen,
    mark_withdrawn,
    retire_missing,
    write_listings,
    write_records,
)
from directory.feeds.codes import Ended
from directory.feeds.comparing import Comparison, Known, compare_again
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import with_what_people_know
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.records import Problem, Record
from directory.feeds.ruling import Ruling, parted
from directory.feeds.suggesting import (
    changes_suggested,
    gone_for_good,
    is_same_file,
    retirements_suggested,
    supersede_what_lost_its_reason,
    withdrawals_suggested,
)
from directory.listings.models import Source, mint_id
from directory.listings.queries import in_batches
from directory.listings.shared import insert_rows

ROWS_AT_ONCE: Final = 50
"""That are written or filed: well under a second on a slow machine."""
SEEN_AT_ONCE: Final = 500
"""That are as they were."""
PROBLEMS_AT_ONCE: Final = 2_000

Step = Callable[[Session], None]


@dataclass(slots=True)
class Taking:
    """A reading that is being taken up."""

    comparison: Comparison
    ruling: Ruling
    source: Source
    run_id: UUID
    now: datetime
    fetched: bool
    """Whether the feed was asked for it anew."""
    by: UUID | None
    """Who trusts it as a whole."""
    is_same_file: bool
    """Whether it is the file that was read last."""
    applied: set[str] = field(default_factory=set)
    to_review: int = 0


def begin(
    session: Session, comparison: Comparison, ruling: Ruling, *, now: datetime, fetched: bool, by: UUID | None = None
) -> Taking:
    """Note that a reading is taken up; the first one makes the source."""
    source = _source(session, comparison, now)
    same = is_same_file(session, source.id, comparison.reading.content_hash)
    run = _run(source, comparison, now=now, fetched=fetched)
    run.held_back = ruling.held_back
    session.add(run)
    session.flush()
    return Taking(comparison, ruling, source, run.id, now, fetched, by, same)


def steps(taking: Taking) -> Iterator[Step]:
    """Yield what there is to do, in order."""
    comparison = taking.comparison
    to_write = [*comparison.new, *(record for record, _ in comparison.changed)]
    for records in in_batches(to_write, ROWS_AT_ONCE):
        yield partial(_take_rows, taking=taking, records=records)
    for records in in_batches((record for record, _ in comparison.unchanged), SEEN_AT_ONCE):
        yield partial(_take_rows, taking=taking, records=records)
    for gone in in_batches((*comparison.missing, *comparison.withdrawn), ROWS_AT_ONCE):
        yield partial(_take_rows, taking=taking, gone=gone)
    yield from problem_steps(taking.run_id, comparison.reading.problems)


def problem_steps(run_id: UUID, problems: Sequence[Problem]) -> Iterator[Step]:
    """Yield what keeps the problems of a run."""
    for some in in_batches(enumerate(problems), PROBLEMS_AT_ONCE):
        yield partial(insert_rows, rows=[_problem_row(run_id, position, problem) for position, problem in some])


def finish(session: Session, taking: Taking) -> FeedRun:
    """Close what this reading no longer supports, and say what became of the run."""
    supersede_what_lost_its_reason(session, taking.source.id, taking.comparison, now=taking.now)
    run = session.get_one(FeedRun, taking.run_id)
    run.rows_applied, run.rows_to_review = len(taking.applied), taking.to_review
    run.ended = _ended(run)
    session.add(run)
    session.flush()
    return run


def _take_rows(session: Session, *, taking: Taking, records: Sequence[Record] = (), gone: Sequence[Known] = ()) -> None:
    """Apply of some rows what is let through, file the rest for review, keep what the source said and when.

    Seeing a meeting at its source is not checking it: the date on which a person checked it never moves. What is
    missing stays, marked with the moment it was first missed.
    """
    source, now = taking.source, taking.now
    part = compare_again(session, taking.comparison, source, records, gone)
    ruled = parted(session, part, taking.ruling)
    over = gone_for_good(session, source.id, part, now=now, fetched=taking.fetched, is_same_file=taking.is_same_file)
    retired = over if taking.ruling.may_retire else []
    write_listings(session, source, ruled.through, by=taking.by, now=now)
    write_records(session, source, ruled.through, now=now)
    mark_seen(session, ruled.waiting, now=now)
    mark_missing(session, part, now=now)
    mark_withdrawn(session, ruled.through)
    retire_missing(session, source, retired, now=now)
    applied = ruled.through.ids_to_write | {known.external_id for known in (*ruled.through.withdrawn, *retired)}
    close_proposals(session, source.id, applied, state="accepted", now=now)
    suggestions = [
        *changes_suggested(ruled.waiting),
        *([] if retired else retirements_suggested(over)),
        *withdrawals_suggested(session, source.id, ruled.waiting),
    ]
    sayable = sayable_by(part.reading.format_name, part.reading.options)
    keeping = partial(with_what_people_know, sayable=sayable)
    propose(session, source.id, suggestions, now=now, keeping=keeping)
    taking.applied |= applied
    taking.to_review += len(suggestions)


def _source(session: Session, comparison: Comparison, now: datetime) -> Source:
    if comparison.source is not None:
        return comparison.source
    name = comparison.source_name
    meanwhile = session.exec(select(Source).where(col(Source.name) == name)).first()
    if meanwhile is not None:
        return meanwhile
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
        ended=Ended.UNDER_WAY,
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


def _problem_row(run_id: UUID, position: int, problem: Problem) -> FeedProblem:
    return FeedProblem(run_id=run_id, field=problem.field, position=position, **asdict(problem.odd_row()))
