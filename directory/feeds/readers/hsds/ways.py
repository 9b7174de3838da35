"""Whom to call, whom to ask for and in which languages: from every object of a tree that says so."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from directory.feeds.readers.links import LONGEST_NUMBER, phone
from directory.feeds.readers.text import as_line, as_text, fold
from directory.feeds.records import RowReport
from directory.hsds.objects import Tree
from directory.hsds.taxonomies import our_terms
from directory.hsds.telling import EXTENSION
from directory.listings.forms import ContactDraft, PhoneDraft

PhoneType = Literal["voice", "text", "fax", "tty", "hotline", "dial_in"]
_TYPES: Final[Mapping[str, PhoneType]] = MappingProxyType(
    {
        "text": "text",
        "sms": "text",
        "fax": "fax",
        "tty": "tty",
        "tdd": "tty",
        "tty/tdd": "tty",
        "textphone": "tty",
        "hotline": "hotline",
        "dial_in": "dial_in",
    }
)
_EXTENSION: Final = re.compile(r"[\s,;]*(?:ext(?:ension)?\.?|x)\s*#?\s*(\d{1,10})\W*$", re.IGNORECASE)


def read_phones(tree: Tree, report: RowReport) -> tuple[PhoneDraft, ...]:
    """Return the numbers of a listing, its service and its location, each once; else those of its organization."""
    service = tree["service"]
    own = [one.get("phones", []) for one in (tree, service, tree.get("location", {}))]
    if not any(own):
        own = [service["organization"].get("phones", [])]
    read = (_phone(said, report) for phones in own for said in phones)
    return tuple(dict.fromkeys(filter(None, read)))


def _phone(said: Tree, report: RowReport) -> PhoneDraft | None:
    written = as_line(said.get("number")).strip("\"'“” ")
    extension = as_line(said.get("extension")) or as_line(said.get(EXTENSION))
    if not extension and (found := _EXTENSION.search(written)):
        written, extension = written[: found.start()], found[1]
    about = as_text(said.get("description"))
    read = phone(written[: LONGEST_NUMBER * 3], "phones.number", report, about=about)
    kind = _TYPES.get(as_line(said.get("type")).casefold().replace("-", "_"), "voice")
    return read.model_copy(update={"extension": extension, "type": kind}) if read else None


def read_contacts(tree: Tree, *, are_public: bool) -> tuple[ContactDraft, ...]:
    """Return the people of a tree, each once.

    Somebody who is named with what they do there was made known by the organization itself; a bare name stays private
    until somebody here finds that it may be shown.
    """
    service = tree["service"]
    levels = (tree, service, tree.get("location", {}), service["organization"])
    by_id = {said["id"]: said for level in levels for said in level.get("contacts", ())}
    people = (_contact(said, are_public=are_public) for said in by_id.values())
    return tuple(person for person in people if person.name or person.email or person.phone)


def _contact(said: Tree, *, are_public: bool) -> ContactDraft:
    numbers = [as_line(one.get("number")).strip("\"'“” ") for one in said.get("phones", ())]
    name, title = as_line(said.get("name")), as_line(said.get("title"))
    does_what = title or as_line(said.get("department"))
    return ContactDraft(
        name=name,
        title=does_what,
        email=as_line(said.get("email")),
        phone=next(filter(None, numbers), "")[:LONGEST_NUMBER],
        best_time=as_text(said.get("best_time")),
        public=are_public or bool(does_what) or not name,
    )


def read_languages(tree: Tree) -> tuple[str, ...]:
    """Return the codes of the languages spoken there, each once; those nobody here knows are left out."""
    service = tree["service"]
    spoken: Iterable[Tree] = (*service.get("languages", ()), *tree.get("location", {}).get("languages", ()))
    return tuple(dict.fromkeys(code for said in spoken for code in _code(said)))


def _code(said: Tree) -> Iterator[str]:
    known = our_terms().vocabulary.languages
    code = as_line(said.get("code")).casefold()
    for written in (code, code.partition("-")[0]):
        if written in known:
            yield written
            return
    for name in (as_line(said.get("name")), as_line(said.get("name")).partition("(")[0]):
        if fold(name) in _codes_by_name():
            yield _codes_by_name()[fold(name)]
            return


@cache
def _codes_by_name() -> Mapping[str, str]:
    known = our_terms().vocabulary.languages
    return {fold(label): code for code, entry in known.items() for label in (entry.label_en, entry.label_es)}
