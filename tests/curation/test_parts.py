"""Changes of a feed beside their listing: taken in parts, left and remembered, and never over what came after them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from directory.curation.deciding import reject
from directory.curation.kinds import Decision, RejectReason
from directory.curation.models import Proposal
from directory.curation.proposing import suggest_correction
from directory.curation.service import Suggestion, propose
from directory.curation.taking_up import StalePageError, TakenUp, take_up
from directory.curation.weighing import Weighed, weigh
from directory.errors import RefusedError
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import with_what_people_know
from directory.listings.forms import ListingDraft, PhoneDraft
from directory.listings.history import versions_of
from directory.listings.models import Source, SourceRecord
from directory.listings.queries import ListingDetail, get_listing
from directory.listings.service import save_listing
from directory.policy import Caller
from tests.cast import Cast, caller_as
from tests.factories import EDITED, HALL, MONDAY_EVENING, Make, draft

PHONE = (PhoneDraft(number="612 555 0100"),)
LATER = MONDAY_EVENING.model_copy(update={"byday": ("TU",)})


@dataclass
class Feed:
    """A source that lists one meeting, and Dee, who decides what it proposes."""

    session: Session
    source: Source
    listing: ListingDetail
    dee: Caller
    now: Any
    readings: int = 0

    def says(self, **facts: Any) -> Weighed | None:
        """Read the row anew; what it proposes beside its listing, if anything waits."""
        self.readings += 1
        read = draft(**facts).model_dump(mode="json", exclude_defaults=True)
        keeping = partial(with_what_people_know, sayable=sayable_by(self.source.format))
        suggestion = Suggestion("row-7", self.listing.id, "change", read, f"{self.readings:064}", {"raw": read})
        propose(self.session, self.source.id, [suggestion], now=self.now, keeping=keeping)
        waiting = self.session.exec(select(Proposal).where(Proposal.state == Decision.OPEN)).first()
        return weigh(self.session, waiting) if waiting else None

    def take(self, weighed: Weighed, *parts: str) -> None:
        taking = TakenUp(shown=weighed.mark, parts=parts or None)
        take_up(self.session, weighed.proposal.id, taking, by=self.dee, now=self.now)

    def edits(self, **changes: Any) -> None:
        """Somebody changes the listing by hand."""
        later = self.now + timedelta(days=1)
        save_listing(
            self.session,
            self.says_now().model_copy(update=changes),
            listing_id=self.listing.id,
            now=later,
            origin=EDITED,
        )

    def says_now(self) -> ListingDraft:
        return get_listing(self.session, self.listing.id).draft


@pytest.fixture
def feed(session: Session, make: Make, cast: Cast, now) -> Feed:
    source, listing = make.source(), make.listing()
    make.record(listing, source, external_id="row-7")
    return Feed(session, source, listing, caller_as(session, cast.dee, now), now)


def test_a_change_keeps_what_people_know(feed: Feed) -> None:
    known = {"first_time": "Ask for Sam at the door", "checked_on": date(2026, 11, 1), "checked_how": "called"}
    feed.edits(**known)
    weighed = feed.says(name="Elm Street Early Group")
    assert weighed.fields == ("name",)
    feed.take(weighed)
    assert feed.says_now() == draft(name="Elm Street Early Group", **known)
    assert feed.session.exec(select(SourceRecord)).one().hash == weighed.proposal.draft_hash


def test_the_phone_is_taken_and_the_times_are_left(feed: Feed) -> None:
    weighed = feed.says(phones=PHONE, schedules=(LATER,))
    assert weighed.parts == ("phones", "hours")
    feed.take(weighed, "phones")
    assert (feed.says_now().phones, feed.says_now().schedules) == (PHONE, (MONDAY_EVENING,))
    [newest, *_] = versions_of(feed.session, feed.listing.id)
    assert (newest.changed, newest.reason, newest.source_id) == (["phones"], "proposed", feed.source.id)
    assert (newest.by_id, newest.proposal_id) == (feed.dee.person_id, weighed.proposal.id)


def test_what_was_left_is_not_proposed_again(feed: Feed) -> None:
    feed.take(feed.says(phones=PHONE, schedules=(LATER,)), "phones")
    assert feed.says(phones=PHONE, schedules=(LATER,), text_language="en") is None


def test_what_was_left_stands_unticked_beside_what_is_new(feed: Feed) -> None:
    feed.take(feed.says(phones=PHONE, schedules=(LATER,)), "phones")
    weighed = feed.says(phones=PHONE, schedules=(LATER,), name="Elm Street Late Group")
    assert weighed.left_before == {"schedules"}
    assert (weighed.parts, weighed.parts_advised) == (("name", "hours"), ("name",))


def test_what_was_rejected_comes_back_only_with_something_new(feed: Feed) -> None:
    weighed = feed.says(schedules=(LATER,))
    reject(feed.session, weighed.proposal.id, RejectReason.NOT_SO, by=feed.dee, now=feed.now)
    assert feed.says(schedules=(LATER,)) is None
    weighed = feed.says(schedules=(LATER,), phones=PHONE)
    assert weighed.parts_advised == ("phones",)


def test_another_value_of_what_was_left_is_new(feed: Feed) -> None:
    feed.take(feed.says(phones=PHONE, schedules=(LATER,)), "phones")
    weighed = feed.says(phones=PHONE, schedules=(LATER.model_copy(update={"byday": ("WE",)}),))
    assert (weighed.parts_advised, weighed.left_before) == (("hours",), frozenset())


def test_a_change_made_meanwhile_is_told_and_not_overwritten_unasked(feed: Feed) -> None:
    weighed = feed.says(name="Elm Street Early Group", phones=PHONE)
    feed.edits(name="Elm Street Morning Group")
    weighed = weigh(feed.session, weighed.proposal)
    assert weighed.changed_meanwhile == {"name"}
    assert (weighed.base["name"], weighed.now["name"], weighed.then["name"]) == (
        "Elm Street Group",
        "Elm Street Morning Group",
        "Elm Street Early Group",
    )
    feed.take(weighed)
    assert (feed.says_now().name, feed.says_now().phones) == ("Elm Street Morning Group", PHONE)


def test_a_page_that_was_overtaken_changes_nothing(feed: Feed) -> None:
    weighed = feed.says(name="Elm Street Early Group")
    feed.edits(fees="Free")
    with pytest.raises(StalePageError):
        feed.take(weighed)
    assert feed.says_now() == draft(fees="Free")


def test_what_somebody_wrote_meanwhile_stays(feed: Feed) -> None:
    weighed = feed.says(name="Elm Street Early Group")
    feed.edits(first_time="Ring twice", facts={"fee": False})
    feed.take(weigh(feed.session, weighed.proposal))
    assert feed.says_now() == draft(name="Elm Street Early Group", first_time="Ring twice", facts={"fee": False})


def test_a_change_that_was_made_by_hand_leaves_nothing_to_do(feed: Feed) -> None:
    weighed = feed.says(name="Elm Street Early Group")
    feed.edits(name="Elm Street Early Group")
    weighed = weigh(feed.session, weighed.proposal)
    assert weighed.fields == ()
    feed.take(weighed)
    assert weighed.proposal.state == Decision.ACCEPTED


def test_something_must_be_taken(feed: Feed) -> None:
    weighed = feed.says(name="Elm Street Early Group")
    with pytest.raises(RefusedError, match="Choose at least one"):
        feed.take(weighed, "phones")
    assert weighed.proposal.state == Decision.OPEN


def test_a_correction_is_taken_like_any_change(feed: Feed) -> None:
    corrected = {"place.city": "Edina", "phones": [{"number": "612 555 0100"}]}
    proposal = suggest_correction(feed.session, feed.listing.id, corrected, " They moved. ", now=feed.now)
    assert proposal.evidence == {"voice": "public", "words": "They moved."}
    again = suggest_correction(feed.session, feed.listing.id, corrected, "They moved.", now=feed.now)
    assert again.id == proposal.id
    feed.take(weigh(feed.session, proposal))
    assert feed.says_now() == draft(place=HALL.model_copy(update={"city": "Edina"}), phones=PHONE)


@pytest.mark.parametrize(("fields", "words"), [({}, ""), ({"name": "Elm Street Group"}, " "), ({}, "x" * 1001)])
def test_a_correction_says_something_and_not_too_much(feed: Feed, fields, words) -> None:
    with pytest.raises(RefusedError):
        suggest_correction(feed.session, feed.listing.id, fields, words, now=feed.now)


def test_a_correction_that_is_no_listing_is_refused(feed: Feed) -> None:
    with pytest.raises(RefusedError):
        suggest_correction(feed.session, feed.listing.id, {"terms": []}, "", now=feed.now)
    with pytest.raises(RefusedError):
        suggest_correction(feed.session, feed.listing.id, {"nonsense": "x"}, "", now=feed.now)


def test_what_no_reader_sees_goes_along_with_what_is_taken(feed: Feed) -> None:
    weighed = feed.says(name="Elm Street Early Group", phones=PHONE, group="early")
    assert weighed.parts == ("name", "phones")
    feed.take(weighed, "name")
    stands = feed.says_now()
    assert (stands.name, stands.group, stands.phones) == ("Elm Street Early Group", "early", ())
    assert set(weighed.proposal.left) == {"phones"}
