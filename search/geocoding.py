"""What "near" means: a text a person typed becomes a place, without asking anybody outside this installation."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from search import geo
from search.gazetteer import Gazetteer, Place
from search.place_names import STATES, folded, state_code

__all__ = ["Ambiguous", "Gazetteer", "Place", "find_place"]

MOST_CHARACTERS: Final = 200
"""A text longer than this is cut: no place is named at such length."""
MOST_CHOICES: Final = 8
CLEARLY_LARGER: Final = 5
"""A town with this many times the people of the next of its name is meant without asking."""
LARGE_TOWN: Final = 100_000
"""The name of a state alone means a town only when the town is this large: New York, Washington."""
LOCAL_MILES: Final = geo.RINGS[-1]
"""A place this near to where the reader already looks is meant before any other of its name."""

Bias = tuple[float, float]
"""Latitude and longitude, in degrees, of where the reader already looks."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several places bear, none of them clearly meant. The choices are ordered by population."""

    text: str
    choices: tuple[Place, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """One text for each choice, which finds that choice: with its county where the state does not tell."""
        plain = [place.label for place in self.choices]
        return tuple(place.full_label if plain.count(place.label) > 1 else place.label for place in self.choices)


def find_place(text: str, gazetteer: Gazetteer, *, bias: Bias | None = None) -> Place | Ambiguous | None:
    """The place a text means, the choices when it could mean several, or None when it means none that is known.

    Reads ZIP codes (also ZIP+4, also at the end of an address), "lat,lon" in degrees, town names with or without a
    state, neighborhoods and counties. Never raises for any text.
    """
    typed = _cleaned(text)
    if point := _POINT.fullmatch(typed):
        return _point_place(float(point[1]), float(point[2]), gazetteer)
    if code := _ZIP_AT_END.search(typed):
        return gazetteer.zip_place(code[1])
    return _settled(typed, _candidates(typed, gazetteer, bias), bias)


_POINT: Final = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]*)?)\s*[,;]\s*([+-]?[0-9]{1,3}(?:\.[0-9]*)?)")
_ZIP_AT_END: Final = re.compile(r"(?<![\w.-])([0-9]{5})(?:[- ]?[0-9]{4})?$")
_NATION: Final = re.compile(
    r"[ ,]+(?:usa?|u\.s\.(?:a\.?)?|united states(?: of america)?|estados unidos)$", re.IGNORECASE
)


def _cleaned(text: str) -> str:
    """Plain digits and letters, single spaces, nothing loose at the ends, one kind of minus, no nation."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).replace("−", "-")
    return _NATION.sub("", " ".join(plain.split()).strip(" ,;.")).strip(" ,;.")


def _point_place(lat: float, lon: float, gazetteer: Gazetteer) -> Place | None:
    if not geo.are_degrees(lat, lon):
        return None
    return Place(f"{lat:.5f}, {lon:.5f}", lat, lon, "point", timezone=gazetteer.zone_at(lat, lon))


def _candidates(typed: str, gazetteer: Gazetteer, bias: Bias | None) -> list[Place]:
    """Every place the text names, largest first."""
    parts = [part for part in typed.split(",") if folded(part)]
    if len(parts) < 2:
        return _named_alone(parts[0], gazetteer, bias) if parts else []
    if state := state_code(parts[-1]):
        return _named_in_state(parts[:-1], state, gazetteer)
    return _named_within(parts[-2], parts[-1], gazetteer, bias)


def _named_alone(name: str, gazetteer: Gazetteer, bias: Bias | None) -> list[Place]:
    """Read a name, or a name and a state without a comma: "Minneapolis", "minneapolis mn", "New York"."""
    if places := gazetteer.places_named(name):
        return _but_states(name, places, bias)
    words = folded(name).split()
    for count in (1, 2, 3):
        state, town = state_code(" ".join(words[-count:])), " ".join(words[:-count])
        if state and (places := gazetteer.places_named(town, state=state)):
            return places
    return []


def _but_states(name: str, places: list[Place], bias: Bias | None) -> list[Place]:
    """The places, unless the name is a state's, which a village of that name must not stand in for."""
    if folded(name) not in _STATE_NAMES:
        return places
    return [place for place in places if place.population >= LARGE_TOWN or _is_local(place, bias)]


_STATE_NAMES: Final = frozenset(folded(name) for name in STATES.values())


def _named_in_state(parts: Sequence[str], state: str, gazetteer: Gazetteer) -> list[Place]:
    """Read what stands before a state: "Minneapolis", "Georgetown, Floyd County", "80 S 8th St, Minneapolis"."""
    if len(parts) > 1 and (places := gazetteer.places_named(parts[-2], state=state, county=parts[-1])):
        return places
    return gazetteer.places_named(parts[-1], state=state)


def _named_within(name: str, whole: str, gazetteer: Gazetteer, bias: Bias | None) -> list[Place]:
    """Read "Astoria, Queens": the place of the first name near the one of the second, else the second itself."""
    around = _settled(whole, _named_alone(whole, gazetteer, bias), bias)
    if not isinstance(around, Place):
        return []
    near = [place for place in gazetteer.places_named(name) if _is_local(place, (around.lat, around.lon))]
    return near or [around]


def _settled(typed: str, candidates: Sequence[Place], bias: Bias | None) -> Place | Ambiguous | None:
    """The one place meant: the only one, a local one, or one clearly larger than the rest; else the choices."""
    local = [place for place in candidates if _is_local(place, bias)]
    choices = list({place.full_label: place for place in reversed(local or candidates)}.values())[::-1]
    if not choices:
        return None
    if len(choices) == 1 or choices[0].population > CLEARLY_LARGER * choices[1].population:
        return choices[0]
    if local and bias:
        return min(choices, key=lambda place: geo.miles_between(*bias, place.lat, place.lon))
    return Ambiguous(typed, tuple(choices[:MOST_CHOICES]))


def _is_local(place: Place, bias: Bias | None) -> bool:
    return bias is not None and geo.miles_between(*bias, place.lat, place.lon) <= LOCAL_MILES
