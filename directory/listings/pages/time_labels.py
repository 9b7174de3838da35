"""When next, in one line with a tone: "Tonight 7:00 pm, in 40 min", "In progress until 8:00 pm"."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from directory.formats import clock_span, clock_time, day_words, start_in_words, zone_in_words
from directory.i18n import Translator
from search.hours import Occurrence, TimeState

Tone = Literal["now", "soon", "later", "none"]
SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class TimeLine:
    """What is said of a listing's time, and how warmly it is colored."""

    text: str
    tone: Tone


def time_line(
    state: TimeState, occurrence: Occurrence | None, words: Translator, *, now: datetime, here: tzinfo
) -> TimeLine:
    """Say when a listing is on, with its zone named when the clock there differs from the clock `here`."""
    if occurrence is not None and state in {TimeState.IN_PROGRESS, TimeState.UPCOMING}:
        line = _running(occurrence, words, now) if occurrence.covers(now) else _coming(occurrence, words, now)
        zone = zone_in_words(occurrence.starts_at, here, words)
        return TimeLine(f"{line.text} ({zone})", line.tone) if zone else line
    return _without_occurrence(state, words)


def _running(occurrence: Occurrence, words: Translator, now: datetime) -> TimeLine:
    ends_at = occurrence.ends_at
    if occurrence.length >= timedelta(hours=24):
        return TimeLine(words.gettext("Open now, around the clock"), "now")
    is_today = ends_at.date() == now.astimezone(ends_at.tzinfo).date()
    until = clock_time(ends_at, words)
    if not is_today:
        until = f"{day_words(ends_at, now, words).lower()} {until}"
    return TimeLine(words.gettext("In progress until %(time)s") % {"time": until}, "now")


def _coming(occurrence: Occurrence, words: Translator, now: datetime) -> TimeLine:
    waits = occurrence.starts_at.astimezone(UTC) - now.astimezone(UTC)
    return TimeLine(start_in_words(occurrence.starts_at, now, words), "soon" if waits <= SOON else "later")


def _without_occurrence(state: TimeState, words: Translator) -> TimeLine:
    if state is TimeState.ALWAYS:
        return TimeLine(words.gettext("Always open, day and night"), "now")
    if state is TimeState.BY_APPOINTMENT:
        return TimeLine(words.gettext("By appointment: call first"), "none")
    if state is TimeState.CLOSED:
        return TimeLine(words.gettext("No more dates are known"), "none")
    return TimeLine(words.gettext("Times not stated: call first"), "none")


def occurrence_in_words(occurrence: Occurrence, words: Translator, *, now: datetime) -> str:
    """`Tomorrow 7–8:30 pm`, for the list of next times, which names its zone once."""
    day = day_words(occurrence.starts_at, now, words)
    is_named = abs((occurrence.starts_at.date() - now.astimezone(occurrence.starts_at.tzinfo).date()).days) <= 1
    return f"{day}{' ' if is_named else ', '}{clock_span(occurrence.starts_at, occurrence.ends_at, words)}"
