"""A short list as a text of at most 300 characters: when, where, which door, which bus, whom to call, what to bring.

It names no listing and holds no link: whoever looks over the shoulder sees that somebody is going somewhere.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from directory.i18n import Translator

LONGEST: Final = 300
LONGEST_PART: Final = 90
_LINK: Final = re.compile(r"\S*(?:://|@|www\.)\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?\b", re.IGNORECASE)
_BREAKS: Final = frozenset({"Zl", "Zp"})
"""Separators of lines and of paragraphs."""
_UNSEEN: Final = frozenset({"Cf", "Cs", "Co", "Cn"})
"""Characters that show nothing, those that turn the direction of a line among them."""


@dataclass(frozen=True, slots=True)
class Going:
    """What leads to one place, the parts that matter most first; empty where it is not known."""

    when_and_where: str
    door: str = ""
    bus: str = ""
    phone: str = ""
    bring: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts in the order in which they are read."""
        return tuple(
            _cut(one_line(part)) for part in (self.when_and_where, self.door, self.bus, self.phone, self.bring)
        )


MATTERS: Final = (0, 3, 1, 2, 4)
"""Which parts are taken first while there is room: when and where, whom to call, the door, the bus, what to bring."""


def neutral_text(places: Sequence[Going], words: Translator) -> str:
    """Say as much as fits, first of all when and where each place is; says how many places did not fit."""
    parts = [place.parts for place in places]
    taken: list[set[int]] = [set() for _ in parts]
    for part in MATTERS:
        for number, place in enumerate(parts):
            if not place[part] or (part and not taken[number]):
                continue
            taken[number].add(part)
            if len(_joined(parts, taken, words)) > LONGEST:
                taken[number].discard(part)
    return _joined(parts, taken, words)


def one_line(text: str) -> str:
    """A text on one line, without links and without characters that show nothing."""
    shown = "".join(_shown(letter) for letter in text)
    return " ".join(_LINK.sub("", shown).split())


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cc" or category in _BREAKS:
        return " "
    return "" if category in _UNSEEN else letter


def _cut(text: str) -> str:
    if len(text) <= LONGEST_PART:
        return text.rstrip(".")
    whole, _, _ = text[:LONGEST_PART].rpartition(" ")
    return f"{whole or text[: LONGEST_PART - 1]}…"


def _joined(parts: Sequence[tuple[str, ...]], taken: Sequence[set[int]], words: Translator) -> str:
    return "\n".join(_lines(parts, taken, words))


def _lines(parts: Sequence[tuple[str, ...]], taken: Sequence[set[int]], words: Translator) -> Iterator[str]:
    for place, chosen in zip(parts, taken, strict=True):
        if chosen:
            yield ". ".join(place[part] for part in sorted(chosen))
    if left := sum(not chosen for chosen in taken):
        yield words.gettext("+ %(count)s more") % {"count": left}
