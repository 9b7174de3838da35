"""One source: how it is read, how it stands, its runs; and one run with its problems to the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from directory.accounts.pages.parts import Way
from directory.curation.wording import said_again
from directory.feeds.codes import FAILED, Rule, Schedule
from directory.feeds.formats import FORMATS
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.pages.listed import format_label
from directory.feeds.pages.problems import Alike, problems_alike
from directory.feeds.pages.words import (
    Tone,
    health_said,
    moment_said,
    rule_names,
    run_counts,
    run_said,
    schedule_names,
)
from directory.feeds.planning import is_being_read, standing_of
from directory.feeds.ruling import MOST_GONE, MUCH_GONE
from directory.feeds.sources import FeedWithSource
from directory.formats import clock_time
from directory.i18n import Translator


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run among others."""

    when: str
    href: str
    ended: str
    said: str
    needs_a_look: bool


@dataclass(frozen=True, slots=True)
class SourcePage:
    """The whole page of a source."""

    title: str
    notice: str
    is_being_read: bool
    id: str
    health: str
    tone: Tone
    failure: str
    facts: tuple[tuple[str, str], ...]
    runs: tuple[RunLine, ...]
    waiting_href: str
    waiting: str
    first_reading_href: str
    """Where the first reading can be looked at as a whole, and taken up; empty once there was another."""
    columns_href: str
    is_paused: bool
    back: Way


def source_page(
    found: FeedWithSource,
    runs: Sequence[FeedRun],
    words: Translator,
    *,
    waiting: int,
    notice: str,
    now: datetime,
    zone: tzinfo,
) -> SourcePage:
    """Build the page; `waiting` proposals of the source wait for a decision."""
    feed, source = found.feed, found.source
    health, tone = health_said(standing_of(feed, now=now), words, now=now, zone=zone)
    newest = runs[0] if runs else None
    count = words.ngettext("%(count)s proposal waits", "%(count)s proposals wait", waiting) % {"count": f"{waiting:,}"}
    return SourcePage(
        title=source.name,
        notice=notice,
        is_being_read=is_being_read(feed, now=now),
        id=str(source.id),
        health=health,
        tone=tone,
        failure=_failure(newest, words) if newest else "",
        facts=tuple(_facts(found, words, now, zone)),
        runs=tuple(_run_line(run, words, now, zone) for run in runs),
        waiting_href=f"/curation/proposals?source={source.id}",
        waiting=count if waiting else "",
        first_reading_href=f"/curation/feeds/runs/{newest.id}" if newest and _all_is_new(newest) else "",
        columns_href=f"/curation/feeds/{source.id}/columns" if _has_columns(source.format) else "",
        is_paused=feed.paused_at is not None,
        back=Way(words.gettext("Sources"), "/curation/feeds"),
    )


def _all_is_new(run: FeedRun) -> bool:
    return 0 < run.rows_to_review == run.rows_new


def _has_columns(format_name: str) -> bool:
    return format_name in FORMATS and FORMATS[format_name].has_columns


def _facts(found: FeedWithSource, words: Translator, now: datetime, zone: tzinfo) -> list[tuple[str, str]]:
    feed, source = found.feed, found.source
    schedule = Schedule(feed.schedule)
    often = schedule_names(words)[schedule]
    if schedule is not Schedule.HOURLY:
        at = clock_time(now.astimezone(zone).replace(hour=feed.hour, minute=0), words)
        often = words.gettext("%(often)s at %(time)s") % {"often": often, "time": at}
    facts = [
        (words.gettext("Format"), format_label(source.format, words)),
        (words.gettext("Address"), source.url),
        (words.gettext("Read"), often),
        (words.gettext("Needs no look"), rule_names(words)[Rule(feed.rule)][0]),
    ]
    if feed.paused_at is None:
        due = moment_said(max(feed.due_at, now), words, now=now, zone=zone)
        facts.append((words.gettext("Next time"), due))
    return facts


def _run_line(run: FeedRun, words: Translator, now: datetime, zone: tzinfo) -> RunLine:
    counts = ", ".join(f"{number:,} {label.lower()}" for label, number in run_counts(run, words)[1:] if number)
    gone = _much_gone(run, words)
    return RunLine(
        when=moment_said(run.started_at, words, now=now, zone=zone),
        href=f"/curation/feeds/runs/{run.id}",
        ended=run_said(run, words),
        said=_failure(run, words) or f"{gone} {counts}".strip(),
        needs_a_look=run.ended in FAILED or bool(gone),
    )


def _much_gone(run: FeedRun, words: Translator) -> str:
    """A sentence where so much of a source is missing that nobody but a person may conclude anything from it."""
    known = run.rows_unchanged + run.rows_changed + run.rows_missing
    is_so = run.held_back == MUCH_GONE or run.rows_missing > MOST_GONE * known
    return words.gettext(MUCH_GONE) if is_so else ""


@dataclass(frozen=True, slots=True)
class RunPage:
    """The whole page of a run."""

    title: str
    id: str
    when: str
    ended: str
    failure: str
    held_back: str
    much_gone: str
    counts: tuple[tuple[str, str], ...]
    problems: tuple[Alike, ...]
    more_problems: str
    file_name: str
    can_be_trusted: bool
    waiting_href: str
    back: Way


def run_page(
    found: FeedWithSource,
    run: FeedRun,
    problems: Sequence[FeedProblem],
    words: Translator,
    *,
    all_problems: int,
    has_file: bool,
    is_newest: bool,
    now: datetime,
    zone: tzinfo,
) -> RunPage:
    """Build the page; of `all_problems` the first are shown."""
    more = all_problems - len(problems)
    return RunPage(
        title=words.gettext("One reading of %(source)s") % {"source": found.source.name},
        id=str(run.id),
        when=moment_said(run.started_at, words, now=now, zone=zone),
        ended=run_said(run, words),
        failure=_failure(run, words),
        held_back=words.gettext(run.held_back) if run.held_back and run.held_back != MUCH_GONE else "",
        much_gone=_much_gone(run, words),
        counts=tuple((label, f"{number:,}") for label, number in run_counts(run, words)),
        problems=problems_alike(problems, words),
        more_problems=words.ngettext("%(count)s more", "%(count)s more", more) % {"count": f"{more:,}"} if more else "",
        file_name=file_name_of(found, run) if has_file else "",
        can_be_trusted=is_newest and has_file and run.rows_to_review > 0,
        waiting_href=f"/curation/proposals?source={found.source.id}" if run.rows_to_review else "",
        back=Way(found.source.name, f"/curation/feeds/{found.source.id}"),
    )


def _failure(run: FeedRun, words: Translator) -> str:
    return said_again("failure", run.failure, run.worded, words)


def file_name_of(found: FeedWithSource, run: FeedRun) -> str:
    """What a kept file is called where it is saved: of the host it came from, in plain letters."""
    host = urlsplit(found.source.url).hostname or "feed"
    return f"{host}-{run.started_at:%Y-%m-%d}.txt"
