"""The map beside or under the list: opened on request, by keyboard and by ear, and never in the list's way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from directory.app import create_app
from directory.paths import static_folder
from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen, serve
from tests.web.map_files import write_map
from tests.web.town import NOW, Town

pytestmark = pytest.mark.browser

FIND = "/find?q=first+light&near=55401"
OF_THE_MAP = ("/vendor/", "/map.", "/map?")

HIDE_THE_GROUND = "for (const drawn of document.querySelectorAll('.map-view canvas')) drawn.remove()"
"""The drawing reaches out of its frame, unseen; axe takes it to lie over what stands around."""
ONE_SIGN = '<span aria-hidden="true">−</span>'
"""Axe cannot tell the contrast of so short a text."""


def opened(open_page, *, path=FIND, **options):
    page = open_page(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
    page.goto(f"{path}#map")
    expect(page.locator(".pin").first).to_be_visible()
    return page


def test_nothing_of_the_map_is_loaded_before_it_is_opened(open_page):
    page = open_page(viewport=WIDE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(FIND, wait_until="networkidle")
    assert not [url for url in asked if any(part in url for part in OF_THE_MAP)]
    assert not page.locator("#map").is_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".pin").first).to_be_visible()
    assert {part for part in OF_THE_MAP if any(part in url for url in asked)} == set(OF_THE_MAP)


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_list_comes_first_and_the_map_beside_or_under_it(open_page, screen):
    page = opened(open_page, viewport=screen)
    hits, drawn = page.locator(".hits").bounding_box(), page.locator("#map").bounding_box()
    assert hits is not None
    assert drawn is not None
    is_beside = drawn["x"] >= hits["x"] + hits["width"]
    is_under = drawn["y"] >= hits["y"] + hits["height"]
    assert (is_beside, is_under) == ((True, False) if screen is WIDE else (False, True))
    assert not is_wider_than_screen(page)
    page.get_by_role("link", name="Hide the map").click()
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator(".hit").first).to_be_visible()


def test_a_pin_is_opened_by_keyboard_and_leads_to_the_listing(open_page, town: Town):
    page = opened(open_page, path="/find?q=sober+hikers&near=55401&exact=1")
    pin = page.get_by_role("button", name="Sober Hikers", exact=True)
    pin.focus()
    expect(page.locator(".hit.lit h2")).to_have_text("Sober Hikers")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(pin).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{town.path('monthly')}")


def test_a_card_shows_its_pin_or_the_cluster_that_holds_it(open_page):
    page = opened(open_page, path="/find?near=55401")
    page.locator(".hit", has_text="Sober Hikers").hover()
    expect(page.locator(".pin.lit")).to_have_count(1)
    page.locator(".hit h2 a", has_text="Eastside Food Shelf").focus()
    expect(page.locator(".pin.lit").first).to_be_visible()


def test_what_stands_together_is_counted_and_opened_by_keyboard(open_page):
    page = opened(open_page, path="/find?near=55401")
    cluster = page.get_by_role("button", name="places here").first
    before = page.locator(".pin").count()
    cluster.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pin")).not_to_have_count(before)


@pytest.mark.parametrize("broken", ["**/vendor/leaflet.*.js", "**/map?**", "**/map.*.js"])
def test_a_map_that_fails_says_so_and_hides_nothing_of_the_list(browser, address, broken):
    page = browser.new_page(base_url=address, viewport=WIDE)
    page.route(broken, lambda route: route.abort())
    page.goto(f"{FIND}#map")
    expect(page.locator(".map-words")).to_have_text("The map cannot be shown right now. The list has everything.")
    expect(page.locator(".map-view")).to_be_hidden()
    expect(page.locator(".hit").first).to_be_visible()
    page.close()


def test_without_the_outline_the_pins_still_stand(browser, address):
    page = browser.new_page(base_url=address, viewport=WIDE)
    page.route("**/outline.*", lambda route: route.abort())
    page.goto(f"{FIND}#map")
    expect(page.locator(".pin").first).to_be_visible()
    expect(page.locator(".map-words")).to_contain_text("Places on the map")
    page.close()


def test_without_script_the_map_says_what_it_needs(open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(FIND)
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".map-words")).to_contain_text("The map needs JavaScript.")
    page.get_by_role("link", name="Hide the map").click()
    expect(page.locator("#map")).to_be_hidden()


def test_beside_the_list_the_map_stays_open_from_one_question_to_the_next(open_page):
    page = opened(open_page, path="/find?near=55401")
    page.get_by_label("Medication-friendly").click()
    page.wait_for_url("**need=medication_friendly**#map")
    expect(page.locator(".pin").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE, NARROWEST], ids=["wide", "phone", "narrowest"])
def test_axe_finds_nothing_with_the_map_open(open_page, scheme, screen):
    page = opened(open_page, viewport=screen, color_scheme=scheme, locale="es" if screen is PHONE else "en")
    page.locator(".pin").first.focus()
    page.locator(".map-view canvas").first.wait_for()
    page.evaluate(HIDE_THE_GROUND)
    assert [fault for fault in faults_of(page) if ONE_SIGN not in fault] == []
    assert not is_wider_than_screen(page)


PICTURE = (static_folder() / "icons" / "icon-192.png").read_bytes()
IS_WATER = """() => [...document.querySelectorAll(".map-view canvas.leaflet-tile")].some((tile) => {
  const [red, , blue, seen] = tile.getContext("2d").getImageData(tile.width / 2, tile.height / 2, 1, 1).data;
  return seen && blue > red + 30;
})"""
HAS_PICTURE = """() => [...document.querySelectorAll(".map-view img.leaflet-tile")].some((tile) => tile.naturalWidth)"""


class Pictures(BaseHTTPRequestHandler):
    """A server of pictures, all the same; or of none."""

    def do_GET(self):
        is_there = not self.path.startswith("/none/")
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PICTURE if is_there else b"")

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def pictures() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def map_on(browser, town: Town, **ground):
    """The map of an installation that was told of a ground; what its pages must not ask for is noted."""
    settings = town.settings.model_copy(update=ground)
    with serve(create_app(settings, clock=lambda: NOW)) as address:
        page = browser.new_page(base_url=address, viewport=WIDE)
        page.goto(f"{FIND}#map")
        expect(page.locator(".pin").first).to_be_visible()
        yield page
        page.close()


def test_the_map_lies_on_a_file_of_vector_tiles_that_the_site_hands_out(browser, town: Town, tmp_path):
    with map_on(browser, town, map_file=write_map(tmp_path / "county.pmtiles", credit="County maps")) as page:
        page.wait_for_function(IS_WATER)
        expect(page.locator(".leaflet-control-attribution")).to_have_text("County maps")


def test_a_file_that_is_gone_leaves_outline_and_list(browser, town: Town, tmp_path):
    path = write_map(tmp_path / "county.pmtiles")
    settings = town.settings.model_copy(update={"map_file": path})
    with serve(create_app(settings, clock=lambda: NOW)) as address:
        path.unlink()
        page = browser.new_page(base_url=address, viewport=WIDE)
        with page.expect_response("**/outline.*"):
            page.goto(f"{FIND}#map")
        expect(page.locator(".pin").first).to_be_visible()
        expect(page.locator(".hit").first).to_be_visible()
        page.close()


def test_the_map_lies_on_pictures_of_the_server_that_was_named(browser, town: Town):
    with (
        pictures() as host,
        map_on(browser, town, map_tiles=f"{host}/{{z}}/{{x}}/{{y}}.png", map_credit="Ours") as page,
    ):
        page.wait_for_function(HAS_PICTURE)
        expect(page.locator(".leaflet-control-attribution")).to_have_text("Ours")


def test_pictures_that_do_not_come_leave_outline_and_list(browser, town: Town):
    with pictures() as host:
        settings = town.settings.model_copy(update={"map_tiles": f"{host}/none/{{z}}/{{x}}/{{y}}.png"})
        with serve(create_app(settings, clock=lambda: NOW)) as address:
            page = browser.new_page(base_url=address, viewport=WIDE)
            with page.expect_response("**/outline.*"):
                page.goto(f"{FIND}#map")
            expect(page.locator(".pin").first).to_be_visible()
            page.close()
