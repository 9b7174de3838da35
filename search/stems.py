"""Light stems of English and Spanish: which words of the index are forms of one word.

The index holds exact words; forms are found when the question is asked. The rules are few and careful, because a
wrong form shows somebody in need the wrong place: plurals, -ing and -ed where they do not make another thing, and
the Spanish endings of gender and number. Whoosh's own stemmers cut deeper (meeting → meet, housing → hous, parties →
parti), which is why they are not used.
"""

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from typing import Final

_SHORTEST: Final = 4

_IRREGULAR: Final = {
    "women": "woman", "men": "man", "children": "child", "lives": "life", "wives": "wife", "shelves": "shelf",
    "mens": "man", "womens": "woman", "childrens": "child", "kids": "kid", "moms": "mom", "dads": "dad",
    "ninos": "nino", "ninas": "nino", "nina": "nino", "hijas": "hijo", "hija": "hijo",
    "amiga": "amigo", "amigas": "amigo", "abuela": "abuelo", "abuelas": "abuelo", "nueva": "nuevo", "nuevas": "nuevo",
    "gratuita": "gratuito", "gratuitas": "gratuito", "abierta": "abierto", "abiertas": "abierto", "sobria": "sobrio",
    "sobrias": "sobrio", "adicta": "adicto", "adictas": "adicto", "novia": "novio", "nieta": "nieto", "nietas": "nieto",
    "movies": "movie", "cookies": "cookie", "series": "serie", "calories": "calorie",
}  # fmt: skip
"""Forms that no rule reaches, and short words of our field that the rules leave alone; all without accents."""

_NO_PLURAL_ENDINGS: Final = ("ss", "us", "is", "ous")
_NOT_PLURAL: Final = frozenset(
    {"lunes", "martes", "miercoles", "jueves", "viernes", "tres", "seis", "news", "always", "gas", "bus", "mas", "does",
     "menos", "antes", "adios", "dios", "texas", "diabetes", "aids", "plus", "pres", "hers", "yes", "nos", "los", "las"}
)  # fmt: skip

_SPANISH_PLURALS: Final = (
    ("dades", "dad"), ("ciones", "cion"), ("siones", "sion"), ("ces", "z"),
    ("ores", "or"), ("eres", "er"), ("ares", "ar"), ("ales", "al"), ("eles", "el"), ("iles", "il"),
    ("enes", "en"), ("anes", "an"), ("ines", "in"), ("ones", "on"), ("unes", "un"),
)  # fmt: skip
_SHORTEST_SPANISH_PLURAL: Final = 6

_GENDERED: Final = ("ad", "id", "er", "os", "ic", "iv", "an", "in", "ari")
"""What stands before -o, -a, -os, -as in Spanish words that name or describe a person: casado, soltera, alcohólicos."""

_OTHER_THINGS: Final = frozenset(
    {"meeting", "housing", "building", "parking", "evening", "morning", "training", "outing", "nursing", "clothing",
     "wedding", "dining", "during", "something", "nothing", "anything", "everything", "being", "thing", "bring",
     "string", "spring", "offering", "listing", "opening", "clearing", "dressing", "lodging", "shipping", "ceiling",
     "hearing", "fishing", "bedding", "binding", "setting", "recording", "willing", "reading", "tired",
     "hundred", "naked", "sacred", "need", "seed", "feed", "weed", "speed", "indeed", "exceed", "united", "limited"}
)  # fmt: skip
"""Words in -ing and -ed that are not, for a reader, a form of the shorter word: a meeting is not to meet."""

_VOWELS: Final = frozenset("aeiouy")


def singular(word: str) -> str:
    """The word without the ending of a plural, by the English rule or else the Spanish one; itself when it has none."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < _SHORTEST or not word.endswith("s") or word in _NOT_PLURAL or word.endswith(_NO_PLURAL_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


def keys(word: str) -> frozenset[str]:
    """What the word may be a form of. Two words that share a key are forms of one word."""
    base = singular(word)
    found = {word, base, *_spanish_keys(word)}
    return frozenset(found | _verb_keys(base))


_keys_asked: Final = lru_cache(maxsize=4096)(keys)
"""The same, kept for words that are asked for."""


def _spanish_keys(word: str) -> set[str]:
    found = set()
    if len(word) >= _SHORTEST_SPANISH_PLURAL and word not in _NOT_PLURAL:
        found |= {word[: -len(ending)] + one for ending, one in _SPANISH_PLURALS if word.endswith(ending)}
    root = word.removesuffix("s")
    if root.endswith(("o", "a")) and root[:-1].endswith(_GENDERED) and len(root) > _SHORTEST:
        found.add(root[:-1] + "o")
    return found


def _verb_keys(base: str) -> set[str]:
    """What drinking and smoked may be a form of: the base, the base with its e, the base with one consonant."""
    ending = "ing" if base.endswith("ing") else "ed" if base.endswith("ed") else ""
    root = base.removesuffix(ending)
    if not ending or base in _OTHER_THINGS or len(root) < _SHORTEST - 1 or not _VOWELS & set(root):
        return set()
    if root[-1] == root[-2]:
        return {root} if root[-1] in "lsz" else {root[:-1]}
    if len(root) < _SHORTEST:
        return {root + "e"} if root[-1] not in _VOWELS else set()
    return {root, root + "e"}


class Stems:
    """The forms, among the words of one lexicon, of any word asked for.

    Every word is a key of its own, and most have no other: kept is what else a word may be a form of.
    """

    def __init__(self, lexicon: Collection[str]) -> None:
        self._lexicon = lexicon
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for word in lexicon:
            for key in keys(word) - {word}:
                self._by_key[key].append(word)

    def mates(self, word: str) -> tuple[str, ...]:
        """Words of the lexicon that share a light stem with this one, in order, without the word itself."""
        asked = _keys_asked(word)
        found = {mate for key in asked for mate in self._by_key.get(key, ())}
        found.update(key for key in asked if key in self._lexicon)
        return tuple(sorted(found - {word}))
