"""The search index follows the database, whatever happens to it."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from directory.db import Database
from directory.listings.documents import document_of
from directory.listings.forms import PlaceDraft
from directory.listings.indexing import IndexKeeper, index_keeper
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from search.index import State, rebuild
from search.query import Query
from tests.factories import EDITED, draft


@pytest.fixture
def keeper(settings, database) -> IndexKeeper:
    return index_keeper(settings, database)


def save(database: Database, now, name: str, key: str = "one", **facts):
    with database.writing() as session:
        save_listing(session, draft(name=name, **facts), listing_id=mint_id("tests", key), now=now, origin=EDITED)


def names(index, now) -> set[str]:
    return {hit.card["name"] for hit in index.find(Query(per_page=100), now).hits}


def test_the_first_question_finds_what_was_saved_before(keeper, database, now):
    save(database, now, "Elm Street Group")
    assert names(keeper.open_current(now), now) == {"Elm Street Group"}


def test_a_changed_listing_is_found_by_its_new_name_and_no_longer_by_its_old_one(keeper, database, now):
    save(database, now, "Elm Street Group")
    index = keeper.open_current(now)
    save(database, now, "Oak Street Group")
    save(database, now, "Lake Group", key="two")
    assert keeper.bring_up_to_date(now) == 2
    assert names(index, now) == {"Oak Street Group", "Lake Group"}


def test_nothing_is_written_when_nothing_changed(keeper, database, now):
    save(database, now, "Elm Street Group")
    before = keeper.open_current(now).generation
    assert keeper.bring_up_to_date(now) == 0
    assert keeper.open().generation == before


def test_an_updated_index_holds_the_same_as_one_built_anew(keeper, database, now):
    for number in range(5):
        save(database, now, f"Group {number}", key=str(number))
    index = keeper.open_current(now)
    for number in (1, 3):
        save(database, now, f"Renamed {number}", key=str(number))
    keeper.bring_up_to_date(now)
    index.follow()
    updated = index.digest()
    keeper.rebuild(now)
    index.follow()
    assert index.digest() == updated


def test_a_listing_of_which_no_document_can_be_made_holds_up_no_other(keeper, database, now, monkeypatch):
    save(database, now, "Elm Street Group")
    save(database, now, "Oak Street Group", key="two")
    index = keeper.open_current(now)

    def broken_for_elm(listing, *given, now):
        if "Elm" in listing.draft.name:
            raise ZeroDivisionError
        return document_of(listing, *given, now=now)

    monkeypatch.setattr("directory.listings.indexing.document_of", broken_for_elm)
    save(database, now, "New Elm Street Group")
    save(database, now, "Lake Group", key="three")
    with structlog.testing.capture_logs() as said:
        keeper.bring_up_to_date(now)
    assert names(index, now) == {"Oak Street Group", "Lake Group"}
    assert [(line["listing"], line["kind"]) for line in said] == [(str(mint_id("tests", "one")), "ZeroDivisionError")]
    monkeypatch.undo()
    save(database, now, "Elm Street Group at last")
    keeper.bring_up_to_date(now)
    assert "Elm Street Group at last" in names(index, now)


def test_a_lost_index_is_built_anew(keeper, database, now):
    save(database, now, "Elm Street Group")
    keeper.open_current(now)
    shutil.rmtree(keeper.folder)
    assert keeper.bring_up_to_date(now) == 1
    assert names(keeper.open(), now) == {"Elm Street Group"}


def test_the_index_of_another_database_is_never_used(keeper, database, now):
    save(database, now, "Elm Street Group")
    rebuild(keeper.folder, [], State("another database", 10_000))
    assert names(keeper.open_current(now), now) == {"Elm Street Group"}


def test_an_index_that_is_ahead_of_its_database_is_built_anew(keeper, database, now):
    save(database, now, "Elm Street Group")
    ours = keeper.open_current(now).state
    rebuild(keeper.folder, [], replace(ours, applied=ours.applied + 7))
    assert names(keeper.open_current(now), now) == {"Elm Street Group"}


# Whoosh leaves a file that it cannot read to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_torn_index_is_built_anew(keeper, database, now):
    save(database, now, "Elm Street Group")
    keeper.open_current(now)
    for file in keeper.folder.rglob("*.toc"):
        file.write_bytes(file.read_bytes()[:20])
    assert names(keeper.open_current(now), now) == {"Elm Street Group"}


def test_a_room_that_was_free_until_a_moment_is_not_stated_after_it(keeper, database, now):
    save(database, now, "Night Shelter", facts={"room_now": True}, room_now_until=now + timedelta(hours=2))
    room = Query(chosen={"need": frozenset({"room_now"})})
    assert keeper.open_current(now).find(room, now).total == 1
    later = now + timedelta(hours=3)
    keeper.rebuild(later)
    answer = keeper.open().find(room, later)
    assert (answer.total, answer.unstated) == (0, 1)


def test_a_listing_without_a_pin_is_found_by_words_but_by_no_circle(keeper, database, now):
    save(database, now, "Somewhere Group", place=PlaceDraft(name="Somewhere"))
    assert names(keeper.open_current(now), now) == {"Somewhere Group"}
