"""All that one can go to around a place, page by page: what a phone keeps in order to search it without signal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from directory.errors import AskedWrongly, UnavailableError, marked
from directory.listings.find import Finder
from search.gazetteer import Place
from search.geocoding import Ambiguous, find_place
from search.index import IndexUnusable
from search.query import Hit, Near, Query

MOST: Final = 5_000
"""Listings of one area, the nearest first: about what a phone searches while somebody types."""
PER_PAGE: Final = 250
DAYS_AHEAD: Final = 35
"""Days of times that are told: what is on once a month is among them whenever it is saved."""

_SENTENCES: Final = {
    "near": marked("Write a ZIP code or a town, with at most 120 letters."),
    "miles": marked("Write a distance from 1 to 100 miles."),
    "page": marked("There is no such page of results."),
}


class AreaForm(BaseModel):
    """Every parameter of `/api/area`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    near: Annotated[str, Field(max_length=120)] = Field(description="ZIP, town, place name or “lat,lon”.")
    miles: float = Field(10, ge=1, le=100, description="How far, 1 to 100.")
    page: int = Field(1, ge=1, le=MOST // PER_PAGE, description=f"From 1; {PER_PAGE} listings each.")


@dataclass(frozen=True, slots=True)
class Area:
    """One page of an area."""

    place: Place
    miles: float
    page: int
    pages: int
    total: int
    """All that lie there; of more than `MOST` the nearest are told."""
    edition: str
    """What all pages of one area share, unless the directory or the day changed between them."""
    begins: datetime
    """The midnight (UTC) from which the times are counted."""
    hits: tuple[Hit, ...]

    @property
    def told(self) -> int:
        """How many listings all its pages hold."""
        return min(self.total, MOST)

    @property
    def ends(self) -> datetime:
        """Up to when times are told."""
        return self.begins + timedelta(days=DAYS_AHEAD)


def read_area(parameters: Iterable[tuple[str, str]]) -> AreaForm:
    """Make the form from the parameters of an address; empty ones are as if left out.

    Raises `AskedWrongly` with a sentence per field.
    """
    given = {name: value for name, value in parameters if value.strip()}
    if "near" not in given:
        raise AskedWrongly({"near": marked("Near where? Write a ZIP code or a town.")})
    try:
        return AreaForm.model_validate(given)
    except ValidationError as error:
        wrong = (str(problem["loc"][0]) for problem in error.errors())
        raise AskedWrongly({name: _SENTENCES[name] for name in wrong}) from None


def open_area(finder: Finder, asked: AreaForm, *, now: datetime) -> Area:
    """Gather one page of what is shown around a place and can be gone to: offers that are online only are left out.

    Raises `AskedWrongly` for a place that is not known or not clear, and `UnavailableError` while there is no index.
    """
    place = _place(asked.near, finder)
    if finder.index is None:
        raise UnavailableError("There is no index yet.")
    query = Query(
        near=Near(place.lat, place.lon, asked.miles),
        chosen={"format": frozenset({"in_person"})},
        exact=True,
        sort="nearest",
        page=asked.page,
        per_page=PER_PAGE,
    )
    try:
        results = finder.index.find(query, now)
    except IndexUnusable:
        raise UnavailableError("The index cannot be read.") from None
    begins = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Area(
        place=place,
        miles=asked.miles,
        page=asked.page,
        pages=max(-(-min(results.total, MOST) // PER_PAGE), 1),
        total=results.total,
        edition=f"{finder.index.generation}.{begins:%Y%m%d}",
        begins=begins,
        hits=tuple(results.hits),
    )


def _place(near: str, finder: Finder) -> Place:
    found = find_place(near, finder.gazetteer, bias=(finder.home.lat, finder.home.lon) if finder.home else None)
    if isinstance(found, Ambiguous):
        raise AskedWrongly({"near": marked("Several places have this name. Write the state too, or a ZIP code.")})
    if found is None:
        raise AskedWrongly({"near": marked("No place of this name is known here. Try a ZIP code.")})
    return found
