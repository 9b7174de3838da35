"""The shape of an area for programs, as the OpenAPI description tells it; a test holds real answers to it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from directory.web.openapi import Answer

Voices = Annotated[list[str], Field(min_length=2, max_length=2, description="Our words, then the listing's own.")]
Told = Annotated[list[str], Field(min_length=2, max_length=2, description="The words, then their tone.")]


class AreaCenter(Answer):
    """The place asked about."""

    name: str
    lat: float
    lon: float


class KindAnswer(Answer):
    """A kind of offer: its name, and the words in both languages by which it is looked for."""

    label: str
    words: str


class PhoneAnswer(Answer):
    """A number, as it is read and as it is dialed."""

    said: str
    href: str


class AreaPlace(Answer):
    """One listing as anybody may see it, in the reader's language; nothing in it depends on the moment it is read."""

    id: str
    name: str
    also: str
    language: str
    organization: str
    domains: list[str]
    terms: list[str]
    what: Voices
    far: Voices
    about: str
    audiences: str
    languages: str
    fit: list[Told]
    facts: list[Told]
    fees: str
    hall: str
    door: str
    address: str
    is_private: bool
    way: str
    lat: float | None
    lon: float | None
    miles: float | None
    phone: PhoneAnswer | None
    hours: list[str]
    hours_note: str
    time: Literal["times", "always", "by_appointment", "unknown"]
    timezone: str
    times: list[int] = Field(description="Minutes after `begins` and length in minutes, in turn.")
    checked_on: date | None
    trust: Told
    due_on: date | None
    trust_then: Told = Field(description="What is said instead of `trust` after `due_on`.")
    url: str


class AreaAnswer(Answer):
    """One page of an area. Pages that share an `edition` belong together."""

    version: int = Field(description="Of the form of this answer.")
    edition: str
    language: str
    place: AreaCenter
    miles: float
    total: int
    most: int
    told: int
    page: int
    pages: int
    begins: datetime
    ends: datetime
    kinds: dict[str, KindAnswer]
    places: list[AreaPlace]
