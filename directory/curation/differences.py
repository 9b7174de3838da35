"""What a proposal would change, field by field."""

import json
from dataclasses import dataclass
from typing import Any, Final

from directory.listings.forms import ListingDraft

NOT_SHOWN: Final = frozenset({"unmapped", "text_language", "group", "schedules"})
"""Fields that no reader sees, and the hours, which are read as sentences."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it is and as it would be; empty where nothing is said."""

    field: str
    """Its name; a field of the place as `place.city`."""
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: ListingDraft | None, after: ListingDraft) -> list[Difference]:
    """Return every field that differs, in the order in which a listing is written down. Of a new one: all it says."""
    was = _said(before) if before else {}
    will_be = _said(after)
    found = []
    for field in will_be | was:
        old, new = was.get(field, ()), will_be.get(field, ())
        if old != new:
            found.append(Difference(field, old, new))
    return found


def _said(draft: ListingDraft) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for field, value in draft.model_dump(mode="json", exclude_defaults=True, exclude=set(NOT_SHOWN)).items():
        if field == "place" and isinstance(value, dict):
            said |= {f"place.{name}": lines_of(one) for name, one in value.items()}
        else:
            said[field] = lines_of(value)
    return said


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
