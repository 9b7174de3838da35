"""Saving listings and reading them back: nothing is lost, nothing is left behind."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, func, select

from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft
from directory.listings.models import Listing, ListingAlias, Location, Organization, mint_id
from directory.listings.queries import ListingNotFound, get_listing, load_listings, resolve_alias
from directory.listings.service import UnknownTerm, save_listing, save_listings
from tests.factories import EDITED, HALL, draft
from tests.listings.drafts import drafts

quietly = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
KEPT_APART = {
    *("installation", "log_head", "taxonomy", "taxonomy_term", "listing_change", "listing_version"),
    *("source", "source_record"),
}


def rows_by_table(session) -> dict[str, int]:
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in KEPT_APART]
    return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


@quietly
@given(first=drafts(), second=drafts())
def test_a_saved_draft_reads_back_equal_and_its_successor_leaves_nothing_of_it(session, now, first, second):
    with session.begin_nested() as undone:
        save_listing(session, second, listing_id=mint_id("t", "1"), now=now, origin=EDITED)
        expected = rows_by_table(session)
        undone.rollback()
    with session.begin_nested() as undone:
        save_listing(session, first, listing_id=mint_id("t", "1"), now=now, origin=EDITED)
        assert get_listing(session, mint_id("t", "1")).draft == first
        save_listing(session, second, listing_id=mint_id("t", "1"), now=now, origin=EDITED)
        read = get_listing(session, mint_id("t", "1")).draft
        assert with_organization_of(second, read) == read
        assert rows_by_table(session) == expected
        undone.rollback()


def with_organization_of(saved: ListingDraft, read: ListingDraft) -> ListingDraft:
    """An organization keeps what was said of it before, where the newer draft says nothing."""
    return saved.model_copy(
        update={
            "organization_description": saved.organization_description or read.organization_description,
            "organization_url": saved.organization_url or read.organization_url,
        }
    )


@quietly
@given(some=st.lists(drafts(), min_size=2, max_size=4, unique_by=lambda made: made.organization))
def test_many_listings_saved_together_read_back_equal(session, now, some):
    saved = {mint_id("t", str(number)): made for number, made in enumerate(some)}
    with session.begin_nested() as undone:
        save_listings(session, saved, now=now, origin=EDITED)
        assert {detail.id: detail.draft for detail in load_listings(session, saved)} == saved
        undone.rollback()


def test_the_statements_of_a_batch_do_not_grow_with_it(session, now, count_statements):
    everything = {"phones": (PhoneDraft(number="211"),), "contacts": (ContactDraft(name="Sam", phone="311"),)}
    one = {uuid4(): draft(**everything)}
    many = {uuid4(): draft(name=f"Group {number}", **(everything if number % 2 else {})) for number in range(40)}
    save_listings(session, {uuid4(): draft()}, now=now, origin=EDITED)
    with count_statements() as for_one:
        save_listings(session, one, now=now, origin=EDITED)
    with count_statements() as for_many:
        save_listings(session, many, now=now, origin=EDITED)
    with count_statements() as again:
        save_listings(session, one | many, now=now, origin=EDITED)
    with count_statements() as loading:
        assert len(list(load_listings(session, one | many))) == 41
    assert (len(for_one), len(for_many), len(again), len(loading)) == (16, 16, 32, 10)


def test_listings_are_loaded_in_the_order_of_their_ids(session, make):
    made = sorted(make.listing(name=f"Group {number}").id for number in range(5))
    assert [detail.id for detail in load_listings(session, batch=2)] == made


def test_ids_of_no_listing_are_left_out_when_loading(session, make):
    listing = make.listing()
    assert list(load_listings(session, [uuid4(), listing.id])) == [listing]


def test_a_hall_is_one_location_for_all_who_meet_there(session, make):
    first, second = make.listing(name="Early risers"), make.listing(name="Night owls")
    assert first.location_id == second.location_id
    assert len(session.exec(select(Location)).all()) == 1


def test_two_rooms_of_a_hall_are_one_location(make):
    upstairs = make.listing(place=HALL.model_copy(update={"description": "Upstairs"}))
    cellar = make.listing(place=HALL.model_copy(update={"description": "Cellar"}))
    assert upstairs.location_id == cellar.location_id
    assert (upstairs.draft.place.description, cellar.draft.place.description) == ("Upstairs", "Cellar")


def test_a_private_address_is_never_shared_with_a_public_one(make):
    private = make.listing(place=HALL.model_copy(update={"visibility": "hidden"}))
    assert private.location_id != make.listing().location_id


def test_a_hall_that_one_group_leaves_stays_for_the_others(session, make):
    leaving, staying = make.listing(), make.listing()
    elsewhere = HALL.model_copy(update={"address_1": "200 Oak Street"})
    make.listing(listing_id=leaving.id, place=elsewhere)
    assert get_listing(session, staying.id).draft.place == HALL
    assert get_listing(session, leaving.id).draft.place == elsewhere
    make.listing(listing_id=staying.id, place=elsewhere)
    assert len(session.exec(select(Location)).all()) == 1


def test_an_organization_is_found_by_its_name(session, make):
    first, second = make.listing(name="Early risers"), make.listing(name="Night owls")
    assert first.organization_id == second.organization_id
    assert len(session.exec(select(Organization)).all()) == 1


def test_what_is_said_of_an_organization_holds_for_all_its_listings(session, make):
    first = make.listing()
    make.listing(organization_url="https://elm.example.org")
    make.listing(organization_description="A fellowship.")
    read = get_listing(session, first.id).draft
    assert read.organization_url == "https://elm.example.org"
    assert read.organization_description == "A fellowship."


def test_a_listing_keeps_the_day_it_was_first_seen(session, make, now):
    listing = make.listing()
    save_listing(session, draft(name="Renamed"), listing_id=listing.id, now=now + timedelta(days=30), origin=EDITED)
    again = get_listing(session, listing.id)
    assert again.created_at == now
    assert again.modified_at == now + timedelta(days=30)


def test_a_term_the_taxonomy_lacks_is_named(session, now):
    with pytest.raises(UnknownTerm, match=r"no term juggling\."):
        save_listing(session, draft(terms=("aa", "juggling")), listing_id=uuid4(), now=now, origin=EDITED)
    assert session.exec(select(Listing)).all() == []


def test_an_id_of_no_listing_is_not_found(session):
    with pytest.raises(ListingNotFound, match="no such listing"):
        get_listing(session, uuid4())


def test_an_id_a_listing_once_had_still_finds_it(session, make):
    listing, old = make.listing(), uuid4()
    session.add(ListingAlias(old_id=old, listing_id=listing.id))
    assert get_listing(session, old) == listing
    assert resolve_alias(session, old) == resolve_alias(session, listing.id) == listing.id


def test_the_newest_record_says_where_a_listing_was_seen(session, make, now):
    listing = make.listing()
    make.record(listing, make.source("Old list"), external_id="1", last_seen_at=now - timedelta(days=9))
    make.record(listing, make.source("New list"), external_id="2", last_seen_at=now - timedelta(days=2))
    seen = get_listing(session, listing.id)
    assert (seen.seen_source, seen.source_id, seen.seen_on) == ("New list", "2", date(2026, 11, 20))
    assert seen.missing_since is None


@pytest.mark.parametrize(
    ("is_live", "is_missing", "vouched_for"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_a_live_feed_vouches_for_what_it_still_lists(make, is_live, is_missing, vouched_for):
    listing, source = make.listing(), make.source()
    source.live = is_live
    make.record(listing, source, missing_since=make.now if is_missing else None)
    assert get_listing(make.session, listing.id).live_source is vouched_for


@pytest.mark.parametrize(
    ("terms", "days"),
    [(("aa",), 90), (("basketball",), 365), (("food_volunteering",), 180), (("basketball", "aa"), 90)],
)
def test_a_listing_falls_due_by_its_kind(make, terms, days):
    checked = date(2026, 10, 1)
    assert make.listing(terms=terms, checked_on=checked).due_on == checked + timedelta(days=days)


def test_a_listing_never_checked_falls_due_from_when_it_was_first_seen(make, now):
    assert make.listing(terms=("aa",)).due_on == now.date() + timedelta(days=90)


def test_meetings_of_one_group_at_one_place_share_a_key(make):
    monday, friday = make.listing(name="Elm Street Group"), make.listing(name=" elm street  GROUP")
    elsewhere = make.listing(place=HALL.model_copy(update={"address_1": "200 Oak Street"}))
    assert monday.group_key == friday.group_key != elsewhere.group_key
    assert make.listing(group="elm").group_key == "elm"
