"""Reading the demo county: short forms resolved, dates moved to the day it is shown.

The shape of the files is told in `seeds/demo/README.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError

from directory.errors import RefusedError
from directory.listings.forms import ListingDraft

_COUNTY: Final = "county.yaml"
_PLACES: Final = "places.yaml"
_ORGANIZATIONS: Final = "organizations.yaml"
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same loader in C, eight times as quick, where PyYAML was built with it."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoListing:
    """One listing of the county: its lasting id, the draft it makes and what its file says."""

    id: str
    draft: ListingDraft
    raw: Entry


@dataclass(frozen=True, slots=True)
class _County:
    """What the listings of the county have in common."""

    timezone: str
    places: Mapping[str, Entry]
    organizations: Mapping[str, Entry]
    weeks: int
    """How many weeks its dates are moved, so that weekdays stay what they are."""


def county_settings(folder: Path) -> dict[str, str]:
    """Return the settings of an agency in the county: its time zone, and the ZIP code that is its home."""
    told = _load(folder / _COUNTY)
    return {name: str(told[name]) for name in ("timezone", "home")}


def read_county(folder: Path, *, now: datetime) -> list[DemoListing]:
    """Return the listings of the county as they stand at `now`.

    Raises RefusedError naming the file and the listing that cannot be used.
    """
    told = _load(folder / _COUNTY)
    today = now.astimezone(ZoneInfo(told["timezone"])).date()
    county = _County(
        timezone=told["timezone"],
        places=_load(folder / _PLACES),
        organizations=_load(folder / _ORGANIZATIONS),
        weeks=(today - told["as_of"]).days // 7,
    )
    listings: dict[str, DemoListing] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in {_COUNTY, _PLACES, _ORGANIZATIONS}:
            continue
        for listing in _listings(path, county):
            if listing.id in listings:
                raise RefusedError(f"{path.name}: two listings of the county are called {listing.id}.")
            listings[listing.id] = listing
    return list(listings.values())


def _load(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe loader, see above
    except (OSError, yaml.YAMLError) as error:
        raise RefusedError(f"{path.name} cannot be read: {error}") from None


def _listings(path: Path, county: _County) -> Iterator[DemoListing]:
    for entry in _load(path):
        name = str(entry.get("id", "a listing without id"))
        try:
            yield DemoListing(name, _draft(entry, county), _plain(entry))
        except (KeyError, ValidationError) as error:
            raise RefusedError(f"{path.name}: {name} cannot be used: {error}") from None


def _draft(entry: Entry, county: _County) -> ListingDraft:
    facts = {"timezone": county.timezone} | {name: value for name, value in entry.items() if name != "id"}
    facts |= _organization(county.organizations[facts["organization"]])
    if "place" in facts:
        facts["place"] = _place(facts["place"], county.places)
    return ListingDraft.model_validate(_moved(facts, timedelta(weeks=county.weeks)))


def _organization(told: Entry) -> Entry:
    return {
        "organization": told["name"],
        "organization_description": told.get("description", ""),
        "organization_url": told.get("url", ""),
    }


def _place(told: str | Entry, places: Mapping[str, Entry]) -> Entry:
    if isinstance(told, str):
        return places[told]
    if "at" not in told:
        return told
    return places[told["at"]] | {name: value for name, value in told.items() if name != "at"}


def _moved(value: Any, by: timedelta) -> Any:
    """Move every date in a structure."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, list):
        return [_moved(item, by) for item in value]
    if isinstance(value, dict):
        return {key: _moved(item, by) for key, item in value.items()}
    return value


def _plain(entry: Entry) -> Entry:
    """The entry as JSON can keep it: dates as text."""
    return {key: _as_text(value) for key, value in entry.items()}


def _as_text(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, dict):
        return _plain(value)
    return value
