"""Listings that are likely the same as one that is being written."""

from sqlmodel import Session

from directory.curation.duplicates.likely import likely_duplicates
from directory.curation.duplicates.scoring import Likeness
from directory.listings.forms import PhoneDraft
from tests.factories import Make, draft


def test_likely_duplicates_know_numbers_names_and_halls(session: Session, make: Make) -> None:
    group = make.listing(name="Night Owls Group 12", phones=(PhoneDraft(number="+1 612 555 0100"),))
    make.listing(name="Somewhere else", place=None, in_person=False)
    same = draft(name="Night Owls - Group 12", phones=(PhoneDraft(number="612-555-0100"),))
    (found,) = likely_duplicates(session, same, limit=5)
    assert (found.listing_id, found.reasons[0]) == (group.id, Likeness.PHONE)
    assert set(found.reasons) >= {Likeness.PHONE, Likeness.ADDRESS, Likeness.NAME}
    assert likely_duplicates(session, same, limit=5, besides=[group.id]) == []
    other_number = draft(name="Night Owls Group 14")
    assert likely_duplicates(session, other_number, limit=5) == []


def test_a_number_of_many_and_a_busy_hall_tell_nothing_without_the_name(session: Session, make: Make) -> None:
    office = (PhoneDraft(number="612-555-0100"),)
    for name in ("Sunrise", "Noon Table", "Candle", "Late Lamp"):
        make.listing(name=name, phones=office)
    assert likely_duplicates(session, draft(name="Unlike them", phones=office), limit=5) == []
    (found,) = likely_duplicates(session, draft(name="Late lamps", phones=office), limit=5)
    assert found.name == "Late Lamp"
