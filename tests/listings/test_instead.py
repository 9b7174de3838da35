"""What is shown instead of a listing that is no longer offered."""

import pytest

from directory.listings.finder import open_finder
from directory.listings.indexing import index_keeper
from directory.listings.instead import found_instead
from tests.factories import HALL

HIDDEN = HALL.model_copy(update={"visibility": "hidden"})


@pytest.fixture
def database_kind():
    """One database is enough: finding never asks it."""
    return "sqlite"


@pytest.fixture
def finder_now(database, settings, now):
    def opened():
        keeper = index_keeper(settings, database)
        return open_finder(settings, keeper, keeper.open_current(now))

    return opened


def names(finder, listing, now) -> list[str]:
    return [hit.card["name"] for hit in found_instead(finder, listing, now=now)]


def test_its_kind_is_found_near_it_once_it_is_over(finder_now, session, make, now):
    over = make.listing(name="Old Group", status="inactive")
    make.listing(name="New Group", terms=("aa",))
    make.listing(name="Basketball", terms=("basketball",))
    offered = make.listing(name="Still there")
    session.commit()
    finder = finder_now()
    assert set(names(finder, over, now)) == {"New Group", "Still there"}
    assert names(finder, offered, now) == []


@pytest.mark.parametrize("facts", [{"status": "temporarily_closed"}, {"facts": {"room_now": False}}])
def test_what_is_closed_for_now_or_full_names_others_too(finder_now, session, make, now, facts):
    listing = make.listing(name="No room", **facts)
    make.listing(name="New Group", place=HALL.model_copy(update={"address_1": "2 Other Street"}))
    session.commit()
    assert names(finder_now(), listing, now) == ["New Group"]


def test_a_hidden_place_gives_no_distance_away(finder_now, session, make, now):
    over = make.listing(name="Old Group", status="defunct", place=HIDDEN)
    make.listing(name="New Group")
    session.commit()
    assert [hit.miles for hit in found_instead(finder_now(), over, now=now)] == [None]


def test_without_an_index_there_is_nothing_instead(database, settings, session, make, now):
    over = make.listing(status="inactive")
    session.commit()
    finder = open_finder(settings, index_keeper(settings, database), None)
    assert found_instead(finder, over, now=now) == ()
