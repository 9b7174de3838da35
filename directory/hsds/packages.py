"""CSV packages: a table for each kind of object, and the datapackage.json that describes them."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

from directory.hsds.cells import OBJECTS, as_cell
from directory.hsds.flattening import TABLES, Rows, rows_of
from directory.hsds.objects import KINDS, VERSION, FieldType, Kind, Tree

FOR_EVERYBODY: Final = frozenset({"location", "address", "accessibility", "taxonomy_term", "taxonomy", "unit"})
"""Kinds of which services of several organizations may share one object; the others are told within one."""
_TYPES: Final[Mapping[FieldType, tuple[str, str]]] = {
    "text": ("string", "default"),
    "number": ("number", "default"),
    "uri": ("string", "uri"),
    "email": ("string", "email"),
    "date": ("date", "any"),
    "time": ("string", "default"),
    "moment": ("string", "default"),
    "id": ("string", "uuid"),
}
_ALWAYS_FILLED: Final = frozenset({"id", "name", "status", "location_type", "address_type", "number"})
"""Columns that HSDS requires and that are never empty here; parts of an address may be."""


class PackageWriter:
    """Writes the tables of a package as services come in, the services of one organization after each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._tables: dict[str, Any] = {}
        self._told_for_good: set[bytes] = set()
        self._told_of_organization: set[tuple[str, str]] = set()
        self._organization = ""

    def __enter__(self) -> Self:
        """Open a table for every kind, with its columns."""
        for kind in KINDS.values():
            file = self._open.enter_context((self._folder / kind.file).open("w", encoding="utf-8", newline=""))
            table = csv.DictWriter(file, fieldnames=columns_of(kind), lineterminator="\r\n")
            table.writeheader()
            self._tables[kind.name] = table
        return self

    def __exit__(self, *failure: object) -> None:
        """Close every table."""
        self._open.close()

    def add_service(self, service: Tree) -> None:
        """Write the rows of a whole service, but for those that were written before."""
        organization = service["organization"]["id"]
        if organization != self._organization:
            self._organization, self._told_of_organization = organization, set()
        self._write(rows_of(service))

    def add_term(self, term: Tree) -> None:
        """Write a term of a taxonomy, with its taxonomy."""
        taxonomy: Tree = term["taxonomy_detail"]
        own = {name: value for name, value in term.items() if name != "taxonomy_detail"}
        said = own | {"taxonomy_id": taxonomy["id"]}
        self._write({("taxonomy_term", term["id"]): said, ("taxonomy", taxonomy["id"]): taxonomy})

    def _write(self, rows: Rows) -> None:
        for (kind, key), row in rows.items():
            if self._is_new(kind, key):
                self._tables[kind].writerow({name: as_cell(value) for name, value in row.items()})

    def _is_new(self, kind: str, key: str) -> bool:
        if kind not in FOR_EVERYBODY:
            is_new = (kind, key) not in self._told_of_organization
            self._told_of_organization.add((kind, key))
            return is_new
        mark = f"{kind} {key}".encode()
        is_new = mark not in self._told_for_good
        self._told_for_good.add(mark)
        return is_new


def columns_of(kind: Kind) -> list[str]:
    """Return the columns of the table of a kind."""
    return [*kind.fields, OBJECTS]


def datapackage() -> Tree:
    """Return the description of a package, as Frictionless Data writes it."""
    return {
        "name": "human_services_data",
        "title": "Human Services Data",
        "description": "Services for people in recovery, in the words of the Human Services Data Specification.",
        "profile": "tabular-data-package",
        "hsds_version": VERSION,
        "resources": [_resource(kind) for kind in KINDS.values()],
    }


def _resource(kind: Kind) -> Tree:
    keys = list(_foreign_keys(kind))
    return {
        "name": kind.name,
        "path": kind.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [*(_field(kind, name) for name in kind.fields), {"name": OBJECTS, "type": "string"}],
            "primaryKey": "id",
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(kind: Kind, name: str) -> Tree:
    type_, form = _TYPES[kind.fields[name]]
    is_required = name in kind.required and name in _ALWAYS_FILLED
    constraints = {"required": is_required, "unique": name == "id"}
    return {"name": name, "type": type_, "format": form, "constraints": constraints}


def _foreign_keys(kind: Kind) -> Iterator[Tree]:
    for name in kind.fields:
        table = name.removesuffix("_id")
        if name.endswith("_id") and table in TABLES:
            yield {"fields": name, "reference": {"resource": table, "fields": "id"}}
