"""How the words of a question are read: quotes, exclusions, compounds, synonyms, forms; every text has a reading."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from search.analysis import Word, one_each, tokens
from search.stems import Stems
from search.stop_words import FILLERS, STOP_WORDS
from search.synonyms import Synonyms
from search.wording import Clause, Wording, Words

MOST_CHARACTERS: Final = 200
"""A longer text is cut at the last whole word."""

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECE: Final = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<quoted>[^"]+)"|(?<!\S)-(?P<dropped>[^\s"-][^\s"]*)|[^\s"]+|["\s]')


class _Run(NamedTuple):
    """A stretch of plain words, each at its position, and the compounds written among them: (starts, stops, joined)."""

    words: Words
    compounds: tuple[tuple[int, int, str], ...]


def cut(text: str) -> str:
    """At most 200 characters, without the half of a word that would be left over."""
    if len(text) <= MOST_CHARACTERS:
        return text
    shorter = text[:MOST_CHARACTERS]
    return shorter if text[MOST_CHARACTERS].isspace() else shorter.rsplit(maxsplit=1)[0]


def said_exactly(text: str) -> list[tuple[int, int]]:
    """Where the quoted and the excluded stretches of a text stand, quotes and minus included."""
    pieces = _PIECE.finditer(text.translate(_QUOTES))
    return [piece.span() for piece in pieces if piece["quoted"] or piece["dropped"]]


def parse_words(text: str, stems: Stems, synonyms: Synonyms, *, typing: bool = False) -> Wording:
    """What the text asks for. Never raises; odd syntax is words, and words that say nothing ask for nothing.

    With `typing` the last word, unless a space follows it, also stands for every word that it begins.
    """
    return _Reader(stems, synonyms).read(cut(text.translate(_QUOTES)), typing=typing)


class _Reader:
    def __init__(self, stems: Stems, synonyms: Synonyms) -> None:
        self._stems = stems
        self._synonyms = synonyms

    def read(self, text: str, *, typing: bool) -> Wording:
        plain, required, excluded = [""], [], []
        for piece in _PIECE.finditer(text):
            quoted, dropped = piece["quoted"], piece["dropped"]
            if piece["minus"] and quoted:
                excluded += _exactly(quoted)
            elif quoted:
                required += _exactly(quoted)
                plain.append("")
            elif dropped:
                excluded += self._forms_of(dropped)
            else:
                plain[-1] += piece[0]
        clauses = [clause for run in plain for clause in self._clauses(_run(tokens(run)))]
        if typing and clauses and _is_unfinished(plain[-1]):
            clauses[-1] = replace(clauses[-1], prefix=True)
        required += _worth_asking(clauses, alone=not required)
        return Wording(tuple(dict.fromkeys(required)), tuple(dict.fromkeys(excluded)))

    def _clauses(self, run: _Run) -> Iterator[Clause]:
        """The clauses of a run in order: known spans first, then compounds, then single words."""
        spans = {span.starts: (span.stops, span.synonyms) for span in self._synonyms.expansions(run.words)}
        joined = {(starts, stops): whole for starts, stops, whole in run.compounds}
        taken = {place for starts, (stops, _) in spans.items() for place in range(starts, stops)}
        for (starts, stops), whole in joined.items():
            if not taken & set(range(starts, stops)):
                spans[starts] = (stops, self._synonyms.of((whole,)))
        place = 0
        while place < len(run.words):
            stop, others = spans.get(place, (place + 1, ()))
            compound = joined.get((place, stop))
            yield self._clause(run.words[place:stop], [(compound,)] if compound else [], others)
            place = stop

    def _clause(self, typed: Words, joined: Sequence[Words], others: Iterable[Words]) -> Clause:
        own = [typed, *joined, *self._forms(typed), *(form for whole in joined for form in self._forms(whole))]
        other = [form for words in others for form in (words, *self._forms(words)) if form not in own]
        return Clause(
            tuple(dict.fromkeys(own + other)),
            parts=self._parts(typed),
            synonyms=frozenset(other),
        )

    def _parts(self, typed: Words) -> tuple[Clause, ...]:
        """One clause for each telling word; none for "al anon", whose only telling word would find other things."""
        telling = [word for word in typed if word not in STOP_WORDS]
        return tuple(self._clause((word,), (), ()) for word in telling) if len(telling) > 1 else ()

    def _forms(self, words: Words) -> list[Words]:
        """The same words with other forms of the last one: food shelf, food shelves."""
        return [(*words[:-1], mate) for mate in self._stems.mates(words[-1])]

    def _forms_of(self, text: str) -> list[Clause]:
        """What a word with a minus drops: the word and its forms, not its synonyms."""
        run = _run(tokens(text))
        if not run.words:
            return []
        joined = [(whole,) for starts, stops, whole in run.compounds if stops - starts == len(run.words)]
        return [Clause(tuple(dict.fromkeys([run.words, *joined, *self._forms(run.words)])))]


def _exactly(text: str) -> list[Clause]:
    words = tuple(word.folded for word in one_each(tokens(text)))
    return [Clause((words,), phrase=True)] if words else []


def _run(all_words: Sequence[Word]) -> _Run:
    plain = list(one_each(all_words))
    compounds = [
        (word.position, word.position + sum(word.starts <= part.starts < word.ends for part in plain), word.folded)
        for word in set(all_words) - set(plain)
    ]
    return _Run(tuple(word.folded for word in plain), tuple(sorted(compounds)))


def _is_unfinished(text: str) -> bool:
    return bool(text) and text[-1].isalnum()


def _worth_asking(clauses: Sequence[Clause], *, alone: bool) -> list[Clause]:
    """Without the words that say nothing, and without the polite ones unless nothing else was said."""
    telling = [clause for clause in clauses if clause.prefix or not _is_among(clause, STOP_WORDS)]
    content = [clause for clause in telling if not _is_among(clause, FILLERS)]
    return content or (telling if alone else [])


def _is_among(clause: Clause, some: frozenset[str]) -> bool:
    return len(clause.typed) == 1 and clause.typed[0] in some
