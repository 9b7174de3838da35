"""The change feed: every change once, in order, deletions said outright."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from directory.hsds.changes import changes_after
from directory.listings.changes import note_change
from directory.listings.models import (
    Attribute,
    FitFact,
    Listing,
    ListingAlias,
    Phone,
    Schedule,
    ServiceAtLocation,
    mint_id,
)
from tests.hsds.exchange import import_into


def every_change(session: Session, size: int) -> list[dict]:
    seen, after = [], 0
    while True:
        page = changes_after(session, after, size)
        assert page["size"] == len(page["contents"]) <= size
        seen += page["contents"]
        if not page["more"]:
            return seen
        after = page["last_number"]


def merge(session: Session, gone: UUID, into: UUID, now) -> None:
    """What is left of a listing that became another: its alias and its change."""
    for model in (Attribute, FitFact, Phone, Schedule):
        column = {FitFact: FitFact.listing_id, Attribute: Attribute.link_id}.get(model)
        column = model.service_at_location_id if column is None else column
        session.execute(delete(model).where(col(column) == gone))
    session.execute(delete(Listing).where(col(Listing.id) == gone))
    session.execute(delete(ServiceAtLocation).where(col(ServiceAtLocation.id) == gone))
    session.add(ListingAlias(old_id=gone, listing_id=into))
    note_change(session, gone, now=now)
    session.commit()


def test_each_listing_is_told_once_by_its_newest_change(session, make, now):
    first, second, third = (make.listing(name=name) for name in ("One", "Two", "Three"))
    session.commit()
    make.listing(listing_id=first.id, name="One again")
    session.commit()
    for size in (1, 2, 10):
        told = every_change(session, size)
        assert [one["id"] for one in told] == [str(second.id), str(third.id), str(first.id)]
        assert [one["number"] for one in told] == sorted({one["number"] for one in told})
        assert not any(one["deleted"] for one in told)


def test_who_knows_everything_is_told_nothing_new(session, make):
    make.listing()
    session.commit()
    last = changes_after(session, 0, 10)["last_number"]
    assert changes_after(session, last, 10) == {
        "contents": [],
        "size": 0,
        "empty": True,
        "last_number": last,
        "more": False,
    }


def test_a_merged_listing_is_told_as_deleted_with_what_it_became(session, make, now):
    kept, gone = make.listing(name="Kept"), make.listing(name="Gone")
    session.commit()
    merge(session, gone.id, kept.id, now)
    told = {one["id"]: one for one in every_change(session, 10)}
    assert told[str(gone.id)]["deleted"] is True
    assert told[str(gone.id)]["replaced_by"] == str(kept.id)
    assert told[str(kept.id)]["deleted"] is False


def test_a_listing_that_came_in_hsds_goes_by_the_id_it_came_with_even_when_it_is_gone(session, make, now):
    service = {"id": "1c05cb0c-2d4e-44a5-8ab0-0f2d4c2a4d01", "name": "Clinic", "status": "active"}
    at_location = {"id": "1c05cb0c-2d4e-44a5-8ab0-0f2d4c2a4d02", "location": {"location_type": "virtual"}}
    import_into(session, service | {"service_at_locations": [at_location]}, now)
    kept = make.listing(name="Kept")
    session.commit()
    [told] = [one for one in every_change(session, 10) if one["id"] == at_location["id"]]
    assert (told["service_id"], told["deleted"]) == (service["id"], False)
    merge(session, mint_id("hsds", at_location["id"]), kept.id, now)
    [told] = [one for one in every_change(session, 10) if one["id"] == at_location["id"]]
    assert (told["deleted"], told["replaced_by"]) == (True, str(kept.id))
