"""Two people act at the same moment: one is first, the other is told and loses nothing, and nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from sqlmodel import Session

from directory.accounts.models import Person
from directory.clients.handing import HandOver, hand_over
from directory.clients.models import Client
from directory.config import Settings
from directory.curation.models import Proposal
from directory.curation.reports import Fault, Month, Report, fault_of, open_reports, report_listing
from directory.listings.models import Listing
from directory.referrals.codes import Act, Mode, State
from directory.referrals.events import history_of
from directory.referrals.models import Referral
from tests.accounts.desk import Desk, hidden_fields, open_desk
from tests.factories import Make
from tests.referrals.office import CHICAGO, Office
from tests.web.judge import Page

Asking = Callable[[], Response]
ROUNDS = 6


def at_once(*askings: Asking) -> list[Response]:
    """Ask all of it in the same moment."""
    start = Barrier(len(askings))

    def ask(asking: Asking) -> Response:
        start.wait(timeout=30)
        return asking()

    with ThreadPoolExecutor(len(askings)) as hands:
        return list(hands.map(ask, askings, timeout=60))


def browser_of(office: Office, settings: Settings, person: Person) -> Desk:
    """Another browser, of somebody who is signed in."""
    desk = open_desk(settings, office.database, office.clock)
    desk.sign_in_as(person)
    return desk


def form(browser: Desk, path: str, action: str, **typed: Any) -> Asking:
    """A form of a page, opened and filled in, ready to be sent."""
    page = browser.get(path)
    fields = hidden_fields(page, action) | typed
    return lambda: browser.client.post(action, data=fields, headers={"accept": "text/html"})


@pytest.fixture
def ben(office: Office, settings: Settings) -> Desk:
    """Ben, who covers for Ana today."""
    day = office.now.astimezone(CHICAGO).date()
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        handed = HandOver(office.cast.ben.id, day, day, "call")
        hand_over(session, [client], handed, by=ana, today=day, now=office.now)
    return browser_of(office, settings, office.cast.ben)


def numbers(office: Office, referral_id: UUID) -> list[int]:
    with office.database.reading() as session:
        return [event.number for event in history_of(session, session.get_one(Referral, referral_id))]


def test_of_two_who_act_on_one_referral_one_wins_and_the_other_loses_nothing_typed(office: Office, ben: Desk) -> None:
    for _ in range(ROUNDS):
        referral_id = office.refer()
        path = f"/referrals/{referral_id}"
        plan = {"day": "2026-11-24", "hour": "18:30", "meeting_point": "bus stop at 7th", "exit_word": "marmalade"}
        words = {"words": "She comes with me on Tuesday.", "client_said_yes": "1"}
        answers = at_once(form(office.browser, path, f"{path}/plan", **plan), form(ben, path, f"{path}/words", **words))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        told = next(Page(answer) for answer in answers if answer.status_code == 409)
        assert "This changed in the meantime" in told.html
        typed = plan if answers[0].status_code == 409 else words
        assert all(value in told.html for value in typed.values() if value != "1")
        assert numbers(office, referral_id) == list(range(1, len(numbers(office, referral_id)) + 1))


def test_of_an_outcome_and_a_tap_on_today_one_counts(office: Office, ben: Desk) -> None:
    referral_id = office.refer("food", mode=Mode.SELF)
    office.clock.pass_by(days=7)
    day = office.now.astimezone(CHICAGO).date()
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        hand_over(session, [client], HandOver(office.cast.ben.id, day, day, "call"), by=ana, today=day, now=office.now)
    office.browser.sign_in_as(office.cast.ana)
    ben.sign_in_as(office.cast.ben)
    path, today = f"/referrals/{referral_id}", f"/today/referrals/{referral_id}"
    outcome = {"state": "not_connected", "reason": "transport", "provenance": "client", "words": "no bus on Sundays"}
    answers = at_once(form(office.browser, path, f"{path}/outcomes", **outcome), form(ben, "/today", today, did="went"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    state = office.referral(referral_id).state
    assert state == (State.NOT_CONNECTED if answers[0].status_code == 303 else State.CONNECTED)
    if answers[0].status_code == 409:
        assert "no bus on Sundays" in answers[0].text


def test_a_form_that_is_sent_twice_in_one_moment_is_done_once(office: Office) -> None:
    referral_id = office.refer()
    path = f"/referrals/{referral_id}"
    twice = form(office.browser, path, f"{path}/taps", act="went")
    answers = at_once(twice, twice)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["location"] for answer in answers} == {path}
    assert office.acts(referral_id).count(Act.ENTERED) == 4, "agreed, accepted, bridging, connected"


def test_what_somebody_keeps_once_is_kept_once_however_often_it_is_tapped(office: Office) -> None:
    place = str(office.places["open"])
    way = f"/listings/{place}"
    for page, action, typed in (
        (f"/referrals/new?to={place}", "/starred", {"star": place}),
        (f"{way}/notes/new", f"{way}/notes", {"words": "Coffee first, then the circle."}),
    ):
        answers = at_once(*(form(office.browser, page, action, **typed) for _ in range(4)))
        assert [answer.status_code for answer in answers] == [303] * 4, action


def test_a_client_is_given_away_while_somebody_acts(office: Office, settings: Settings) -> None:
    sol = browser_of(office, settings, office.cast.sol)
    for _ in range(ROUNDS):
        referral_id = office.refer()
        path, handing = f"/referrals/{referral_id}", "/clients/hand-over"
        to = {"clients": str(office.client.id), "to": str(office.cast.ben.id), "span": "good", "notice": "call"}
        answers = at_once(form(office.browser, path, f"{path}/taps", act="went"), form(sol, handing, handing, **to))
        assert answers[1].status_code == 303
        assert answers[0].status_code in {303, 404, 409}
        referral = office.referral(referral_id)
        assert referral.owner_id == office.cast.ben.id
        assert referral.next_at is not None
        assert (referral.state == State.CONNECTED) == (answers[0].status_code == 303)
        with office.writing() as session:
            office.client = Make(session, office.now).client(office.cast.ana)


def file_report(session: Session, listing_id: UUID, now: datetime) -> UUID:
    report_listing(session, Report(listing_id, Fault.TURNED_AWAY, Month.of(now)), now=now)
    return next(each.id for each in open_reports(session, listing_id) if fault_of(each) is Fault.TURNED_AWAY)


@pytest.mark.parametrize("act", ["report", "undo"])
@pytest.mark.parametrize("decision", ["check", "reject", "retirement"])
def test_a_listing_is_reported_while_a_coordinator_decides_about_it(
    office: Office, settings: Settings, act: str, decision: str
) -> None:
    dee = open_desk(settings, office.database, office.clock)
    said = {"check": {"how": "called"}, "reject": {"reason": "not_so"}, "retirement": {}}[decision]
    for _ in range(ROUNDS):
        referral_id = office.refer("food", mode=Mode.SELF)
        path, listing_id = f"/referrals/{referral_id}", office.places["food"]
        outcome = {"state": "withdrawn", "reason": "listing_wrong", "words": ""}
        if act == "undo":
            office.do(referral_id, "outcomes", **outcome)
            taps = form(office.browser, path, f"{path}/taps", act="undo")
        else:
            taps = form(office.browser, path, f"{path}/outcomes", **outcome)
        with office.writing() as session:
            proposal_id = file_report(session, listing_id, office.now)
        token = dee.sign_in_as(office.cast.dee).form_token
        fields = {"form_token": token, "key": uuid4().hex, **said}
        decides = f"/curation/proposals/{proposal_id}/{decision}"
        answers = at_once(
            taps,
            lambda to=decides, data=fields: dee.client.post(to, data=data, headers={"accept": "text/html"}),  # type: ignore[misc]
        )
        assert [answer.status_code for answer in answers] == [303, 303]
        with office.database.reading() as session:
            is_wrong = session.get_one(Listing, listing_id).reported_wrong_on is not None
            assert is_wrong == bool(open_reports(session, listing_id))
            assert session.get_one(Proposal, proposal_id).state != "open"
        office.clock.pass_by(minutes=2)
        office.browser.sign_in_as(office.cast.ana)


def test_two_peers_report_one_listing_at_once(office: Office, settings: Settings) -> None:
    ben = browser_of(office, settings, office.cast.ben)
    with office.writing() as session:
        anas, bens = office.client, Make(session, office.now).client(office.cast.ben)
    outcome = {"state": "withdrawn", "reason": "listing_wrong", "words": ""}
    for number in range(ROUNDS):
        askings = []
        for browser, client in ((office.browser, anas), (ben, bens)):
            office.client = client
            path = f"/referrals/{office.refer('food', mode=Mode.SELF)}"
            askings.append(form(browser, path, f"{path}/outcomes", **outcome))
        assert [answer.status_code for answer in at_once(*askings)] == [303, 303]
        with office.database.reading() as session:
            assert len(open_reports(session, office.places["food"])) == 2 * (number + 1)
