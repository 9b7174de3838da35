"""A listing as somebody hands it in: a reader of feeds, the demo county, later a coordinator's form."""

from datetime import date, time
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from search.hours import Frequency

Name = Annotated[str, Field(min_length=1, max_length=255)]
Visibility = Literal["full", "area_only", "hidden"]
Codes = Annotated[tuple[str, ...], AfterValidator(lambda codes: tuple(dict.fromkeys(codes)))]
"""Codes of a vocabulary, each said once."""
CheckedHow = Literal["visited", "called", "emailed", "website", "contact_confirmed"]


class Draft(BaseModel):
    """Forms refuse what they do not know and never change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*")
    @classmethod
    def _no_nul_character(cls, value: Any) -> Any:
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise ValueError("a NUL character is no text, and PostgreSQL cannot keep it")
        return value


class ScheduleDraft(Draft):
    """One line of hours; the fields mean what `search.hours.Schedule` says. The zone is the listing's."""

    starts: time
    ends: time | None = None
    freq: Frequency = Frequency.WEEKLY
    byday: tuple[Annotated[str, Field(pattern=r"^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")], ...] = ()
    bymonthday: tuple[Annotated[int, Field(ge=-1, le=31)], ...] = ()
    interval: Annotated[int, Field(ge=1, le=52)] = 1
    anchor: date | None = None
    until: date | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    except_on: tuple[date, ...] = ()
    description: str = ""


class PlaceDraft(Draft):
    """Where it happens. Only the parts that are public may leave the installation: see `visibility`."""

    name: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    region: str = ""
    state_province: str = ""
    postal_code: str = ""
    country: str = "US"
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    visibility: Visibility = "full"
    transportation: str = ""
    """How to get there and home, bus lines included (HSDS location.transportation)."""
    description: str = ""
    """Which door, which room."""


class PhoneDraft(Draft):
    """A number to call: digits as given, with its kind and what it is for."""

    number: Annotated[str, Field(min_length=2, max_length=40)]
    extension: str = ""
    type: Literal["voice", "text", "fax", "tty", "hotline", "dial_in"] = "voice"
    description: str = ""


class ContactDraft(Draft):
    """A person to ask for. Private unless permission was given to name them."""

    name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    best_time: str = ""
    key: bool = False
    """Somebody a peer introduces a client to."""
    public: bool = False


class SaidInHsds(Draft):
    """A listing in the HSDS words in which it came, so that it can go out again without loss.

    `tree` is a `service_at_location` with its `location` and its `service` in it, and in that its `organization`; every
    object has a UUID. `fields_read` holds a fingerprint of each field that was read from it
    (`directory.listings.said.fingerprints`): what still has it goes out as it came, what was changed here does not.
    """

    tree: dict[str, Any]
    fields_read: dict[str, str]


class ListingDraft(Draft):
    """One listing, whole: who offers what, where, when, for whom, at what cost, and how it is known.

    Codes (`terms`, `facts`, `audiences`, `access`, `languages`) are those of `seeds/vocabulary/`.
    `facts` holds what is stated: True or False. A fact left out is "not stated", which is not the same as no.
    """

    name: Name
    alternate_name: str = ""
    organization: Name
    organization_description: str = ""
    organization_url: str = ""
    description: str = ""
    first_time: str = ""
    """What somebody who comes for the first time should know."""
    text_language: Literal["en", "es"] = "en"
    terms: Codes = Field(min_length=1)
    audiences: Codes = ()
    languages: Codes = ()
    facts: dict[str, bool] = Field(default_factory=dict)
    access: dict[str, bool] = Field(default_factory=dict)
    fees: str = ""
    required_documents: tuple[str, ...] = ()
    in_person: bool = False
    online: bool = False
    place: PlaceDraft | None = None
    url: str = ""
    online_url: str = ""
    online_notes: str = ""
    phones: tuple[PhoneDraft, ...] = ()
    email: str = ""
    contacts: tuple[ContactDraft, ...] = ()
    timezone: str | None = None
    schedules: tuple[ScheduleDraft, ...] = ()
    always: bool = False
    by_appointment: bool = False
    hours_note: str = ""
    status: Literal["active", "inactive", "defunct", "temporarily_closed"] = "active"
    closed_reason: str = ""
    closed_until: date | None = None
    venue_closed: bool = False
    """The place is closed for now while the online meeting goes on."""
    group: str = ""
    """Meetings of one group at one place share it; derived from name and place when empty."""
    room_now_until: AwareDatetime | None = None
    """When a stated "room now" stops being true."""
    checked_on: date | None = None
    checked_how: CheckedHow | None = None
    reported_wrong_on: date | None = None
    unmapped: dict[str, str] = Field(default_factory=dict)
    """What the source said that has no place here, kept word for word."""
    hsds: SaidInHsds | None = None
    """What a source said in HSDS words; never shown, and told only by `directory.hsds`."""

    @model_validator(mode="after")
    def _room_until_needs_room(self) -> Self:
        if self.room_now_until is not None and "room_now" not in self.facts:
            raise ValueError("room_now_until says until when room_now holds, so room_now must be stated too")
        return self
