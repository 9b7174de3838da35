"""What the gazetteer knows of an address, and the pin: asked of a file that ships with the program, of nobody else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.curation.editing.fields import PLACE, Values, degrees
from search.gazetteer import Gazetteer, Place
from search.geo import are_degrees, miles_between
from search.geocoding import Ambiguous, find_place

FAR_APART: Final = 25.0
"""Miles between a ZIP code and its town, or the pin and its ZIP code, from which one of the two is likely a slip."""
A_STEP: Final = 0.0005
"""Degrees that the pin is moved at a time: some 50 yards to the north."""
MOVES: Final = {"north": (1, 0), "south": (-1, 0), "east": (0, 1), "west": (0, -1)}


class Found(StrEnum):
    """How precisely an address was found."""

    NOTHING_TYPED = "nothing typed"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    """Several towns have this name, and the state or ZIP code is missing."""
    ZIP = "zip"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class PlaceCheck:
    """What was found of an address."""

    found: Found
    place: Place | None = None
    choices: tuple[str, ...] = ()
    far_from_town: float = 0.0
    """Miles from the ZIP code to the town that was typed, when that is too far."""
    pin_miles: float | None = None
    """Miles from the pin to the middle of what was found; None without a pin."""

    @property
    def is_pin_far(self) -> bool:
        """Whether the pin is likely in the wrong place."""
        return self.pin_miles is not None and self.pin_miles > FAR_APART


def check_place(values: Values, gazetteer: Gazetteer) -> PlaceCheck:
    """Look an address up, ZIP code first: it is the nearest that can be known without a street directory."""
    zip_code = values[f"{PLACE}postal_code"][:5]
    town = ", ".join(filter(None, (values[f"{PLACE}city"], values[f"{PLACE}state_province"])))
    if not (zip_code or town):
        return PlaceCheck(Found.NOTHING_TYPED)
    by_zip = gazetteer.zip_place(zip_code)
    named = find_place(town, gazetteer, bias=(by_zip.lat, by_zip.lon) if by_zip else None) if town else None
    if by_zip:
        return PlaceCheck(Found.ZIP, by_zip, (), _apart(by_zip, named), _pin_miles(values, by_zip))
    if isinstance(named, Ambiguous):
        return PlaceCheck(Found.SEVERAL, choices=named.labels)
    if named:
        return PlaceCheck(Found.TOWN, named, (), 0.0, _pin_miles(values, named))
    return PlaceCheck(Found.UNKNOWN)


def _apart(by_zip: Place, named: Place | Ambiguous | None) -> float:
    if not isinstance(named, Place):
        return 0.0
    miles = miles_between(by_zip.lat, by_zip.lon, named.lat, named.lon)
    return miles if miles > FAR_APART else 0.0


def _pin_miles(values: Values, place: Place) -> float | None:
    pin = pin_of(values)
    return miles_between(*pin, place.lat, place.lon) if pin else None


def pin_of(values: Values) -> tuple[float, float] | None:
    """The pin, in degrees, when both numbers are typed and are degrees."""
    try:
        lat, lon = (float(values[f"{PLACE}{name}"]) for name in ("lat", "lon"))
    except ValueError:
        return None
    return (lat, lon) if are_degrees(lat, lon) else None


def with_pin_moved(values: Values, direction: str) -> Values:
    """The form with its pin one step further; without a pin it stays as it is."""
    pin = pin_of(values)
    if pin is None or direction not in MOVES:
        return values
    up, right = MOVES[direction]
    return with_pin(values, pin[0] + up * A_STEP, pin[1] + right * A_STEP)


def with_pin_at(values: Values, check: PlaceCheck) -> Values:
    """The form with its pin in the middle of what was found, and the time zone of there where none was told."""
    if check.place is None:
        return values
    zone = values["timezone"] or check.place.timezone or ""
    return with_pin(values, check.place.lat, check.place.lon) | {"timezone": zone}


def with_pin(values: Values, lat: float, lon: float) -> Values:
    """The form with its pin at a point, in degrees."""
    return values | {f"{PLACE}lat": degrees(lat), f"{PLACE}lon": degrees(lon)}
