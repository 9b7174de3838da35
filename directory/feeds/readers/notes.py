"""What a coordinator should look at in the notes of a row: contacts of people, and rules the schedule does not tell."""

import re
from collections.abc import Iterator
from datetime import time

import phonenumbers

from directory.errors import marked, worded
from directory.feeds.readers.clock_times import LONG, minutes_between
from directory.feeds.records import RowReport

FLAGGED = marked("it was flagged for a coordinator")
_CANDIDATES_TRIED = 200
"""Groups of digits that turn out to be no phone number before the search for one ends: more is a table, not a note."""
_ADDRESS = re.compile(r"[\w.+%-]@[\w-]+\.\w")
_SOMEBODY = re.compile(
    r"\b(?:contact|call|text|phone|ask for|speak to|speak with|e-?mail|host|hosted by|secretary|chairperson|GSR)\b"
    r"[\s:–-]*"
    r"(?:is\s+)?(?-i:(?:[A-ZÀ-Þ][a-zà-ÿ'’]+\s+(?:[A-ZÀ-Þ]\b\.?|[A-ZÀ-Þ][a-zà-ÿ'’]+)))",
    re.IGNORECASE,
)
_DAYS = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?"
_ORDINAL = r"(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)"
_SOMETIMES = re.compile(
    rf"\b(?:(?:{_ORDINAL}(?:\s*(?:,|&|and|/)\s*{_ORDINAL}){{0,4}}\s+(?:{_DAYS}|wks?|weeks?)\b\.?(?:\s+of\s+(?:the|each|every)\s+month)?(?:\s+only)?)"
    rf"|every\s+other\s+(?:week|{_DAYS})|alternat(?:e|ing)\s+(?:weeks?|{_DAYS})|bi-?weekly|bi-?monthly|monthly|once\s+a\s+month"
    r"|(?:summer|winter|spring|fall|autumn|seasonal|school\s+year)(?:\s+months?)?\s+only|seasonal|during\s+the\s+(?:summer|winter|school\s+year)"
    r"|(?:memorial|labor)\s+day|public\s+school\s+breaks?"
    rf"|(?:primer|segundo|tercer|cuarto|último)\s+(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo))",
    re.IGNORECASE,
)


def look_through(text: str, field_name: str, report: RowReport, *, weekly: bool) -> None:
    """Note what in `text` a person should decide about. What is found is not repeated: a report is no place for it."""
    if _ADDRESS.search(text):
        report.note(field_name, marked("an e-mail address stands in the text"), FLAGGED)
    if _has_phone(text):
        report.note(field_name, marked("a phone number stands in the text"), FLAGGED)
    if _SOMEBODY.search(text):
        report.note(field_name, marked("the text seems to name a person"), FLAGGED)
    sometimes = _SOMETIMES.search(text) if weekly else None
    if sometimes:
        said = " ".join(sometimes[0].split())
        report.note(
            field_name,
            worded("the text says “%(said)s” while the meeting is listed for every week", said=said),
            FLAGGED,
        )


def look_at_length(starts: time, ends: time | None, field_name: str, report: RowReport) -> None:
    """Note a length that is more often a slip than meant, such as an end at the hour of the start."""
    minutes = minutes_between(starts, ends) if ends else 0
    if minutes >= LONG:
        report.note(field_name, worded("it lasts %(minutes)s hours", minutes=f"{minutes / 60:g}"), FLAGGED)


def numbers_in(text: str) -> list[str]:
    """Return the phone numbers that stand in a text, as they would be dialed."""
    return [phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164) for found in _phones_in(text)]


def _has_phone(text: str) -> bool:
    return any(True for _ in _phones_in(text))


def _phones_in(text: str) -> Iterator[phonenumbers.PhoneNumberMatch]:
    if sum(char.isdigit() for char in text) < 7:
        return
    valid = phonenumbers.Leniency.VALID
    yield from phonenumbers.PhoneNumberMatcher(text, "US", leniency=valid, max_tries=_CANDIDATES_TRIED)
