"""Finding something near and on, as somebody with a phone does it; and the same without script."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, WIDE
from tests.web.town import Town

pytestmark = pytest.mark.browser

SCREENS = pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@SCREENS
@SCRIPT
def test_from_the_question_to_the_calendar_in_four_steps(open_page, town: Town, screen, script):
    page = open_page(viewport=screen, java_script_enabled=script, accept_downloads=True)
    page.goto("/")
    page.get_by_label("What", exact=True).fill("newcomer meeting tonight")
    page.get_by_label("Near", exact=True).fill("55401")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="First Light Newcomers").first.click()
    page.wait_for_url(f"**{town.path('newcomers')}")
    assert "Tonight 7:00 pm" in page.locator("main").inner_text()
    with page.expect_download() as calendar:
        page.get_by_role("link", name="Add to calendar").click()
    assert b"SUMMARY:First Light Newcomers\r\n" in calendar.value.path().read_bytes()


@SCREENS
@SCRIPT
def test_a_filter_narrows_and_its_chip_takes_it_back(open_page, screen, script):
    page = open_page(viewport=screen, java_script_enabled=script)
    page.goto("/find?near=55401&when=tonight")
    before = page.locator(".hit").count()
    if screen is PHONE:
        page.get_by_role("link", name="All filters").click()
    page.get_by_label("Medication-friendly").click()
    if not (script and screen is WIDE):
        page.get_by_role("button", name="Show results").last.click()
    page.wait_for_url("**need=medication_friendly**")
    assert before > 1
    expect(page.locator(".hit")).to_have_count(1)
    page.locator(".chip.on", has_text="Medication-friendly").click()
    page.wait_for_url(lambda url: "medication" not in url)
    expect(page.locator(".hit")).to_have_count(before)


@SCRIPT
def test_the_folded_question_opens_on_a_phone(open_page, script):
    page = open_page(viewport=PHONE, java_script_enabled=script)
    page.goto("/find?q=newcomer&near=55401")
    assert not page.get_by_label("What", exact=True).is_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("What", exact=True).fill("food")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**q=food**")
    assert "near=55401" in page.url


@SCRIPT
def test_a_refused_question_opens_with_its_words_and_its_fault(open_page, script):
    page = open_page(viewport=PHONE, java_script_enabled=script)
    page.goto("/find?q=ged&near=" + "5" * 130)
    assert page.get_by_label("What", exact=True).input_value() == "ged"
    assert page.locator("#near-fault").is_visible()


def test_where_i_am_is_asked_of_the_browser_and_sent_roughly(open_page):
    page = open_page(
        viewport=PHONE, geolocation={"latitude": 44.983456, "longitude": -93.268765}, permissions=["geolocation"]
    )
    page.goto("/")
    page.get_by_label("What", exact=True).fill("food shelf")
    page.keyboard.press("Tab")  # what is suggested meanwhile lies over the next field
    page.get_by_role("button", name="Use where I am").click()
    page.wait_for_url("**/find?**")
    assert "near=44.983%2C-93.269" in page.url
    assert "Eastside Food Shelf" in page.locator("main").inner_text()


def test_on_now_near_me_uses_the_position(open_page):
    page = open_page(
        viewport=PHONE, geolocation={"latitude": 44.983456, "longitude": -93.268765}, permissions=["geolocation"]
    )
    page.goto("/")
    page.get_by_role("link", name="On now near me").click()
    page.wait_for_url("**/find?**when=now**")
    assert "Eastside Food Shelf" in page.locator("main").inner_text()


def test_on_now_near_me_without_script_asks_where(open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="On now near me").click()
    assert page.locator("#near-fault").is_visible()
    page.get_by_label("Near", exact=True).fill("55401")
    page.get_by_role("button", name="Find").click()
    assert "Eastside Food Shelf" in page.locator("main").inner_text()


@SCRIPT
def test_the_crisis_page_is_one_tap_away(open_page, town: Town, script):
    page = open_page(java_script_enabled=script)
    for number, path in enumerate(("/", "/find?q=newcomer", town.path("newcomers"), "/nowhere", "/list/print")):
        page.set_viewport_size((PHONE, WIDE)[number % 2])
        page.goto(path)
        page.get_by_role("link", name="Crisis help").first.click()
        page.wait_for_url("**/crisis")
        page.locator('a[href="tel:988"]').first.wait_for()


@SCRIPT
def test_a_whole_visit_in_spanish(open_page, script):
    page = open_page(viewport=PHONE, java_script_enabled=script, locale="en-US")
    page.goto("/")
    page.get_by_role("link", name="Español").click()
    page.get_by_label("Qué").fill("comida hoy")
    page.get_by_label("Cerca de", exact=True).fill("55401")
    page.get_by_role("button", name="Buscar").click()
    assert page.locator("html").get_attribute("lang") == "es"
    assert "Resultados" in page.title()
    assert "Gratis" in page.locator("main").inner_text()


def test_what_is_shared_from_a_spanish_page_opens_in_spanish(open_page, town: Town):
    page = open_page(viewport=PHONE, locale="es")
    page.add_init_script("navigator.share = async (shared) => { window.shared = shared; };")
    page.goto(town.path("newcomers"))
    page.get_by_role("button", name="Compartir").click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == "First Light Newcomers"
    assert shared["url"].endswith(f"{town.path('newcomers')}?lang=es")
