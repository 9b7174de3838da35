"""Acts of one tap without signal, in a real browser: on Today, refused later, or with the answer alone lost."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.referrals.bridging import plan_visit
from directory.referrals.codes import Actor, Mode, State
from directory.referrals.events import Tap, history_of
from directory.referrals.forms import NewReferral, Outcome, Plan
from directory.referrals.models import Referral
from directory.referrals.opening import open_referral
from directory.referrals.outcomes import record_outcome
from tests.browser import PHONE
from tests.cast import caller_as, signed_in_as
from tests.factories import Make
from tests.journeys.agency import Agency

pytestmark = pytest.mark.browser
CHICAGO = ZoneInfo("America/Chicago")
GONE = "This referral is closed."
MEANWHILE = "Somebody recorded something here in the meantime."


@pytest.fixture
def visit(agency: Agency) -> UUID:
    """A referral of Ana's, with a visit in two hours."""
    now = agency.clock.now
    with agency.database.writing() as session:
        by, make = caller_as(session, agency.cast.ana, now), Make(session, now)
        new = NewReferral(listing_id=make.listing(name="First Light").id, mode=Mode.BRIDGE, domain="recovery")
        vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
        client = make.client(agency.cast.ana)
        referral = open_referral(session, client, new, by=by, now=now, zone=CHICAGO, vocabulary=vocabulary)
        plan = Plan(visit_at=now + timedelta(hours=2), meet_at=now + timedelta(hours=1), meeting_point="bus stop")
        plan_visit(Tap(session, referral, by, Actor.OWNER, now), plan, zone=CHICAGO)
        return referral.id


@pytest.fixture
def phone(agency: Agency, visit: UUID) -> Page:
    """Ana's phone, signed in."""
    with agency.database.writing() as session:
        entered = signed_in_as(session, agency.cast.ana, agency.clock.now)[1]
    page = agency.open(viewport=PHONE)
    page.context.add_cookies([{"name": "session", "value": entered.session_token, "url": agency.address}])
    return page


def withdraw(agency: Agency, referral_id: UUID) -> None:
    """Somebody else ends the referral meanwhile."""
    with agency.database.writing() as session:
        referral, by = session.get_one(Referral, referral_id), caller_as(session, agency.cast.ana, agency.clock.now)
        tap = Tap(session, referral, by, Actor.OWNER, agency.clock.now)
        record_outcome(tap, Outcome(state=State.WITHDRAWN, reason="not_now", at=agency.clock.now), zone=CHICAGO)


def state_of(agency: Agency, referral_id: UUID) -> str:
    with agency.database.reading() as session:
        return session.get_one(Referral, referral_id).state


def went(agency: Agency, referral_id: UUID) -> int:
    """How often it was recorded that they went."""
    with agency.database.reading() as session:
        return [event.to_state for event in history_of(session, session.get_one(Referral, referral_id))].count(
            "connected"
        )


def test_a_tap_on_today_waits_without_signal_and_is_sent_once(agency: Agency, phone: Page, visit: UUID) -> None:
    phone.goto("/today")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="We went").click()
    expect(phone.get_by_text("Not sent yet")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Nothing is waiting.")).to_be_visible()
    assert state_of(agency, visit) == State.CONNECTED


def test_with_signal_a_tap_on_today_leads_to_where_it_can_be_taken_back(phone: Page) -> None:
    phone.goto("/today")
    phone.get_by_role("button", name="We went").click()
    expect(phone.get_by_text("Recorded.")).to_be_visible()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("Taken back.")).to_be_visible()


def test_what_is_typed_while_there_is_no_signal_is_neither_sent_away_nor_lost_when_it_is_back(
    agency: Agency, phone: Page, visit: UUID
) -> None:
    phone.goto(f"/referrals/{visit}")
    phone.context.set_offline(True)
    phone.get_by_text("The plan of the visit").click()
    phone.get_by_label("Where you meet").fill("at the fountain")
    phone.get_by_role("button", name="Save the plan").click()
    expect(phone.get_by_role("alert")).to_contain_text("No connection, so nothing was sent.")
    phone.get_by_role("button", name="We went").click()
    expect(phone.get_by_text("Not sent yet")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Sent. This page shows it once it is opened again.")).to_be_visible()
    expect(phone.get_by_text("Not sent yet")).to_have_count(0)
    assert state_of(agency, visit) == State.CONNECTED
    expect(phone.get_by_label("Where you meet")).to_have_value("at the fountain")


def test_a_tap_that_is_refused_says_why_beside_its_row(agency: Agency, phone: Page, visit: UUID) -> None:
    phone.goto("/today")
    with agency.database.writing() as session:
        session.get_one(Referral, visit).version += 1
    phone.get_by_role("button", name="We went").click()
    expect(phone.locator(".todo-row .fault")).to_contain_text(MEANWHILE)
    assert went(agency, visit) == 0


@pytest.mark.parametrize(("way", "place"), [("/today", ".todo-row"), ("/referrals/{}", ".acts")])
def test_what_waited_and_is_refused_is_shown_with_its_sentence_and_not_sent_again(
    agency: Agency, phone: Page, visit: UUID, way: str, place: str
) -> None:
    phone.goto(way.format(visit))
    phone.context.set_offline(True)
    phone.get_by_role("button", name="We went").click()
    expect(phone.get_by_text("Not sent yet")).to_be_visible()
    withdraw(agency, visit)
    sent: list[str] = []
    phone.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    phone.context.set_offline(False)
    expect(phone.locator(place).get_by_text(MEANWHILE)).to_be_visible()
    expect(phone.get_by_text("Not sent yet")).to_have_count(0)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.reload()
    phone.wait_for_load_state("networkidle")
    assert len(sent) == 1
    assert phone.get_by_text(MEANWHILE).count() == 0, "it was shown"


def test_what_was_refused_elsewhere_is_shown_on_whatever_page_comes_next(
    agency: Agency, phone: Page, visit: UUID
) -> None:
    phone.goto("/today")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="We went").click()
    expect(phone.get_by_text("Not sent yet")).to_be_visible()
    withdraw(agency, visit)
    phone.route("**/today/referrals/*", lambda route: route.abort("internetdisconnected"))
    phone.context.set_offline(False)
    phone.goto("/clients")
    phone.unroute("**/today/referrals/*")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    said = phone.locator("main .not-sent")
    expect(said).to_contain_text(MEANWHILE)
    expect(said.get_by_role("link")).to_have_attribute("href", f"/referrals/{visit}")


def test_what_arrived_though_its_answer_was_lost_is_done_once(agency: Agency, phone: Page, visit: UUID) -> None:
    phone.goto(f"/referrals/{visit}")

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("internetdisconnected")

    phone.route("**/taps", lose_the_answer)
    phone.get_by_role("button", name="We went").click()
    expect(phone.get_by_text("Not sent yet")).to_be_visible()
    assert went(agency, visit) == 1
    phone.unroute("**/taps")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator(".state")).to_have_text("Connected")
    assert went(agency, visit) == 1
