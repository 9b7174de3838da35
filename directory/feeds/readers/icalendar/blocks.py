"""The parts of a calendar file: what it says of itself, and its events one by one, so that a bad one costs no other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from icalendar.parser import Contentline

from directory.errors import marked, worded
from directory.feeds.readers.envelope import COMPRESSED, MOST_BYTES, decoded, looks_like_a_page
from directory.feeds.records import FeedRefusedError, Problem

MOST_EVENTS: Final = 10_000
WANTED: Final = frozenset(
    {
        *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "STATUS", "URL", "CLASS", "CATEGORIES", "ORGANIZER"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "LAST-MODIFIED"),
        *("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
    }
)
_FOLDED: Final = re.compile(r"\r?\n[ \t]")
_NAME: Final = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Property:
    """One line: its value as it stands, and its parameters."""

    value: str
    parameters: Mapping[str, str]


@dataclass(slots=True)
class EventBlock:
    """One event: its lines by name, and those that no calendar program could read."""

    said: dict[str, list[Property]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """Return the first line of a name."""
        return next(iter(self.said.get(name, ())), None)

    def text(self, name: str) -> str:
        """Return what the first line of a name says; empty where there is none."""
        found = self.first(name)
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A whole file."""

    name: str
    timezone: str
    real_zones: Mapping[str, str]
    """What a zone that the file defines is really called, where it says so."""
    events: list[EventBlock]
    problems: tuple[Problem, ...]


def open_calendar(content: bytes) -> CalendarFile:
    """Take a file apart, or refuse it in one sentence."""
    if len(content) > MOST_BYTES:
        raise FeedRefusedError(marked("The file is larger than 10 MB, which is the most that is read."))
    if content.startswith(COMPRESSED):
        raise FeedRefusedError(marked("The file is compressed. Unpack it, then import what was inside."))
    text, problems = decoded(content)
    if not text.strip():
        raise FeedRefusedError(marked("The file is empty."))
    if looks_like_a_page(text):
        raise FeedRefusedError(
            marked("The file is a web page, not a calendar: the address may answer with a page instead.")
        )
    if "BEGIN:VCALENDAR" not in text[:5000].upper():
        raise FeedRefusedError(marked("The file is not a calendar: it does not begin with BEGIN:VCALENDAR."))
    if "END:VCALENDAR" not in text[-5000:].upper():
        raise FeedRefusedError(marked("The calendar breaks off before its end: the file seems to be truncated."))
    return _taken_apart(_FOLDED.sub("", text), problems)


def _taken_apart(text: str, problems: tuple[Problem, ...]) -> CalendarFile:
    reading = _Reading()
    inside: list[str] = []
    for name, line in _named_lines(text):
        if name == "BEGIN":
            inside.append(line.partition(":")[2].strip().upper())
            reading.begin(inside[-1])
        elif name == "END":
            del inside[-1:]
        elif inside:
            reading.take(inside[-1], name, line)
    if not reading.events:
        raise FeedRefusedError(
            marked("The calendar has no events. An empty feed is never taken to mean that all is over.")
        )
    if len(reading.events) > MOST_EVENTS:
        count = f"{len(reading.events):,}"
        raise FeedRefusedError(
            worded(
                "The calendar has %(count)s events; the most that is read is %(most_events)s.",
                count=count,
                most_events=f"{MOST_EVENTS:,}",
            )
        )
    title = reading.about.get("X-WR-CALNAME", reading.about.get("NAME", ""))
    return CalendarFile(title, reading.about.get("X-WR-TIMEZONE", ""), reading.zones, reading.events, problems)


@dataclass(slots=True)
class _Reading:
    """What was found so far."""

    about: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    events: list[EventBlock] = field(default_factory=list)
    zone: str = ""

    def begin(self, component: str) -> None:
        """Go into a part of the file."""
        if component == "VEVENT":
            self.events.append(EventBlock())

    def take(self, component: str, name: str, line: str) -> None:
        """Take one line of a part."""
        said = line.partition(":")[2].strip()
        if component == "VEVENT" and name in WANTED:
            if len(self.events) <= MOST_EVENTS:
                _note(self.events[-1], name, line)
        elif component == "VCALENDAR" and name in {"X-WR-CALNAME", "X-WR-TIMEZONE", "NAME"}:
            self.about[name] = said
        elif component == "VTIMEZONE" and name == "TZID":
            self.zone = said
        elif component == "VTIMEZONE" and name == "X-LIC-LOCATION":
            self.zones[self.zone] = said


def _named_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        found = _NAME.match(line)
        if found:
            yield found[0].upper(), line


def _note(event: EventBlock, name: str, line: str) -> None:
    try:
        _, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]  # the library says no types
    except ValueError:
        event.unread.append(name)
        return
    said = {key.upper(): ", ".join(one) if isinstance(one, list) else str(one) for key, one in parameters.items()}
    event.said.setdefault(name, []).append(Property(str(value), said))
