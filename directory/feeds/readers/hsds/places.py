"""Where a service is: its location, the address of it, and how much of it may be known."""

import re
from typing import Any, Final

from directory.errors import marked
from directory.feeds.readers.hsds.cleaning import HIDDEN
from directory.feeds.readers.positions import country_code, read_point
from directory.feeds.readers.text import as_line, as_text, cut_name
from directory.feeds.records import RowReport
from directory.hsds.objects import Tree
from directory.listings.forms import PlaceDraft, Visibility

_CONFIDENTIAL: Final = re.compile(
    r"\W*(?:confidential|undisclosed|not\s+disclosed|private|withheld|call\s+for\s+(?:the\s+)?(?:address|location))\b"
    r"(?:\s+(?:address|location|site))?\W*",
    re.IGNORECASE,
)
_PARTS: Final = ("address_1", "address_2", "city", "region", "state_province", "postal_code")


def read_place(tree: Tree, area: Tree, report: RowReport) -> PlaceDraft | None:
    """Return the place of a listing; None where it is not at a place. `area` is that of our profile."""
    location = tree.get("location", {})
    address = _address(location) | {name: as_line(value) for name, value in area.items() if name != "visibility"}
    is_elsewhere = location.get("location_type") == "virtual" and not any(address.values())
    if is_elsewhere or not (any(address.values()) or location.keys() - {"id", "location_type", "source_id"}):
        return None
    visibility = _visibility(location, area, address, report)
    point = read_point(location.get("latitude"), location.get("longitude"), report)
    is_open = visibility == "full"
    return PlaceDraft(
        name=cut_name(as_line(location.get("name"))),
        **{name: address.get(name, "") for name in _PARTS if is_open or name != "address_1"},
        country=country_code(address.get("country", "")),
        lat=point.lat if point and is_open else None,
        lon=point.lon if point and is_open else None,
        visibility=visibility,
        transportation=as_text(location.get("transportation")),
        description=as_text(tree.get("description")),
    )


def _address(location: Tree) -> dict[str, str]:
    """The address to go to; where there is only one for letters, the town of it."""
    addresses: list[Tree] = location.get("addresses", [])
    physical = [one for one in addresses if one.get("address_type") != "postal"]
    for one in physical or addresses:
        return {name: as_line(one.get(name)) for name in (*_PARTS, "country")}
    return {}


def _visibility(location: Tree, area: Tree, address: dict[str, str], report: RowReport) -> Visibility:
    said: Any = area.get("visibility")
    if location.get(HIDDEN):
        report.note("location", marked("its source marks the address as private"), marked("it is shown to nobody"))
        return "hidden"
    if _CONFIDENTIAL.fullmatch(address.get("address_1", "")):
        report.note(
            "addresses.address_1", marked("it says that the address is confidential"), marked("only the area is shown")
        )
        return "area_only"
    if said == "hidden":
        return "hidden"
    return "area_only" if said == "area_only" else "full"
