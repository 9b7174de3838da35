"""Where a Meeting Guide row meets: its address, whether that is a place to go to, and its pin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.feeds.readers.positions import Point, country_code, has_number, read_point, split_address, split_room
from directory.feeds.readers.text import as_line, as_text, cut_name, says_yes
from directory.feeds.records import RowReport
from directory.listings.forms import PlaceDraft


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """A place and how well it is known. `approximate` places have neither pin nor directions."""

    place: PlaceDraft | None
    approximate: bool
    note: str

    @property
    def precise(self) -> bool:
        """Whether somebody can go there."""
        return self.place is not None and not self.approximate


def read_place(row: Mapping[str, Any], report: RowReport, *, is_online: bool) -> MeetingPlace:
    """Read the place of a row. Without a flag, a town without street, building and coordinates is approximate."""
    address = _address(row)
    street, room = split_room(address["address_1"])
    point = _point(row, report)
    building = cut_name(as_line(row.get("location")))
    note = as_text(row.get("location_notes"))
    if not any((street, point, building, address["city"], address["postal_code"])):
        return MeetingPlace(None, says_yes(row.get("approximate")), note)
    approximate = says_yes(row.get("approximate")) or not (street or point or (building and not is_online))
    pin = None if approximate else point
    hidden = says_yes(row.get("address_private")) or says_yes(row.get("private_address"))
    place = PlaceDraft(
        name=building,
        address_1="" if approximate else street,
        city=address["city"],
        region=_region(row),
        state_province=address["state_province"],
        postal_code=address["postal_code"],
        country=country_code(address["country"]),
        lat=pin.lat if pin else None,
        lon=pin.lon if pin else None,
        visibility="hidden" if hidden else "area_only" if approximate else "full",
        description="\n".join(dict.fromkeys(filter(None, [room, address["address_2"], note]))),
    )
    return MeetingPlace(place, approximate, note)


def _address(row: Mapping[str, Any]) -> dict[str, str]:
    """The address from its parts, or from the one line when no part names a street or a town."""
    parts = {
        "address_1": as_line(row.get("address")),
        "address_2": "",
        "city": as_line(row.get("city")),
        "state_province": as_line(row.get("state")),
        "postal_code": as_line(row.get("postal_code")),
        "country": as_line(row.get("country")),
    }
    formatted = as_line(row.get("formatted_address"))
    if not formatted or parts["address_1"]:
        return parts
    taken_apart = split_address(formatted)
    if not has_number(taken_apart["address_1"]) and not taken_apart["city"]:
        taken_apart = taken_apart | {"address_1": "", "city": taken_apart["address_1"]}
    return {name: taken_apart[name] or said for name, said in parts.items()}


def _point(row: Mapping[str, Any], report: RowReport) -> Point | None:
    lat, lon = row.get("latitude"), row.get("longitude")
    together = as_line(row.get("coordinates"))
    if not as_line(lat) and not as_line(lon) and together:
        lat, _, lon = together.partition(",")
    return read_point(lat, lon, report)


def _region(row: Mapping[str, Any]) -> str:
    regions = row.get("regions")
    named = regions if isinstance(regions, list) else [row.get("sub_region"), row.get("region")]
    return ", ".join(dict.fromkeys(filter(None, map(as_line, named))))
