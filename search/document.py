"""What the index is told of one listing, and nothing more. No private fact may ever reach this shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from search.hours import Hours

Facet = Literal["domain", "term", "format", "language", "for", "access", "need", "free"]
"""The facets whose values a document states. `day` comes from its hours and `verified` from its dates."""

Status = Literal["active", "temporarily_closed", "inactive", "defunct"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of a listing by the field they came from; each is a band of positions in the one text field."""

    name: str
    alternate_name: str = ""
    terms: str = ""
    organization: str = ""
    description: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One listing as the search engine knows it.

    `lat` and `lon` are degrees, already blurred for listings whose address is not public (`precision` says
    how far: `exact`, `area` for the middle of a ZIP or town, `none`).
    `stated` holds, per facet, the values the listing states; `unstated` the values of `need`, `access`, `language`,
    `for` and `free` about which it says nothing ("*" for every value), so that missing data is never taken as no.
    `asks` holds what it states that it asks for (id, fee, sobriety_time ...), which `not=` can drop.
    `term` values include the ancestors of each term. `card` is everything a result shows, `said` everything that
    programs are told of it whatever they ask; both are plain data for JSON, and `said` is handed on as it is kept.
    """

    id: str
    group: str
    texts: Texts
    text_language: Literal["en", "es"]
    hours: Hours
    stated: Mapping[Facet, frozenset[str]]
    unstated: Mapping[Facet, frozenset[str]]
    asks: frozenset[str]
    in_person: bool
    online: bool
    lat: float | None
    lon: float | None
    precision: Literal["exact", "area", "none"]
    status: Status = "active"
    closed_until: date | None = None
    """Last day of a temporary closure, when one was given: open again on the day after."""
    venue_closed: bool = False
    """The place is closed for now while the online meeting goes on: online only."""
    verified_on: date | None = None
    due_on: date | None = None
    live_source: bool = False
    """A live feed still lists it, so being overdue for checking does not hide it."""
    reported_wrong: bool = False
    card: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
