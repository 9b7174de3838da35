"""Checking apart from editing: what is due, a call for a whole host, tries, visits of peers, and what stays shown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from directory.curation.checking.dropping import count_kept_shown, keep_from_dropping_out, leaving_within_a_week
from directory.curation.checking.due_list import due_list
from directory.curation.checking.hosts import listings_of_host
from directory.curation.checking.models import ListingCheck, Outcome
from directory.curation.checking.recording import (
    Answers,
    Checker,
    Correction,
    confirm_corrected,
    record_answers,
    record_try,
    record_visit,
)
from directory.curation.checking.risk import MUCH_USED, Known, Why, due_day, minutes_of, rests_until, weight
from directory.curation.kinds import Kind, Voice
from directory.curation.models import Proposal
from directory.curation.reports import Fault, Month, Report, open_reports, report_listing
from directory.curation.standing import standing_of
from directory.curation.taking_up import StalePageError, TakenUp, take_up
from directory.curation.weighing import weigh
from directory.db import Database
from directory.errors import RefusedError
from directory.listings.models import Listing, PlaceKnown
from directory.listings.queries import ListingDetail, ListingNotFound, get_listing
from tests.cast import caller_as
from tests.factories import HALL
from tests.referrals.test_today import statements

DAY = date(2026, 6, 1)
PLENTY = 10_000


class Desk:
    """A coordinator with listings to check."""

    def __init__(self, session, make, cast, now) -> None:
        self.session, self.make, self.now, self.today = session, make, now, now.date()
        self.cast = cast
        self.dee = caller_as(session, cast.dee, now)
        self.ben = caller_as(session, cast.ben, now)

    def due(self, minutes: int = PLENTY, *, today: date | None = None):
        return due_list(self.session, me=self.dee.person_id, today=today or self.today, minutes_a_week=minutes)

    def old(self, days: int = 400, **facts) -> ListingDetail:
        """A listing that was checked so many days ago."""
        checked = {"checked_on": self.today - timedelta(days=days), "checked_how": "called"}
        return self.make.listing(**checked, **facts)

    def known_by(self, listing: ListingDetail, number: int) -> None:
        for person in [self.cast.ana, self.cast.ben, self.cast.cora, self.cast.sol][:number]:
            self.session.add(PlaceKnown(listing_id=listing.id, person_id=person.id, at=self.now))
        self.session.flush()

    def answers(self, *listings: ListingDetail, fees: str = "") -> Answers:
        """All of these are right, but for the fees of the first where other ones are told."""
        standing = standing_of(self.session, [one.id for one in listings])
        said = {listings[0].id: Correction({"fees": fees}, "")} if fees else {}
        return Answers({one.id: standing[one.id].number for one in listings}, said)

    def call(self, host: ListingDetail, answers: Answers) -> list[Proposal]:
        checker = Checker("called", self.today, self.dee)
        return list(record_answers(self.session, host.id, answers, checker, now=self.now))

    def try_at(self, host: ListingDetail, outcome: Outcome, on: date | None = None) -> None:
        record_try(self.session, host.id, outcome, call_back_on=on, by=self.dee, today=self.today)


@pytest.fixture
def desk(session, make, cast, now) -> Desk:
    return Desk(session, make, cast, now)


days = st.integers(0, 2000).map(lambda number: DAY + timedelta(days=number))
knowns = st.builds(
    lambda last, given, reported, peers, checked: Known(last + timedelta(days=given), last, checked, reported, peers),
    days,
    st.integers(1, 400),
    st.none() | days,
    st.integers(0, 9),
    st.booleans(),
)


@given(knowns, days)
def test_nothing_bad_puts_a_check_off(known: Known, today: date) -> None:
    calm = Known(known.due_on, known.last_known_on, known.is_checked)
    assert due_day(known) <= due_day(calm) == known.due_on
    assert weight(known, today) >= weight(calm, today) >= 1
    if known.reported_on is None:
        assert due_day(known) >= known.last_known_on


@given(knowns, days, st.integers(1, 50))
def test_waiting_never_makes_a_check_less_urgent(known: Known, today: date, later: int) -> None:
    assert weight(known, today + timedelta(days=later)) >= weight(known, today)


@given(st.sampled_from(Outcome), days, st.integers(1, 60))
def test_a_try_never_rests_into_the_past(outcome: Outcome, on: date, ahead: int) -> None:
    assert rests_until(outcome, on, on + timedelta(days=ahead)) >= on


def test_a_meeting_many_peers_know_falls_due_a_quarter_of_its_time_sooner() -> None:
    known = Known(DAY + timedelta(days=90), DAY, peers=MUCH_USED)
    assert due_day(known) == DAY + timedelta(days=68)


def test_a_call_takes_five_minutes_and_one_for_each_further_listing() -> None:
    assert [minutes_of(number) for number in (1, 2, 8)] == [5, 6, 12]


def test_what_is_not_due_is_not_on_the_list(desk: Desk) -> None:
    desk.old(days=10)
    assert desk.due().hosts == ()


def test_listings_of_one_host_at_one_place_are_one_call(desk: Desk) -> None:
    desk.old(name="Morning", place=HALL)
    desk.old(name="Evening", place=HALL)
    desk.old(name="Elsewhere", place=HALL.model_copy(update={"address_1": "9 Oak Street"}))
    found = desk.due()
    assert sorted(len(host.listings) for host in found.hosts) == [1, 2]
    assert found.minutes == minutes_of(2) + minutes_of(1)


def test_the_list_is_ordered_by_risk_times_use_and_says_why(desk: Desk) -> None:
    plain = desk.old(name="Plain", organization="A")
    used = desk.old(name="Used", organization="B")
    desk.known_by(used, 3)
    reported = desk.old(days=5, name="Reported", organization="C")
    report_listing(desk.session, Report(reported.id, Fault.TURNED_AWAY, Month.of(desk.now)), now=desk.now)
    hosts = desk.due().hosts
    assert [host.sheet_id for host in hosts] == [used.id, reported.id, plain.id]
    assert hosts[0].whys == (Why.OVERDUE, Why.MUCH_USED)
    assert hosts[1].whys[0] is Why.REPORTED


def test_the_list_fits_the_minutes_of_a_week_and_what_was_done_counts(desk: Desk) -> None:
    listings = [desk.old(organization=f"Host {number}") for number in range(4)]
    assert desk.due(12).fitting == 2
    desk.call(listings[0], desk.answers(listings[0]))
    found = desk.due(12)
    assert (found.minutes_done, found.fitting, len(found.hosts)) == (5, 1, 3)
    assert desk.due(1).fitting == 1


def test_the_list_asks_four_times_however_long_it_is(desk: Desk, database: Database) -> None:
    for number in range(12):
        desk.old(organization=f"Host {number}")
    with statements(database) as sent:
        assert len(desk.due().hosts) == 12
    assert len(sent) == 4


def test_one_call_confirms_all_listings_of_a_host(desk: Desk) -> None:
    some = [desk.old(name=name, place=HALL) for name in ("Morning", "Noon", "Evening")]
    assert set(listings_of_host(desk.session, some[1].id)) == {one.id for one in some}
    assert desk.call(some[0], desk.answers(*some)) == []
    for one in some:
        now_known = get_listing(desk.session, one.id)
        assert (now_known.verified_on, now_known.verified_how) == (desk.today, "called")
    assert desk.due().hosts == ()


def test_what_is_over_is_not_on_the_sheet_of_its_host(desk: Desk) -> None:
    over = desk.old(name="Over", place=HALL, status="inactive")
    here = desk.old(name="Here", place=HALL)
    assert listings_of_host(desk.session, here.id) == [here.id]
    with pytest.raises(ListingNotFound):
        listings_of_host(desk.session, over.id)


def test_what_is_no_longer_so_becomes_a_proposal_and_the_rest_is_confirmed(desk: Desk) -> None:
    first, second = desk.old(name="Morning", place=HALL), desk.old(name="Evening", place=HALL)
    [filed] = desk.call(first, desk.answers(first, second, fees="10 dollars"))
    assert (filed.listing_id, filed.kind, filed.evidence["voice"]) == (first.id, Kind.CORRECTION, Voice.CHECK)
    assert get_listing(desk.session, first.id).verified_on != desk.today
    assert get_listing(desk.session, second.id).verified_on == desk.today
    assert desk.due().hosts == ()
    take_up(desk.session, filed.id, TakenUp(shown=weigh(desk.session, filed).mark), by=desk.dee, now=desk.now)
    confirm_corrected(desk.session, filed, by=desk.dee, now=desk.now)
    known = get_listing(desk.session, first.id)
    assert (known.draft.fees, known.verified_on) == ("10 dollars", desk.today)


def test_a_listing_that_changed_meanwhile_is_not_confirmed_unseen(desk: Desk) -> None:
    listing = desk.old()
    before = desk.answers(listing)
    desk.make.listing(listing_id=listing.id, fees="Changed", checked_on=listing.verified_on, checked_how="called")
    with pytest.raises(StalePageError):
        desk.call(listing, before)
    assert get_listing(desk.session, listing.id).verified_on == listing.verified_on


def test_a_listing_of_another_host_cannot_be_confirmed_on_a_sheet(desk: Desk) -> None:
    listing, other = desk.old(organization="A"), desk.old(organization="B")
    with pytest.raises(StalePageError):
        desk.call(listing, desk.answers(listing, other))


def test_a_coordinators_call_settles_what_was_reported(desk: Desk) -> None:
    listing = desk.old()
    report_listing(desk.session, Report(listing.id, Fault.LISTING_WRONG, Month.of(desk.now)), now=desk.now)
    desk.call(listing, desk.answers(listing))
    assert open_reports(desk.session, listing.id) == []
    assert get_listing(desk.session, listing.id).draft.reported_wrong_on is None


def test_a_hosts_own_contact_confirms_but_settles_no_report(desk: Desk) -> None:
    listing = desk.old()
    report_listing(desk.session, Report(listing.id, Fault.TURNED_AWAY, Month.of(desk.now)), now=desk.now)
    reported = get_listing(desk.session, listing.id).draft.reported_wrong_on
    contact = Checker("contact_confirmed", desk.today)
    record_answers(desk.session, listing.id, desk.answers(listing), contact, now=desk.now)
    known = get_listing(desk.session, listing.id)
    assert (known.draft.checked_on, known.draft.checked_how) == (desk.today, "contact_confirmed")
    assert known.draft.reported_wrong_on == reported is not None
    assert len(open_reports(desk.session, listing.id)) == 1


def test_nobody_answering_rests_until_it_is_worth_trying_again(desk: Desk) -> None:
    listing = desk.old()
    desk.try_at(listing, Outcome.NO_ANSWER)
    assert (len(desk.due().hosts), desk.due().resting) == (0, 1)
    assert len(desk.due(today=desk.today + timedelta(days=1)).hosts) == 1
    desk.try_at(listing, Outcome.LEFT_MESSAGE)
    assert len(desk.due(today=desk.today + timedelta(days=1)).hosts) == 0
    assert len(desk.due(today=desk.today + timedelta(days=2)).hosts) == 1


def test_a_call_back_comes_first_on_its_day(desk: Desk) -> None:
    heavy = desk.old(days=1500, organization="Heavy")
    asked = desk.old(days=370, organization="Asked")
    on = desk.today + timedelta(days=3)
    desk.try_at(asked, Outcome.CALL_BACK, on)
    assert [host.sheet_id for host in desk.due().hosts] == [heavy.id]
    first, _ = desk.due(today=on).hosts
    assert (first.sheet_id, first.whys[0]) == (asked.id, Why.CALL_BACK)


@pytest.mark.parametrize("ahead", [None, 0, -1, 61])
def test_a_call_back_needs_a_day_soon(desk: Desk, ahead: int | None) -> None:
    listing = desk.old()
    with pytest.raises(RefusedError):
        desk.try_at(listing, Outcome.CALL_BACK, None if ahead is None else desk.today + timedelta(days=ahead))
    with pytest.raises(RefusedError):
        desk.try_at(listing, Outcome.RIGHT)
    assert desk.session.exec(select(ListingCheck)).all() == []


def test_a_peers_visit_confirms_and_knows_a_person_a_listing_and_a_day(desk: Desk) -> None:
    listing = desk.old()
    assert record_visit(desk.session, listing.id, by=desk.ben, today=desk.today, now=desk.now)
    assert record_visit(desk.session, listing.id, by=desk.ben, today=desk.today, now=desk.now)
    known = get_listing(desk.session, listing.id)
    assert (known.verified_on, known.verified_how) == (desk.today, "visited")
    row = desk.session.exec(select(ListingCheck)).first()
    assert set(row.model_dump()) == {*("id", "listing_id", "host_id", "outcome", "how", "on", "call_back_on", "by_id")}


def test_a_visit_leaves_a_report_to_a_coordinator(desk: Desk) -> None:
    listing = desk.old()
    report_listing(desk.session, Report(listing.id, Fault.LISTING_WRONG, Month.of(desk.now)), now=desk.now)
    assert not record_visit(desk.session, listing.id, by=desk.ben, today=desk.today, now=desk.now)
    assert get_listing(desk.session, listing.id).draft.reported_wrong_on is not None


def test_what_would_leave_is_held_back_when_it_is_too_much_and_let_go_when_it_is_not(desk: Desk) -> None:
    late = desk.old(days=178, name="Late", organization="Late")
    for number in range(3):
        desk.make.listing(organization=f"Fresh {number}", checked_on=desk.today, checked_how="called")
    assert leaving_within_a_week(desk.session, desk.today).ids == {late.id}
    assert keep_from_dropping_out(desk.session, now=desk.now) == 1
    assert keep_from_dropping_out(desk.session, now=desk.now + timedelta(days=30)) == 1
    assert count_kept_shown(desk.session) == 1
    assert get_listing(desk.session, late.id).kept_shown
    for number in range(20):
        desk.make.listing(organization=f"More {number}", checked_on=desk.today, checked_how="called")
    assert keep_from_dropping_out(desk.session, now=desk.now) == 0
    assert not get_listing(desk.session, late.id).kept_shown


def test_what_a_live_source_lists_does_not_leave(desk: Desk) -> None:
    late = desk.old(days=178)
    desk.make.record(late, desk.make.source())
    assert leaving_within_a_week(desk.session, desk.today).ids == frozenset()


def test_what_is_held_back_stays_so_when_it_is_edited(desk: Desk) -> None:
    late = desk.old(days=178)
    keep_from_dropping_out(desk.session, now=desk.now)
    desk.make.listing(listing_id=late.id, fees="Other", checked_on=late.verified_on, checked_how="called")
    assert desk.session.get_one(Listing, late.id).kept_shown
