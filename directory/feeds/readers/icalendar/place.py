"""Where an event takes place: LOCATION is one line that may hold a building, an address, a link, or all of them."""

import re
from dataclasses import dataclass
from typing import Final

from directory.errors import marked
from directory.feeds.readers.icalendar.blocks import EventBlock
from directory.feeds.readers.links import is_known_conference, web_link
from directory.feeds.readers.positions import Point, has_number, read_point, split_address, split_room
from directory.feeds.readers.text import as_line, as_text, cut_name
from directory.feeds.records import RowReport
from directory.listings.forms import PlaceDraft

_LINK: Final = re.compile(r"https?://[^\s<>\"')\]]{4,500}", re.IGNORECASE)
_CONFERENCES: Final = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_ONLINE_WORDS: Final = re.compile(r"\s*(?:online|virtual|zoom|webinar|en línea)\b[\s:–-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place, a link, or both."""

    place: PlaceDraft | None
    link: str

    @property
    def in_person(self) -> bool:
        """Whether somebody can go there."""
        return self.place is not None

    @property
    def online(self) -> bool:
        """Whether somebody can join from afar."""
        return bool(self.link)


def read_whereabouts(block: EventBlock, report: RowReport) -> Whereabouts:
    """Read where an event takes place; neither a place nor a link is noted."""
    location = as_line(block.text("LOCATION"))
    link = _conference(block, location, report)
    words = _ONLINE_WORDS.sub("", _LINK.sub("", location), count=1).strip(" ,;()-–")
    place = _place(words, _point(block, report))
    if place is None and not link:
        report.note(
            "LOCATION",
            marked("it says neither where it is nor how to join"),
            marked("it is listed with neither and flagged"),
        )
    return Whereabouts(place, link)


def _conference(block: EventBlock, location: str, report: RowReport) -> str:
    """The link of an event held online: told as such, in place of a place, or of a known provider in its text."""
    for name in _CONFERENCES:
        if link := web_link(block.text(name), name, report):
            return link
    for found in _LINK.findall(location):
        if link := web_link(found, "LOCATION", report):
            return link
    told = _LINK.findall(as_text(block.text("DESCRIPTION"))[:20_000])
    return next((link for link in told if is_known_conference(link)), "")


def _point(block: EventBlock, report: RowReport) -> Point | None:
    lat, _, lon = block.text("GEO").partition(";")
    return read_point(lat, lon, report) if lon else None


def _place(words: str, point: Point | None) -> PlaceDraft | None:
    if not words and point is None:
        return None
    name, address = _name_and_address(words)
    parts = (
        split_address(address) if address else dict.fromkeys(("address_1", "city", "state_province", "postal_code"), "")
    )
    street, room = split_room(parts["address_1"])
    return PlaceDraft(
        name=cut_name(name),
        address_1=street,
        city=parts["city"],
        state_province=parts["state_province"],
        postal_code=parts["postal_code"],
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        description=room or parts.get("address_2", ""),
    )


def _name_and_address(words: str) -> tuple[str, str]:
    """Part "Hall of Trees, 100 Elm Street, Minneapolis, MN 55401" where the street begins."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    for number, part in enumerate(parts):
        if has_number(part) and (number or len(parts) > 1) and part[0].isdigit():
            return ", ".join(parts[:number]), ", ".join(parts[number:])
    return words, ""
