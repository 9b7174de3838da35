"""The objects of HSDS 3.1, their fields and what they hold, as its schemas say (CC BY-SA 4.0, openreferral.org)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

VERSION: Final = "3.1"
FieldType = Literal["text", "number", "uri", "email", "date", "time", "moment", "id"]
Tree = dict[str, Any]
"""An object with the objects it holds, as JSON writes them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object: its file in a CSV package, its own fields, and which fields hold other objects."""

    name: str
    file: str
    fields: Mapping[str, FieldType]
    one: Mapping[str, str] = field(default_factory=dict)
    """Fields that hold one object, with its kind."""
    many: Mapping[str, str] = field(default_factory=dict)
    """Fields that hold a list of objects, with their kind."""
    required: tuple[str, ...] = ("id",)

    def held_by(self, tree: Mapping[str, Any]) -> Iterator[tuple[str, str, Tree]]:
        """Yield every object that a tree of this kind holds: the field, the kind, the object."""
        for name, kind in self.one.items():
            if isinstance(tree.get(name), dict):
                yield name, kind, tree[name]
        for name, kind in self.many.items():
            for held in tree.get(name) or ():
                yield name, kind, held


def _fields(texts: str = "", **others: str) -> dict[str, FieldType]:
    """The fields of a kind with their types: its own id, the ids of others, texts, and the rest."""
    said: dict[str, FieldType] = {"id": "id"}
    ids = others.pop("ids", "")
    said |= dict.fromkeys(ids.split(), "id")
    said |= dict.fromkeys(texts.split(), "text")
    kinds: Mapping[str, FieldType] = {
        "numbers": "number",
        "uris": "uri",
        "emails": "email",
        "dates": "date",
        "times": "time",
        "moments": "moment",
    }
    for name, words in others.items():
        said |= dict.fromkeys(words.split(), kinds[name])
    return said


_ABOUT = {"attributes": "attribute", "metadata": "metadata"}

_KINDS: Final = (
    Kind(
        "organization",
        "organizations.csv",
        _fields(
            "name alternate_name description tax_status tax_id legal_status logo",
            emails="email",
            uris="website uri",
            numbers="year_incorporated",
            ids="parent_organization_id",
        ),
        many={
            "additional_websites": "url",
            "funding": "funding",
            "contacts": "contact",
            "phones": "phone",
            "locations": "location",
            "programs": "program",
            "organization_identifiers": "organization_identifier",
            "services": "service",
            **_ABOUT,
        },
        required=("id", "name", "description"),
    ),
    Kind(
        "program",
        "programs.csv",
        _fields("name alternate_name description", ids="organization_id"),
        many=_ABOUT,
        required=("id", "name", "description"),
    ),
    Kind(
        "service",
        "services.csv",
        _fields(
            "name alternate_name description status interpretation_services application_process fees_description "
            "wait_time fees accreditations eligibility_description licenses alert",
            uris="url",
            emails="email assurer_email",
            numbers="minimum_age maximum_age",
            dates="assured_date",
            moments="last_modified",
            ids="organization_id program_id",
        ),
        one={"organization": "organization", "program": "program"},
        many={
            "additional_urls": "url",
            "phones": "phone",
            "schedules": "schedule",
            "service_areas": "service_area",
            "service_at_locations": "service_at_location",
            "languages": "language",
            "funding": "funding",
            "cost_options": "cost_option",
            "required_documents": "required_document",
            "contacts": "contact",
            "capacities": "service_capacity",
            **_ABOUT,
        },
        required=("id", "name", "status"),
    ),
    Kind(
        "service_at_location",
        "service_at_location.csv",
        _fields("description", ids="service_id location_id"),
        one={"location": "location", "service": "service"},
        many={
            "service_areas": "service_area",
            "contacts": "contact",
            "phones": "phone",
            "schedules": "schedule",
            **_ABOUT,
        },
    ),
    Kind(
        "location",
        "locations.csv",
        _fields(
            "location_type name alternate_name description transportation external_identifier external_identifier_type",
            uris="url",
            numbers="latitude longitude",
            ids="organization_id",
        ),
        many={
            "languages": "language",
            "addresses": "address",
            "contacts": "contact",
            "accessibility": "accessibility",
            "phones": "phone",
            "schedules": "schedule",
            **_ABOUT,
        },
        required=("id", "location_type"),
    ),
    Kind(
        "address",
        "addresses.csv",
        _fields(
            "attention address_1 address_2 city region state_province postal_code country address_type",
            ids="location_id",
        ),
        many=_ABOUT,
        required=("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
    ),
    Kind(
        "phone",
        "phones.csv",
        _fields(
            "number type description",
            numbers="extension",
            ids="location_id service_id organization_id contact_id service_at_location_id",
        ),
        many={"languages": "language", **_ABOUT},
        required=("id", "number"),
    ),
    Kind(
        "contact",
        "contacts.csv",
        _fields(
            "name title department",
            emails="email",
            ids="organization_id service_id service_at_location_id location_id",
        ),
        many={"phones": "phone", **_ABOUT},
    ),
    Kind(
        "schedule",
        "schedules.csv",
        _fields(
            "wkst freq byday byweekno bymonthday byyearday description attending_type notes",
            dates="valid_from valid_to dtstart until",
            times="opens_at closes_at",
            numbers="timezone count interval",
            uris="schedule_link",
            ids="service_id location_id service_at_location_id",
        ),
        many=_ABOUT,
    ),
    Kind("funding", "funding.csv", _fields("source", ids="organization_id service_id"), many=_ABOUT),
    Kind(
        "service_area",
        "service_areas.csv",
        _fields("name description extent extent_type uri", ids="service_id service_at_location_id"),
        many=_ABOUT,
    ),
    Kind(
        "required_document",
        "required_documents.csv",
        _fields("document", uris="uri", ids="service_id"),
        many=_ABOUT,
    ),
    Kind("language", "languages.csv", _fields("name code note", ids="service_id location_id phone_id"), many=_ABOUT),
    Kind(
        "accessibility",
        "accessibility.csv",
        _fields("description details", uris="url", ids="location_id"),
        many=_ABOUT,
    ),
    Kind(
        "cost_option",
        "cost_options.csv",
        _fields(
            "option currency amount_description",
            dates="valid_from valid_to",
            numbers="amount",
            ids="service_id",
        ),
        many=_ABOUT,
    ),
    Kind(
        "service_capacity",
        "service_capacity.csv",
        _fields("description", numbers="available maximum", moments="updated", ids="service_id unit_id"),
        one={"unit": "unit"},
        many=_ABOUT,
        required=("id", "unit", "available", "updated"),
    ),
    Kind("unit", "units.csv", _fields("name scheme identifier", uris="uri"), many=_ABOUT, required=("id", "name")),
    Kind(
        "organization_identifier",
        "organization_identifiers.csv",
        _fields("identifier_scheme identifier_type identifier", ids="organization_id"),
        many=_ABOUT,
        required=("id", "identifier_type", "identifier"),
    ),
    Kind(
        "url",
        "url.csv",
        _fields("label", uris="url", ids="organization_id service_id"),
        many=_ABOUT,
        required=("id", "url"),
    ),
    Kind(
        "attribute",
        "attributes.csv",
        _fields("link_type link_entity value label", ids="link_id taxonomy_term_id"),
        one={"taxonomy_term": "taxonomy_term"},
        many={"metadata": "metadata"},
    ),
    Kind(
        "taxonomy_term",
        "taxonomy_terms.csv",
        _fields("code name description taxonomy language", uris="term_uri", ids="parent_id taxonomy_id"),
        one={"taxonomy_detail": "taxonomy"},
        many={"metadata": "metadata"},
        required=("id", "name", "description"),
    ),
    Kind(
        "taxonomy",
        "taxonomies.csv",
        _fields("name description version", uris="uri"),
        many={"metadata": "metadata"},
        required=("id", "name", "description"),
    ),
    Kind(
        "metadata",
        "metadata.csv",
        _fields(
            "resource_type last_action_type field_name previous_value replacement_value updated_by",
            dates="last_action_date",
            ids="resource_id",
        ),
        required=(
            "id",
            "last_action_date",
            "last_action_type",
            "field_name",
            "previous_value",
            "replacement_value",
            "updated_by",
        ),
    ),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind of object by its name, those that hold others before what they hold."""
STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
PLACES: Final = ("physical", "postal", "virtual")
"""What `location_type` and `address_type` may say."""
CHOICES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        ("service", "status"): STATUSES,
        ("location", "location_type"): PLACES,
        ("address", "address_type"): PLACES,
        ("schedule", "freq"): ("WEEKLY", "MONTHLY"),
        ("schedule", "wkst"): ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    }
)
"""Fields that may say only what is listed here."""


def walk(kind: str, tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Yield a tree and every object in it, each with its kind, what holds others first."""
    yield kind, tree
    for _field, held_kind, held in KINDS[kind].held_by(tree):
        yield from walk(held_kind, held)
