"""Changes of a listing in words: part by part, as it was, as it is, and as it would be."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from directory.curation.pages.words import field_names, part_names
from directory.curation.parts import ADDRESS, HOURS, HOURS_FIELDS, SILENT, part_of, parts_of
from directory.i18n import Translator
from directory.listings.fields import flat
from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.pages.hours_labels import hours_sentences
from directory.listings.vocabulary import Vocabulary

Saying = Mapping[str, Any]
_NAMELESS: Final = {"name": "-", "organization": "-", "terms": ["-"]}
"""What a draft must say; its hours can be told without."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads the changes, and the words they are told in."""

    vocabulary: Vocabulary
    words: Translator
    today: date
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary, words: Translator, today: date) -> "Reader":
        """A reader with the names of all fields and parts."""
        return cls(vocabulary, words, today, field_names(words) | part_names(words))


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a listing in each of several sayings, the oldest first."""

    part: str
    name: str
    sayings: tuple[tuple[str, ...], ...]
    """The lines of each; empty where nothing is said."""


def changes_between(sayings: Sequence[Saying], fields: Iterable[str], reader: Reader) -> tuple[Change, ...]:
    """Return the parts that these fields belong to, as each of the sayings has them."""
    told = [name for name in fields if name not in SILENT]
    return tuple(
        _change(part, [name for name in told if part_of(name) == part], sayings, reader) for part in parts_of(told)
    )


def name_of_part(part: str, reader: Reader) -> str:
    """Return what a part of a listing is called."""
    whole, dot, code = part.partition(".")
    if dot and whole in {"facts", "access"}:
        entries = reader.vocabulary.facts if whole == "facts" else reader.vocabulary.access
        entry = entries.get(code)
        return entry.label(reader.words.code) if entry else code
    return reader.names.get(part, part)


def _change(part: str, fields: Sequence[str], sayings: Sequence[Saying], reader: Reader) -> Change:
    return Change(part, name_of_part(part, reader), tuple(tuple(_lines(part, fields, one, reader)) for one in sayings))


def _lines(part: str, fields: Sequence[str], saying: Saying, reader: Reader) -> Iterable[str]:
    if part == HOURS:
        return _hours(saying, reader, with_zone="timezone" in fields)
    values = flat(saying)
    if len(fields) == 1 and part != ADDRESS:
        return _read(fields[0], values.get(fields[0]), reader)
    return _named_lines(fields, values, reader)


def _named_lines(fields: Sequence[str], values: Mapping[str, Any], reader: Reader) -> Iterable[str]:
    """`Street: 100 Elm Street`, a line for each field that says something."""
    for name in fields:
        if name != "place" and name in values:
            read = ", ".join(_read(name, values[name], reader))
            yield f"{reader.names.get(name, name)}: {read}"


def _hours(saying: Saying, reader: Reader, *, with_zone: bool) -> Iterable[str]:
    draft = ListingDraft.model_validate(_NAMELESS | {name: saying[name] for name in HOURS_FIELDS if name in saying})
    zone = (draft.timezone.replace("_", " "),) if with_zone and draft.timezone else ()
    sentences = hours_sentences(hours_of(draft), reader.words, today=reader.today)
    return (*sentences, *zone) if sentences else ()


def _read(name: str, value: Any, reader: Reader) -> Iterable[str]:
    """The lines of one value: codes in words, what is no code as it was written."""
    whole, _, code = name.partition(".")
    if value is None:
        return ()
    if whole == "facts" and code in reader.vocabulary.facts:
        return (reader.vocabulary.facts[code].chip(bool(value), reader.words.code),)
    return tuple(_word(name, line, reader) for line in lines_of(value))


def _word(name: str, line: str, reader: Reader) -> str:
    entries: Mapping[str, Any] = {
        "terms": reader.vocabulary.terms,
        "audiences": reader.vocabulary.audiences,
        "languages": reader.vocabulary.languages,
    }.get(name, {})
    if line in entries:
        label: str = entries[line].label(reader.words.code)
        return label
    yes_or_no = {"true": reader.words.gettext("yes"), "false": reader.words.gettext("no")}
    return yes_or_no.get(line, line)


def lines_of(value: Any) -> tuple[str, ...]:
    """A value as lines to read: a list has one for each of its things."""
    if isinstance(value, list):
        return tuple(_line(one) for one in value)
    if isinstance(value, dict):
        return tuple(f"{name}: {_line(one)}" for name, one in sorted(value.items()))
    return (_line(value),)


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_line(one) for one in value.values())
    if isinstance(value, list):
        return " ".join(map(_line, value))
    return value if isinstance(value, str) else json.dumps(value)
