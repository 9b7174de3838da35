"""The words that generated listings are written in: common ones first, a few everywhere and most of them rare."""

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
ENGLISH: Final = tuple((_HERE / "english.txt").read_text(encoding="utf-8").split())
SPANISH: Final = tuple((_HERE / "spanish.txt").read_text(encoding="utf-8").split())
EMPTY: Final = 22
"""So many of the first English words say nothing by themselves, so nobody asks for them alone."""
_SYLLABLES: Final = (
    "ba",
    "be",
    "bri",
    "ca",
    "cor",
    "da",
    "del",
    "el",
    "fen",
    "gar",
    "hal",
    "jo",
    "kel",
    "lan",
    "mar",
    "nor",
    "per",
    "qui",
    "ros",
    "san",
    "tor",
    "ul",
    "van",
    "wes",
    "yar",
    "zen",
    "ley",
    "ford",
    "dale",
    "wood",
)
_EXPONENT: Final = 1.02
"""Of Zipf's law: how much rarer each next word is."""


class Lexicon:
    """Words with how often each is drawn: the known ones first, then invented ones up to a number."""

    def __init__(self, known: Sequence[str], size: int, seed: int) -> None:
        self.words = [*dict.fromkeys(known), *_invented(set(known), size, random.Random(seed))]
        self._sums = list(accumulate(1 / rank**_EXPONENT for rank in range(1, len(self.words) + 1)))

    def draw(self, dice: random.Random) -> str:
        """One word, a common one more often."""
        return self.words[bisect(self._sums, dice.random() * self._sums[-1])]

    def text(self, dice: random.Random, count: int) -> str:
        """So many words, in sentences of eight."""
        drawn = [self.draw(dice) for _ in range(count)]
        sentences = [" ".join(drawn[at : at + 8]).capitalize() for at in range(0, count, 8)]
        return ". ".join(sentences) + "."


def _invented(known: set[str], size: int, dice: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(known) + len(found) < size:
        word = "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 4)))
        if len(word) > 3 and word not in known:
            found[word] = None
    return list(found)


def lexicons(seed: int) -> dict[str, Lexicon]:
    """The English and the Spanish words of a seed."""
    return {"en": Lexicon(ENGLISH, 20_000, seed), "es": Lexicon(SPANISH, 3_000, seed + 1)}
