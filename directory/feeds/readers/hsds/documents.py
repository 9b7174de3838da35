"""The shapes in which HSDS comes as JSON: one object, a list, a page, lines, or tables by their file names."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from directory.errors import marked
from directory.feeds.readers.hsds.nesting import Package, package_of
from directory.feeds.readers.hsds.older import TABLES, gathered_into_3
from directory.feeds.records import FeedRefusedError
from directory.hsds.objects import Tree

NOTHING_OFFERED: Final = "offers nothing"
"""The key of a tree that stands for an object of which no listing can be made; it says why."""
_OFFERING: Final = frozenset({"service", "service_at_location", "organization"})


def lines_of(text: str) -> list[Any] | None:
    """Return the objects of a text with one to a line; None where it is not written so. A bad line is a text."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
        return None
    try:
        first = json.loads(lines[0])
    except ValueError:
        return None
    return [first, *map(_object_or_text, lines[1:])]


def _object_or_text(line: str) -> Any:
    try:
        return json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return line[:80]


def tables_in(value: Any) -> Package | None:
    """Return the tables of a JSON object that holds rows by the names of files; None where it is no such object."""
    if not isinstance(value, dict) or not value:
        return None
    named = {name.lower().removesuffix(".csv"): rows for name, rows in value.items()}
    is_named_after_files = all(name.lower().endswith(".csv") for name in value)
    has_tables = len(named.keys() & TABLES.keys()) > 1 and not value.keys() & {"id", "name", "contents"}
    if not (is_named_after_files or has_tables) or not _is_rows(named.get("services")):
        return None
    return package_of(
        {name: [row for row in rows if isinstance(row, dict)] for name, rows in named.items() if _is_rows(rows)}
    )


def _is_rows(value: Any) -> bool:
    return isinstance(value, list)


def items_of(value: Any) -> list[Any]:
    """Return the objects of a document: those of a page, of a list, or the one it is."""
    if isinstance(value, dict):
        for name in ("contents", "services", "organizations", "service_at_locations"):
            if isinstance(value.get(name), list) and "name" not in value and "id" not in value:
                items: list[Any] = value[name]
                return items
        return [value]
    if isinstance(value, list):
        return value
    raise FeedRefusedError(marked("The file holds neither an HSDS object nor a list of them."))


def trees_of(item: Any) -> Iterator[Any]:
    """Yield the services at locations that one object tells of; what tells of none is yielded with the reason."""
    if not isinstance(item, dict):
        yield item
        return
    kind = _kind_of(item)
    if kind == "service_at_location":
        yield _at_location(item)
    elif kind == "organization":
        yield from _of_organization(item)
    elif kind == "service":
        yield from _of_service(gathered_into_3("service", item))
    else:
        yield {NOTHING_OFFERED: kind, "id": item.get("id")}


def _kind_of(item: Mapping[str, Any]) -> str:
    if isinstance(item.get("service"), dict):
        return "service_at_location"
    if "location_type" in item:
        return "location"
    if "services" in item or item.keys() & {"organization_identifiers", "website", "year_incorporated", "legal_status"}:
        return "organization"
    if "taxonomy_detail" in item or ("taxonomy" in item and "status" not in item):
        return "taxonomy term"
    if "version" in item and "status" not in item:
        return "taxonomy"
    return "service" if "name" in item else "object without a name"


def _at_location(item: Tree) -> Tree:
    tree = gathered_into_3("service_at_location", item)
    service = gathered_into_3("service", item["service"])
    others = service.pop("service_at_locations", None)
    del others  # each of them is an item of its own
    return {**tree, "service": service}


def _of_organization(item: Tree) -> Iterator[Tree]:
    organization = gathered_into_3("organization", item)
    services = organization.pop("services", None)
    listed = [one for one in services if isinstance(one, dict)] if isinstance(services, list) else []
    if not listed:
        yield {NOTHING_OFFERED: "organization without services", "id": item.get("id")}
    for one in listed:
        service = gathered_into_3("service", one)
        yield from _of_service({"organization": organization, **service})


def _of_service(service: Tree) -> Iterator[Tree]:
    base = {name: value for name, value in service.items() if name != "service_at_locations"}
    placed = service.get("service_at_locations")
    rows = [one for one in placed if isinstance(one, dict)] if isinstance(placed, list) else []
    used = {
        str(one["location"]["id"]) for one in rows if isinstance(one.get("location"), dict) and "id" in one["location"]
    }
    base = _with_stubs(base, used)
    for one in rows:
        yield {**one, "service": base}
    if not rows:
        yield {"service": base}


def _with_stubs(service: Tree, used: set[str]) -> Tree:
    """Have the organization name by its id alone a location that the service is at: it is told there."""
    organization = service.get("organization")
    located = organization.get("locations") if isinstance(organization, dict) else None
    if not isinstance(organization, dict) or not isinstance(located, list):
        return service
    stubs = [{"id": one["id"]} if isinstance(one, dict) and str(one.get("id")) in used else one for one in located]
    return {**service, "organization": {**organization, "locations": stubs}}
