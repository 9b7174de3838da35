"""Leaving at once, and clearing a device, in a real browser."""

import pytest

from tests.browser import NARROWEST, PHONE

pytestmark = pytest.mark.browser
ELSEWHERE = "https://www.weather.gov/"


def elsewhere(page):
    """The other site, as far as a test without a network needs it."""
    page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Sun</h1>"))


@pytest.fixture
def page(browser, address):
    """A window that may go to the other site too."""
    context = browser.new_context(base_url=address, viewport=PHONE)
    page = context.new_page()
    elsewhere(page)
    yield page
    context.close()


def test_one_tap_leaves_and_the_way_back_does_not_lead_here(page):
    page.goto("about:blank")
    page.goto("/crisis")
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert "crisis" not in page.url


@pytest.mark.parametrize("path", ["/", "/find?q=aa", "/clear-device"])
def test_escape_three_times_leaves_every_page(page, path):
    page.goto(path)
    page.wait_for_load_state("load")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)


def test_escape_twice_stays(page):
    page.goto("/crisis")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.get_by_role("heading", level=1).inner_text() == "Crisis help"


def test_the_page_is_empty_before_the_other_one_comes(page):
    page.unroute(f"{ELSEWHERE}**")
    page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(status=204))
    page.goto("/crisis")
    page.get_by_role("link", name="Leave quickly").click(no_wait_after=True)
    page.wait_for_function("document.documentElement.childElementCount === 0")
    assert page.title() == ""


def test_without_script_the_link_leaves_too(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport=NARROWEST)
    page = context.new_page()
    elsewhere(page)
    page.goto("/crisis")
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(ELSEWHERE)
    context.close()


def test_clearing_a_device_leaves_nothing_in_the_browser(page):
    page.goto("/?lang=es")
    page.evaluate(
        "localStorage.setItem('kept', 'here'); caches.open('kept').then(c => c.put('/x', new Response('here')))"
    )
    page.goto("/clear-device")
    page.get_by_role("button").last.click()
    page.wait_for_url("**/cleared?lang=es")
    page.wait_for_function("localStorage.length === 0")
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    assert page.context.cookies() == []
