"""The pages of checking: the due list, call sheets, the link of a host's contact, and a peer's visit."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from directory.accounts.models import Person
from directory.curation.checking.links import LASTS, send_link
from directory.curation.checking.models import CheckLink, ListingCheck, Outcome
from directory.curation.models import Proposal
from directory.curation.reports import Fault, Month, Report, report_listing
from directory.listings.models import Listing
from directory.listings.queries import get_listing
from directory.outbox.models import OwedMessage
from tests.accounts.desk import Desk as Browser
from tests.cast import Cast, caller_as
from tests.factories import HALL, Make
from tests.referrals.office import Office

Open = Callable[[Person], Browser]


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


TODAY = date(2026, 11, 21)
"""The day at the agency."""


class Calls:
    """Hosts that are due, and a coordinator who calls them."""

    def __init__(self, office: Office, browser_of: Open, cast: Cast) -> None:
        self.office, self.cast = office, cast
        self.dee = browser_of(cast.dee)
        self.browser_of = browser_of

    def add(self, organization: str, *names: str, **facts) -> list[str]:
        checked_on = self.office.now.date() - timedelta(days=400)
        with self.office.writing() as session:
            make = Make(session, self.office.now)
            some = [
                make.listing(
                    listing_id=uuid4(),
                    name=name,
                    organization=organization,
                    **{"place": HALL, **facts},
                    checked_on=checked_on,
                    checked_how="called",
                    email="group@example.org",
                )
                for name in names
            ]
            return [str(one.id) for one in some]

    def read(self, listing_id: str):
        with self.office.writing() as session:
            return get_listing(session, session.get_one(Listing, UUID(listing_id)).id)

    def link(self, listing_id: str) -> str:
        with self.office.writing() as session:
            by = caller_as(session, self.cast.dee, self.office.now)
            return send_link(
                session,
                UUID(listing_id),
                "group@example.org",
                lambda token: f"https://directory.example.org/check/{token}",
                by=by,
                today=self.office.now.date(),
                now=self.office.now,
            )

    def rows(self, table):
        with self.office.writing() as session:
            return [row.model_dump() for row in session.exec(select(table))]


@pytest.fixture
def calls(office: Office, browser_of: Open, cast: Cast) -> Calls:
    return Calls(office, browser_of, cast)


def test_the_list_says_whom_to_call_and_why(calls: Calls) -> None:
    calls.add("Elm Hall Meetings", "Morning", "Evening")
    page = calls.dee.get("/curation/due")
    assert "Elm Hall Meetings" in page.main
    assert "6 minutes" in page.main
    assert "due since" in page.main
    assert "Calls to make" in calls.dee.get("/curation").main


def test_ten_calls_are_ten_steps_when_all_is_right(calls: Calls) -> None:
    for number in range(10):
        calls.add(f"Host {number}", "Morning", "Evening")
    page, steps = calls.dee.get(begin(calls.dee.get("/curation/due"))), 0
    while "/call-sheet/" in str(page.response.url) and steps < 11:
        action = check_of(page)
        page, steps = calls.dee.get(calls.dee.go(page, action, how="called", shown=_marks(page))), steps + 1
    assert steps == 10
    assert "Nothing is due." in page.main


def test_what_was_said_becomes_a_correction_and_taking_it_up_confirms(calls: Calls) -> None:
    morning, evening = calls.add("Elm Hall Meetings", "Morning", "Evening")
    sheet = calls.dee.get(f"/curation/call-sheet/{morning}")
    action = f"/curation/call-sheet/{morning}/check"
    typed = {f"phone-{evening}": "612-555-0199", "how": "called", "shown": _marks(sheet)}
    at = calls.dee.go(sheet, action, **typed)
    proposal = calls.dee.get(at)
    assert "612-555-0199" in proposal.main or "(612) 555-0199" in proposal.main
    assert calls.read(morning).verified_on == TODAY
    accept = next(
        form for form in proposal.all("form") if form.attributes["action"].split("?")[0].endswith("acceptance")
    )
    calls.dee.go(proposal, accept.attributes["action"], take="phones")
    after = calls.read(evening)
    assert (after.draft.phones[0].number, after.verified_on) == ("612-555-0199", TODAY)


def _marks(page) -> list[str]:
    return [one.attributes["value"] for one in page.all("input") if one.attributes.get("name") == "shown"]


def begin(page) -> str:
    return next(link for link in page.links if "/call-sheet/" in link)


def check_of(page) -> str:
    return next(form.attributes["action"] for form in page.all("form") if form.attributes["action"].endswith("/check"))


def test_a_sheet_tells_what_was_tried_before_and_asks_first_what_closes_a_door(calls: Calls) -> None:
    [one] = calls.add("Elm Hall Meetings", "Morning")
    sheet = f"/curation/call-sheet/{one}"
    calls.dee.go(calls.dee.get(sheet), f"{sheet}/try", outcome="left_message")
    told = calls.dee.get(sheet).main
    assert "Left a message, today · Dee" in told
    assert told.index("Every Monday") < told.index("100 Elm Street") < told.index("Alcoholics Anonymous")


def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(calls: Calls) -> None:
    [one] = calls.add("Elm Hall Meetings", "Morning")
    action = f"/curation/call-sheet/{one}/check"
    typed = {f"phone-{one}": "no number", f"words-{one}": "Ask for the side door.", "how": "called"}
    page = calls.dee.refused(calls.dee.get(f"/curation/call-sheet/{one}"), action, **typed)
    assert "This is no telephone number." in page.main
    assert "Ask for the side door." in page.main
    assert calls.rows(ListingCheck) == []
    refused = calls.dee.refused(calls.dee.get(f"/curation/call-sheet/{one}"), action, how="guessed")
    assert "Say how you checked it." in refused.main


def test_a_try_goes_on_to_the_next_call(calls: Calls) -> None:
    [one], [other] = calls.add("A", "Morning"), calls.add("B", "Evening")
    sheet = calls.dee.get(f"/curation/call-sheet/{one}")
    assert calls.dee.go(sheet, f"/curation/call-sheet/{one}/try", outcome="no_answer").startswith(
        f"/curation/call-sheet/{other}"
    )
    page = calls.dee.refused(
        sheet, f"/curation/call-sheet/{one}/try", outcome="call_back", on="yesterday", key="k" * 20
    )
    assert "Choose a day" in page.main


def test_there_is_no_sheet_of_nothing_and_none_for_others(calls: Calls) -> None:
    calls.add("A", "Morning")
    assert calls.dee.get(f"/curation/call-sheet/{UUID(int=7)}", status=404)
    calls.browser_of(calls.cast.ana).get("/curation/due", status=404)


def test_sending_a_link_owes_a_letter_and_rests(calls: Calls) -> None:
    [one] = calls.add("A", "Morning")
    sheet = calls.dee.get(f"/curation/call-sheet/{one}")
    calls.dee.go(sheet, f"/curation/call-sheet/{one}/link", address="group@example.org")
    [owed] = calls.rows(OwedMessage)
    assert (owed["message"], "group@example.org" in str(owed)) == ("check", False)
    assert [row["outcome"] for row in calls.rows(ListingCheck)] == [Outcome.ASKED]
    assert "Nothing is due." in calls.dee.get("/curation/due").main
    again = calls.dee.get(f"/curation/call-sheet/{one}")
    calls.dee.refused(again, f"/curation/call-sheet/{one}/link", address="other@example.org")
    assert len(calls.rows(OwedMessage)) == 1


def test_a_contact_confirms_in_one_tap_without_an_account_and_once(calls: Calls, office: Office) -> None:
    morning, evening = calls.add("Elm Hall Meetings", "Morning", "Evening")
    token = calls.link(morning)
    assert token not in str(calls.rows(CheckLink))
    browser = office.browser
    browser.client.cookies.clear()
    page = browser.get(f"/check/{token}")
    assert "Evening" in page.main
    assert 'name="robots" content="noindex"' in page.response.text
    response = browser.send(page, f"/check/{token}", shown=_marks(page))
    assert response.status_code == 200, response.text[:400]
    assert "you confirmed it" in response.text
    for one in (morning, evening):
        assert (calls.read(one).verified_on, calls.read(one).verified_how) == (
            TODAY,
            "contact_confirmed",
        )
    assert "used already" in browser.get(f"/check/{token}", status=404).main
    assert {row["by_id"] for row in calls.rows(ListingCheck) if row["outcome"] == "right"} == {None}


def test_the_page_of_a_contact_tells_a_private_address_in_no_name(calls: Calls, office: Office) -> None:
    place = {"address_1": "100 Elm Street", "city": "Edina", "visibility": "hidden"}
    [one] = calls.add("Elm Hall Meetings", "Morning at 100 Elm Street", place=place)
    page = office.browser.get(f"/check/{calls.link(one)}")
    assert "Morning at" in page.main
    assert "100 Elm" not in page.response.text


def test_what_a_contact_writes_is_a_proposal_and_changes_nothing(calls: Calls, office: Office) -> None:
    [one] = calls.add("A", "Morning")
    token = calls.link(one)
    browser = office.browser
    browser.client.cookies.clear()
    page = browser.get(f"/check/{token}")
    browser.send(page, f"/check/{token}", **{f"words-{one}": "We moved to the church hall."})
    [filed] = calls.rows(Proposal)
    assert (filed["evidence"]["voice"], filed["evidence"]["words"]) == ("contact", "We moved to the church hall.")
    assert filed["by_id"] is None
    assert calls.read(one).verified_how == "called"


def test_a_link_runs_out_and_a_later_one_takes_its_place(calls: Calls, office: Office) -> None:
    [one] = calls.add("A", "Morning")
    first, second = calls.link(one), calls.link(one)
    browser = office.browser
    browser.client.cookies.clear()
    browser.get(f"/check/{first}", status=404)
    browser.get(f"/check/{second}")
    office.clock.pass_by(days=LASTS.days, seconds=1)
    for token in (second, "made-up"):
        assert "used already" in browser.get(f"/check/{token}", status=404).main


def test_the_link_shows_nothing_that_a_visitor_may_not_see(calls: Calls, office: Office) -> None:
    [one] = calls.add("A", "Morning", contacts=({"name": "Marta Quill", "phone": "6125550111"},))
    with office.writing() as session:
        listing = Make(session, office.now).listing(
            organization="Private", place=HALL.model_copy(update={"visibility": "hidden"}), email="group@example.org"
        )
    for listing_id in (one, str(listing.id)):
        text = office.browser.get(f"/check/{calls.link(listing_id)}").response.text
        assert "Marta" not in text
        if listing_id != one:
            assert HALL.address_1 not in text


def test_a_peer_confirms_a_visit_with_one_tap(calls: Calls) -> None:
    [one] = calls.add("A", "Morning")
    ben = calls.browser_of(calls.cast.ben)
    ben.go(ben.get(f"/listings/{one}"), f"/listings/{one}/visit")
    assert (calls.read(one).verified_on, calls.read(one).verified_how) == (TODAY, "visited")
    assert "Visited and confirmed" in ben.get(f"/listings/{one}").main


def test_a_peer_reads_that_a_report_waits(calls: Calls) -> None:
    [one] = calls.add("A", "Morning")
    with calls.office.writing() as session:
        report_listing(session, Report(UUID(one), Fault.NOT_OFFERED, Month.of(calls.office.now)), now=calls.office.now)
    ben = calls.browser_of(calls.cast.ben)
    ben.go(ben.get(f"/listings/{one}"), f"/listings/{one}/visit")
    assert calls.read(one).draft.reported_wrong_on is not None
