"""What the pages of feeds ask of the database and of the kept files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.curation.models import Proposal
from directory.errors import NotFoundError
from directory.feeds.files import kept_file
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.readers.csv_table.reading import columns_of
from directory.feeds.readers.tabular import Table, read_table
from directory.feeds.records import FeedRefusedError
from directory.feeds.sources import FeedWithSource, get_feed, newest_read_run

MOST_PROBLEMS: Final = 200
"""Shown of one run; its file holds the rest."""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run with its source, and the first of its problems."""

    found: FeedWithSource
    run: FeedRun
    problems: Sequence[FeedProblem]
    all_problems: int
    is_newest: bool


def show_run(session: Session, run_id: UUID) -> ShownRun:
    """Return a run of a source that is read again and again. Raises NotFoundError."""
    run = session.get(FeedRun, run_id)
    if run is None:
        raise NotFoundError("There is nothing here.")
    problems = select(FeedProblem).where(col(FeedProblem.run_id) == run_id).order_by(col(FeedProblem.position))
    newest = newest_read_run(session, run.source_id)
    return ShownRun(
        get_feed(session, run.source_id),
        run,
        session.exec(problems.limit(MOST_PROBLEMS)).all(),
        session.exec(select(func.count()).where(col(FeedProblem.run_id) == run_id)).one(),
        newest is not None and newest.id == run.id,
    )


def count_waiting_of(session: Session, source_id: UUID) -> int:
    """Return how many proposals of a source wait for a decision."""
    waiting = select(func.count()).where(col(Proposal.source_id) == source_id, col(Proposal.state) == "open")
    return session.exec(waiting).one()


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The newest file of a source that is a spreadsheet, and what its columns mean; no table where none was kept."""

    found: FeedWithSource
    table: Table | None
    meanings: dict[str, str]
    content_hash: str


def show_columns(session: Session, source_id: UUID, folder: Path) -> ShownColumns:
    """Return the columns of the file that was fetched last, read or not. Raises NotFoundError."""
    found = get_feed(session, source_id)
    hashes = select(FeedRun.content_hash).where(col(FeedRun.source_id) == source_id, col(FeedRun.content_hash) != "")
    content_hash = session.exec(hashes.order_by(col(FeedRun.started_at).desc())).first() or ""
    content = kept_file(folder, content_hash)
    try:
        table = read_table(content) if content is not None else None
    except FeedRefusedError:
        table = None
    meanings = columns_of(table, found.feed.options) if table else {}
    return ShownColumns(found, table, meanings, content_hash)
