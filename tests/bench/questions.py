"""What is asked of every engine: some 240 questions of twelve kinds, the same for every size of the corpus."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from search.document import Facet
from search.hours import Window
from search.query import Near, Query
from tests.bench.corpus import NOW, Generator
from tests.bench.words import EMPTY, ENGLISH, SPANISH

EACH_KIND: Final = 20
PER_PAGE: Final = 20
MILES: Final = (5.0, 25.0, 60.0)
SAMPLED: Final = 2_000
"""Listings that phrases and points are taken from, so that they are found."""
FACETS_ASKED: Final[tuple[tuple[Facet, str], ...]] = (
    ("domain", "recovery"),
    ("domain", "school"),
    ("language", "es"),
    ("for", "women"),
    ("for", "veterans"),
    ("format", "in_person"),
    ("need", "open_meeting"),
    ("need", "medication_friendly"),
    ("access", "wheelchair"),
    ("free", "1"),
    ("term", "aa"),
    ("term", "support_group"),
)
ALL_UNDERSTAND: Final = frozenset(
    {"one word", "two words", "phrase", "without", "around", "words around", "facets", "all"}
)
"""Kinds of question that mean the same to every engine, so that totals and counts must be equal."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as every engine can be asked it. Words are lower case and plain."""

    kind: str
    words: tuple[str, ...] = ()
    is_phrase: bool = False
    without: str = ""
    is_typing: bool = False
    near: Near | None = None
    window: Window | None = None
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    page: int = 1

    @property
    def text(self) -> str:
        """The words as typed."""
        text = " ".join(self.words)
        return (f'"{text}"' if self.is_phrase else text) + (f" -{self.without}" if self.without else "")

    @property
    def exact_text(self) -> str:
        """The words, each in quotes, so that no other form of one is found."""
        if self.is_phrase:
            return self.text
        return " ".join(f'"{word}"' for word in self.words) + (f' -"{self.without}"' if self.without else "")

    def query(self, *, exact: bool = False) -> Query:
        """The question as our index is asked it; with `exact` without forms of words, synonyms and widening."""
        return Query(
            words=self.exact_text if exact else self.text,
            near=self.near,
            window=self.window,
            chosen=self.chosen,
            exact=exact,
            page=self.page,
            per_page=PER_PAGE,
            typing=self.is_typing,
        )

    def typed_so_far(self, path: str) -> Iterator[str]:
        """The addresses that are asked while the words are typed: after two letters, after five, and at the end."""
        text = " ".join(self.words)
        for letters in sorted({min(2, len(text)), min(5, len(text)), len(text)} - {0}):
            yield f"{path}?{urlencode({'q': text[:letters]})}"

    def address(self, path: str) -> str:
        """The question as a visitor's address, as of the moment of the benchmark."""
        pairs = [("q", self.text)] if self.words else []
        if self.near:
            pairs += [("near", f"{self.near.lat},{self.near.lon}"), ("miles", f"{self.near.miles:g}")]
        pairs += [("at", NOW.isoformat())]
        if self.window:
            pairs += [("within", str((self.window.closes_at - self.window.opens_at) // timedelta(minutes=1)))]
        pairs += [(facet, value) for facet, values in self.chosen.items() for value in sorted(values)]
        if self.page > 1:
            pairs += [("page", str(self.page))]
        return f"{path}?{urlencode(pairs)}"


@dataclass(frozen=True)
class Asker:
    """Thinks up the questions of a seed."""

    dice: random.Random
    points: Sequence[Near]
    phrases: Sequence[tuple[str, ...]]

    def questions(self) -> Iterator[Question]:
        """Twenty of each kind."""
        for number in range(EACH_KIND):
            yield Question("one word", (self._common(),))
            yield Question("two words", (self._common(), self._common()))
            yield Question("phrase", self.dice.choice(self.phrases), is_phrase=True)
            yield Question("without", (self._common(),), without=self._common())
            yield Question("typing", (self._common(), self._common()[:3])[number % 2 :], is_typing=True)
            yield Question("misspelt", (self._misspelt(),))
            yield Question("around", near=self._near(number))
            yield Question("words around", (self._common(),), near=self._near(number))
            yield Question("on now", near=self._near(number), window=self._window(60))
            yield Question("words on now", (self._common(),), near=self._near(number), window=self._window(8 * 60))
            yield Question("facets", (self._common(),) * (number % 2), near=self._near(number), chosen=self._facets())
            yield Question("all", page=self.dice.choice((1, 1, 2, 5)))

    def _common(self) -> str:
        words = (*ENGLISH[EMPTY:180], *SPANISH[40:60])
        return self.dice.choice([word for word in words if len(word) > 3 and word.isascii()])

    def _misspelt(self) -> str:
        word = self.dice.choice([word for word in ENGLISH[EMPTY:180] if len(word) > 6])
        at = self.dice.randrange(2, len(word) - 1)
        return word[:at] + word[at + 1 :]

    def _near(self, number: int) -> Near:
        return replace(self.dice.choice(self.points), miles=MILES[number % len(MILES)])

    def _window(self, minutes: int) -> Window:
        return Window(NOW, NOW + timedelta(minutes=minutes))

    def _facets(self) -> dict[Facet, frozenset[str]]:
        picked = self.dice.sample(FACETS_ASKED, 2)
        return {facet: frozenset(value for other, value in picked if other == facet) for facet, _ in picked}


def questions(generator: Generator) -> list[Question]:
    """The questions of the generator's seed."""
    dice = random.Random(generator.seed)
    points, phrases = [], []
    for document in generator.documents(SAMPLED):
        if document.lat is not None and document.lon is not None:
            points.append(Near(round(document.lat, 3), round(document.lon, 3)))
        words = document.texts.description.split(".")[0].lower().split()
        if words[1:3] and all(word.isascii() for word in words):
            phrases.append(tuple(words[:2]))
    return list(Asker(dice, points, phrases).questions())
