"""The page of a referral: what it says, and every act on it, in a browser without script."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from directory.audit.models import AuditEntry
from directory.referrals.bridging import take_step
from directory.referrals.codes import Mode, Step
from directory.referrals.models import BridgeStep
from tests.referrals.office import CHICAGO, Office
from tests.web.judge import Page

SECRETS = ("Sing again", "red truck", "bus stop at 7th", "marmalade", "She is called Rosa")


def test_the_page_says_where_it_stands_and_what_is_due(office: Office) -> None:
    page = office.show(office.refer())
    assert page.one("h1").text == "Referral"
    assert "First Light" in page.html
    assert "Welcome there" in page.html
    assert "Prepare: by Mon Nov 23" in page.html
    assert page.one("div", role="img").attributes["aria-label"] == "0 of 10 steps done"


def test_we_went_is_one_tap_and_can_be_taken_back(office: Office) -> None:
    referral_id = office.refer()
    office.do(referral_id, "taps", act="went")
    assert office.referral(referral_id).state == "connected"
    office.clock.pass_by(seconds=30)
    assert "taken back within a minute" in office.show(referral_id).html
    office.do(referral_id, "taps", act="undo")
    assert office.referral(referral_id).state == "accepted"
    assert "taken back" in office.show(referral_id).html


def test_after_a_minute_nothing_is_offered_to_take_back(office: Office) -> None:
    referral_id = office.refer()
    office.clock.pass_by(seconds=61)
    assert "taken back within a minute" not in office.show(referral_id).html


def test_a_visit_is_planned_missed_and_asked_again(office: Office) -> None:
    referral_id = office.refer()
    office.do(referral_id, "plan", day="2026-11-24", hour="18:30", meeting_point="bus stop at 7th", exit_word="kiwi")
    page = office.show(referral_id)
    assert "Go along: Tue Nov 24, 6:30 pm" in page.html
    assert page.one("input", name="exit_word").attributes["value"] == "kiwi"
    office.do(referral_id, "taps", act="not_this_time")
    referral = office.referral(referral_id)
    assert (referral.state, referral.next_act, referral.next_at) == (
        "bridging",
        "accompany",
        office.now + timedelta(days=2),
    )
    office.do(referral_id, "next", day="2026-11-30")
    assert "Nov 30" in office.show(referral_id).html


def test_the_words_for_the_contact_are_kept_with_the_clients_yes_alone(office: Office) -> None:
    referral_id = office.refer()
    page = office.show(referral_id)
    again = office.browser.refused(page, f"/referrals/{referral_id}/words", words="She is called Rosa")
    assert "Show the client the words first" in again.html
    assert again.one("textarea", name="words").text == "She is called Rosa"
    office.do(referral_id, "words", words="She is called Rosa", client_said_yes="1")
    assert "The client said yes to these words" in office.show(referral_id).html
    office.do(referral_id, "taps", act="step_contact")
    assert "contact" in [step for step, done in steps_done(office, referral_id) if done]


def steps_done(office: Office, referral_id: UUID) -> list[tuple[str, bool]]:
    with office.database.reading() as session:
        rows = session.exec(select(BridgeStep).where(BridgeStep.referral_id == referral_id))
        return [(row.step, row.done_at is not None) for row in rows]


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({"state": "connected", "reason": "attended_alone", "provenance": "client"}, "connected"),
        ({"state": "not_connected", "reason": "transport", "provenance": "recipient"}, "not_connected"),
        ({"state": "waitlisted", "expected_on": "2026-12-24"}, "waitlisted"),
        ({"state": "withdrawn", "reason": "changed_mind"}, "withdrawn"),
        ({"state": "error", "reason": "wrong_client", "with_supervisor": "1"}, "error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_outcome_is_recorded_with_who_says_so(office: Office, typed: dict[str, Any], state: str) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    office.do(referral_id, "outcomes", **typed)
    referral = office.referral(referral_id)
    assert (referral.state, referral.provenance) == (state, typed.get("provenance"))


def test_an_outcome_without_who_says_so_changes_nothing_and_keeps_what_was_typed(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    page, way = office.show(referral_id), f"/referrals/{referral_id}/outcomes"
    typed = {"state": "connected", "reason": "served", "words": "marmalade"}
    again = office.browser.refused(page, way, **typed)
    assert "Say how you know" in again.html
    assert "marmalade" in again.html
    assert office.acts(referral_id) == ["opened", "entered", "entered"]


def test_a_place_that_says_no_may_be_replaced(office: Office) -> None:
    referral_id = office.refer("registering")
    office.do(referral_id, "outcomes", state="declined", reason="no_capacity", provenance="recipient")
    page = office.show(referral_id)
    way = next(each.attributes["href"] for each in page.all("a") if "replaces=" in each.attributes["href"])
    form = office.browser.get(way)
    typed = {"place_name": "Another", "domain": "social", "mode": "self", "yes": "spoken"}
    office.browser.go(form, "/referrals", **typed)
    assert "Another was opened in its place" in office.show(referral_id).html


def test_checks_are_made_and_visits_counted(office: Office) -> None:
    referral_id = office.refer()
    office.do(referral_id, "taps", act="went")
    office.do(referral_id, "taps", act="visit")
    office.clock.pass_by(days=7)
    office.browser.sign_in_as(office.cast.ana)
    assert "1 more visit together" in office.show(referral_id).html
    office.do(referral_id, "checks", going="yes", provenance="client")
    assert office.referral(referral_id).next_act == "check_30"
    office.clock.pass_by(days=24)
    office.browser.sign_in_as(office.cast.ana)
    office.do(referral_id, "checks", going="no", provenance="client")
    assert office.referral(referral_id).state == "drifted"


def test_who_acts_on_an_older_page_is_told_what_happened_and_loses_nothing(office: Office) -> None:
    referral_id = office.refer()
    page = office.show(referral_id)
    with office.writing() as session:
        tap = office.tap(session, referral_id, office.cast.sol)
        take_step(tap, Step.PREPARE, at=office.now, zone=CHICAGO)
    typed = {"day": "2026-11-24", "hour": "18:30", "meeting_point": "bus stop at 7th"}
    again = office.browser.refused(page, f"/referrals/{referral_id}/plan", status=409, **typed)
    assert "This changed in the meantime" in again.html
    assert "Sol" in again.html
    assert again.one("input", name="meeting_point").attributes["value"] == "bus stop at 7th"
    office.browser.go(again, f"/referrals/{referral_id}/plan", **typed)
    assert office.referral(referral_id).next_act == "accompany"


def test_a_double_tap_is_one(office: Office) -> None:
    referral_id = office.refer()
    page = office.show(referral_id)
    for _ in range(2):
        office.browser.go(page, f"/referrals/{referral_id}/taps", act="went")
    assert office.acts(referral_id).count("step_done") == 1


def test_a_tap_that_waited_says_when_it_was_and_one_that_waited_too_long_is_refused(office: Office) -> None:
    referral_id = office.refer()
    office.clock.pass_by(minutes=10)
    before = office.now - timedelta(minutes=5)
    page, way = office.show(referral_id), f"/referrals/{referral_id}/taps"
    again = office.browser.refused(page, way, act="went", at=(office.now - timedelta(hours=13)).isoformat())
    assert "waited too long" in again.html
    office.browser.go(again, way, act="went", at=before.isoformat())
    assert office.referral(referral_id).connected_at == before


@pytest.mark.parametrize("way", ["taps", "plan", "words", "skips", "outcomes", "checks", "next", "agreement"])
def test_only_who_sees_the_client_finds_the_referral(office: Office, way: str) -> None:
    referral_id = office.refer()
    fields = {"key": uuid4().hex, "act": "went"}
    for person, is_found in ((office.cast.sol, True), (office.cast.ben, False), (office.cast.cora, False)):
        caller = office.browser.sign_in_as(person)
        shown = [
            office.browser.client.get(f"/referrals/{each}", headers={"accept": "text/html"})
            for each in (referral_id, uuid4())
        ]
        assert [each.status_code for each in shown] == [200 if is_found else 404, 404]
        if not is_found:
            sent = office.browser.client.post(
                f"/referrals/{referral_id}/{way}",
                data=fields | {"form_token": caller.form_token},
                headers={"accept": "text/html"},
            )
            assert sent.status_code == 404
    assert office.referral(referral_id).state == "accepted"


def test_nothing_of_the_client_leaves_the_page(office: Office, caplog: Any) -> None:
    referral_id = office.refer()
    office.do(referral_id, "plan", day="2026-11-24", hour="18:30", meeting_point="bus stop at 7th")
    office.do(referral_id, "outcomes", state="withdrawn", reason="not_now", words="marmalade")
    page = office.show(referral_id)
    assert "marmalade" in page.html
    assert not any(word in page.one("title").text for word in (*SECRETS, office.client.handle))
    assert not any(secret in caplog.text for secret in SECRETS)
    with office.database.reading() as session:
        audit = " ".join(repr(each) for each in session.exec(select(AuditEntry)))
    assert not any(secret in audit for secret in SECRETS)


def test_a_calendar_says_when_and_nothing_else_and_is_gone_when_taken_back(office: Office) -> None:
    referral_id = office.refer()
    office.do(referral_id, "plan", day="2026-11-24", hour="18:30", meeting_point="bus stop at 7th")
    made = Page(office.browser.send(office.browser.get("/account/calendar"), "/account/calendar"))
    address = made.one("p", class_="secret").text
    answer = office.browser.client.get(address)
    text = answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Appointment" in text
    assert "DTSTART:20261124T234500Z" in text, "when they meet: 45 minutes before"
    assert "DTEND:20261125T013000Z" in text
    hidden = (*SECRETS, office.client.handle, str(referral_id), "First Light", "LOCATION", "DESCRIPTION")
    assert not any(word in text for word in hidden)
    office.browser.go(made, "/account/calendar/removal")
    gone, never = (office.browser.client.get(each) for each in (address, "/calendar/nothing.ics"))
    assert (gone.status_code, never.status_code) == (404, 404)
