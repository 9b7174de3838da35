"""The index on disk: built beside and swapped, brought up to date, followed by its readers, refused when torn."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir

from search.document import Document, Texts
from search.generations import WHOOSH_NAME, current_folder, read_toc
from search.hours import Hours
from search.index import Index, IndexBusy, IndexUnusable, State, rebuild, update
from search.query import Query
from search.segments import ARRAYS, FOLDER
from tests.search.engine_cases import NOW, documents

STATE = State("a database", 7)


def listing(number: int, name: str = "Sober group", **changes: object) -> Document:
    plain = Document(
        id=f"listing-{number}",
        group=f"group-{number}",
        texts=Texts(name, description="An open meeting"),
        text_language="en",
        hours=Hours(),
        stated={"domain": frozenset({"recovery"})},
        unstated={},
        asks=frozenset(),
        in_person=True,
        online=False,
        lat=44.98,
        lon=-93.27,
        precision="exact",
        card={"name": name},
    )
    return replace(plain, **changes)


def found(index: Index, words: str = "") -> set[str]:
    return {hit.id for hit in index.find(Query(words=words, exact=True, per_page=100), NOW).hits}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    rebuild(folder, [listing(number) for number in range(5)], STATE)
    return folder


def test_what_was_built_is_found_with_its_card_and_group(path):
    hits = Index.open(path).find(Query(words="sober"), NOW).hits
    assert [hit.id for hit in hits] == [f"listing-{number}" for number in range(5)]
    assert (hits[0].group, hits[0].card) == ("group-0", {"name": "Sober group"})


def test_the_state_says_of_which_database_and_how_far(path):
    assert Index.open(path).state == STATE


def test_building_anew_takes_the_place_of_what_was(path):
    reader = Index.open(path)
    before = reader.generation
    rebuild(path, [listing(9, "Zebra club")], replace(STATE, applied=8))
    assert found(reader) == {"listing-9"}
    assert reader.generation != before
    assert len([folder for folder in path.iterdir() if folder.is_dir()]) == 1


def test_building_anew_leaves_the_old_index_alone_until_it_is_done(path):
    reader = Index.open(path)

    def documents_while_others_search() -> Iterator[Document]:
        for number in range(10, 13):
            assert len(found(reader)) == 5
            yield listing(number)

    rebuild(path, documents_while_others_search(), STATE)
    assert found(reader) == {"listing-10", "listing-11", "listing-12"}


def test_a_build_that_fails_leaves_the_old_index_in_use(path):
    with pytest.raises(ZeroDivisionError):
        rebuild(path, (listing(1 // 0) for _ in range(2)), STATE)
    assert len(found(Index.open(path))) == 5
    rebuild(path, [listing(1)], STATE)
    assert found(Index.open(path)) == {"listing-1"}


def test_building_tells_how_far_it_is(tmp_path):
    told: list[int] = []
    rebuild(tmp_path / "index", (listing(number) for number in range(230)), STATE, told.append)
    assert told == [100, 200, 230]


def test_an_update_is_found_at_once_by_every_reader(path):
    first, second = Index.open(path), Index.open(path)
    update(path, [listing(2, "Zebra club"), listing(8, "Zebra walk")], ["listing-4"], replace(STATE, applied=9))
    for reader in (first, second):
        assert found(reader, "zebra") == {"listing-2", "listing-8"}
        assert found(reader, "sober") == {"listing-0", "listing-1", "listing-3"}
        assert reader.state.applied == 9


def test_of_two_documents_with_one_id_in_a_batch_the_last_counts(path):
    update(path, [listing(2, "Zebra club"), listing(2, "Yoga club")], ["listing-2"], STATE)
    index = Index.open(path)
    assert (found(index, "zebra"), found(index, "yoga"), len(index)) == (set(), {"listing-2"}, 5)


def test_a_listing_changed_time_and_again_is_there_once(path):
    index = Index.open(path)
    for turn in range(12):
        update(path, [listing(2, f"Zebra turn{turn}")], [], STATE)
        assert found(index, "zebra") == {"listing-2"}
        assert found(index, f"turn{turn}") == {"listing-2"}
    assert len(index) == 5


def test_many_updates_leave_few_segments(path):
    for number in range(20):
        update(path, [listing(100 + number)], [], STATE)
    assert len(read_toc(current_folder(path)).segments) <= 6
    assert len(found(Index.open(path))) == 25


def test_an_update_with_nothing_in_it_only_notes_how_far(path):
    index = Index.open(path)
    update(path, [], [], replace(STATE, applied=11))
    assert index.follow()
    assert (index.state.applied, len(index)) == (11, 5)


def test_everything_can_be_deleted(path):
    index = Index.open(path)
    update(path, [], [f"listing-{number}" for number in range(5)], STATE)
    assert found(index) == set()
    update(path, [listing(1)], ["listing-unheard-of"], STATE)
    assert found(index) == {"listing-1"}


def test_an_empty_index_answers_that_there_is_nothing(tmp_path):
    rebuild(tmp_path / "index", [], STATE)
    results = Index.open(tmp_path / "index").find(Query(words="sober"), NOW)
    assert (results.total, results.groups, results.hits) == (0, 0, ())


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_digest_of_what_was_updated_is_that_of_what_was_built_anew(tmp_path_factory, data):
    first = [data.draw(documents(number)) for number in range(6)]
    changed = [data.draw(documents(number)) for number in data.draw(st.sets(st.integers(3, 8), max_size=3))]
    deleted = data.draw(st.sets(st.sampled_from([document.id for document in first]), max_size=2))
    path = tmp_path_factory.mktemp("index")
    rebuild(path, first, STATE)
    index = Index.open(path)
    update(path, changed, deleted, STATE)
    index.follow()
    latest = {document.id: document for document in first if document.id not in deleted}
    latest |= {document.id: document for document in changed}
    rebuild(path, reversed(latest.values()), STATE)
    assert Index.open(path).digest() == index.digest()


def test_the_digest_knows_any_difference(path):
    before = Index.open(path).digest()
    for other in (listing(1, "Sober groups"), listing(1, asks=frozenset({"id"})), listing(1, card={"name": "x"})):
        update(path, [other], [], STATE)
        assert Index.open(path).digest() != before
    update(path, [listing(1)], [], STATE)
    assert Index.open(path).digest() == before


def test_whoosh_holds_the_documents_that_are_found(path):
    update(path, [listing(2, "Zebra club"), listing(8)], ["listing-4"], STATE)
    with open_dir(str(current_folder(path)), indexname=WHOOSH_NAME).reader() as reader:
        stored = [fields["id"] for _, fields in reader.iter_docs()]
    assert sorted(stored) == sorted(found(Index.open(path)))
    assert len(stored) == 5


def test_arrays_that_are_missing_or_torn_are_made_again(path):
    folder = current_folder(path) / FOLDER
    for arrays in folder.glob(f"*{ARRAYS}"):
        arrays.write_bytes(arrays.read_bytes()[:-64])
    assert len(found(Index.open(path), "sober")) == 5
    shutil.rmtree(folder)
    assert len(found(Index.open(path), "sober")) == 5


def torn_toc(path: Path) -> None:
    toc = next(current_folder(path).glob("*.toc"))
    toc.write_bytes(toc.read_bytes()[:60])


def no_toc(path: Path) -> None:
    next(current_folder(path).glob("*.toc")).unlink()


def older_toc(path: Path) -> None:
    state = current_folder(path) / "state.json"
    state.write_text(json.dumps({**json.loads(state.read_text()), "commit": 99}))


def torn_state(path: Path) -> None:
    (current_folder(path) / "state.json").write_text('{"database": "a data')


def other_version(path: Path) -> None:
    state = current_folder(path) / "state.json"
    state.write_text(json.dumps({**json.loads(state.read_text()), "version": "schema 0"}))


def pointer_to_nothing(path: Path) -> None:
    (path / "CURRENT").write_text("generation-000999")


def pointer_outside(path: Path) -> None:
    (path / "CURRENT").write_text("../elsewhere")


def no_pointer(path: Path) -> None:
    (path / "CURRENT").unlink()


@pytest.mark.parametrize(
    "spoil",
    [torn_toc, no_toc, older_toc, torn_state, other_version, pointer_to_nothing, pointer_outside, no_pointer],
)
def test_an_index_that_is_not_right_is_refused_with_a_sentence_and_can_be_built_anew(path, spoil):
    spoil(path)
    with pytest.raises(IndexUnusable, match=r"^The|^There") as refusal:
        Index.open(path)
    assert str(refusal.value).endswith(".")
    rebuild(path, [listing(1)], STATE)
    assert found(Index.open(path)) == {"listing-1"}


def test_an_index_of_another_database_is_refused(path):
    assert Index.open(path, database="a database")
    with pytest.raises(IndexUnusable, match="another database"):
        Index.open(path, database="another")
    with pytest.raises(IndexUnusable, match="another database"):
        update(path, [listing(1)], [], State("another", 1))


def test_there_is_no_index_where_none_was_made(tmp_path):
    with pytest.raises(IndexUnusable, match="no search index yet"):
        Index.open(tmp_path / "nowhere")


def test_a_reader_goes_on_when_what_follows_cannot_be_opened(path):
    index = Index.open(path)
    torn_state(path)
    assert len(found(index)) == 5


def test_a_second_writer_that_waits_in_vain_is_told_so(path, monkeypatch):
    monkeypatch.setattr("search.writing.WAIT_FOR_WRITER", 0.0)
    writer = open_dir(str(current_folder(path)), indexname=WHOOSH_NAME).writer()
    with pytest.raises(IndexBusy, match="Another process"):
        update(path, [listing(1)], [], STATE)
    writer.cancel()
    update(path, [listing(1, "Zebra")], [], STATE)
    assert found(Index.open(path), "zebra") == {"listing-1"}


def _update_and_die(path: Path) -> None:
    def documents_until_death() -> Iterator[Document]:
        yield listing(77)
        os._exit(9)

    rebuild(path, documents_until_death(), STATE)


def test_a_writer_that_dies_leaves_an_index_that_can_be_read_and_written(path):
    process = get_context("fork").Process(target=_update_and_die, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert len(found(Index.open(path))) == 5
    update(path, [listing(8)], [], STATE)
    rebuild(path, [listing(1)], STATE)
    assert found(Index.open(path)) == {"listing-1"}
    assert len([folder for folder in path.iterdir() if folder.is_dir()]) == 1
