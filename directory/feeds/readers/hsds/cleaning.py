"""Trees made fit to be kept and to go out again: valid HSDS, every object with a UUID, nothing that is private."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from directory.errors import marked, worded
from directory.feeds.readers.hsds.fitting import DANGEROUS, FITTING, as_words, chosen, is_uuid, number
from directory.feeds.readers.hsds.older import gathered_into_3
from directory.feeds.readers.hsds.packages import STANDS_AT, StandsAt
from directory.feeds.readers.text import as_line, says_yes
from directory.feeds.records import RowReport
from directory.hsds.objects import CHOICES, KINDS, FieldType, Kind, Tree
from directory.hsds.shapes import is_stub
from directory.listings.models import mint_id

PRIVATE_FLAGS: Final = ("private", "is_private", "not_for_website", "hide_from_website", "hidden", "do_not_publish")
KEPT_AS_TEXT: Final = marked("it was kept as text beside it")
HIDDEN: Final = "hidden at source"
"""Stands in a location whose address its source marks as private; it is gone before the tree is kept."""
MOST_OBJECTS: Final = 2_000


class NotUsableError(ValueError):
    """Says why no listing can be made of a tree, as the middle of a sentence."""


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Cleans one tree; what was odd is noted in the report of its row. `source` is part of every id it makes."""

    source: str
    report: RowReport

    def clean(self, tree: Tree) -> Tree:
        """Return the tree of a service at a location as it is kept. Raises `NotUsableError`."""
        cleaned = self._object("service_at_location", tree, f"place of {as_line(tree['service'].get('id'))}")
        if "organization" not in cleaned["service"]:
            raise NotUsableError(marked("its source marks the organization as private"))
        held = sum(1 for _ in _objects(cleaned))
        if held > MOST_OBJECTS:
            raise NotUsableError(
                worded(
                    "it holds %(held)s objects, and the most that is read is %(most_objects)s",
                    held=f"{held:,}",
                    most_objects=f"{MOST_OBJECTS:,}",
                )
            )
        return cleaned

    def object_id(self, kind: str, written: Any, otherwise: str) -> str:
        """Return the id of an object: theirs where it is a UUID, else one that always follows from it."""
        text = as_line(written) or otherwise
        try:
            return str(UUID(text)) if len(text) == 36 else str(mint_id(self.source, f"{kind} {text}"))
        except ValueError:
            return str(mint_id(self.source, f"{kind} {text}"))

    def _object(self, name: str, said: Tree, otherwise: str) -> Tree:
        kind = KINDS[name]
        at = said.get(STANDS_AT)
        renamed = gathered_into_3(name, {key: value for key, value in said.items() if key != STANDS_AT})
        where = f"{at.file} row {at.row}, " if isinstance(at, StandsAt) else f"{name}."
        for message, action in at.notes if isinstance(at, StandsAt) else ():
            self.report.note(where.rstrip(", ."), message, action)
        key = self.object_id(name, renamed.get("id"), otherwise)
        cleaned: Tree = {"id": key}
        if as_line(renamed.get("id")) not in {"", key} and not is_uuid(as_line(renamed.get("id"))):
            cleaned["source_id"] = as_line(renamed["id"])
        for field, value in renamed.items():
            if field != "id" and not _is_nothing(value):
                self._field(kind, field, value, cleaned, where)
        self._require(kind, cleaned, where)
        return cleaned

    def _field(self, kind: Kind, field: str, value: Any, cleaned: Tree, where: str) -> None:
        if field in kind.one:
            self._one(kind, field, value, cleaned, where)
        elif field in kind.many:
            self._many(kind, field, value, cleaned, where)
        elif field in kind.fields:
            self._value(kind, field, value, cleaned, where)
        elif field not in PRIVATE_FLAGS and not _is_nothing(kept := _without_nothing(value)):
            cleaned[field] = kept

    def _one(self, kind: Kind, field: str, value: Any, cleaned: Tree, where: str) -> None:
        one = value[0] if isinstance(value, list) and value else value
        if isinstance(one, str):
            one = {"name": one}
        if not isinstance(one, dict):
            self.report.note(f"{where}{field}", marked("it is no object"), marked("it was left out"))
            return
        is_private = _is_private(one)
        if is_private and field != "location":
            self.report.note(f"{where}{field}", marked("its source marks it as private"), marked("it was left out"))
            return
        cleaned[field] = self._object(kind.one[field], one, f"{field} of {cleaned['id']}")
        if is_private:
            cleaned[field][HIDDEN] = True

    def _many(self, kind: Kind, field: str, value: Any, cleaned: Tree, where: str) -> None:
        name = kind.many[field]
        objects: list[Tree] = []
        for position, one in enumerate(value if isinstance(value, list) else [value]):
            if field == "locations" and isinstance(one, dict) and is_stub(one):
                objects.append({"id": self.object_id(name, one["id"], "")})
                continue
            whole = {_FIRST_WORD.get(name, "name"): one} if isinstance(one, str) and one.strip() else one
            if not isinstance(whole, dict):
                self.report.note(
                    f"{where}{field}", marked("a part of it is no object"), marked("that part was left out")
                )
            elif _is_private(whole):
                self.report.note(
                    f"{where}{field}",
                    marked("its source marks a part of it as private"),
                    marked("that part was left out"),
                )
                if name == "address":
                    cleaned[HIDDEN] = True
            else:
                objects += self._listed(name, whole, f"{field} {position} of {cleaned['id']}", where)
        if objects:
            cleaned[field] = objects

    def _listed(self, name: str, said: Tree, otherwise: str, where: str) -> Iterator[Tree]:
        try:
            yield self._object(name, said, otherwise)
        except NotUsableError as unusable:
            self.report.note(f"{where}{name}", unusable.args[0], marked("it was left out"))

    def _value(self, kind: Kind, field: str, value: Any, cleaned: Tree, where: str) -> None:
        choices = CHOICES.get((kind.name, field))
        fitting = chosen(value, choices) if choices else self._fitting(kind.fields[field], field, value)
        if fitting is not None:
            cleaned[field] = fitting
            return
        text = as_words(value)
        if text.lower().startswith(DANGEROUS):
            self.report.note(
                f"{where}{field}", marked("the link is not a web address (http or https)"), marked("it was left out")
            )
            return
        if text:
            self.report.note(
                f"{where}{field}", worded("“%(text)s” cannot stand there", text=as_line(text)[:60]), KEPT_AS_TEXT
            )
            cleaned.setdefault(f"{field}_text", text)

    def _fitting(self, type_: FieldType, field: str, value: Any) -> Any:
        """The value as its type wants it; None where it cannot be made so."""
        if type_ == "number":
            return number(value)
        if type_ == "id":
            return (
                self.object_id(_NAMED_BY.get(field, field.removesuffix("_id")), value, "") if as_line(value) else None
            )
        return FITTING[type_](as_words(value))

    def _require(self, kind: Kind, cleaned: Tree, where: str) -> None:
        for field in kind.required:
            if field in cleaned:
                continue
            substitute = _SUBSTITUTES.get((kind.name, field), _NO_WORDS)
            if substitute is None or (substitute == "name" and "name" not in cleaned):
                raise NotUsableError(worded("it has no %(field)s", field=field))
            cleaned[field] = cleaned["name"] if substitute == "name" else substitute
            if substitute not in {"name", _NO_WORDS}:
                self.report.note(
                    f"{where}{field}",
                    marked("it is missing"),
                    worded("“%(substitute)s” was taken", substitute=substitute),
                )


_NAMED_BY: Final = {"parent_organization_id": "organization", "parent_id": "taxonomy_term"}
"""Fields that name an object of another kind than their own name says."""
_NO_WORDS: Final = ""
_SUBSTITUTES: Final[Mapping[tuple[str, str], str | None]] = {
    ("service", "status"): "active",
    ("service", "name"): None,
    ("organization", "description"): "name",
    ("organization", "name"): None,
    ("program", "description"): "name",
    ("program", "name"): None,
    ("taxonomy_term", "description"): "name",
    ("taxonomy", "description"): "name",
    ("location", "location_type"): "physical",
    ("address", "address_type"): "physical",
    ("phone", "number"): None,
    ("url", "url"): None,
    ("unit", "name"): None,
    ("service_capacity", "unit"): None,
    ("service_capacity", "available"): None,
    ("service_capacity", "updated"): None,
    ("metadata", "last_action_date"): None,
}
"""What stands for what the schema wants and a source left out: its own name, a word, or None where nothing can."""
_FIRST_WORD: Final[Mapping[str, str]] = {
    "phone": "number",
    "url": "url",
    "funding": "source",
    "accessibility": "description",
    "required_document": "document",
    "attribute": "value",
    "schedule": "description",
    "cost_option": "option",
    "address": "address_1",
}
"""The field of an object that a mere text stands for."""


def _objects(value: Any) -> Iterator[Tree]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part)


def _is_private(said: Mapping[str, Any]) -> bool:
    return any(says_yes(said.get(flag)) for flag in (*PRIVATE_FLAGS, "address_private", "private_address"))


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _without_nothing(value: Any) -> Any:
    """An attribute nobody here knows, as it is but for nulls, which HSDS does not allow."""
    if isinstance(value, dict):
        parts = ((name, _without_nothing(part)) for name, part in value.items())
        return {name: part for name, part in parts if not _is_nothing(part)}
    if isinstance(value, list):
        return [_without_nothing(part) for part in value if part is not None]
    return value
