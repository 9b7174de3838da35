"""What the listing says that two become: part by part the one's saying, the other's, or both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from directory.curation.parts import part_of, parts_of
from directory.listings.fields import changed_fields, flat, whole
from directory.listings.forms import ListingDraft
from directory.listings.history import draft_of_saying, said

CHECKS: Final = frozenset({"checked_on", "checked_how"})
"""Of two checks the newer one counts, whatever is chosen."""
SEVERAL: Final = frozenset({"phones", "contacts", "schedules", "terms", "audiences", "languages", "required_documents"})
"""Fields that may hold what both say. Times are taken whole, so of both only where one has all that belongs to them."""
SMALL_WORDS: Final = frozenset({"description", "first_time", "hours_note", "online_notes"})
"""Texts that can follow one another."""


class Side(StrEnum):
    """Whose saying is taken."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


Choices = Mapping[str, Side]
"""By part (`directory.curation.parts`)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part in which two listings differ."""

    name: str
    fields: tuple[str, ...]
    advised: Side
    may_be_both: bool


def parts_apart(left: ListingDraft, right: ListingDraft) -> tuple[Part, ...]:
    """Return the parts in which two listings differ, with whose saying is taken unless somebody chooses otherwise."""
    one, other = said(left), said(right)
    fields = [name for name in changed_fields(one, other) if name not in CHECKS]
    newer = Side.RIGHT if _checked_later(right, left) else Side.LEFT
    return tuple(
        _part(part, tuple(name for name in fields if part_of(name) == part), flat(one), flat(other), newer)
        for part in parts_of(fields)
    )


def _part(name: str, fields: tuple[str, ...], left: Mapping[str, Any], right: Mapping[str, Any], newer: Side) -> Part:
    in_left, in_right = any(one in left for one in fields), any(one in right for one in fields)
    may_be_both = in_left and in_right and all(one in SEVERAL | SMALL_WORDS for one in fields)
    advised = newer
    if in_left != in_right:
        advised = Side.LEFT if in_left else Side.RIGHT
    elif may_be_both and set(fields) <= SEVERAL - {"schedules"}:
        advised = Side.BOTH
    return Part(name, fields, advised, may_be_both)


def _checked_later(one: ListingDraft, other: ListingDraft) -> bool:
    return one.checked_on is not None and (other.checked_on is None or one.checked_on > other.checked_on)


def joined(left: ListingDraft, right: ListingDraft, choices: Choices) -> ListingDraft:
    """Return the listing that two become. Raises RefusedError where what was chosen makes no sense together.

    What is not chosen is taken as advised. Of what stands apart from choosing, an older report stays, and so does what
    a source said besides.
    """
    fields, others = flat(said(left)), flat(said(right))
    for part in parts_apart(left, right):
        side = choices.get(part.name, part.advised)
        side = part.advised if side is Side.BOTH and not part.may_be_both else side
        for name in part.fields:
            _take(fields, others, name, side)
    if "place" not in fields:
        fields = {name: value for name, value in fields.items() if not name.startswith("place.")}
    if "facts.room_now" not in fields:
        fields.pop("room_now_until", None)
    checked = right if _checked_later(right, left) else left
    return draft_of_saying(whole(fields), _apart(left, right)).model_copy(
        update={"checked_on": checked.checked_on, "checked_how": checked.checked_how}
    )


def _take(fields: dict[str, Any], others: Mapping[str, Any], name: str, side: Side) -> None:
    if side is Side.BOTH and name in fields and name in others:
        mine, theirs = fields[name], others[name]
        fields[name] = _after_one_another(mine, theirs) if name in SMALL_WORDS else _each_once((*mine, *theirs))
    elif side is not Side.LEFT and name in others:
        fields[name] = others[name]
    elif side is Side.RIGHT:
        fields.pop(name, None)


def _after_one_another(mine: str, theirs: str) -> str:
    return mine if theirs in mine else f"{mine}\n\n{theirs}"


def _each_once(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if _same(value) not in map(_same, found):
            found.append(value)
    return found


def _same(value: Any) -> Any:
    """Two numbers that differ by their signs alone are one."""
    if isinstance(value, dict) and "number" in value:
        return "".join(filter(str.isdigit, value["number"]))[-10:], value.get("extension", "")
    return value


def _apart(left: ListingDraft, right: ListingDraft) -> ListingDraft:
    reported = [day for day in (left.reported_wrong_on, right.reported_wrong_on) if day]
    return left.model_copy(
        update={
            "reported_wrong_on": min(reported) if reported else None,
            "unmapped": {**right.unmapped, **left.unmapped},
            "hsds": left.hsds or right.hsds,
        }
    )
