"""Running a feed: fetched, read, compared and taken up by its rule; never by two at once, and in short steps.

What takes long, fetching, reading and comparing, holds no lock, and between two steps others write. A worker that dies
leaves a lease, which runs out, and a run that says it is not finished; the next one does what is left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session, col, or_, select

from directory.clock import Clock
from directory.config import Settings
from directory.db import Database, Steps, take_turns
from directory.errors import RefusedError, marked
from directory.feeds.codes import FAILED, Ended, Rule, Schedule
from directory.feeds.comparing import Comparison, compare
from directory.feeds.fetching import Fetched, Fetcher, FetchFailedError, Validators, fetcher_of
from directory.feeds.files import keep_file, kept_file
from directory.feeds.forgetting import forget_old_runs
from directory.feeds.formats import Reading, get_format, read_feed, reading_context
from directory.feeds.models import Feed, FeedRun
from directory.feeds.planning import next_due, tried_again_at
from directory.feeds.records import FeedRefusedError
from directory.feeds.ruling import TRUSTED, Ruling, judged
from directory.feeds.service import keep_failed_run
from directory.feeds.sources import FeedWithSource, get_feed, newest_read_run, usual_columns
from directory.feeds.taking import begin, finish, problem_steps, steps

LEASE: Final = timedelta(minutes=10)
"""How long a feed is one worker's after its last step: one that died keeps it from the others no longer than this."""
NOTHING_READ: Final = marked("No row of it could be read, so nothing was changed.")
FILE_LOST: Final = marked("The file that should be taken up is not kept any more. Have the source read again.")
BEING_READ: Final = marked("The source is being read right now. Look again in a moment.")


class BeingReadError(RefusedError):
    """Somebody reads the source at this moment."""

    def __init__(self) -> None:
        super().__init__(BEING_READ)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A feed that is ours for a while, as it was when we took it."""

    source_id: UUID
    source_name: str
    lease: UUID
    format_name: str
    address: str
    options: dict[str, Any]
    validators: Validators
    trusted_hash: str
    last_hash: str
    """Of the file that was read last; empty when there is none."""


@dataclass(frozen=True, slots=True)
class _Got:
    """What there is to read, or why there is nothing."""

    content: bytes = b""
    reading: Reading | None = None
    validators: Validators | None = None
    failure: str = ""
    ended: Ended = Ended.UNCHANGED


def due_feeds(session: Session, *, now: datetime) -> list[UUID]:
    """Return the sources that should be read now and that nobody reads, longest due first."""
    due = select(Feed.source_id).where(
        col(Feed.due_at) <= now,
        col(Feed.paused_at).is_(None),
        or_(col(Feed.leased_until).is_(None), col(Feed.leased_until) <= now),
    )
    return list(session.exec(due.order_by(col(Feed.due_at), col(Feed.source_id))))


def has_due_feed(session: Session, now: datetime) -> bool:
    """Whether a source should be read now."""
    return bool(due_feeds(session, now=now))


def run_due_feeds(database: Database, settings: Settings, clock: Clock, fetcher: Fetcher | None = None) -> None:
    """Read every source that is due, one after the other; one that fails costs no other.

    Raises what only a fault of the program can raise, once all the others were read.
    """
    with database.reading() as session:
        due = due_feeds(session, now=clock())
    faults: list[Exception] = []
    for source_id in due:
        try:
            run_feed(database, settings, source_id, clock=clock, fetcher=fetcher, only_when_due=True)
        except BeingReadError:
            continue
        except Exception as fault:  # noqa: BLE001 - raised again when the others had their turn
            _put_off(database, source_id, now=clock())
            faults.append(fault)
    if faults:
        raise faults[0]


def _put_off(database: Database, source_id: UUID, *, now: datetime) -> None:
    """Have a source wait before it is tried again, so that it does not stand in the way of the others."""
    with database.writing() as session:
        feed = get_feed(session, source_id, hold=True).feed
        feed.failures += 1
        feed.failing_since = feed.failing_since or now
        feed.due_at = tried_again_at(feed.failures, after=now)
        feed.lease = feed.leased_until = None
        session.add(feed)


def run_feed(
    database: Database,
    settings: Settings,
    source_id: UUID,
    *,
    clock: Clock,
    fetcher: Fetcher | None = None,
    only_when_due: bool = False,
) -> FeedRun:
    """Read a source once and return what became of it; a run that failed is one too. Raises BeingReadError."""
    with database.writing() as session:
        claimed = _claim(session, source_id, now=clock(), only_when_due=only_when_due)
    try:
        got = _get(claimed, settings, fetcher or fetcher_of(settings), clock())
        if got.failure or got.reading is None:
            return _fail(database, settings, claimed, got, clock)
        return _take(database, settings, claimed, got, got.reading, clock)
    except BaseException:
        with database.writing() as session:
            _let_go(session, claimed)
        raise


def _claim(session: Session, source_id: UUID, *, now: datetime, only_when_due: bool) -> _Claimed:
    found = get_feed(session, source_id, hold=True)
    feed, source = found.feed, found.source
    is_taken = feed.leased_until is not None and feed.leased_until > now
    if is_taken or (only_when_due and (feed.due_at > now or feed.paused_at is not None)):
        raise BeingReadError
    feed.lease, feed.leased_until = uuid4(), now + LEASE
    session.add(feed)
    newest = newest_read_run(session, source_id)
    return _Claimed(
        source_id=source_id,
        source_name=source.name,
        lease=feed.lease,
        format_name=source.format,
        address=source.url,
        options=dict(feed.options),
        validators=Validators(feed.etag, feed.last_modified),
        trusted_hash=feed.trusted_hash,
        last_hash=newest.content_hash if newest else "",
    )


def _let_go(session: Session, claimed: _Claimed) -> None:
    feed = get_feed(session, claimed.source_id, hold=True).feed
    if feed.lease == claimed.lease:
        feed.lease = feed.leased_until = None
        session.add(feed)


def _get(claimed: _Claimed, settings: Settings, fetcher: Fetcher, now: datetime) -> _Got:
    """Fetch and read: nothing here touches the database."""
    try:
        if claimed.trusted_hash:
            return _read(kept_file(settings.feeds_folder, claimed.trusted_hash), None, claimed, now)
        fetched = _fetched(claimed, settings, fetcher)
    except FetchFailedError as failure:
        return _Got(failure=str(failure), ended=Ended.UNREACHED)
    except RefusedError as refusal:
        return _Got(failure=refusal.args[0], ended=Ended.REFUSED)
    return _read(fetched.content, fetched.validators, claimed, now)


def _fetched(claimed: _Claimed, settings: Settings, fetcher: Fetcher) -> Fetched:
    """What the address answers; where that is what was read last, the file that was kept of it."""
    media_types = get_format(claimed.format_name).media_types
    kept = kept_file(settings.feeds_folder, claimed.last_hash)
    fetched = fetcher.fetch(claimed.address, media_types, claimed.validators if kept is not None else None)
    if fetched.content is not None:
        return fetched
    return Fetched(kept, claimed.validators, fetched.address)


def _read(content: bytes | None, validators: Validators | None, claimed: _Claimed, now: datetime) -> _Got:
    if content is None:
        return _Got(failure=FILE_LOST, ended=Ended.REFUSED)
    try:
        context = reading_context(now=now, options=claimed.options, source=claimed.source_name)
        reading = read_feed(content, claimed.format_name, context)
    except FeedRefusedError as refusal:
        return _Got(content, failure=refusal.args[0], ended=Ended.REFUSED)
    if not reading.records:
        return _Got(content, reading, failure=NOTHING_READ, ended=Ended.REFUSED)
    return _Got(content, reading, validators)


@contextmanager
def _step(in_steps: Steps, claimed: _Claimed, clock: Clock) -> Iterator[tuple[Session, FeedWithSource]]:
    """One short transaction of a run, while the feed is still ours. Raises BeingReadError."""
    with in_steps.writing() as session:
        take_turns(session, "feeds")
        found = get_feed(session, claimed.source_id, hold=True)
        if found.feed.lease != claimed.lease:
            raise BeingReadError
        found.feed.leased_until = clock() + LEASE
        session.add(found.feed)
        yield session, found


def _fail(database: Database, settings: Settings, claimed: _Claimed, got: _Got, clock: Clock) -> FeedRun:
    in_steps = Steps(database)
    with _step(in_steps, claimed, clock) as (session, found):
        now = clock()
        run = keep_failed_run(session, found.source, got.reading, got.failure, got.ended, content=got.content, now=now)
        if got.content:
            keep_file(settings.feeds_folder, got.content, run.content_hash)
        _settle(found.feed, claimed, got, run, settings, now)
        forget_old_runs(session, settings.feeds_folder, keep=settings.feeds_keep_runs)
    for step in problem_steps(run.id, got.reading.problems if got.reading else []):
        with in_steps.writing() as session:
            step(session)
    return run


def _take(  # noqa: PLR0917 - where, whose, what was read, and when
    database: Database, settings: Settings, claimed: _Claimed, got: _Got, reading: Reading, clock: Clock
) -> FeedRun:
    """Take up what was read, step by step, and settle the feed with the last."""
    now = clock()
    with database.reading() as session:
        comparison = compare(session, reading, source_name=claimed.source_name)
        is_trusted = bool(claimed.trusted_hash) and claimed.trusted_hash == reading.content_hash
        ruling = TRUSTED if is_trusted else _judged(session, claimed, comparison)
    in_steps = Steps(database)
    with _step(in_steps, claimed, clock) as (session, found):
        by = found.feed.trusted_by_id if is_trusted else None
        taking = begin(session, comparison, ruling, now=now, fetched=not is_trusted, by=by)
        keep_file(settings.feeds_folder, reading.content, reading.content_hash)
    for step in steps(taking):
        with _step(in_steps, claimed, clock) as (session, _):
            step(session)
    with _step(in_steps, claimed, clock) as (session, found):
        run = finish(session, taking)
        _settle(found.feed, claimed, got, run, settings, now)
        forget_old_runs(session, settings.feeds_folder, keep=settings.feeds_keep_runs)
    return run


def _judged(session: Session, claimed: _Claimed, comparison: Comparison) -> Ruling:
    rule = Rule(get_feed(session, claimed.source_id).feed.rule)
    before = usual_columns(session, claimed.source_id) if comparison.known_count else None
    return judged(session, comparison, rule, columns_before=before)


def _settle(  # noqa: PLR0917 - the feed, what it was when it was taken, what came of it, and when
    feed: Feed, claimed: _Claimed, got: _Got, run: FeedRun, settings: Settings, now: datetime
) -> None:
    feed.lease = feed.leased_until = None
    feed.last_run_at = now
    if feed.trusted_hash in {"", claimed.trusted_hash}:
        feed.trusted_hash, feed.trusted_by_id = "", None
        feed.due_at = next_due(Schedule(feed.schedule), feed.hour, after=now, zone=settings.zone)
    # Otherwise somebody looked at another file meanwhile, and wants it taken up now.
    if run.ended in FAILED:
        feed.failures += 1
        feed.failing_since = feed.failing_since or now
        feed.due_at = min(feed.due_at, tried_again_at(feed.failures, after=now))
        return
    feed.failures, feed.failing_since, feed.last_good_at = 0, None, now
    if got.validators is not None:
        feed.etag, feed.last_modified = got.validators.etag, got.validators.last_modified
