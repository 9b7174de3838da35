"""Every public page under axe, by keyboard, at 320 px, at 200 % text, in the dark, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen
from tests.web.town import Town

pytestmark = pytest.mark.browser

PAGES = {
    "front": "/",
    "results": "/find?q=newcomer&near=55401&when=tonight",
    "open filters": "/find?q=meeting&near=55401#filters",
    "nothing found": "/find?q=xyzzyplugh&near=55401&when=tonight",
    "open question": "/find?q=meeting&near=55401#q",
    "refused": "/find?q=x&miles=900&near=" + "5" * 130,
    "choices": "/find?q=food&near=Springfield",
    "danger": "/find?q=overdose",
    "crisis": "/crisis",
    "not there": "/nowhere",
    "no connection": "/offline",
    "clear this device": "/clear-device",
    "missing": "/unmet",
}
TAPPED = (
    "button, input:not([type=hidden], [type=checkbox]), select, .button, .chip, .box, .asked, .crisis-link, .tongue, "
    ".brand, .linkish, .sorts a, .domains a, summary, .contacts a"
)
TOO_SMALL = """tapped => [...document.querySelectorAll(tapped)]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.5)
    .map((element) => element.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const after = getComputedStyle(element, '::after'), own = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
        name: element.tagName + ' ' + (element.textContent || element.name || '').trim().slice(0, 40),
        outlined: own.outlineStyle !== 'none' || after.outlineStyle !== 'none',
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    };
}"""
TO_BE_REACHED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
    .filter((element) => element.checkVisibility()).length"""
MOVES = """() => [...document.querySelectorAll('*')].filter((element) => {
    const style = getComputedStyle(element);
    return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01;
}).map((element) => element.outerHTML.slice(0, 80))"""
LISTINGS = ["newcomers", "shelter", "online", "closed", "hostile"]


@pytest.fixture
def paths(town: Town) -> list[str]:
    """Every page in turn; none follows one that differs in its fragment alone, which would not be fetched anew."""
    return [*PAGES.values(), *(town.path(name) for name in LISTINGS), f"{town.path('newcomers')}/print"]


READERS = {
    "phone, dark, Spanish": {"viewport": PHONE, "color_scheme": "dark", "locale": "es"},
    "wide, light, English": {"viewport": WIDE, "color_scheme": "light", "locale": "en"},
}


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing(open_page, paths, reader):
    page = open_page(**READERS[reader], reduced_motion="reduce")
    if "phone" in reader:  # without our script; axe is one itself, so scripts stay allowed
        page.route("**/*.js", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    for path in paths:
        page.goto(path)
        assert faults_of(page) == [], path
        assert page.evaluate(MOVES) == [], f"{path}: nothing moves for whoever wants it still"


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_in_the_other_scheme(open_page, town: Town, scheme):
    page = open_page(viewport=WIDE if scheme == "dark" else PHONE, color_scheme=scheme)
    for path in (PAGES["results"], PAGES["danger"], PAGES["refused"], town.path("closed")):
        page.goto(path)
        assert faults_of(page) == [], path
    page.emulate_media(media="print")
    assert faults_of(page) == [], f"{path}, on paper"
    page.goto(PAGES["results"])
    assert faults_of(page) == [], "results, on paper"


def test_it_fits_small_screens_large_text_and_thumbs(open_page, paths):
    page = open_page(has_touch=True)
    for path in paths:
        page.set_viewport_size(PHONE)
        page.goto(path)
        assert page.evaluate(TOO_SMALL, TAPPED) == [], path
        page.set_viewport_size(NARROWEST)
        assert not is_wider_than_screen(page), path
        for screen in (WIDE, PHONE):
            page.set_viewport_size(screen)
            page.evaluate("document.documentElement.style.fontSize = '212%'")
            assert not is_wider_than_screen(page), f"{path}, twice the size of 17 px"


@pytest.mark.parametrize("name", ["front", "results", "refused", "crisis", "newcomers"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(open_page, town: Town, name):
    page = open_page(viewport=WIDE)  # of its own: where the focus goes from the last link depends on what was there
    page.goto(PAGES.get(name) or town.path(name))
    reached = reached_by_keyboard(page)
    assert len(reached) < 150, "the keyboard is never let go"
    assert [focus["name"] for focus in reached if not (focus["outlined"] and focus["seen"])] == []
    assert len(reached) == page.evaluate(TO_BE_REACHED)


def reached_by_keyboard(page: Page) -> list[dict[str, Any]]:
    """What has the focus after each press of the key, until it leaves the page: its name, and how it is seen."""
    reached: list[dict[str, Any]] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus is None:
            break
        reached.append(focus)
    return reached


def test_the_skip_link_comes_first(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/find?q=meeting")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_on_paper_there_is_the_listing_and_nothing_else(open_page, town: Town):
    page = open_page(viewport=WIDE)
    page.goto(town.path("newcomers"))
    page.emulate_media(media="print")
    for gone in (".crisis-link", ".tongue", ".foot", ".kinds", "[data-print]"):
        assert not page.locator(gone).first.is_visible(), gone
    for kept in ("h1", ".times", "address", ".contacts"):
        assert page.locator(kept).first.is_visible(), kept
    said = page.locator("body").inner_text()
    for telling in ("Alcoholics", "Twin Lakes Intergroup", "ninety days", "Medication", "firstlight.example.org"):
        assert telling not in said, "a stranger learns no more than the name"
    assert faults_of(page) == []
    assert page.pdf(format="Letter").startswith(b"%PDF")


def test_the_first_answer_stands_on_the_first_screen_of_a_phone(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/find?q=newcomer&near=55401&when=tonight")
    box = page.locator(".hit .when").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]
