"""The parts in which a change is decided: an address is taken whole, the times are taken whole, a fact alone."""

from collections.abc import Collection, Iterable
from typing import Final

ADDRESS: Final = "address"
HOURS: Final = "hours"
STATUS: Final = "status"
PHONES: Final = "phones"
_ADDRESS_FIELDS: Final = frozenset(
    f"place.{name}"
    for name in (
        *("name", "address_1", "address_2", "city", "region", "state_province", "postal_code", "country"),
        *("lat", "lon", "visibility"),
    )
)
HOURS_FIELDS: Final = frozenset({"schedules", "timezone", "always", "by_appointment"})
_STATUS_FIELDS: Final = frozenset({"status", "closed_reason", "closed_until", "venue_closed"})
SILENT: Final = frozenset({"group", "text_language"})
"""Fields that no reader sees: they go along with whatever is taken."""
LOOKED_AT_ALONE: Final = frozenset({PHONES, ADDRESS, "contacts", "email"})
"""A wrong number or address sends somebody to the wrong door: these are never taken for many listings at once."""


def part_of(field: str) -> str:
    """Return the part that a field belongs to."""
    if field == "place" or field in _ADDRESS_FIELDS:
        return ADDRESS
    if field in HOURS_FIELDS:
        return HOURS
    if field in _STATUS_FIELDS:
        return STATUS
    if field == "room_now_until":
        return "facts.room_now"
    return field


def parts_of(fields: Iterable[str]) -> tuple[str, ...]:
    """Return the parts that these fields touch and a reader sees, each once, in their order."""
    return tuple(dict.fromkeys(part_of(name) for name in fields if name not in SILENT))


def of_parts(fields: Iterable[str], parts: Collection[str]) -> list[str]:
    """Return those of the fields that belong to these parts, and the silent ones with them."""
    names = list(fields)
    chosen = [name for name in names if part_of(name) in parts]
    return chosen + [name for name in names if name in SILENT] if chosen or not parts_of(names) else []
