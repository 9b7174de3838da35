"""Importing a feed in one transaction, whole or not at all; and keeping that nothing came of a run."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from directory.curation.wording import kept
from directory.feeds.codes import Ended
from directory.feeds.comparing import Comparison
from directory.feeds.formats import Reading
from directory.feeds.models import FeedRun
from directory.feeds.ruling import REVIEWED, TRUSTED, Ruling
from directory.feeds.taking import begin, finish, steps
from directory.listings.models import Source


def stage(session: Session, comparison: Comparison, *, now: datetime, fetched: bool = False) -> FeedRun:
    """File what a reading would change as proposals, and change no listing. Staging it again adds nothing."""
    return take_up(session, comparison, REVIEWED, now=now, fetched=fetched)


def accept(session: Session, comparison: Comparison, *, now: datetime, fetched: bool = False) -> FeedRun:
    """Apply a reading whole, because somebody trusts it; what its source took back is no longer active."""
    return take_up(session, comparison, TRUSTED, now=now, fetched=fetched)


def take_up(
    session: Session,
    comparison: Comparison,
    ruling: Ruling,
    *,
    now: datetime,
    fetched: bool = False,
    by: UUID | None = None,
) -> FeedRun:
    """Apply what is let through and file the rest for review, all of it in the transaction of the session.

    `fetched` says that the feed was asked for it anew, `by` who trusts it as a whole.
    """
    taking = begin(session, comparison, ruling, now=now, fetched=fetched, by=by)
    for step in steps(taking):
        step(session)
    return finish(session, taking)


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
    turned_away = len(reading.turned_away) if reading else 0
    run = FeedRun(
        source_id=source.id,
        started_at=now,
        content_hash=hashlib.sha256(content).hexdigest() if content else "",
        content_bytes=len(content),
        fetched=True,
        ended=ended,
        failure=failure,
        worded=kept(failure=failure),
        rows_read=turned_away,
        rows_rejected=turned_away,
    )
    session.add(run)
    session.flush()
    return run
