"""The value of one field of a listing in words: codes by their names, days as people say them, the rest as written."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from directory.curation.editing.fields import degrees
from directory.curation.pages.words import (
    field_names,
    part_names,
    phone_kinds,
    status_names,
    visibility_names,
    ways_it_was_checked,
)
from directory.formats import clock_time, long_date
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary


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


def read_value(name: str, value: Any, reader: Reader, zone: tzinfo = UTC) -> tuple[str, ...]:
    """Return the lines of the value of a field (`directory.listings.fields`); none where nothing is said.

    `zone` is that of the listing.
    """
    if value is None:
        return ()
    whole, _, code = name.partition(".")
    if whole == "facts" and code in reader.vocabulary.facts:
        return (reader.vocabulary.facts[code].chip(bool(value), reader.words.code),)
    if name in _ROWS:
        return tuple(_ROWS[name](one, reader.words) for one in value)
    if name in _ALONE:
        return (_ALONE[name](value, reader.words, zone),)
    codes = _codes(name, reader)
    return tuple(codes.get(line, line) for line in lines_of(value))


def phone_in_a_line(phone: Mapping[str, Any], words: Translator) -> str:
    """`612-555-0142, extension 5, Hotline, after hours`: that it is for calls is not told."""
    extension = words.gettext("extension %(number)s") % {"number": phone["extension"]} if phone.get("extension") else ""
    kind = phone.get("type", "voice")
    called = "" if kind == "voice" else phone_kinds(words).get(kind, kind)
    return ", ".join(filter(None, (phone.get("number"), extension, called, phone.get("description"))))


def contact_in_a_line(contact: Mapping[str, Any], words: Translator) -> str:
    """`Maria, desk, maria@example.org, Introduces newcomers`."""
    told = [contact.get(name) for name in ("name", "title", "email", "phone", "best_time")]
    introduces = words.gettext("Introduces newcomers") if contact.get("key") else ""
    is_named = words.gettext("Said yes to being named to everybody") if contact.get("public") else ""
    return ", ".join(filter(None, (*told, introduces, is_named)))


def _day(value: str, words: Translator, _: tzinfo) -> str:
    return long_date(date.fromisoformat(value), words)


def _moment(value: str, words: Translator, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(value).astimezone(zone)
    return f"{long_date(moment.date(), words)}, {clock_time(moment, words)}"


def _degrees(value: float, _: Translator, __: tzinfo) -> str:
    return degrees(value)


_ROWS: Final = {"phones": phone_in_a_line, "contacts": contact_in_a_line}
_ALONE: Final[Mapping[str, Callable[[Any, Translator, tzinfo], str]]] = {
    "place.lat": _degrees,
    "place.lon": _degrees,
    "closed_until": _day,
    "checked_on": _day,
    "room_now_until": _moment,
}


def _codes(name: str, reader: Reader) -> Mapping[str, str]:
    """What the codes of a field say; those of a field that holds none are yes and no."""
    words = reader.words
    entries = {
        "terms": reader.vocabulary.terms,
        "audiences": reader.vocabulary.audiences,
        "languages": reader.vocabulary.languages,
    }
    if name in entries:
        return {code: entry.label(words.code) for code, entry in entries[name].items()}
    named = {"status": status_names, "place.visibility": visibility_names, "checked_how": ways_it_was_checked}
    if name in named:
        return named[name](words)
    return {"true": words.gettext("yes"), "false": words.gettext("no")}


def lines_of(value: Any) -> tuple[str, ...]:
    """A value as lines to read: a list has one for each of its things."""
    if isinstance(value, list):
        return tuple(map(_line, value))
    if isinstance(value, dict):
        return tuple(f"{name}: {_line(one)}" for name, one in sorted(value.items()))
    return (_line(value),)


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_told(value.values()))
    if isinstance(value, list):
        return " ".join(_told(value))
    return value if isinstance(value, str) else json.dumps(value)


def _told(values: Iterable[Any]) -> Iterable[str]:
    return map(_line, values)
