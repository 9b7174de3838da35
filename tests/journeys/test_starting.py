"""Beginning to look: where one is, or not; places that were found before; and why something was found."""

import pytest
from playwright.sync_api import expect

from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen

pytestmark = pytest.mark.browser

RECENT = "[...document.querySelectorAll('#recent-places option')].map((option) => option.value)"
REFUSED = "Your browser did not say where you are. Write a ZIP code or a town here."


def test_a_refused_position_is_answered_beside_the_field(open_page):
    page = open_page(viewport=PHONE, reduced_motion="reduce")  # nobody gave the permission
    page.goto("/")
    page.get_by_role("button", name="Use where I am").click()
    expect(page.get_by_role("alert")).to_have_text(REFUSED)
    expect(page.get_by_label("Near", exact=True)).to_be_focused()
    assert "near-refused" in (page.get_by_label("Near", exact=True).get_attribute("aria-describedby") or "")
    assert faults_of(page) == []


def test_on_now_near_me_refused_keeps_the_time_and_asks_for_the_place(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/")
    page.get_by_role("link", name="On now near me").click()
    expect(page.get_by_role("alert")).to_have_text(REFUSED)
    page.get_by_label("Near", exact=True).fill("55401")
    page.keyboard.press("Enter")
    page.wait_for_url("**when=now**")
    assert "Eastside Food Shelf" in page.locator("main").inner_text()


def test_places_found_before_are_offered_until_the_device_is_cleared(open_page):
    page = open_page(viewport=PHONE)
    for near in ("55401", "saint paul mn", "55401", "44.98,-93.27", "Qwertyville Zz"):
        page.goto(f"/find?near={near}")
    page.goto("/")
    assert page.evaluate(RECENT) == ["Minneapolis, MN 55401", "Saint Paul, MN"]
    assert page.context.cookies() == []
    assert faults_of(page) == []
    page.get_by_role("list", name="Looked near").get_by_role("button", name="Saint Paul, MN").click()
    expect(page.get_by_label("Near", exact=True)).to_have_value("Saint Paul, MN")
    expect(page.get_by_label("What", exact=True)).to_be_focused()
    page.goto("/clear-device")
    page.get_by_role("button", name="Clear this device").click()
    page.get_by_role("heading", level=1).wait_for()
    page.goto("/")
    assert page.evaluate(RECENT) == []


def test_places_found_before_are_forgotten_on_a_tap(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/find?near=55401")
    page.goto("/")
    page.get_by_role("button", name="Forget these").click()
    expect(page.get_by_label("Near", exact=True)).to_be_focused()
    page.reload()
    assert page.evaluate(RECENT) == []
    assert not page.get_by_text("Looked near").is_visible()


def test_a_result_says_why_it_stands_there_to_whoever_asks(open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/find?q=first+light&near=55401")
    card = page.locator(".hit", has_text="First Light Newcomers").first
    said = card.get_by_text("Your words stand in its name.")
    expect(said).to_be_hidden()
    card.locator("summary").click()
    expect(said).to_be_visible()
    expect(card.get_by_text("from the place you named.")).to_be_visible()
    assert page.url.endswith("near=55401"), "the card was not followed"


@pytest.mark.parametrize("screen", [NARROWEST, WIDE], ids=["narrowest", "wide"])
def test_axe_finds_nothing_where_reasons_are_open(open_page, screen):
    page = open_page(viewport=screen, color_scheme="dark" if screen is WIDE else "light")
    page.goto("/find?q=newcomer+hikers&near=55401")
    for summary in page.locator(".why summary").all():
        summary.click()
    assert faults_of(page) == []
    assert not is_wider_than_screen(page)
