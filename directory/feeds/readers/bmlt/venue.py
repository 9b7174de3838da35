"""Whether a BMLT meeting is in a place, online or both, and what closed doors make of it."""

from dataclasses import dataclass
from typing import Literal

from directory.errors import marked, worded
from directory.feeds.meeting_types import Venue
from directory.feeds.records import RowReport

_VENUE_TYPES: dict[str, Literal["in_person", "online", "hybrid"]] = {"1": "in_person", "2": "online", "3": "hybrid"}


@dataclass(frozen=True, slots=True)
class Openness:
    """How a meeting can be joined now."""

    in_person: bool
    online: bool
    status: Literal["active", "temporarily_closed"] = "active"
    venue_closed: bool = False


def openness(
    venue_type: str, codes: frozenset[Venue], report: RowReport, *, can_be_joined: bool, has_place: bool
) -> Openness:
    """Read venue type and the reserved formats VM, HY and TC together with what the row really offers.

    `can_be_joined` says that there is a link or a phone number. Online without one stays online, flagged: there is
    no way to join from here.
    """
    venue = _venue(venue_type, codes, report, can_be_joined=can_be_joined, has_place=has_place)
    online = venue in {"online", "hybrid"}
    if online and not can_be_joined:
        report.note(
            "virtual_meeting_link",
            marked("it is online without a link or a phone number"),
            marked("it has no way to join online"),
        )
    if "closed" in codes:
        status: Literal["active", "temporarily_closed"] = "active" if online else "temporarily_closed"
        return Openness(in_person=False, online=online, status=status, venue_closed=online)
    if venue is None:
        report.note(
            "venue_type",
            marked("it says neither where it meets nor how to join"),
            marked("it is listed with neither and flagged"),
        )
    return Openness(in_person=venue in {"in_person", "hybrid"}, online=online)


def _venue(
    venue_type: str, codes: frozenset[Venue], report: RowReport, *, can_be_joined: bool, has_place: bool
) -> Literal["in_person", "online", "hybrid"] | None:
    """The venue as stated, else inferred from the formats, then from link and place; None where nothing tells."""
    stated = _VENUE_TYPES.get(venue_type)
    if stated:
        return stated
    if venue_type:
        report.note(
            "venue_type",
            worded("“%(venue_type)s” is not 1, 2 or 3", venue_type=venue_type[:20]),
            marked("it was inferred from the formats and the link"),
        )
    if "hybrid" in codes or (can_be_joined and has_place and "online" not in codes):
        return "hybrid"
    if "online" in codes or can_be_joined:
        return "online"
    return "in_person" if has_place and not venue_type else None
