"""What the codes of feeds say to people."""

from datetime import datetime, tzinfo
from typing import Literal

from directory.feeds.codes import Ended, Health, Rule, Schedule
from directory.feeds.models import FeedRun
from directory.feeds.planning import Standing
from directory.formats import ago, day_and_time
from directory.i18n import Translator

Tone = Literal["", "warn", "off"]


def schedule_names(words: Translator) -> dict[Schedule, str]:
    """How often a source is read."""
    return {
        Schedule.HOURLY: words.gettext("Every hour"),
        Schedule.DAILY: words.gettext("Every day"),
        Schedule.WEEKLY: words.gettext("Every Monday"),
    }


def rule_names(words: Translator) -> dict[Rule, tuple[str, str]]:
    """What of a source needs no look, and what exactly that means."""
    return {
        Rule.REVIEW_ALL: (words.gettext("I look at everything"), words.gettext("Every change waits for you.")),
        Rule.UNCHANGED_SHAPE: (
            words.gettext("Apply what keeps its shape"),
            words.gettext(
                "Times, descriptions and links of what is listed change by themselves. New, renamed and moved ones "
                "wait, and so does everything when the file has other columns or a fifth of it changed."
            ),
        ),
        Rule.ALL_BUT_SENSITIVE: (
            words.gettext("Apply all but phone numbers, addresses and crisis lines"),
            words.gettext("New ones are listed and old ones retired by themselves, unless a fifth of them is gone."),
        ),
    }


def health_said(standing: Standing, words: Translator, *, now: datetime, zone: tzinfo) -> tuple[str, Tone]:
    """How a source stands and since when, and how loudly that is said."""
    when = ago(standing.since.astimezone(zone).date(), now.astimezone(zone).date(), words) if standing.since else ""
    said = {
        Health.NEW: (words.gettext("Not read yet"), ""),
        Health.GOOD: (words.gettext("Good, read %(when)s"), ""),
        Health.LATE: (words.gettext("Late: last read %(when)s"), "warn"),
        Health.FAILING: (words.gettext("Failing since %(when)s"), "warn"),
        Health.DEAD: (words.gettext("Dead: nothing good since %(when)s"), "warn"),
        Health.PAUSED: (words.gettext("Paused %(when)s"), "off"),
    }
    sentence, tone = said[standing.health]
    spoken: Tone = "warn" if tone == "warn" else "off" if tone == "off" else ""
    return sentence % {"when": when}, spoken


def run_said(run: FeedRun, words: Translator) -> str:
    """What became of a run, in a sentence."""
    return {
        Ended.UNDER_WAY: words.gettext("Not finished: under way, or broken off; the next reading does the rest"),
        Ended.APPLIED: words.gettext("Taken up"),
        Ended.PARTLY: words.gettext("Taken up in part; the rest waits for review"),
        Ended.STAGED: words.gettext("Waits for review"),
        Ended.UNCHANGED: words.gettext("Nothing new"),
        Ended.REFUSED: words.gettext("Refused; nothing was changed"),
        Ended.UNREACHED: words.gettext("Could not be fetched"),
    }[Ended(run.ended)]


def run_counts(run: FeedRun, words: Translator) -> list[tuple[str, int]]:
    """The counts of a run, each with what it counts."""
    return [
        (words.gettext("Rows read"), run.rows_read),
        (words.gettext("New"), run.rows_new),
        (words.gettext("Changed"), run.rows_changed),
        (words.gettext("Unchanged"), run.rows_unchanged),
        (words.gettext("Missing"), run.rows_missing),
        (words.gettext("Refused or left out"), run.rows_rejected),
        (words.gettext("Taken up"), run.rows_applied),
        (words.gettext("To review"), run.rows_to_review),
    ]


def moment_said(moment: datetime, words: Translator, *, now: datetime, zone: tzinfo) -> str:
    """A moment on the agency's clock: `Tomorrow 4:00 am`."""
    here, here_now = moment.astimezone(zone), now.astimezone(zone)
    if here.date() < here_now.date():
        return ago(here.date(), here_now.date(), words)
    return day_and_time(here, here_now, words)
