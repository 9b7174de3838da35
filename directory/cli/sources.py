"""`alongside feeds add | list | run`: the sources that are read again and again."""

import json
from typing import Annotated, Any
from uuid import UUID

import typer

from directory.audit import System
from directory.cli.installation import ready_database, told
from directory.clock import utc_now
from directory.config import load_settings
from directory.db import Database
from directory.errors import RefusedError
from directory.feeds.codes import FAILED, Ended, Rule, Schedule
from directory.feeds.fetching import fetcher_of
from directory.feeds.formats import FORMATS
from directory.feeds.models import FeedRun
from directory.feeds.planning import standing_of
from directory.feeds.running import run_feed
from directory.feeds.sources import FeedPlan, add_feed, get_feed_called, list_feeds

RULES = {rule: rule.value.replace("_", "-") for rule in Rule}


def known_format(name: str) -> str:
    """Refuse a name that no reader goes by."""
    if name not in FORMATS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}.")
    return name


def _known_rule(name: str) -> str:
    if name not in RULES.values():
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(RULES.values())}.")
    return name


FormatName = Annotated[str, typer.Option("--format", callback=known_format, help=f"{', '.join(FORMATS)}.")]
SourceName = Annotated[str, typer.Argument(help="What the source is called.")]


def add(
    name: SourceName,
    *,
    format_: FormatName,
    url: Annotated[str, typer.Option("--url", help="The address it is read from.")],
    schedule: Annotated[Schedule, typer.Option(help="How often it is read.")] = Schedule.DAILY,
    hour: Annotated[int, typer.Option(min=0, max=23, help="The hour of your clock; weekly ones on Mondays.")] = 4,
    rule: Annotated[
        str, typer.Option(callback=_known_rule, help=f"What needs no look: {', '.join(RULES.values())}.")
    ] = RULES[Rule.REVIEW_ALL],
) -> None:
    """Have a source read from now on. The worker reads it first of all right away."""
    settings = load_settings()
    plan = FeedPlan(name, format_, url, schedule, hour, Rule(rule.replace("-", "_")))
    with ready_database(settings) as database, database.writing() as session:
        added = add_feed(session, plan, policy=fetcher_of(settings).policy, by=System.COMMAND, now=utc_now())
    print(
        f"{added.source.name} is read from now on. To read it at once, run: alongside feeds run “{added.source.name}”"
    )


def list_sources() -> None:
    """Print every source that is read again and again: name, format, health and since when, next run, address."""
    with ready_database(load_settings()) as database, database.reading() as session:
        for found in list_feeds(session):
            standing = standing_of(found.feed, now=utc_now())
            since = f"{standing.since:%Y-%m-%d %H:%M}" if standing.since else "-"
            due = f"{found.feed.due_at:%Y-%m-%d %H:%M}"
            print("\t".join([found.source.name, found.source.format, standing.health, since, due, found.source.url]))


def run(name: SourceName, *, as_json: Annotated[bool, typer.Option("--json", help="End with JSON.")] = False) -> None:
    """Read one source now, by its rule. Ends with 1 where nothing came of it; then nothing has changed."""
    settings = load_settings()
    with ready_database(settings) as database:
        source_id = _source_id(database, name)
        told.print(f"Reading {name} …", markup=False)
        done = run_feed(database, settings, source_id, clock=utc_now)
    print(json.dumps(_counts(done)) if as_json else _in_words(done))
    if done.ended in FAILED:
        raise RefusedError(done.failure)


def _source_id(database: Database, name: str) -> UUID:
    with database.reading() as session:
        return get_feed_called(session, name).source.id


def _counts(done: FeedRun) -> dict[str, Any]:
    names = ("read", "new", "changed", "unchanged", "missing", "rejected", "applied", "to_review")
    return {"ended": done.ended} | {name: getattr(done, f"rows_{name}") for name in names}


def _in_words(done: FeedRun) -> str:
    counts = ", ".join(
        f"{number:,} {what.replace('_', ' ')}" for what, number in _counts(done).items() if what != "ended"
    )
    if done.ended == Ended.UNCHANGED:
        return f"{counts}.\nNothing is new and nothing has changed."
    return f"{counts}.\n{done.held_back}".strip()
