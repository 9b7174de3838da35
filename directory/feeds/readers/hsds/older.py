"""What older versions of HSDS, and what came before it, call their tables and fields."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from directory.feeds.readers.text import as_line, says_yes
from directory.hsds.objects import Tree

TABLES: Final[Mapping[str, str]] = {
    "organizations": "organization",
    "programs": "program",
    "services": "service",
    "service_at_locations": "service_at_location",
    "services_at_location": "service_at_location",
    "services_at_locations": "service_at_location",
    "locations": "location",
    "addresses": "address",
    "physical_addresses": "address",
    "physical_address": "address",
    "postal_addresses": "address",
    "postal_address": "address",
    "mail_addresses": "address",
    "mail_address": "address",
    "phones": "phone",
    "contacts": "contact",
    "schedules": "schedule",
    "regular_schedules": "schedule",
    "regular_schedule": "schedule",
    "holiday_schedules": "holiday_schedule",
    "holiday_schedule": "holiday_schedule",
    "languages": "language",
    "fundings": "funding",
    "service_areas": "service_area",
    "required_documents": "required_document",
    "accessibility_for_disabilities": "accessibility",
    "cost_options": "cost_option",
    "payments_accepted": "payment_accepted",
    "payment_accepted": "payment_accepted",
    "eligibilities": "eligibility",
    "service_capacities": "service_capacity",
    "capacities": "service_capacity",
    "units": "unit",
    "organization_identifiers": "organization_identifier",
    "urls": "url",
    "attributes": "attribute",
    "other_attributes": "attribute",
    "service_attributes": "attribute",
    "service_attribute": "attribute",
    "service_taxonomy": "attribute",
    "services_taxonomy": "attribute",
    "services_taxonomies": "attribute",
    "service_taxonomies": "attribute",
    "taxonomy_terms": "taxonomy_term",
    "taxonomies": "taxonomy",
}
"""The kind of object that stands in a file or a list of each name; a name that is missing is that of its kind."""
POSTAL: Final = frozenset({"postal_addresses", "postal_address", "mail_addresses", "mail_address"})
_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "organization": {"url": "website", "urls": "website"},
    "service": {
        "website": "url",
        "urls": "url",
        "eligibility": "eligibility_description",
        "audience": "audience",
        "fees": "fees_description",
        "how_to_apply": "application_process",
    },
    "location": {"website": "url", "short_desc": "short_desc"},
    "phone": {"number_type": "type", "department": "description", "phone_number": "number"},
    "schedule": {"open_at": "opens_at", "close_at": "closes_at", "start_time": "opens_at", "end_time": "closes_at"},
    "language": {"language": "name"},
    "accessibility": {"accessibility": "description"},
    "cost_option": {"cost": "amount"},
    "taxonomy_term": {"vocabulary": "taxonomy", "taxonomy_id_term": "code"},
    "attribute": {"taxonomy_detail": "value", "taxonomy_id": "taxonomy_term_id"},
    "required_document": {"required_document": "document"},
    "service_area": {"service_area": "name"},
}
_LISTED_IN_A_CELL: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("location", "languages"): ("languages", "name"),
    ("service", "languages"): ("languages", "name"),
    ("location", "accessibility"): ("accessibility", "description"),
    ("service", "required_documents"): ("required_documents", "document"),
    ("service", "service_areas"): ("service_areas", "name"),
    ("service", "funding_sources"): ("funding", "source"),
    ("organization", "funding_sources"): ("funding", "source"),
}
"""Fields that held words where HSDS 3 holds objects: the list they become, and the field of its objects."""


def kind_of_table(name: str) -> str:
    """Return the kind of object that stands in a table or a list of this name."""
    return TABLES.get(name, name)


def in_words_of_3(kind: str, said: Tree, *, table: str = "") -> Tree:
    """Return an object with its fields named as HSDS 3 names them; a field that has its new name already keeps it."""
    renamed = dict(said)
    for old, new in _FIELDS.get(kind, {}).items():
        if old != new and old in renamed and (new not in renamed) and not isinstance(renamed[old], dict | list):
            renamed[new] = renamed.pop(old)
    if kind == "service" and "fees" in said and "fees_description" in said:
        renamed["fees"] = said["fees"]
    for (owner, field), (many, inner) in _LISTED_IN_A_CELL.items():
        if owner == kind and isinstance(renamed.get(field), str):
            words = renamed.pop(field)
            renamed[many] = [{inner: part} for part in _parts(words)]
    if kind == "location" and "virtual" in renamed and "location_type" not in renamed:
        renamed["location_type"] = "virtual" if says_yes(renamed.pop("virtual")) else "physical"
    if kind == "address" and "address_type" not in renamed:
        renamed["address_type"] = "postal" if table in POSTAL else "physical"
    return renamed


def _parts(words: str) -> Iterable[str]:
    """The parts of a list in one cell; commas within brackets part nothing: "Chinese (Cantonese, Mandarin)"."""
    depth, part = 0, ""
    for char in words:
        depth += (char == "(") - (char == ")")
        if char in ",;|\n" and depth <= 0:
            yield from filter(None, [as_line(part)])
            part = ""
        else:
            part += char
    yield from filter(None, [as_line(part)])


def gathered_into_3(kind: str, said: Mapping[str, Any]) -> Tree:
    """Return a nested object with its lists named as HSDS 3 names them: physical and postal addresses are addresses."""
    gathered = dict(said)
    for old, new in _LISTS.items():
        if isinstance(gathered.get(old), list) and old != new:
            more = [
                in_words_of_3(kind_of_table(old), one, table=old) for one in gathered.pop(old) if isinstance(one, dict)
            ]
            gathered[new] = [*gathered.get(new, []), *more]
    if kind == "service" and "locations" in gathered and "service_at_locations" not in gathered:
        located = gathered.pop("locations")
        gathered["service_at_locations"] = [{"location": one} for one in located if isinstance(one, dict)]
    return in_words_of_3(kind, gathered)


_LISTS: Final[Mapping[str, str]] = {
    "physical_addresses": "addresses",
    "postal_addresses": "addresses",
    "mail_addresses": "addresses",
    "regular_schedules": "schedules",
    "accessibility_for_disabilities": "accessibility",
    "services_at_location": "service_at_locations",
    "service_attributes": "attributes",
    "service_taxonomy": "attributes",
    "taxonomy": "attributes",
    "taxonomies": "attributes",
}
