"""Collecting three options, printing them in Spanish, and taking them along as a text: with script and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen
from tests.web.town import Town

pytestmark = pytest.mark.browser

SCREENS = pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def collect(page, town: Town, *names: str) -> None:
    for name in names:
        page.goto(town.path(name))
        page.get_by_role("button", name="Add to my list").click()
        page.get_by_role("link", name="On my list").wait_for()


@SCREENS
@SCRIPT
def test_three_options_are_collected_printed_in_spanish_and_taken_as_a_text(open_page, town: Town, screen, script):
    page = open_page(viewport=screen, java_script_enabled=script, locale="en-US")
    page.goto("/find?near=55401&domain=essentials")
    page.get_by_role("button", name=re.compile("Add to my list.*Eastside Food Shelf")).click()
    page.wait_for_url("**/find?near=55401&domain=essentials#**")
    collect(page, town, "newcomers", "online")
    page.get_by_role("link", name="My list (3)").click()
    expect(page.locator(".listed > li")).to_have_count(3)
    expect(page.locator(".at-once").first).to_be_visible()
    page.get_by_role("link", name="On paper").click()
    page.get_by_role("link", name="Español").click()
    expect(page.locator(".one-place")).to_have_count(3)
    expect(page.locator(".one-place .code")).to_have_count(3)
    assert "Primeras palabras para decir" in page.locator("main").inner_text()
    page.get_by_role("link", name="Volver a la lista").click()
    page.get_by_role("link", name="Como texto").click()
    text = page.locator("#words").inner_text()
    assert 0 < len(text) <= 300
    assert "Llame al" in text
    assert "Light" not in text
    expect(page.get_by_role("button", name="Pantalla completa").first).to_be_visible(visible=script)


@SCRIPT
def test_a_list_is_given_away_by_a_link_and_cleared_from_the_device(open_page, town: Town, script):
    page = open_page(viewport=PHONE, java_script_enabled=script)
    collect(page, town, "newcomers")
    page.goto("/list")
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_url("**/lists/*")
    address = page.url
    page.goto("/clear-device")
    page.get_by_role("button", name="Clear this device").click()
    page.goto("/list")
    assert "Nothing is on it yet" in page.locator("main").inner_text()
    page.goto(address)
    assert "First Light Newcomers" in page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_the_pages_of_a_list_and_of_corrections_are_for_everyone(open_page, town: Town, scheme, medium):
    page = open_page(viewport=NARROWEST, color_scheme=scheme)
    collect(page, town, "newcomers", "online", "shelter", "hostile")
    page.emulate_media(media=medium)
    for path in ("/list", "/list/print", "/list/text", f"{town.path('women')}/corrections/new", town.path("newcomers")):
        page.goto(path)
        assert faults_of(page) == [], path
        assert not is_wider_than_screen(page), path
