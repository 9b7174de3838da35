"""Where a BMLT meeting is: its address in our words, with what a server puts around it taken away."""

import re
from collections.abc import Mapping
from typing import Any

from directory.feeds.readers.positions import country_code, read_point, split_room
from directory.feeds.readers.text import as_line, as_text, cut_name
from directory.feeds.records import RowReport
from directory.listings.forms import PlaceDraft

_LABELLED = re.compile(r"^(?:[^#]*#@-@#)+")
"""Old servers put the name of a field before its value: "Bus Lines#@-@#Bus Bx 12"."""


def read_place(row: Mapping[str, Any], report: RowReport) -> PlaceDraft | None:
    """Read the place of a row; a pin, a street, a building, a town or a ZIP code is enough to make one."""
    point = read_point(row.get("latitude"), row.get("longitude"), report)
    street, room = split_room(said(row, "location_street", one_line=True))
    name = cut_name(said(row, "location_text", one_line=True))
    towns = [
        said(row, f"location_{part}", one_line=True) for part in ("municipality", "city_subsection", "neighborhood")
    ]
    city = next(filter(None, towns), "")
    zip_code = said(row, "location_postal_code_1", one_line=True)
    if not any((point, street, name, city, zip_code)):
        return None
    county = said(row, "location_sub_province", one_line=True)
    region = [part for part in dict.fromkeys([towns[2], towns[1], county]) if part and part != city]
    nation = said(row, "location_nation", one_line=True)
    return PlaceDraft(
        name=name,
        address_1=street,
        city=city,
        region=", ".join(region),
        state_province=said(row, "location_province", one_line=True),
        postal_code=zip_code,
        country=country_code(nation),
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        transportation="\n".join(filter(None, [said(row, "bus_lines"), said(row, "train_lines")])),
        description="\n".join(filter(None, [room, said(row, "location_info")])),
    )


def said(row: Mapping[str, Any], field_name: str, *, one_line: bool = False) -> str:
    """Return what a field says, without its name in front and on one line where asked."""
    text = _LABELLED.sub("", as_text(row.get(field_name)))
    return as_line(text) if one_line else text
