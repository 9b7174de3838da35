"""Where a row says it meets: coordinates, the parts of an address, and the key its group shares."""

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Any

from directory.errors import marked, worded
from directory.feeds.readers.text import as_line, fold
from directory.feeds.records import RowReport
from directory.listings.forms import PlaceDraft

_UNITED_STATES = {"us", "usa", "u s", "u s a", "united states", "united states of america", "estados unidos"}
_COUNTRIES = {
    "canada": "CA",
    "mexico": "MX",
    "united kingdom": "GB",
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "ireland": "IE",
    "france": "FR",
    "germany": "DE",
    "spain": "ES",
    "australia": "AU",
    "new zealand": "NZ",
    "puerto rico": "PR",
}
_ROOM = re.compile(
    r"(?:[,;]|\s[-–])\s*((?:room|rm|suite|ste|unit|apt|floor|fl|basement|upstairs|downstairs|lower level|annex)\b[^,]*"
    r"|#\s*\w+|\d+\s*(?:st|nd|rd|th)\s+(?:floor|fl)\b[^,]*)$"
    r"|\s((?:room|suite|ste|rm)\.?\s*#?\s*\w+)$",
    re.IGNORECASE,
)
_STATE_AND_ZIP = re.compile(r"([A-Z]{2})(?:\s+(\d{5}(?:-\d{4})?))?")
_STREET_WORDS = {
    "avenue": "ave",
    "boulevard": "blvd",
    "court": "ct",
    "drive": "dr",
    "east": "e",
    "highway": "hwy",
    "lane": "ln",
    "north": "n",
    "parkway": "pkwy",
    "place": "pl",
    "road": "rd",
    "south": "s",
    "street": "st",
    "west": "w",
}


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east."""

    lat: float
    lon: float


def read_point(lat: Any, lon: Any, report: RowReport) -> Point | None:
    """Read a pair of degrees; empty or 0,0 means none, and what cannot be on Earth is refused with a note."""
    written = [as_line(lat), as_line(lon)]
    if not any(written):
        return None
    try:
        north, east = (float(part) for part in written)
    except ValueError:
        report.note(
            "coordinates",
            worded("“%(written)s” is not a latitude and a longitude", written=", ".join(written)[:60]),
            marked("no pin is shown"),
        )
        return None
    if north == 0 and east == 0:
        return None
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        report.note(
            "coordinates",
            worded(
                "%(latitude)s, %(longitude)s is not a place on Earth",
                latitude=written[0][:20],
                longitude=written[1][:20],
            ),
            marked("no pin is shown"),
        )
        return None
    return Point(north, east)


def country_code(name: str) -> str:
    """Return the two letters of a country; US where none is named, nothing where the name is not known."""
    folded = fold(name)
    if not folded or folded in _UNITED_STATES:
        return "US"
    if re.fullmatch(r"[A-Za-z]{2}", name.strip()):
        return name.strip().upper()
    return _COUNTRIES.get(folded, "")


def split_room(street: str) -> tuple[str, str]:
    """Part a street from the room at its end: "25 Smith St, Suite 101" is ("25 Smith St", "Suite 101")."""
    found = _ROOM.search(street)
    if not found or not street[: found.start()].strip():
        return street, ""
    return street[: found.start()].strip(" ,-–"), (found[1] or found[2]).strip()


def split_address(formatted: str) -> dict[str, str]:
    """Take apart "123 Main St, Room 2, Minneapolis, MN 55401, USA"; what stands between street and town is the room."""
    parts = [part.strip() for part in formatted.split(",") if part.strip()]
    country = parts.pop() if len(parts) > 1 and (fold(parts[-1]) in _UNITED_STATES | _COUNTRIES.keys()) else ""
    state = _STATE_AND_ZIP.fullmatch(parts[-1]) if len(parts) > 1 else None
    if state:
        parts.pop()
    elif len(parts) > 1 and (ends_in_zip := re.fullmatch(r"(.+?),? ([A-Z]{2}) (\d{5}(?:-\d{4})?)", parts[-1])):
        parts[-1] = ends_in_zip[1]
        state = _STATE_AND_ZIP.fullmatch(f"{ends_in_zip[2]} {ends_in_zip[3]}")
    city = parts.pop() if parts and (len(parts) > 1 or not has_number(parts[-1])) else ""
    return {
        "address_1": parts[0] if parts else "",
        "address_2": ", ".join(parts[1:]),
        "city": city,
        "state_province": state[1] if state else "",
        "postal_code": (state[2] or "") if state else "",
        "country": country,
    }


def has_number(part: str) -> bool:
    """Whether a part of an address names a house: only then is it the street and not the town."""
    return bool(re.search(r"\d", part))


def group_key(name: str, place: PlaceDraft | None) -> str:
    """Return what the meetings of one group share: name and place, without case, accents and spelling of streets.

    It is a hash, and of a place that is not public it holds nothing: the key goes wherever the listing is shown.
    """
    where = "online" if place is None else place_key(place) if place.visibility == "full" else "not public"
    return hashlib.sha256(f"{fold(name)} @ {where}".encode()).hexdigest()[:16]


def place_key(place: PlaceDraft | None) -> str:
    """Return a place in the fewest words that tell it from others; empty where there is none."""
    if place is None:
        return ""
    street = " ".join(_STREET_WORDS.get(word, word) for word in fold(place.address_1).split())
    town = place.postal_code[:5] or fold(place.city)
    return " ".join(filter(None, [street or fold(place.name), town]))
