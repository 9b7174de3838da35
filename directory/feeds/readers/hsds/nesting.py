"""From the tables of a package to trees: every service at a location with all that its rows lead to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.hsds.older import in_words_of_3, kind_of_table
from directory.feeds.readers.hsds.packages import STANDS_AT, Row, StandsAt, Tables
from directory.feeds.readers.text import as_line
from directory.feeds.records import ROW_SKIPPED, Problem
from directory.hsds.objects import KINDS, Tree

OWNERS: Final = ("organization", "service", "service_at_location", "location", "contact", "phone")
POINTED_TO: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "service": {"program_id": ("program", "program")},
    "service_capacity": {"unit_id": ("unit", "unit")},
    "attribute": {"taxonomy_term_id": ("taxonomy_term", "taxonomy_term")},
    "taxonomy_term": {"taxonomy_id": ("taxonomy_detail", "taxonomy")},
}
"""Fields that name another object: the field in which a nested object holds it, and its kind."""
LINKED: Final[Mapping[str, tuple[str, str, str]]] = {
    "attribute": ("attributes", "link_id", "link_entity"),
    "metadata": ("metadata", "resource_id", "resource_type"),
}
"""Objects that name whatever they are about: the list they stand in, and the fields that name it and its kind."""
OLDER_LISTS: Final[Mapping[str, str]] = {
    "holiday_schedule": "holiday_schedules",
    "payment_accepted": "payments_accepted",
    "eligibility": "eligibility_rules",
}
"""Objects of older versions that HSDS 3 has no place for; they are kept as they are, in lists of these names."""
NOT_NESTED: Final = frozenset({"services", "service_at_locations", "locations"})
_STAND_ALONE: Final = frozenset({"organization", "program", "service", "service_at_location", "location"})
"""Kinds of which a row is worth reading even where what it belongs to is missing."""
_NOT_OBJECTS: Final = frozenset({"meta_table_description", "meta_table_descriptions"})


@dataclass(frozen=True)
class Package:
    """The rows of a package by their kind and id, and by what they belong to."""

    by_id: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    owned: dict[tuple[str, str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    """By the kind of the owned, the kind of the owner and the owner's id."""
    linked: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    """Attributes and metadata by their kind and the id of what they are about."""
    problems: list[Problem] = field(default_factory=list)

    def trees(self) -> Iterator[Tree]:
        """Yield every service at a location; a service without one is a tree that holds the service alone."""
        placed: dict[str, list[Row]] = defaultdict(list)
        for row in self.by_id["service_at_location"].values():
            for service_id in ids_in(row.get("service_id")):
                placed[service_id].append(row)
        used = {key for rows in placed.values() for row in rows for key in ids_in(row.get("location_id"))}
        for service_id, service in self.by_id["service"].items():
            whole = self._service(service, used | set(ids_in(service.get("location_id"))))
            rows = placed.get(service_id) or list(_placed_by_the_service(service))
            yield from (self._at_location(row, whole) for row in rows)
            if not rows:
                yield {"service": whole}

    def _at_location(self, row: Row, service: Tree) -> Tree:
        tree = self._nested("service_at_location", row)
        for name in ("service_id", "location_id"):
            tree.pop(name, None)
        for location_id in ids_in(row.get("location_id")):
            location = self.by_id["location"].get(location_id)
            if location is not None:
                tree["location"] = self._nested("location", location)
                break
        return {**tree, "service": service}

    def _service(self, row: Row, used: set[str]) -> Tree:
        said = self._nested("service", row)
        said.pop("location_id", None)
        for organization_id in ids_in(said.get("organization_id")):
            organization = self.by_id["organization"].get(organization_id)
            if organization is not None:
                said.pop("organization_id")
                said["organization"] = self._organization(organization, used)
        codes = [one for key in ("taxonomy_ids", "taxonomy_id") for one in ids_in(said.pop(key, None))]
        terms = [self.by_id["taxonomy_term"].get(code, {"id": code, "code": code}) for code in codes]
        if terms:
            named = [{"taxonomy_term": self._nested("taxonomy_term", term)} for term in terms]
            said["attributes"] = [*said.get("attributes", []), *named]
        return said

    def _organization(self, row: Row, used: set[str]) -> Tree:
        said = self._nested("organization", row)
        located = self.owned.get(("location", "organization", row["id"]), [])
        if located:
            said["locations"] = [
                {"id": one["id"]} if one["id"] in used else self._nested("location", one) for one in located
            ]
        return said

    def _nested(self, kind: str, row: Row) -> Tree:
        """Return a row with every row that belongs to it in it, and without the ids that this tells anyway."""
        said = {name: value for name, value in row.items() if not self._is_told(kind, name, value)}
        for name, held_kind in KINDS[kind].many.items():
            if name in NOT_NESTED:
                continue
            rows = self._about(held_kind, kind, row["id"]) if held_kind in LINKED else self._of(held_kind, kind, row)
            if nested := [self._nested(held_kind, one) for one in rows]:
                said[name] = [*said.get(name, []), *nested]
        for held_kind, name in OLDER_LISTS.items():
            if older := self.owned.get((held_kind, kind, row["id"])):
                said[name] = [_without_owners(one) for one in older]
        for name, (held, held_kind) in POINTED_TO.get(kind, {}).items():
            target = self.by_id[held_kind].get(as_line(row.get(name)))
            if target is not None:
                said.pop(name, None)
                said[held] = self._nested(held_kind, target)
        return said

    def _of(self, held_kind: str, kind: str, row: Row) -> list[Row]:
        return self.owned.get((held_kind, kind, row["id"]), [])

    def _about(self, held_kind: str, kind: str, key: str) -> Iterable[Row]:
        entity = LINKED[held_kind][2]
        for one in self.linked.get((held_kind, key), []):
            said = kind_of_table(as_line(one.get(entity)).lower())
            if said == kind or said not in KINDS or key not in self.by_id[said]:
                yield one
        yield from self.owned.get((held_kind, kind, key), [])

    def _is_told(self, kind: str, name: str, value: Any) -> bool:
        owner = name.removesuffix("_id")
        if name.endswith("_id") and owner in OWNERS and kind not in {"service", "service_at_location"}:
            return all(key in self.by_id[owner] for key in ids_in(value))
        return kind in LINKED and name == LINKED[kind][1]


def package_of(tables: Tables) -> Package:
    """Sort the rows of a package; rows that belong to nothing in it are problems."""
    package = Package()
    for table, rows in sorted(tables.items(), key=lambda one: len(one[0])):
        kind = _kind_of(table, rows)
        if kind in KINDS or kind in OLDER_LISTS:
            for number, row in enumerate(rows, 1):
                _take(package, kind, table, number, row)
        elif kind not in _NOT_OBJECTS:
            package.problems.append(
                Problem(0, None, f"{table}.csv", marked("it is no table of HSDS"), marked("it was left out"))
            )
    _belongings(package)
    return package


def _kind_of(table: str, rows: list[Row]) -> str:
    kind = kind_of_table(table)
    if kind == "taxonomy" and any(row.keys() & {"parent_id", "parent_name"} for row in rows):
        return "taxonomy_term"  # until version 2 the table of taxonomies held the terms
    return kind


def _take(package: Package, kind: str, table: str, number: int, row: Row) -> None:
    said = in_words_of_3(kind, row, table=table)
    said.setdefault(STANDS_AT, StandsAt(f"{table}.csv", number))
    if kind == "taxonomy_term" and "id" not in said and as_line(said.get("taxonomy_id")):
        said |= {"id": said["taxonomy_id"], "code": said.pop("taxonomy_id")}
    key = as_line(said.get("id")) or f"{table} {number}"
    said["id"] = key
    if kind in {"service", "organization"} and key in package.by_id[kind]:
        first = package.by_id[kind][key][STANDS_AT].row
        message = worded("row %(earlier)s already has this id and was kept", earlier=first)
        package.problems.append(Problem(number, key, f"{table}.csv id", message, ROW_SKIPPED))
        return
    while key in package.by_id[kind]:
        key = f"{key} "  # the same object said of several owners, as packages repeat it
    package.by_id[kind][key] = said


def _belongings(package: Package) -> None:
    for kind, rows in list(package.by_id.items()):
        for row in rows.values():
            _unswap(package, row)
            owners = [(owner, key) for owner in OWNERS for key in ids_in(row.get(f"{owner}_id"))]
            for owner, key in owners:
                if key in package.by_id[owner]:
                    package.owned[kind, owner, key].append(row)
            if kind in LINKED:
                package.linked[kind, as_line(row.get(LINKED[kind][1]))].append(row)
            elif owners and kind not in _STAND_ALONE and not any(key in package.by_id[owner] for owner, key in owners):
                at: StandsAt = row[STANDS_AT]
                message = worded(
                    "%(file)s, row %(row)s: it belongs to nothing in the package", file=at.file, row=at.row
                )
                package.problems.append(Problem(0, row["id"], at.file, message, marked("it was left out")))


def _unswap(package: Package, row: Row) -> None:
    """Put right a service and a location that stand in each other's columns."""
    service, location = as_line(row.get("service_id")), as_line(row.get("location_id"))
    services, locations = package.by_id["service"], package.by_id["location"]
    are_known = service in services or location in locations
    if service in locations and location in services and not are_known:
        row["service_id"], row["location_id"] = location, service
        at: StandsAt = row[STANDS_AT]
        at.notes.append(("the ids of service and location stand in each other's column", "they were swapped"))


def _placed_by_the_service(service: Row) -> Iterator[Row]:
    """In older packages the service names its location, or several in one cell."""
    for location_id in ids_in(service.get("location_id")):
        yield {
            "id": f"{service['id']} at {location_id}",
            "location_id": location_id,
            STANDS_AT: service[STANDS_AT],
        }


def _without_owners(row: Row) -> Tree:
    owners = {f"{owner}_id" for owner in OWNERS}
    return {name: value for name, value in row.items() if name not in owners and name != STANDS_AT}


def ids_in(value: Any) -> list[str]:
    """Return the ids of a cell, which may hold several with commas between."""
    return [part for part in (as_line(part) for part in str(value or "").split(",")) if part]
