"""Files that are imported, and what goes out again."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from directory.feeds.readers.hsds import read
from directory.feeds.records import Problem, Record
from directory.hsds.answering import Reading
from directory.hsds.objects import Tree
from directory.hsds.taxonomies import our_terms
from directory.listings.models import mint_id
from directory.listings.service import save_listings
from tests.factories import EDITED
from tests.feeds.reading import context


def read_hsds(value: Any) -> list[Record | Problem]:
    """Read a JSON value, bytes as they are."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(read(content, context()))


def records_of(value: Any) -> list[Record]:
    return [outcome for outcome in read_hsds(value) if isinstance(outcome, Record)]


def one_record(value: Any) -> Record:
    [record] = read_hsds(value)
    assert isinstance(record, Record), record
    return record


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these files in it."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return whole.getvalue()


def import_into(session: Session, value: Any, now: datetime) -> None:
    """Read a file and write every listing it makes."""
    drafts = {mint_id("hsds", record.external_id): record.draft for record in records_of(value)}
    assert drafts
    save_listings(session, drafts, now=now, origin=EDITED)
    session.flush()


def reading(session: Session, now: datetime) -> Reading:
    return Reading(session, our_terms(), now)


def lost(said: Any, told: Any, path: str = "") -> list[str]:
    """Where what was said is not told again; objects of a list are the same by their id, whatever their order."""
    if isinstance(said, dict):
        if not isinstance(told, dict):
            return [f"{path}: {told!r} is no object"]
        return [fault for name in said for fault in lost(said[name], told.get(name), f"{path}.{name}")]
    if isinstance(said, list) and said and all(isinstance(one, dict) and "id" in one for one in said):
        by_id = {one["id"]: one for one in told or []}
        return [fault for one in said for fault in lost(one, by_id.get(one["id"]), f"{path}[{one['id'][:4]}]")]
    return [] if said == told else [f"{path}: {said!r} became {told!r}"]


def only_in(told: Tree, said: Tree) -> set[str]:
    return set(told) - set(said)
