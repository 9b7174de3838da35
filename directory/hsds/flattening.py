"""From whole services to the rows of tables: every object a row, its place told by the ids of what holds it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from directory.hsds.cells import OBJECTS
from directory.hsds.objects import KINDS, Kind, Tree
from directory.hsds.shapes import is_stub

Rows = dict[tuple[str, str], Tree]
"""Rows by their kind and their id."""
POINTED_AT: Final[Mapping[tuple[str, str], str]] = {
    ("service", "organization"): "organization_id",
    ("service", "program"): "program_id",
    ("service_at_location", "location"): "location_id",
    ("service_capacity", "unit"): "unit_id",
    ("attribute", "taxonomy_term"): "taxonomy_term_id",
    ("taxonomy_term", "taxonomy_detail"): "taxonomy_id",
}
"""Fields that hold one object: the column by which the holder names it."""
LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "attribute": ("link_id", "link_entity"),
    "metadata": ("resource_id", "resource_type"),
}
"""Kinds that name whatever they are about, by its id and its kind."""
TABLES: Final = frozenset({"organization", "program", "service", "service_at_location", "location", "contact", "phone"})
"""Kinds whose ids other rows name, and which must be there where they are named."""


_THEIR_WORDS: Final = frozenset(by_kind for _, by_kind in LINKS.values())
"""Where a source says a kind in its own words, they stay: the id leads there anyway."""


def rows_of(service: Tree) -> Rows:
    """Return the rows of a whole service. What several objects hold is one row that names each of them."""
    rows: Rows = {}
    _flatten("service", service, {}, rows)
    for (kind, _key), row in rows.items():
        _keep_what_leads_nowhere(kind, row, rows)
    return rows


def _flatten(name: str, said: Tree, told: Mapping[str, str], rows: Rows) -> None:
    kind = KINDS[name]
    row = rows.setdefault((name, said["id"]), {})
    own = _own_columns(kind, said)
    row |= {**own, **told, **{name: own[name] for name in _THEIR_WORDS if name in own}}
    for field, held_kind, held in kind.held_by(said):
        if is_stub(held):
            continue
        column = POINTED_AT.get((name, field))
        if column:
            row[column] = held["id"]
        _flatten(held_kind, held, dict(_pointers(name, said["id"], held_kind)), rows)


def _pointers(holder: str, holder_id: str, held: str) -> Iterator[tuple[str, str]]:
    """What a held row says of its holder."""
    if held in LINKS:
        by_id, by_kind = LINKS[held]
        yield from ((by_id, holder_id), (by_kind, holder))
    elif f"{holder}_id" in KINDS[held].fields and (holder, held) not in _ONLY_POINTED_AT:
        yield f"{holder}_id", holder_id


_ONLY_POINTED_AT: Final = frozenset({("service", "organization"), ("service", "program")})


def _own_columns(kind: Kind, said: Tree) -> Tree:
    holds = kind.one.keys() | kind.many.keys()
    own = {name: value for name, value in said.items() if name in kind.fields}
    others = {name: value for name, value in said.items() if name not in kind.fields and name not in holds}
    return own | ({OBJECTS: others} if others else {})


def _keep_what_leads_nowhere(kind: str, row: Tree, rows: Rows) -> None:
    """Keep beside the columns an id that names a row which is not there: tables must hold together."""
    lost: dict[str, Any] = {}
    for table in TABLES:
        column = f"{table}_id"
        if column in row and (table, row[column]) not in rows and column in KINDS[kind].fields:
            lost[column] = row.pop(column)
    if lost:
        row[OBJECTS] = {**row.get(OBJECTS, {}), **lost}
