"""The one box: time, place, language, cost and exclusion typed as words are read, and taken out of the words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from search.gazetteer import Gazetteer, Place
from search.parsing import cut
from search.phrases import HELPING, KEEP, NEVER_TAKEN, Phrase, Phrases
from search.places_typed import PlaceReader, read_miles
from search.sentence import Sentence, Taken, tidy
from search.synonyms import Synonyms
from search.times_typed import TIME_PARAMETERS, is_beside_time, lead_of, read_clocks, read_within, time_parameters
from search.tongues import Language, Tongues

__all__ = ["Taken", "Understanding", "Understood"]

_LISTS: Final = {"language": "language", "format": "format", "need": "need", "not": "not_", "access": "access"}
"""Parameters that may have several values, and their names in the answer."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for.

    `words` is what was left; `parameters` are those of `/find` that were read, by the names of its form (`not_`,
    `from_`); `taken` says from which words each was read. `near_me`: near the reader was asked, wherever that is.
    """

    text: str
    words: str
    language: Language
    parameters: Mapping[str, Any]
    near_me: bool
    taken: tuple[Taken, ...]
    wants_to_help: bool = False
    """The words speak of helping others: volunteering, giving, serving."""

    def without(self, taken: Taken) -> str:
        """The text as it would be had these words not been typed."""
        return tidy(f"{self.text[: taken.starts]} {self.text[taken.ends :]}")


class Understanding:
    """Reads texts with one vocabulary and one gazetteer. Opened once; safe to share between threads."""

    def __init__(self, phrases: Phrases, places: PlaceReader, tongues: Tongues) -> None:
        self._phrases = phrases
        self._places = places
        self._tongues = tongues

    @classmethod
    def open(cls, vocabulary: Path, gazetteer: Gazetteer, *, home: Place | None = None) -> Self:
        """From the folder of the vocabulary (`seeds/vocabulary`) and the gazetteer; `home` is where the agency is."""
        phrases = Phrases.read(vocabulary / "phrases.csv", vocabulary / "languages.csv")
        tongues = Tongues.read(vocabulary / "terms.csv")
        typed = Synonyms.read(vocabulary / "synonyms.csv").vocabulary() | phrases.vocabulary()
        return cls(phrases, PlaceReader(gazetteer, home, tongues.english | tongues.spanish, typed), tongues)

    def understand(self, text: str, *, now: datetime) -> Understood:
        """Read a text at a moment, local to who asks. Never raises; what is quoted or excluded is left alone."""
        sentence = Sentence(cut(text))
        seen = [*self._keep_names(sentence), *self._take_phrases(sentence, only_if_placed=False)]
        read_within(sentence)
        read_clocks(sentence)
        seen += self._take_phrases(sentence, only_if_placed=True)
        read_miles(sentence)
        self._places.read(sentence)
        taken = tuple(sorted(sentence.taken, key=lambda one: one.starts))
        return Understood(
            text=sentence.text,
            words=sentence.rest(),
            language=self._tongues.language_of(sentence.text, sentence.words, [phrase.language for phrase in seen]),
            parameters=_parameters(taken, now),
            near_me=any(one.parameter == "near_me" for one in taken),
            taken=taken,
            wants_to_help=self._wants_to_help(sentence.words),
        )

    def _wants_to_help(self, words: Sequence[str]) -> bool:
        return any(
            phrase.parameter == HELPING for start in range(len(words)) for phrase in self._phrases.at(words, start)
        )

    def _keep_names(self, sentence: Sentence) -> Iterator[Phrase]:
        for start in range(len(sentence)):
            for phrase in self._phrases.at(sentence.words, start):
                if phrase.parameter == KEEP and sentence.is_free(start, start + len(phrase.words)):
                    sentence.keep(start, start + len(phrase.words))
                    yield phrase

    def _take_phrases(self, sentence: Sentence, *, only_if_placed: bool) -> Iterator[Phrase]:
        """Take the longest phrases from the left; in a second round those that are read only in certain places."""
        for start in range(len(sentence)):
            for phrase in self._phrases.at(sentence.words, start):
                stop = start + len(phrase.words)
                if bool(phrase.only) is only_if_placed and self._may_take(sentence, phrase, start, stop):
                    starts = lead_of(sentence, start) if phrase.parameter in TIME_PARAMETERS else start
                    sentence.take(starts, stop, phrase.parameter, phrase.value)
                    yield phrase
                    break

    def _may_take(self, sentence: Sentence, phrase: Phrase, start: int, stop: int) -> bool:
        if phrase.parameter in NEVER_TAKEN or not sentence.is_free(start, stop) or _contradicts(sentence, phrase):
            return False
        match phrase.only:
            case "end":
                return sentence.is_last(stop) or sentence.is_first(start)
            case "beside":
                return is_beside_time(sentence, start, stop) or self._begins_a_part(sentence, phrase, stop)
            case _:
                return True

    def _begins_a_part(self, sentence: Sentence, phrase: Phrase, stop: int) -> bool:
        """Whether a day is followed by a part of it, though each alone would be no time: "mon night", "sat am"."""
        if phrase.parameter != "day" or not sentence.is_free(stop, stop + 1):
            return False
        return any(following.parameter == "part" for following in self._phrases.at(sentence.words, stop))


def _contradicts(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether another value was read for a parameter that has one: the first said is meant, the other stays a word."""
    if phrase.parameter in _LISTS:
        return False
    return any(one.parameter == phrase.parameter and one.value != phrase.value for one in sentence.taken)


def _parameters(taken: Sequence[Taken], now: datetime) -> dict[str, Any]:
    read: dict[str, Any] = dict(time_parameters(taken, now))
    for one in taken:
        if name := _LISTS.get(one.parameter):
            read[name] = tuple(dict.fromkeys((*read.get(name, ()), one.value)))
        elif one.parameter == "near":
            read["near"] = one.value
        elif one.parameter == "miles":
            read["miles"] = float(one.value)
        elif one.parameter == "free":
            read["free"] = True
    return read
