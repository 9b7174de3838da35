"""Help in a crisis: whom to call and what to do, the same for every reader."""

from dataclasses import dataclass
from urllib.parse import urlencode

from directory.formats import month_in_words
from directory.i18n import Translator
from directory.listings.crisis_lines import CrisisLine, Part, crisis_lines

SHORT = 3
"""Digits of a number that is dialed as it is, without the code of the country."""


@dataclass(frozen=True, slots=True)
class NumberToCall:
    """One line: for whom, what happens there, the number to tap, and where to write instead."""

    title: str
    meaning: str
    said: str
    href: str
    text_to: str
    text_href: str


@dataclass(frozen=True, slots=True)
class CrisisPage:
    """Numbers and steps that never change with the reader."""

    title: str
    everybody: tuple[NumberToCall, ...]
    some: tuple[NumberToCall, ...]
    """For some in particular."""
    checked: str
    """When the number that was checked longest ago was checked."""


def crisis_page(words: Translator) -> CrisisPage:
    """Build the page."""
    lines = crisis_lines()
    checked = month_in_words(min(line.checked_on for line in lines), words)
    return CrisisPage(words.gettext("Crisis help"), _numbers("everybody", words), _numbers("some", words), checked)


def _numbers(part: Part, words: Translator) -> tuple[NumberToCall, ...]:
    return tuple(_number(line, words) for line in crisis_lines() if line.part == part)


def _number(line: CrisisLine, words: Translator) -> NumberToCall:
    word = line.text_word[words.code]
    text = f"sms:{line.text_to}?{urlencode({'body': word})}" if word else f"sms:{line.text_to}"
    return NumberToCall(
        title=line.title[words.code],
        meaning=line.meaning[words.code],
        said=line.call,
        href=_dial(line.call),
        text_to=line.text_to,
        text_href=text if line.text_to else "",
    )


def _dial(number: str) -> str:
    digits = number.replace("-", "")
    return f"tel:{digits}" if len(digits) == SHORT else f"tel:+{digits}"
