"""The history of listings: a version for every change of what one says, and none for anything else."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from directory.errors import NotFoundError, RefusedError
from directory.listings.checking import mark_wrong, record_check, retire_listing
from directory.listings.fields import changed_fields, flat, whole, with_fields
from directory.listings.history import Origin, Reason, draft_of_saying, get_version, said, versions_of
from directory.listings.metadata import metadata_of
from directory.listings.models import ListingVersion
from directory.listings.queries import get_listing
from directory.listings.service import save_listing, save_listings
from tests.factories import EDITED, HALL, draft
from tests.listings.drafts import drafts
from tests.listings.test_saving import quietly

IMPORTED = Origin(reason=Reason.IMPORTED)


def history(session, listing_id) -> list[tuple[int, str, list[str]]]:
    return [(one.number, one.reason, one.changed) for one in reversed(versions_of(session, listing_id))]


def test_a_version_is_written_only_when_something_else_is_said(session, make, now):
    listing = make.listing(fees="$2")
    save_listing(session, draft(fees="$2"), listing_id=listing.id, now=now + timedelta(days=1), origin=EDITED)
    save_listing(session, draft(), listing_id=listing.id, now=now + timedelta(days=2), origin=EDITED)
    [_, (number, _, changed)] = history(session, listing.id)
    assert (number, changed) == (2, ["fees"])


@quietly
@given(some=st.lists(drafts(), min_size=1, max_size=3))
def test_each_saying_is_one_version_and_the_newest_says_what_the_tables_say(session, now, some):
    with session.begin_nested() as undone:
        key = uuid4()
        for made in some:
            for _ in range(2):
                save_listing(session, made, listing_id=key, now=now, origin=IMPORTED)
        versions = versions_of(session, key)
        stands = get_listing(session, key).draft
        assert versions[0].draft == said(stands)
        assert draft_of_saying(versions[0].draft, stands) == stands
        assert [one.number for one in versions] == list(range(len(versions), 0, -1))
        assert len(versions) <= len(some)
        undone.rollback()


def test_who_changed_it_and_on_whose_word_is_kept(session, make, cast, now):
    source, listing, proposal, batch = make.source(), make.listing(), uuid4(), uuid4()
    origin = Origin(
        reason=Reason.PROPOSED,
        by=cast.dee.id,
        source_id=source.id,
        words="They wrote to us.",
        proposal_id=proposal,
        batch_id=batch,
    )
    save_listing(session, draft(fees="Free"), listing_id=listing.id, now=now, origin=origin)
    [newest, _] = versions_of(session, listing.id)
    assert (newest.by_id, newest.source_id, newest.words) == (cast.dee.id, source.id, "They wrote to us.")
    assert (newest.proposal_id, newest.batch_id, newest.at) == (proposal, batch, now)


def test_a_history_that_begins_late_begins_with_how_the_listing_stood(session, make, now):
    listing = make.listing()
    session.delete(versions_of(session, listing.id)[0])
    session.flush()
    save_listing(session, draft(fees="Free"), listing_id=listing.id, now=now + timedelta(days=1), origin=IMPORTED)
    assert [(number, reason) for number, reason, _ in history(session, listing.id)] == [(1, "found"), (2, "imported")]
    assert versions_of(session, listing.id)[1].at == now


def test_what_changed_through_another_listing_of_the_organization_is_told(session, make, now):
    first = make.listing()
    make.listing(organization_description="A fellowship.")
    stands = get_listing(session, first.id).draft
    save_listing(session, stands.model_copy(update={"fees": "Free"}), listing_id=first.id, now=now, origin=IMPORTED)
    assert history(session, first.id)[1:] == [
        (2, "shared", ["organization_description"]),
        (3, "imported", ["fees"]),
    ]


def test_a_report_leaves_no_version_whose_place_would_tell_the_day(session, make, now):
    listing = make.listing()
    mark_wrong(session, listing.id, date(2026, 11, 1), now=now)
    retire_listing(session, listing.id, now=now)
    versions = versions_of(session, listing.id)
    assert [one.reason for one in versions] == ["retired", "edited"]
    assert all("reported_wrong_on" not in one.draft for one in versions)


def test_checking_and_retiring_say_so(session, make, cast, now):
    listing = make.listing()
    by_dee = Origin(reason=Reason.CHECKED, by=cast.dee.id)
    record_check(session, listing.id, "called", on=now.date(), now=now, origin=by_dee)
    retire_listing(session, listing.id, now=now)
    assert history(session, listing.id)[1:] == [
        (2, "checked", ["checked_on", "checked_how"]),
        (3, "retired", ["status"]),
    ]
    assert versions_of(session, listing.id)[1].by_id == cast.dee.id


def test_the_moment_a_room_is_free_until_is_kept_whatever_its_zone(session, make, now):
    until = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=-6)))
    listing = make.listing(facts={"room_now": True}, room_now_until=until)
    same = draft(facts={"room_now": True}, room_now_until=until.astimezone(UTC))
    save_listing(session, same, listing_id=listing.id, now=now, origin=EDITED)
    assert len(versions_of(session, listing.id)) == 1


def test_many_versions_are_written_with_one_statement(session, now, count_statements):
    with count_statements() as counted:
        save_listings(session, {uuid4(): draft(name=f"Group {number}") for number in range(40)}, now=now, origin=EDITED)
    assert sum("INSERT INTO listing_version" in one for one in counted) == 1
    assert len(session.exec(select(ListingVersion)).all()) == 40


@given(before=drafts(), after=drafts(), data=st.data())
def test_some_fields_of_one_saying_in_another(before, after, data):
    was, will_be = said(before), said(after)
    changed = changed_fields(was, will_be)
    assert whole(flat(was)) == was
    assert with_fields(was, changed, will_be) == will_be
    some = data.draw(st.sets(st.sampled_from(changed))) if changed else set()
    mixed = with_fields(was, some - {"place"}, will_be)
    assert all(flat(mixed).get(name) == flat(will_be).get(name) for name in some - {"place"})


def test_fields_that_make_sense_only_together_are_taken_together():
    room = said(draft(facts={"room_now": True}, room_now_until=datetime(2026, 11, 23, tzinfo=UTC)))
    with pytest.raises(RefusedError, match="only together"):
        draft_of_saying(with_fields(said(draft()), ["room_now_until"], room))


@pytest.mark.parametrize("number", [-1, 0, 2, 2**31, 10**20])
def test_a_number_that_is_no_version_finds_nothing(session, make, number):
    with pytest.raises(NotFoundError):
        get_version(session, make.listing().id, number)


def test_metadata_tells_what_changed_and_names_nobody(session, make, cast, now):
    source, listing = make.source(), make.listing()
    by_dee = Origin(reason=Reason.EDITED, by=cast.dee.id)
    by_ana = Origin(reason=Reason.CHECKED, by=cast.ana.id)
    of_feed = Origin(reason=Reason.IMPORTED, source_id=source.id)
    for fees, origin in (("$1", by_dee), ("$2", by_ana), ("$3", of_feed)):
        save_listing(session, draft(fees=fees), listing_id=listing.id, now=now, origin=origin)
    rows = [one for one in metadata_of(session, [listing.id])[listing.id] if one.field_name == "fees"]
    assert [(one.previous_value, one.replacement_value) for one in rows] == [("", "$1"), ("$1", "$2"), ("$2", "$3")]
    assert [one.updated_by for one in rows] == ["coordinator", "staff", "Elm County Intergroup"]
    assert {(one.resource_type, one.last_action_date) for one in rows} == {("service", now.date())}


def test_metadata_tells_no_address_that_is_or_was_not_public_and_no_contact(session, make, now):
    listing = make.listing(contacts=({"name": "Wilhelmina"},), description="At 100 Elm Street.")
    hidden = draft(place=HALL.model_copy(update={"visibility": "hidden"}), fees="Free")
    save_listing(session, hidden, listing_id=listing.id, now=now, origin=EDITED)
    told = str(metadata_of(session, [listing.id]))
    assert "Free" in told
    assert [one for one in ("100 Elm", "Hall", "Wilhelmina", "44.98") if one in told] == []


def test_metadata_tells_no_address_in_a_small_field_after_a_private_place_is_given_up(session, make, now):
    home = HALL.model_copy(update={"visibility": "hidden"})
    listing = make.listing(place=home)
    spoken = ({"number": "612-555-0100", "description": "rings at 100 Elm Street"},)
    for place, facts in ((home, {"fees": "Pay at 100 Elm Street", "phones": spoken}), (None, {})):
        save_listing(session, draft(place=place, online=True, **facts), listing_id=listing.id, now=now, origin=EDITED)
    told = metadata_of(session, [listing.id])[listing.id]
    assert {"fees", "phones"} <= {one.field_name for one in told}
    assert "100 Elm" not in str(told)
