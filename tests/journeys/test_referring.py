"""Acts without signal, in a browser of phone size: they wait sealed, and are sent once."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from directory.listings.models import Listing
from directory.referrals.events import history_of
from directory.referrals.models import Referral
from tests.factories import Make
from tests.journeys.agency import Agency
from tests.journeys.walking import Steps, phone_of
from tests.web.town import NOW


@pytest.fixture
def ana(agency: Agency) -> Page:
    """Ana's phone, signed in with a second factor; one client, two places, one of them used before."""
    with agency.database.writing() as session:
        make = Make(session, NOW)
        client = make.client(agency.cast.ana, cue="red truck", area="55401", goal="Sing again", domain="recovery")
        make.listing(name="First Light", facts={"open_meeting": True})
        make.listing(name="Late Lamp")
        handle = client.handle
    page = phone_of(agency, agency.cast.ana)
    page.handle = handle  # type: ignore[attr-defined]
    return page


def listing_way(agency: Agency, number: int = 0) -> str:
    with agency.database.reading() as session:
        return f"/listings/{session.exec(select(Listing.id).order_by(Listing.created_at)).all()[number]}"


def latest(agency: Agency) -> Referral:
    with agency.database.reading() as session:
        return session.exec(select(Referral).order_by(Referral.created_at.desc())).all()[0]


def refer_from_listing(agency: Agency, page: Page) -> None:
    page.goto(listing_way(agency))
    steps = Steps(page)
    steps.tap("link", "Refer")
    steps.tap("link", page.handle, exact=True)  # type: ignore[attr-defined]
    steps.tap("button", "Log it")
    expect(page).to_have_url(re.compile("/referrals/[0-9a-f-]{36}$"))


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
