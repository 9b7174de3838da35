"""What is stored has a version that is raised with its shape; versions over one folder leave each other in peace."""

import os
from dataclasses import fields
from hashlib import blake2b
from pathlib import Path

import pytest

from directory.listings.cards import card_of, said_of
from directory.listings.documents import document_of
from directory.listings.forms import ScheduleDraft
from directory.listings.models import mint_id
from directory.listings.queries import ListingDetail, get_listing
from search import fields as index_fields
from search.document import Document, Texts
from search.fields import BANDS, INDEX_VERSION, SCHEMA, SCHEMA_VERSION
from search.hours import Hours, Schedule
from search.rows import row_of, shown_of
from search.segments import array_names
from search.versions import OTHER_VERSION_KEPT, version_folder
from tests.faults.installation import Suffering

SHAPES = {1: "39c7a45a05051691", 2: "ed6ec1a6fc5c2121", 3: "fbeafac7eb32ae32", 4: "cba46e60d8de76d0"}
"""The fingerprint of the shape of every SCHEMA_VERSION. A changed shape takes the next number and a line here.

From 3 on it tells also in what form rows and cards are kept.
"""


def shape(listing: ListingDetail, suffering: Suffering) -> list[str]:
    """Everything that must be the same for one version of the program to read what another has stored."""
    keeper = suffering.keeper
    card = card_of(listing, listing.draft, keeper.vocabulary)
    document = document_of(listing, keeper.vocabulary, keeper.gazetteer, now=suffering.now)
    return [
        *(f"{kept.__name__} begins with {kept(document)[:1]!r}" for kept in (row_of, shown_of)),
        *(f"{part.__name__}.{field.name}: {field.type}" for part in (Document, Texts, Hours, Schedule)
          for field in fields(part)),
        *(f"{band.name} {band.starts}-{band.ends} weighs {band.weight}" for band in BANDS),
        *(f"field {name}: {type(kind).__name__}" for name, kind in SCHEMA.items()),
        *(f"array {name}" for name in sorted(array_names())),
        *(f"card {name}: {type(value).__name__}" for name, value in card.items()),
        *(f"said {name}: {type(value).__name__}" for name, value in said_of(listing.id, card).items()),
        *(f"line of a card's hours {name}" for name in ScheduleDraft.model_fields),
    ]  # fmt: skip


def test_whoever_changes_the_shape_of_what_is_stored_raises_its_version(suffering):
    with suffering.database.reading() as session:
        listing = get_listing(session, mint_id("tests", "0"))
    lines = "\n".join(shape(listing, suffering))
    found = blake2b(lines.encode(), digest_size=8).hexdigest()
    assert SHAPES.get(SCHEMA_VERSION) == found, f"raise SCHEMA_VERSION in search/fields.py; the shape is now\n{lines}"


@pytest.fixture
def older(suffering, monkeypatch) -> Suffering:
    """A process of a version before this one, over the same data folder."""
    with monkeypatch.context() as patch:
        in_version(patch, "schema 0, analyzer 1")
        made = suffering.in_another_process()
        made.step()
    yield made
    made.database.close()


def in_version(patch: pytest.MonkeyPatch, version: str) -> None:
    patch.setattr(index_fields, "INDEX_VERSION", version)
    for module in ("search.generations", "search.versions", "directory.listings.indexing"):
        patch.setattr(f"{module}.INDEX_VERSION", version)
    patch.setattr("search.generations.State.__init__.__defaults__", (version, None))


def test_two_versions_over_one_data_folder_both_follow_and_neither_builds_anew(suffering, older, monkeypatch):
    before = suffering.index.generation, older.index.generation
    for turn in range(1, 4):
        suffering.save(1, turn)
        suffering.step()
        with monkeypatch.context() as patch:
            in_version(patch, "schema 0, analyzer 1")
            older.step()
            assert older.found() == {0: 0, 1: turn, 2: 0}
        assert suffering.found() == {0: 0, 1: turn, 2: 0}
    after = suffering.index.generation, older.index.generation
    assert [name.split(".")[0] for name in after] == [name.split(".")[0] for name in before]


def test_the_index_of_another_version_goes_once_nothing_was_written_there_for_days(suffering, older):
    left = older.keeper.folder
    assert left.parent == suffering.keeper.folder.parent != suffering.keeper.folder
    suffering.keeper.rebuild(suffering.now)
    assert left.is_dir()
    long_ago = suffering.now.timestamp() - OTHER_VERSION_KEPT.total_seconds() - 60
    for each in (left, *left.rglob("*")):
        os.utime(each, (long_ago, long_ago))
    suffering.keeper.rebuild(suffering.now)
    assert not left.exists()
    assert older.found() == suffering.found() == {0: 0, 1: 0, 2: 0}


def test_only_indexes_are_ever_removed(suffering):
    kept = [suffering.settings.index_folder / "notes", suffering.settings.data / "feeds"]
    for folder in kept:
        folder.mkdir()
        os.utime(folder, (0, 0))
    suffering.keeper.rebuild(suffering.now)
    assert all(folder.is_dir() for folder in kept)


def test_each_version_has_a_folder_with_a_plain_name(tmp_path: Path):
    name = version_folder(tmp_path).name
    assert name.replace("-", "").isalnum()
    assert all(part in name for part in INDEX_VERSION.replace(",", "").split())
