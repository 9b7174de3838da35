"""The gazetteer as one of geopy's geocoders; apart from `search.geocoding`, since finding a place needs none of geopy.

With it come the clients of a dozen services on the net, which no process that answers has to hold in memory.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import ConfigurationError
from geopy.geocoders import SERVICE_TO_GEOCODER
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from search.gazetteer import Gazetteer, Place
from search.geocoding import Ambiguous, find_place


class NetworkRefused(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """The adapter of a geocoder that has everything it needs: it refuses to fetch."""

    def get_json(self, *_request: Any, **_options: Any) -> NoReturn:
        """Refuse: ConfigurationError."""
        raise ConfigurationError("The gazetteer answers from its own file and never uses the network.")

    get_text = get_json


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """The gazetteer as one of geopy's geocoders, selectable by the name "gazetteer"."""

    adapter_factory: Callable[..., BaseSyncAdapter] = NetworkRefused

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(adapter_factory=NetworkRefused)
        self._gazetteer = gazetteer

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy passes it, nothing here waits
    ) -> Location | list[Location] | None:
        """The location of a text; with `exactly_one=False` every one it could mean, largest first. None for none."""
        found = find_place(query, self._gazetteer)
        if found is None:
            return None
        places = found.choices if isinstance(found, Ambiguous) else (found,)
        return _locations(places, exactly_one=exactly_one)

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy passes it, nothing here waits
    ) -> Location | list[Location] | None:
        """The town, then the ZIP code, nearest to a point (anything geopy reads as a point). None far from both."""
        point = Point(query)
        near = (
            self._gazetteer.nearest_town(point.latitude, point.longitude),
            self._gazetteer.nearest_zip(point.latitude, point.longitude),
        )
        return _locations([place for place in near if place], exactly_one=exactly_one)


def _locations(places: Sequence[Place], *, exactly_one: bool) -> Location | list[Location] | None:
    found = [Location(place.label, (place.lat, place.lon, 0), {"place": place}) for place in places]
    if exactly_one:
        return found[0] if found else None
    return found or None


SERVICE_TO_GEOCODER["gazetteer"] = GazetteerGeocoder
