"""A listing field by field: what differs between two sayings of it, and one saying with some fields of another.

A saying is a draft as its history keeps it (`directory.listings.history.said`). The fields of the place and each fact
count alone: `place.city`, `facts.fee`, `access.wheelchair`; `place` itself says whether there is one.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

PARTED: Final = ("place", "facts", "access")


def flat(saying: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a saying by name; one left at its default is absent."""
    fields = {name: value for name, value in saying.items() if name not in PARTED}
    if "place" in saying and saying["place"] is not None:
        fields["place"] = True
    for whole in PARTED:
        fields |= {f"{whole}.{name}": value for name, value in (saying.get(whole) or {}).items()}
    return fields


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that differ, in the order in which a listing is written down."""
    was, will_be = flat(before), flat(after)
    return [name for name in will_be | was if was.get(name) != will_be.get(name)]


def with_fields(saying: Mapping[str, Any], names: Collection[str], of: Mapping[str, Any]) -> dict[str, Any]:
    """Return a saying with these fields as the other has them."""
    fields, others = flat(saying), flat(of)
    for name in names:
        if name in others:
            fields[name] = others[name]
        else:
            fields.pop(name, None)
    if "place" in names and "place" not in others:
        fields = {name: value for name, value in fields.items() if not name.startswith("place.")}
    return whole(fields)


def whole(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the saying that has these fields: the reverse of `flat`."""
    saying: dict[str, Any] = {}
    for name, value in fields.items():
        part, dot, field = name.partition(".")
        if dot:
            saying.setdefault(part, {})[field] = value
        elif name == "place":
            saying.setdefault(name, {})
        else:
            saying[name] = value
    return saying
