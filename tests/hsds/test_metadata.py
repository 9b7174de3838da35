"""What changed in a listing is told as HSDS metadata, beside what came with it."""

from datetime import timedelta

from directory.hsds.answering import service_shape
from directory.listings.service import save_listing
from tests.factories import EDITED, HALL, draft
from tests.hsds.exchange import reading
from tests.hsds.schemas import faults


def told(session, listing, now):
    session.flush()
    service = reading(session, now).answer("service", str(listing.service_id), service_shape(full=True))
    assert faults("service", service) == []
    return service


def test_a_listing_that_nobody_changed_has_no_history(session, make, now):
    service = told(session, make.listing(), now)
    assert "metadata" not in service
    assert "metadata" not in service["service_at_locations"][0]


def test_each_change_stands_beside_what_it_changed(session, make, now):
    listing = make.listing(name="Old name", first_time="Ring.")
    later = now + timedelta(days=1)
    save_listing(session, draft(name="New name", first_time="Knock."), listing_id=listing.id, now=later, origin=EDITED)
    service = told(session, listing, now)
    [of_service] = service["metadata"]
    assert (of_service["field_name"], of_service["previous_value"], of_service["replacement_value"]) == (
        "name",
        "Old name",
        "New name",
    )
    assert (of_service["resource_id"], of_service["last_action_date"]) == (service["id"], later.date().isoformat())
    [at_location] = service["service_at_locations"]
    assert [change["field_name"] for change in at_location["metadata"]] == ["first_time"]


def test_the_history_of_a_place_that_became_private_does_not_tell_where_it_was(session, make, now):
    listing = make.listing(description="At 100 Elm Street.")
    private = draft(description="Call first.", place=HALL.model_copy(update={"visibility": "hidden"}))
    save_listing(session, private, listing_id=listing.id, now=now + timedelta(days=1), origin=EDITED)
    assert "Elm Street" not in str(told(session, listing, now).get("service_at_locations"))
