"""The HSDS 3.1 objects that a listing is made of, with their names and enums unaltered.

An empty text means that HSDS would leave the field out. `position` is ours: it keeps things in the order in which
they were handed in, and is never exported. Two HSDS fields of a service have their home elsewhere:
`assured_date` is `Listing.checked_on` and `last_modified` is `Listing.modified_at`.
"""

from datetime import date, time
from typing import Any
from uuid import UUID

from sqlmodel import JSON, Field, SQLModel


def _linked(table: str) -> Any:
    return Field(default=None, foreign_key=f"{table}.id", index=True)


class Organization(SQLModel, table=True):
    """Who offers services."""

    id: UUID = Field(primary_key=True)
    name: str = Field(index=True)
    alternate_name: str = ""
    description: str = ""
    email: str = ""
    website: str = ""
    tax_status: str = ""
    tax_id: str = ""
    year_incorporated: int | None = None
    legal_status: str = ""
    logo: str = ""
    uri: str = ""
    parent_organization_id: UUID | None = _linked("organization")


class Service(SQLModel, table=True):
    """What is offered."""

    id: UUID = Field(primary_key=True)
    organization_id: UUID = Field(foreign_key="organization.id", index=True)
    name: str
    alternate_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    status: str = "active"
    """active, inactive, defunct or "temporarily closed"."""
    interpretation_services: str = ""
    application_process: str = ""
    fees_description: str = ""
    wait_time: str = ""
    fees: str = ""
    accreditations: str = ""
    eligibility_description: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    assurer_email: str = ""
    licenses: str = ""
    alert: str = ""
    """Why it is closed for now, or what else must be known at once."""


class Location(SQLModel, table=True):
    """Where it happens: a hall is one location, however many services meet there."""

    id: UUID = Field(primary_key=True)
    location_type: str = "physical"
    """physical, postal or virtual."""
    url: str = ""
    organization_id: UUID | None = _linked("organization")
    name: str = ""
    alternate_name: str = ""
    description: str = ""
    transportation: str = ""
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str = ""
    external_identifier_type: str = ""


class ServiceAtLocation(SQLModel, table=True):
    """One service at one location: what a reader meets as a listing."""

    __tablename__ = "service_at_location"

    id: UUID = Field(primary_key=True)
    service_id: UUID = Field(foreign_key="service.id", index=True)
    location_id: UUID = Field(foreign_key="location.id", index=True)
    description: str = ""
    """Which door, which room."""


class Address(SQLModel, table=True):
    """The address of a location."""

    id: UUID = Field(primary_key=True)
    location_id: UUID = Field(foreign_key="location.id", index=True)
    attention: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    region: str = ""
    state_province: str = ""
    postal_code: str = ""
    country: str = ""
    address_type: str = "physical"
    """physical, postal or virtual."""


class Schedule(SQLModel, table=True):
    """One line of hours.

    `timezone` is an IANA name (HSDS has a number of hours here: export works it out). A one-off event has a `dtstart`
    and no `freq`. `byday` and `bymonthday` are comma lists, as in HSDS. `except_on` is ours: ISO dates left out.
    """

    id: UUID = Field(primary_key=True)
    service_id: UUID | None = _linked("service")
    location_id: UUID | None = _linked("location")
    service_at_location_id: UUID | None = _linked("service_at_location")
    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    timezone: str = ""
    until: date | None = None
    count: int | None = None
    wkst: str = ""
    freq: str = ""
    """WEEKLY, MONTHLY or empty."""
    interval: int = 1
    byday: str = ""
    byweekno: str = ""
    bymonthday: str = ""
    byyearday: str = ""
    description: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    schedule_link: str = ""
    attending_type: str = ""
    notes: str = ""
    except_on: list[str] = Field(default_factory=list, sa_type=JSON)
    position: int = 0


class Contact(SQLModel, table=True):
    """A person to ask for. `best_time`, `key` and `public` are ours: see `directory.listings.forms.ContactDraft`."""

    id: UUID = Field(primary_key=True)
    organization_id: UUID | None = _linked("organization")
    service_id: UUID | None = _linked("service")
    service_at_location_id: UUID | None = _linked("service_at_location")
    location_id: UUID | None = _linked("location")
    name: str = ""
    title: str = ""
    department: str = ""
    email: str = ""
    best_time: str = ""
    key: bool = False
    public: bool = False
    position: int = 0


class Phone(SQLModel, table=True):
    """A number to call; `extension` stays text (HSDS has a number: export makes it one where it is one)."""

    id: UUID = Field(primary_key=True)
    location_id: UUID | None = _linked("location")
    service_id: UUID | None = _linked("service")
    organization_id: UUID | None = _linked("organization")
    contact_id: UUID | None = _linked("contact")
    service_at_location_id: UUID | None = _linked("service_at_location")
    number: str
    extension: str = ""
    type: str = ""
    description: str = ""
    position: int = 0


class Language(SQLModel, table=True):
    """A language spoken; `code` as in `seeds/vocabulary/languages.csv`."""

    id: UUID = Field(primary_key=True)
    service_id: UUID | None = _linked("service")
    location_id: UUID | None = _linked("location")
    phone_id: UUID | None = _linked("phone")
    name: str = ""
    code: str = ""
    note: str = ""
    position: int = 0


class Accessibility(SQLModel, table=True):
    """What a location says of access in its own words; what it states by code is a `FitFact`."""

    id: UUID = Field(primary_key=True)
    location_id: UUID | None = _linked("location")
    description: str = ""
    details: str = ""
    url: str = ""


class RequiredDocument(SQLModel, table=True):
    """A paper somebody must bring."""

    __tablename__ = "required_document"

    id: UUID = Field(primary_key=True)
    service_id: UUID | None = _linked("service")
    document: str = ""
    uri: str = ""
    position: int = 0


class CostOption(SQLModel, table=True):
    """One of the prices of a service; a description in words is `Service.fees_description`."""

    __tablename__ = "cost_option"

    id: UUID = Field(primary_key=True)
    service_id: UUID = Field(foreign_key="service.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    option: str = ""
    currency: str = ""
    amount: float | None = None
    amount_description: str = ""


class Taxonomy(SQLModel, table=True):
    """A vocabulary of terms."""

    id: UUID = Field(primary_key=True)
    name: str
    description: str = ""
    uri: str = ""
    version: str = ""


class TaxonomyTerm(SQLModel, table=True):
    """A term of a vocabulary. `domain` is ours: the domain code (recovery, work ...) that follows from the term."""

    __tablename__ = "taxonomy_term"

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    name: str
    description: str = ""
    parent_id: UUID | None = _linked("taxonomy_term")
    taxonomy: str = ""
    language: str = ""
    taxonomy_id: UUID | None = _linked("taxonomy")
    term_uri: str = ""
    domain: str = ""


class Attribute(SQLModel, table=True):
    """A term, or a labelled value, said of a row of another table: `link_entity` names the table, `link_id` the row."""

    id: UUID = Field(primary_key=True)
    link_id: UUID = Field(index=True)
    taxonomy_term_id: UUID | None = _linked("taxonomy_term")
    link_type: str = ""
    link_entity: str
    value: str = ""
    label: str = ""
    position: int = 0


class Url(SQLModel, table=True):
    """A further address on the web of an organization or a service."""

    id: UUID = Field(primary_key=True)
    label: str = ""
    url: str
    organization_id: UUID | None = _linked("organization")
    service_id: UUID | None = _linked("service")
