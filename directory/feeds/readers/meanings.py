"""What the codes of a row come to in a listing, whichever format they stand in."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from directory.errors import marked, worded
from directory.feeds.meeting_types import Meaning
from directory.feeds.readers.text import says_yes
from directory.feeds.records import ROW_SKIPPED, Problem, RowReport

_PRIVATE_FLAGS = ("private", "is_private", "not_for_website", "hide_from_website", "hidden", "do_not_publish")


def withheld_by_its_source(row: Mapping[str, Any], report: RowReport) -> Problem | None:
    """Return the problem of a row that its source marks as not for the public, None for every other row."""
    for flag in _PRIVATE_FLAGS:
        if says_yes(row.get(flag)):
            return report.problem(flag, worded("the source marks it as not public (%(flag)s)", flag=flag), ROW_SKIPPED)
    return None


def description_of(paragraphs: Iterable[str], meaning: Meaning) -> str:
    """Put the notes of a row and the words for its codes together."""
    about_codes = f"Format: {', '.join(meaning.labels)}." if meaning.labels else ""
    told = dict.fromkeys(part for part in (*paragraphs, about_codes) if part)
    return "\n\n".join(told)


def note_contradictions(meaning: Meaning, field_name: str, report: RowReport) -> None:
    """Flag facts that the codes of a row state both ways."""
    for code in meaning.contradicted:
        if code == "open_meeting":
            report.note(
                field_name, marked("it is listed as both open and closed"), marked("it is shown as closed and flagged")
            )
        else:
            report.note(
                field_name,
                worded("its codes say both yes and no to %(code)s", code=code),
                marked("it is shown as no and flagged"),
            )


def text_language(languages: Iterable[str], declared: str = "") -> Literal["en", "es"]:
    """Guess the language a row is written in: Spanish where that is declared, or the only one spoken of the two."""
    spoken = set(languages)
    return "es" if declared == "es" or ("es" in spoken and "en" not in spoken) else "en"


def said_otherwise(**words: str) -> dict[str, str]:
    """Keep what a row says that has no place in a listing, word for word."""
    return {name: said for name, said in words.items() if said}
