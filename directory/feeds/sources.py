"""The sources that are read again and again: adding one, changing how it is read, pausing it, asking for it now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, System, note
from directory.errors import NotFoundError, RefusedError, marked
from directory.feeds.addresses import AddressPolicy, read_address
from directory.feeds.codes import Rule, Schedule
from directory.feeds.formats import get_format
from directory.feeds.models import Feed, FeedRun
from directory.feeds.planning import next_due
from directory.feeds.readers.text import as_line
from directory.listings.models import Source, mint_id
from directory.policy import Caller

LONGEST_NAME: Final = 120
NO_NAME: Final = marked("Say what the source is called.")
NAME_TAKEN: Final = marked("There is a source of this name already. Choose another.")
OTHER_FORMAT: Final = marked("A source keeps its format. Add another one instead.")
NO_SUCH_HOUR: Final = marked("Choose an hour from 0 to 23.")
NOTHING_TO_TRUST: Final = marked("The source was read again in the meantime. Look at it once more.")


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """How a source is read: where it is, when, and by which rule."""

    name: str
    format_name: str
    address: str
    schedule: Schedule = Schedule.DAILY
    hour: int = 4
    rule: Rule = Rule.REVIEW_ALL
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedWithSource:
    """A feed beside its source."""

    source: Source
    feed: Feed


def add_feed(
    session: Session, plan: FeedPlan, *, policy: AddressPolicy, by: Caller | System, now: datetime
) -> FeedWithSource:
    """Have a source read from now on, first of all right away. One that was imported by hand goes on as a feed.

    Raises RefusedError, AddressRefusedError or FeedRefusedError with a sentence.
    """
    name, address = _checked(plan, policy)
    source = _source_called(session, name)
    if source is None:
        source = Source(id=mint_id("source", name), name=name, format=plan.format_name, created_at=now)
    elif session.get(Feed, source.id) is not None:
        raise RefusedError(NAME_TAKEN)
    elif source.format != plan.format_name:
        raise RefusedError(OTHER_FORMAT)
    source.url = address
    session.add(source)
    session.flush()
    feed = Feed(source_id=source.id, due_at=now, added_at=now)
    _plan(feed, plan)
    session.add(feed)
    session.flush()
    note(session, Act.FEED_ADDED, caller=by, subject=Subject.SOURCE, ids=[source.id], now=now)
    return FeedWithSource(source, feed)


def change_feed(
    session: Session,
    source_id: UUID,
    plan: FeedPlan,
    *,
    policy: AddressPolicy,
    zone: ZoneInfo,
    by: Caller,
    now: datetime,
) -> None:
    """Change where, when and by which rule a source is read. What its server said of another address is forgotten."""
    found = get_feed(session, source_id, hold=True)
    name, address = _checked(plan, policy)
    if found.source.format != plan.format_name:
        raise RefusedError(OTHER_FORMAT)
    namesake = _source_called(session, name)
    if namesake is not None and namesake.id != source_id:
        raise RefusedError(NAME_TAKEN)
    if address != found.source.url:
        found.feed.etag = found.feed.last_modified = ""
    found.source.name, found.source.url = name, address
    _plan(found.feed, plan)
    found.feed.due_at = min(found.feed.due_at, next_due(plan.schedule, plan.hour, after=now, zone=zone))
    session.add_all([found.source, found.feed])
    session.flush()
    note(session, Act.FEED_CHANGED, caller=by, subject=Subject.SOURCE, ids=[source_id], now=now)


def change_options(session: Session, source_id: UUID, options: dict[str, Any], *, by: Caller, now: datetime) -> None:
    """Keep how the reader of a source is to read it, and have it read anew."""
    feed = get_feed(session, source_id, hold=True).feed
    feed.options, feed.due_at = options, now
    session.add(feed)
    session.flush()
    note(session, Act.FEED_CHANGED, caller=by, subject=Subject.SOURCE, ids=[source_id], now=now)


def pause_feed(session: Session, source_id: UUID, *, by: Caller, now: datetime) -> None:
    """Not read a source until somebody says so. Its listings stay."""
    feed = get_feed(session, source_id, hold=True).feed
    feed.paused_at = feed.paused_at or now
    session.add(feed)
    session.flush()
    note(session, Act.FEED_PAUSED, caller=by, subject=Subject.SOURCE, ids=[source_id], now=now)


def resume_feed(session: Session, source_id: UUID, *, by: Caller, now: datetime) -> None:
    """Read a source again, first of all right away."""
    feed = get_feed(session, source_id, hold=True).feed
    feed.paused_at, feed.due_at = None, now
    session.add(feed)
    session.flush()
    note(session, Act.FEED_RESUMED, caller=by, subject=Subject.SOURCE, ids=[source_id], now=now)


def ask_for_run(session: Session, source_id: UUID, *, by: Caller, now: datetime) -> None:
    """Have a source read right away, by whichever worker looks next."""
    feed = get_feed(session, source_id, hold=True).feed
    feed.due_at = min(feed.due_at, now)
    session.add(feed)
    session.flush()
    note(session, Act.FEED_ASKED_FOR, caller=by, subject=Subject.SOURCE, ids=[source_id], now=now)


def trust_run(session: Session, source_id: UUID, run_id: UUID, *, by: Caller, now: datetime) -> None:
    """Have the file of a run taken up whole: somebody looked at it. Only the newest that could be read will do."""
    feed = get_feed(session, source_id, hold=True).feed
    run = get_run(session, source_id, run_id)
    newest = newest_read_run(session, source_id)
    if newest is None or newest.content_hash != run.content_hash:
        raise RefusedError(NOTHING_TO_TRUST)
    feed.trusted_hash, feed.trusted_by_id, feed.due_at = run.content_hash, by.person_id, now
    session.add(feed)
    session.flush()
    note(session, Act.FEED_TRUSTED, caller=by, subject=Subject.SOURCE, ids=[source_id], now=now)


def get_feed(session: Session, source_id: UUID, *, hold: bool = False) -> FeedWithSource:
    """Return a feed and its source; `hold` keeps others from changing it meanwhile. Raises NotFoundError."""
    statement = select(Feed, Source).join(Source, col(Source.id) == col(Feed.source_id))
    statement = statement.where(col(Feed.source_id) == source_id)
    if hold:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError("There is nothing here.")
    return FeedWithSource(found[1], found[0])


def get_feed_called(session: Session, name: str) -> FeedWithSource:
    """Return a feed by the name of its source. Raises NotFoundError."""
    source = _source_called(session, as_line(name))
    if source is None or session.get(Feed, source.id) is None:
        raise NotFoundError(f"No feed is called “{name}”; alongside feeds list tells them all.")
    return get_feed(session, source.id)


def list_feeds(session: Session) -> list[FeedWithSource]:
    """Return every feed, by the names of their sources."""
    found = session.exec(select(Feed, Source).join(Source, col(Source.id) == col(Feed.source_id)))
    return sorted((FeedWithSource(source, feed) for feed, source in found), key=lambda one: one.source.name.casefold())


def options_of(session: Session, source_id: UUID) -> dict[str, Any]:
    """Return how a source is read, where its format leaves that open."""
    feed = session.get(Feed, source_id)
    return feed.options if feed else {}


def get_run(session: Session, source_id: UUID, run_id: UUID) -> FeedRun:
    """Return a run of a source. Raises NotFoundError."""
    run = session.get(FeedRun, run_id)
    if run is None or run.source_id != source_id:
        raise NotFoundError("There is nothing here.")
    return run


def list_runs(session: Session, source_id: UUID, *, most: int) -> Sequence[FeedRun]:
    """Return the runs of a source, the newest first."""
    runs = select(FeedRun).where(col(FeedRun.source_id) == source_id)
    return session.exec(runs.order_by(col(FeedRun.started_at).desc(), col(FeedRun.id)).limit(most)).all()


def newest_read_run(session: Session, source_id: UUID) -> FeedRun | None:
    """Return the newest run of which rows were read."""
    runs = select(FeedRun).where(
        col(FeedRun.source_id) == source_id, col(FeedRun.rows_read) > col(FeedRun.rows_rejected)
    )
    return session.exec(runs.order_by(col(FeedRun.started_at).desc(), col(FeedRun.id))).first()


def usual_columns(session: Session, source_id: UUID) -> list[str] | None:
    """Return the names of the fields that the rows of a source have, by the newest run that was not held back.

    Where every run was held back, by the newest of all; None where nothing was read yet.
    """
    runs = select(FeedRun.columns, FeedRun.held_back).where(
        col(FeedRun.source_id) == source_id, col(FeedRun.rows_read) > col(FeedRun.rows_rejected)
    )
    found = session.exec(runs.order_by(col(FeedRun.started_at).desc(), col(FeedRun.id))).all()
    usual = [columns for columns, held_back in found if not held_back] or [columns for columns, _ in found]
    return list(usual[0]) if usual else None


def _checked(plan: FeedPlan, policy: AddressPolicy) -> tuple[str, str]:
    """The name and the address as they are kept."""
    name = as_line(plan.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise RefusedError(NO_NAME)
    get_format(plan.format_name)
    if not 0 <= plan.hour <= 23:
        raise RefusedError(NO_SUCH_HOUR)
    return name, str(read_address(plan.address, policy))


def _plan(feed: Feed, plan: FeedPlan) -> None:
    feed.schedule, feed.hour, feed.rule = plan.schedule, plan.hour, plan.rule
    if plan.options:
        feed.options = plan.options


def _source_called(session: Session, name: str) -> Source | None:
    return session.exec(select(Source).where(col(Source.name) == name)).first()
