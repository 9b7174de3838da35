"""The shapes of the answers for programs, as the OpenAPI description tells them; a test holds real answers to them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from directory.listings.forms import ListingDraft
from directory.web.openapi import Answer

TimeCode = Literal["in_progress", "upcoming", "closed", "always", "by_appointment", "unknown"]
Card = Literal["crisis", "overdose", "violence", "withdrawal"]


class PlaceAnswer(Answer):
    """A place by name, with the point that distances are measured from."""

    name: str
    lat: float
    lon: float
    precision: str


class RelaxedAnswer(Answer):
    """One way in which the question was widened, since nothing was found for it as it was."""

    kind: Literal["spelling", "any_word", "wider"]
    from_: str | float | None = Field(alias="from")
    to: str | float | None


class HitAnswer(Answer):
    """One listing that was found, with its distance, its time and the reasons of this question."""

    id: str
    name: str
    organization: str
    domains: list[str]
    terms: list[str]
    summary: str
    in_person: bool
    online: bool
    miles: float | None
    lat: float | None
    lon: float | None
    address: str | None
    time: TimeCode
    starts_at: datetime | None
    ends_at: datetime | None
    timezone: str | None
    group: str | None
    others: int
    languages: list[str]
    fit: dict[str, bool]
    access: dict[str, bool]
    status: str
    closed_until: date | None
    verified_on: date | None
    verified_how: str | None
    seen_on: date | None
    reported_wrong: bool
    why: list[str]
    source: str | None
    source_id: str | None
    url: str


class FoundAnswer(Answer):
    """What was found, and how the question was understood."""

    query: dict[str, Any]
    place: PlaceAnswer | None
    choices: list[PlaceAnswer]
    unknown_place: str | None
    needs_place: bool
    now: datetime
    relaxed: list[RelaxedAnswer]
    cards: list[Card]
    total: int
    groups: int
    page: int
    per_page: int
    miles: float | None
    unstated: int
    facets: dict[str, dict[str, int]]
    hits: list[HitAnswer]


class SuggestionAnswer(Answer):
    """One thing that may be meant."""

    kind: Literal["term", "name", "place"]
    text: str
    label: str
    detail: str
    parameter: Literal["q", "near"]
    count: int | None


class SuggestionsAnswer(Answer):
    """What somebody who is still typing may mean, and how many that are, as a sentence."""

    suggestions: list[SuggestionAnswer]
    said: str


class _KnownAnswer(Answer):
    id: str
    domains: list[str]
    fit: dict[str, bool]
    time: TimeCode
    starts_at: datetime | None
    ends_at: datetime | None
    group: str | None
    verified_on: date | None
    verified_how: str | None
    due_on: date
    seen_on: date | None
    source: str | None
    source_id: str | None
    modified_at: datetime
    url: str


def _said_fields() -> dict[str, Any]:
    """What a listing is handed in as, but for what is not told or is told in another way."""
    untold = {"unmapped", "hsds", *_KnownAnswer.model_fields}
    return {name: (one.annotation, one) for name, one in ListingDraft.model_fields.items() if name not in untold}


ListingAnswer: type[BaseModel] = create_model("ListingAnswer", __base__=_KnownAnswer, **_said_fields())
"""One listing, whole, as anybody may see it."""
