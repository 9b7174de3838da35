"""Changes of a listing in words: part by part, as it was, as it is, and as it would be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Final

from directory.curation.pages.values import Reader, read_value
from directory.curation.parts import ADDRESS, HOURS, HOURS_FIELDS, SILENT, STATUS, part_of, parts_of
from directory.listings.fields import flat
from directory.listings.forms import ListingDraft
from directory.listings.history import STANDS_APART
from directory.listings.pages.hours_labels import told_hours
from search.zones import zone_named

Saying = Mapping[str, Any]
_NAMELESS: Final = {"name": "-", "organization": "-", "terms": ["-"]}
"""What a draft must say; its hours can be told without."""
_UNSAID: Final[Mapping[str, Any]] = {
    "status": "active",
    "place.visibility": "full",
    **dict.fromkeys(("in_person", "online"), False),
}
"""What holds of fields that a saying leaves out, where that is an answer too."""


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a listing in each of several sayings, the oldest first."""

    part: str
    name: str
    sayings: tuple[tuple[str, ...], ...]
    """The lines of each; empty where nothing is said."""


def changes_between(sayings: Sequence[Saying], fields: Iterable[str], reader: Reader) -> tuple[Change, ...]:
    """Return the parts that these fields belong to, as each of the sayings has them."""
    told = [name for name in fields if name not in SILENT | STANDS_APART]
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
    if len(fields) == 1 and part not in {ADDRESS, STATUS}:
        return read_value(fields[0], flat(saying).get(fields[0], _UNSAID.get(fields[0])), reader)
    return _named_lines(fields, saying, reader)


def _named_lines(fields: Sequence[str], saying: Saying, reader: Reader) -> Iterable[str]:
    """`Street: 100 Elm Street`, a line for each field that says something."""
    values, zone = flat(saying), _zone_of(saying)
    for name in fields:
        value = values.get(name, _UNSAID.get(name))
        if name == "place" or value is None or (name.startswith("place.") and "place" not in values):
            continue
        read = ", ".join(read_value(name, value, reader, zone))
        label = name_of_part(name, reader)
        yield read if label == name_of_part(part_of(name), reader) else f"{label}: {read}"


def _hours(saying: Saying, reader: Reader, *, with_zone: bool) -> Iterable[str]:
    draft = ListingDraft.model_validate(_NAMELESS | {name: saying[name] for name in HOURS_FIELDS if name in saying})
    zone = (draft.timezone.replace("_", " "),) if with_zone and draft.timezone else ()
    sentences = [str(line) for line in told_hours(draft, reader.words, today=reader.today)]
    return (*sentences, *zone) if sentences else ()


def _zone_of(saying: Saying) -> tzinfo:
    """The time zone of a listing as it says it; UTC where it says none that is known."""
    return zone_named(str(saying.get("timezone") or "")) or UTC
