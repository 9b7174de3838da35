"""What a peer does all day, driven over links and forms at phone size: never more steps than docs/peers.md says."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from directory.clients.models import Client, ContactEntry, Cover
from directory.referrals.models import Referral
from tests.browser import PHONE
from tests.journeys.agency import Agency
from tests.journeys.test_passkeys import add_passkey, hold_authenticator, sign_out
from tests.journeys.test_today import connected, fill_today
from tests.journeys.walking import Steps, furnish, phone_of
from tests.rules.source_tree import ROOT

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def budgets() -> dict[str, int]:
    """The table of docs/peers.md: what is done, and the steps it may take."""
    table = (ROOT / "docs" / "peers.md").read_text(encoding="utf-8").split("## What it takes")[1]
    return {row[1]: int(row[2]) for row in re.finditer(r"^\| ([A-Z][^|]+) \| (\d+) \|$", table, re.MULTILINE)}


@dataclass
class Walk:
    """Somebody with a phone in one hand, on the record of their client."""

    agency: Agency
    client: Client
    page: Page
    steps: Steps

    @property
    def record(self) -> str:
        return f"/clients/{self.client.id}"

    def latest(self) -> Referral:
        with self.agency.database.reading() as session:
            theirs = select(Referral).where(col(Referral.client_id) == self.client.id)
            return session.exec(theirs.order_by(col(Referral.created_at).desc())).all()[0]

    def logged(self) -> None:
        """The referral that was just logged is on the screen."""
        expect(self.page.locator("h1")).to_have_text("Referral")


def find_tonight(walk: Walk) -> None:
    page, steps = walk.page, walk.steps
    page.goto(walk.record)
    steps.tap("link", "Find something for them")
    expect(page.locator(".hit").first).to_be_visible()
    steps.choose("When", "Tonight")
    steps.tap("button", "Find", exact=True)
    steps.tap("link", "First Light")
    expect(page.locator("main")).to_contain_text("Tonight 7:00 pm")


def refer_to_a_usual_place(walk: Walk) -> None:
    walk.page.goto(walk.record)
    walk.steps.tap("link", "Refer", exact=True)
    walk.steps.tap("link", "Refer First Light")
    walk.steps.tap("button", "Log it")
    walk.logged()


def refer_to_a_usual_place_from_finding(walk: Walk) -> None:
    walk.page.goto(walk.record)
    walk.steps.tap("link", "Find something for them")
    walk.steps.tap("link", "Refer First Light")
    walk.steps.tap("button", "Log it")
    walk.logged()


def refer_from_a_listing(walk: Walk) -> None:
    walk.page.goto(f"/listings/{walk.latest().listing_id}")
    walk.steps.tap("link", "Refer")
    walk.steps.tap("link", walk.client.handle, exact=True)
    walk.steps.pick("radio", "I go along")
    walk.steps.tap("button", "Log it")
    walk.logged()
    assert walk.latest().mode == "bridge"


def refer_to_a_typed_name(walk: Walk) -> None:
    walk.page.goto(walk.record)
    walk.steps.tap("link", "Refer", exact=True)
    walk.steps.tap("link", "Type its name")
    walk.page.get_by_label("What the place is called").fill("Pottery at the mill")
    walk.steps.tap("button", "Log it")
    walk.logged()
    expect(walk.page.get_by_role("heading", name="Pottery at the mill")).to_be_visible()
    assert walk.latest().proposal_id is not None


def log_a_contact(walk: Walk) -> None:
    walk.page.goto(walk.record)
    walk.steps.unfold("Log a contact")
    walk.steps.pick("radio", "Text")
    walk.steps.tap("button", "They answered")
    expect(walk.page.get_by_text("Logged.")).to_be_visible()
    with walk.agency.database.reading() as session:
        log = session.exec(select(ContactEntry).where(col(ContactEntry.client_id) == walk.client.id))
        assert [entry.channel for entry in log] == ["text"]


def advance_a_bridge(walk: Walk) -> None:
    walk.page.goto(f"/referrals/{walk.latest().id}")
    walk.steps.tap("button", "Prepared")
    expect(walk.page.get_by_text("Speak to the contact: by")).to_be_visible()


def record_an_outcome(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/referrals/{walk.latest().id}")
    walk.steps.unfold("It did not happen")
    walk.steps.pick("radio", "No way to get there")
    walk.steps.tap("button", "The client says")
    expect(page.locator(".state")).to_have_text("Did not happen")
    assert (walk.latest().reason, walk.latest().provenance) == ("transport", "client")


def hand_over(walk: Walk) -> None:
    walk.page.goto("/clients")
    walk.steps.tap("link", "Hand over")
    walk.steps.pick("checkbox", walk.client.handle)
    walk.steps.choose("To whom", "Ben")
    walk.steps.tap("button", "Hand over")
    expect(walk.page.get_by_text("Handed over.")).to_be_visible()
    with walk.agency.database.reading() as session:
        covers = session.exec(select(Cover).where(col(Cover.client_id) == walk.client.id))
        assert [cover.cover_id for cover in covers] == [walk.agency.cast.ben.id]


def reach_the_crisis_card(walk: Walk) -> None:
    walk.page.goto(walk.record)
    walk.steps.tap("link", "Crisis help")
    expect(walk.page.locator("h1")).to_have_text("Crisis help")


JOURNEYS: dict[str, tuple[Callable[[Walk], None], ...]] = {
    "Find something near the client, on tonight, that fits": (find_tonight,),
    "Refer from a client to a usual place": (refer_to_a_usual_place, refer_to_a_usual_place_from_finding),
    "Refer from a listing": (refer_from_a_listing,),
    "Refer to a place that is not in the directory": (refer_to_a_typed_name,),
    "Log a contact": (log_a_contact,),
    "Advance a bridge step on the spot": (advance_a_bridge,),
    "Record an outcome with reason and how you know": (record_an_outcome,),
    "Hand over a named client for some days": (hand_over,),
    "Reach the crisis card from anywhere": (reach_the_crisis_card,),
}
ELSEWHERE = {
    "See who needs me today and why",
    "Unlock after a pause",
    "Clear 8 overdue follow-ups on one screen",
}
"""Driven by tests of their own below."""


@SCRIPT
def test_nothing_takes_more_steps_than_is_promised(agency: Agency, script: bool) -> None:
    page = phone_of(agency, agency.cast.ana, java_script_enabled=script)
    taken: dict[str, int] = {}
    for what, journeys in JOURNEYS.items():
        for journey in journeys:
            steps = Steps(page)
            journey(Walk(agency, furnish(agency), page, steps))
            taken[what] = max(taken.get(what, 0), steps.taken)
    promised = budgets()
    assert {what: steps for what, steps in taken.items() if steps > promised[what]} == {}


def test_every_promise_is_driven() -> None:
    assert set(budgets()) == set(JOURNEYS) | ELSEWHERE


def test_after_sign_in_stands_who_needs_somebody_and_one_step_unlocks(agency: Agency) -> None:
    fill_today(agency)
    agency.give_password(agency.cast.ana)
    page = agency.open(viewport=PHONE)
    hold_authenticator(page)
    agency.sign_in(page, "ana@example.org", way="/account/factors")
    add_passkey(page)
    sign_out(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("Today, Saturday")
    expect(page.locator(".todo .why").first).to_be_visible()
    agency.clock.pass_by(minutes=16)
    page.reload()
    expect(page.locator("h1")).to_have_text("Unlock")
    steps = Steps(page)
    steps.tap("button", "Unlock with a passkey")
    expect(page.locator("h1")).to_have_text("Today, Saturday")
    assert steps.taken <= budgets()["Unlock after a pause"]


@SCRIPT
def test_eight_overdue_follow_ups_are_cleared_on_one_screen(agency: Agency, script: bool) -> None:
    fill_today(agency)
    page = phone_of(agency, agency.cast.ana, java_script_enabled=script)
    page.goto("/today")
    steps = Steps(page)
    while page.locator("button[value=went]").count():
        in_sight = page.locator("button[value=went]").locator("visible=true")
        if in_sight.count():
            with page.expect_navigation():
                in_sight.first.click()
        else:
            page.locator("details.also:not([open]) summary").first.click()
        steps.taken += 1
    assert connected(agency) == 8
    assert steps.taken <= budgets()["Clear 8 overdue follow-ups on one screen"]
    assert page.url.split("?")[0].endswith("/today")
