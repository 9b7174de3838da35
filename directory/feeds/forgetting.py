"""How long files and runs of feeds are kept: the newest of each source, so that no feed fills the disk."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from directory.feeds.models import FeedProblem, FeedRun

MOST_RUNS: Final = 400
"""Of each source: a year of days, or two weeks of hours. Without their files and problems they are small."""


def forget_old_runs(session: Session, folder: Path, *, keep: int) -> None:
    """Throw away problems and files of all but the newest runs of each source, and runs that are very old.

    Call it while the import has the database to itself: no file is thrown away that another run is about to need.
    """
    newest_first = func.row_number().over(
        partition_by=col(FeedRun.source_id), order_by=(col(FeedRun.started_at).desc(), col(FeedRun.id))
    )
    ranked = select(FeedRun.id, FeedRun.content_hash, newest_first.label("rank")).subquery()
    old = select(ranked.c.id).where(ranked.c.rank > keep)
    very_old = select(ranked.c.id).where(ranked.c.rank > MOST_RUNS)
    session.exec(delete(FeedProblem).where(col(FeedProblem.run_id).in_(old)))
    kept = set(session.exec(select(ranked.c.content_hash).where(ranked.c.rank <= keep)))
    session.exec(delete(FeedRun).where(col(FeedRun.id).in_(very_old)))
    _forget_files(folder, kept | last_read_files(session))


def last_read_files(session: Session) -> set[str]:
    """Return the file of each source that was read last, however often it failed since: the last good copy."""
    runs = select(FeedRun.source_id, FeedRun.content_hash).where(col(FeedRun.rows_read) > col(FeedRun.rows_rejected))
    return set(dict(session.exec(runs.order_by(col(FeedRun.started_at))).all()).values())


def _forget_files(folder: Path, kept: Collection[str]) -> None:
    for file in folder.glob("*.gz"):
        if file.name.removesuffix(".gz") not in kept:
            file.unlink(missing_ok=True)
