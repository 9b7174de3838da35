"""A typed text while it is being understood: which of its words are still free, and what was read from the others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from search.analysis import one_each, tokens
from search.parsing import said_exactly

_GAP: Final = re.compile("[-‐‑]?\0+[-‐‑]?")
"""What was taken, with the hyphens that would be left over: "7pm-aa" must not become "-aa", which excludes."""
_NOTHING_SAID: Final = re.compile(r'(?<!\S)[^\w\s"]+(?!\S)')


@dataclass(frozen=True, slots=True)
class Taken:
    """Words that were read as a value of a parameter: what a page shows as a chip that can be taken away.

    `typed` is the text from `starts` up to `ends`. Hours of the day have the parameter `from` and a value like
    "19:00-20:00".
    """

    parameter: str
    value: str
    typed: str
    starts: int
    ends: int


class Sentence:
    """The words of a text in order, folded. Quoted and excluded words are never free."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = list(one_each(tokens(text)))
        self.words = [word.folded for word in self._spans]
        exact = said_exactly(text)
        self._free = [not any(starts <= word.starts < ends for starts, ends in exact) for word in self._spans]
        self._read_as: list[str | None] = [None] * len(self.words)
        self.taken: list[Taken] = []

    def __len__(self) -> int:
        return len(self.words)

    def is_free(self, start: int, stop: int) -> bool:
        """Whether all these words exist and nothing was read from them yet."""
        return 0 <= start < stop <= len(self) and all(self._free[start:stop])

    def read_as(self, place: int) -> str | None:
        """The parameter that was read from the word at a place; None outside the text too."""
        return self._read_as[place] if 0 <= place < len(self) else None

    def free_before(self, start: int) -> Iterator[str]:
        """The free words that stand before a place, the nearest first."""
        while self.is_free(start - 1, start):
            start -= 1
            yield self.words[start]

    def is_last(self, stop: int) -> bool:
        """Whether nothing free stands after a place."""
        return not any(self._free[stop:])

    def is_first(self, start: int) -> bool:
        """Whether nothing free stands before a place."""
        return not any(self._free[:start])

    def keep(self, start: int, stop: int) -> None:
        """Say that these words are a name: nothing is to be read from them, and they stay."""
        self._free[start:stop] = [False] * (stop - start)

    def take(self, start: int, stop: int, parameter: str, value: str) -> None:
        """Take the words out of the text as a value of the parameter."""
        self.keep(start, stop)
        self._read_as[start:stop] = [parameter] * (stop - start)
        starts, ends = self._spans[start].starts, self._spans[stop - 1].ends
        self.taken.append(Taken(parameter, value, self.text[starts:ends], starts, ends))

    def between(self, starts: int, ends: int) -> tuple[int, int]:
        """The words within two places of the text, as a start and a stop."""
        inside = [place for place, word in enumerate(self._spans) if starts <= word.starts and word.ends <= ends]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def as_typed(self, place: int) -> str:
        """A word as typed, with the punctuation that touches its end."""
        word = self._spans[place]
        following = re.match(r"[,.;!?]*", self.text[word.ends :])
        return self.text[word.starts : word.ends] + (following[0] if following else "")

    def rest(self) -> str:
        """What nothing was read from, as typed, with single spaces."""
        text = self.text
        for taken in self.taken:
            text = text[: taken.starts] + "\0" * (taken.ends - taken.starts) + text[taken.ends :]
        return tidy(_GAP.sub(" ", text))


def tidy(text: str) -> str:
    """The text with single spaces and without punctuation that stands alone."""
    return " ".join(_NOTHING_SAID.sub("", text).split())
