"""The official HSDS schemas, what our own table of objects says of them, and what has to be right beyond both.

The official ones are not part of the project. Where they are not beside the checkout, `directory.hsds.objects` stands
for them; `test_reading.py` holds the two to each other where they are.
"""

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from directory.feeds.readers.hsds.fitting import is_uuid
from directory.hsds.objects import CHOICES, KINDS, FieldType, Tree, walk
from directory.hsds.shapes import is_stub
from directory.hsds.values import is_email, is_link

REAL = Path(__file__).parents[3] / "shared" / "data" / "hsds"
SCHEMAS = REAL / "schema-3.1.1"


def real_file(path: str) -> Path:
    """An official file, or skip: they are not part of the project."""
    file = REAL / path
    if not file.exists():
        pytest.skip(f"the official file {path} is not beside this checkout (../shared/data/hsds)")
    return file


def real_json(path: str) -> Any:
    return json.loads(real_file(path).read_text(encoding="utf-8"))


@cache
def validators() -> dict[str, Draft202012Validator]:
    """A validator for every kind of object, offline, with formats checked."""
    folder = real_file("schema-3.1.1")
    contents = {
        file.name: json.loads(file.read_text(encoding="utf-8"))
        for file in folder.glob("*.json")
        if file.name != "openapi.json"
    }
    resources = [(name, Resource(content, specification=DRAFT202012)) for name, content in contents.items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    checker = Draft202012Validator.FORMAT_CHECKER
    return {
        name.removesuffix(".json"): Draft202012Validator({"$ref": name}, registry=registry, format_checker=checker)
        for name in contents
    }


def faults(kind: str, said: Tree) -> list[str]:
    """Everything that is wrong with an object and what it holds."""
    found = [f"{kind} {error.json_path}: {error.message}" for error in _official_errors(kind, said)]
    for held_kind, held in walk(kind, said):
        found += [*_against_our_table(held_kind, held), *_beyond_schema(held_kind, held)]
    return found


def _official_errors(kind: str, said: Tree) -> Iterator[ValidationError]:
    if SCHEMAS.is_dir():
        yield from validators()[kind].iter_errors(said)


def _against_our_table(kind: str, said: Tree) -> Iterator[str]:
    """What is missing of an object, or is of another type than HSDS says; a stub is the id of one told elsewhere."""
    if not is_stub(said):
        yield from (f"{kind} has no {name}" for name in KINDS[kind].required if name not in said)
    for name, type_ in KINDS[kind].fields.items():
        if name in said and not _is_of_type(said[name], type_):
            yield f"{kind}.{name} is {said[name]!r}, no {type_}"
        if (kind, name) in CHOICES and said.get(name, CHOICES[kind, name][0]) not in CHOICES[kind, name]:
            yield f"{kind}.{name} is {said[name]!r}, none of {CHOICES[kind, name]}"


def _is_of_type(value: Any, type_: FieldType) -> bool:
    if type_ == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    right = {"uri": is_link, "email": is_email, "id": is_uuid}.get(type_, bool)
    return isinstance(value, str) and (right(value) or not value)


def _beyond_schema(kind: str, said: Tree) -> Iterator[str]:
    for name, value in said.items():
        if value is None or value in ([], {}) or (value == "" and name not in KINDS[kind].required):
            yield f"{kind}.{name} is empty"
    if "service_at_locations" in said:
        ids = [one["id"] for one in said["service_at_locations"]]
        if len(ids) != len(set(ids)):
            yield f"{kind} {said['id']} holds an id twice"
    fields = KINDS[kind].fields
    for name, type_ in fields.items():
        if name in said and type_ in {"date", "moment"}:
            yield from _unreadable(kind, name, said[name], date if type_ == "date" else datetime)
    if kind == "schedule":
        for name in {"opens_at", "closes_at"} & said.keys():
            yield from _unreadable(kind, name, said[name], time)


def _unreadable(kind: str, name: str, value: str, type_: type[date] | type[time]) -> Iterator[str]:
    try:
        type_.fromisoformat(value)
    except ValueError:
        yield f"{kind}.{name} is {value!r}"


def faults_of_page(page: Tree, kind: str, *, per_page: int) -> list[str]:
    """Everything that is wrong with a page and what it holds."""
    total, number, contents = page["total_items"], page["page_number"], page["contents"]
    pages = math.ceil(total / per_page)
    right = {
        "total_pages": pages,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
    }
    wrong = [f"{name} is {page[name]}, not {value}" for name, value in right.items() if page[name] != value]
    expected = max(0, min(per_page, total - (number - 1) * per_page))
    if len(contents) != expected:
        wrong.append(f"{len(contents)} items where {expected} are due")
    return wrong + [fault for one in contents for fault in faults(kind, one)]
