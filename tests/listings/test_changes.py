"""The change feed: numbers are taken just before commit, so their order is the order of the commits."""

import pytest
from sqlmodel import select

from directory.listings.changes import changed_since, newest_change, note_change
from directory.listings.models import ListingChange, mint_id
from tests.factories import Make

ONE, TWO, THREE = (mint_id("t", number) for number in "123")


def test_a_saved_listing_is_in_the_feed_once_committed(session, make):
    listing = make.listing()
    assert newest_change(session) == 0
    session.commit()
    assert newest_change(session) == 1
    assert list(changed_since(session, 0)) == [listing.id]


def test_a_follower_sees_only_what_is_new_to_it(session, now):
    note_change(session, ONE, now=now)
    session.commit()
    known = newest_change(session)
    note_change(session, TWO, now=now)
    note_change(session, THREE, now=now)
    session.commit()
    assert list(changed_since(session, known)) == [TWO, THREE]


def test_a_listing_changed_twice_in_one_transaction_has_one_line(session, now):
    note_change(session, ONE, now=now)
    note_change(session, ONE, now=now)
    session.commit()
    assert len(session.exec(select(ListingChange)).all()) == 1


def test_a_listing_changed_twice_is_told_once_at_its_newest_change(session, now):
    for listing_id in (ONE, TWO, ONE):
        note_change(session, listing_id, now=now)
        session.commit()
    assert list(changed_since(session, 0)) == [TWO, ONE]


def test_what_was_undone_is_not_in_the_feed(database, now):
    with pytest.raises(RuntimeError), database.writing() as session:
        Make(session, now).listing()
        raise RuntimeError
    with database.writing() as session:
        note_change(session, ONE, now=now)
    with database.reading() as session:
        assert list(changed_since(session, 0)) == [ONE]


def test_a_savepoint_takes_no_numbers(session, now):
    with session.begin_nested():
        note_change(session, ONE, now=now)
    assert newest_change(session) == 0
    session.commit()
    assert newest_change(session) == 1


def test_a_savepoint_that_is_undone_takes_no_earlier_change_with_it(session, now):
    note_change(session, ONE, now=now)
    with session.begin_nested() as savepoint:
        savepoint.rollback()
    session.commit()
    assert list(changed_since(session, 0)) == [ONE]


def test_the_change_and_the_listing_are_one_transaction(database, now):
    with database.writing() as session:
        listing = Make(session, now).listing()
    with database.reading() as session:
        assert list(changed_since(session, 0)) == [listing.id]


def test_saying_more_of_an_organization_changes_all_its_listings(session, make):
    first = make.listing()
    session.commit()
    second = make.listing(organization_url="https://elm.example.org")
    session.commit()
    assert set(changed_since(session, 1)) == {first.id, second.id}
