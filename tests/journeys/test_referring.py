"""Referring and bridging in a browser of phone size: the steps of each journey counted, and acts without signal."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from directory.clients.models import Client
from directory.listings.models import Listing
from directory.referrals.events import history_of
from directory.referrals.models import Referral
from tests.browser import PHONE, faults_of, is_wider_than_screen
from tests.cast import signed_in_as
from tests.factories import Make
from tests.journeys.agency import Agency
from tests.web.town import NOW


class Steps:
    """Counts what somebody taps."""

    def __init__(self, page: Page) -> None:
        self.page, self.taken = page, 0

    def tap(self, role: str, name: str, **options: bool) -> None:
        self.page.get_by_role(role, name=name, **options).first.click()  # type: ignore[arg-type]
        self.taken += 1


@pytest.fixture
def ana(agency: Agency) -> Page:
    """Ana's phone, signed in with a second factor; one client, two places, one of them used before."""
    with agency.database.writing() as session:
        make = Make(session, NOW)
        client = make.client(agency.cast.ana, cue="red truck", area="55401", goal="Sing again", domain="recovery")
        make.listing(name="First Light", facts={"open_meeting": True})
        make.listing(name="Late Lamp")
        entered = signed_in_as(session, agency.cast.ana, NOW)[1]
        handle = client.handle
    page = agency.open(viewport=PHONE)
    tokens = {"session": entered.session_token, "device": entered.device_token}
    page.context.add_cookies([{"name": name, "value": value, "url": agency.address} for name, value in tokens.items()])
    page.handle = handle  # type: ignore[attr-defined]
    return page


def client_way(agency: Agency) -> str:
    with agency.database.reading() as session:
        return f"/clients/{session.exec(select(Client.id)).one()}"


def listing_way(agency: Agency, number: int = 0) -> str:
    with agency.database.reading() as session:
        return f"/listings/{session.exec(select(Listing.id).order_by(Listing.created_at)).all()[number]}"


def latest(agency: Agency) -> Referral:
    with agency.database.reading() as session:
        return session.exec(select(Referral).order_by(Referral.created_at.desc())).all()[0]


def judge(page: Page) -> None:
    """On a screen so tall that nothing lies under the bar at its foot, where axe could not decide on colors."""
    assert not is_wider_than_screen(page)
    page.set_viewport_size(PHONE | {"height": 4000})
    assert faults_of(page) == []
    page.set_viewport_size(PHONE)


def refer_from_listing(agency: Agency, page: Page, *, judged: bool = False) -> int:
    page.goto(listing_way(agency))
    steps = Steps(page)
    steps.tap("link", "Refer")
    if judged:
        judge(page)
    steps.tap("link", page.handle, exact=True)  # type: ignore[attr-defined]
    if judged:
        judge(page)
    steps.tap("button", "Log it")
    expect(page).to_have_url(re.compile("/referrals/[0-9a-f-]{36}$"))
    return steps.taken


def test_a_referral_from_a_listing_takes_four_steps_at_most(agency: Agency, ana: Page) -> None:
    assert refer_from_listing(agency, ana, judged=True) <= 4
    assert latest(agency).state in {"agreed", "accepted"}
    judge(ana)


def test_a_referral_to_a_usual_place_takes_three_steps_at_most(agency: Agency, ana: Page) -> None:
    refer_from_listing(agency, ana)
    ana.goto(client_way(agency))
    steps = Steps(ana)
    steps.tap("link", "Find something for them")
    judge(ana)
    steps.tap("link", "Refer")
    steps.tap("button", "Log it")
    assert steps.taken <= 3
    expect(ana.locator("h1")).to_have_text("Referral")


def test_a_place_that_is_not_in_the_directory_takes_four_steps_at_most(agency: Agency, ana: Page) -> None:
    ana.goto(client_way(agency))
    steps = Steps(ana)
    steps.tap("link", "Refer", exact=True)
    judge(ana)
    ana.get_by_label("What the place is called").fill("Pottery at the mill")
    steps.tap("button", "Log it")
    assert steps.taken <= 4
    expect(ana.get_by_role("heading", name="Pottery at the mill")).to_be_visible()


def test_a_step_of_the_bridge_is_one_tap_and_an_outcome_three(agency: Agency, ana: Page) -> None:
    refer_from_listing(agency, ana)
    ana.get_by_role("button", name="Prepared").click()
    expect(ana.get_by_text("Speak to the contact: by")).to_be_visible()
    ana.get_by_text("It did not happen").click()
    ana.locator("details[open] input[value=transport]").check()
    ana.get_by_role("button", name="The client says").locator("visible=true").click()
    expect(ana.locator(".state")).to_have_text("Did not happen")
    assert latest(agency).provenance == "client"
    expect(ana.get_by_role("link", name="Open another in its place")).to_be_visible()


def test_a_tap_without_signal_waits_sealed_and_is_sent_once(agency: Agency, ana: Page) -> None:
    refer_from_listing(agency, ana)
    ana.context.set_offline(True)
    ana.get_by_role("button", name="We went").click()
    expect(ana.get_by_text("Not sent yet")).to_be_visible()
    kept = ana.evaluate(KEPT)
    assert kept["acts"] == 1
    assert kept["extractable"] is False
    assert not any(word in kept["text"] for word in ("went", "taps", "First Light"))
    assert latest(agency).state == "accepted"
    ana.context.set_offline(False)
    expect(ana.locator(".state")).to_have_text("Connected")
    assert ana.evaluate(KEPT)["acts"] == 0
    ana.reload()
    with agency.database.reading() as session:
        events = history_of(session, session.get_one(Referral, latest(agency).id))
    assert [event.to_state for event in events].count("connected") <= 3
    assert len({event.tap for event in events}) == 2


def test_what_waits_is_wiped_at_sign_out(agency: Agency, ana: Page) -> None:
    refer_from_listing(agency, ana)
    ana.context.set_offline(True)
    ana.get_by_role("button", name="We went").click()
    expect(ana.get_by_text("Not sent yet")).to_be_visible()
    ana.evaluate("window.addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    ana.locator("form[action='/sign-out']").evaluate(
        "form => { form.addEventListener('submit', event => event.preventDefault()); form.requestSubmit(); }"
    )
    ana.wait_for_function("indexedDB.databases().then(all => all.length === 0)")


KEPT = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("alongside-waiting");
    request.onsuccess = () => resolve(request.result);
  });
  const all = (store) => new Promise((resolve) => {
    const request = database.transaction(store).objectStore(store).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  const [acts, keys] = [await all("acts"), await all("keys")];
  database.close();
  const text = acts.map((act) => new TextDecoder().decode(act.sealed)).join("");
  return { acts: acts.length, extractable: keys[0].extractable, text };
}"""
"""What lies on the device, as somebody would see it who can run script there."""
