"""An area taken along, in a real browser: kept, searched with the server gone, renewed, and cleared away."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from directory.app import create_app
from directory.listings import area as areas
from tests.browser import PHONE, WIDE, faults_of, is_wider_than_screen, serve
from tests.journeys.test_offline import READY, everything_kept
from tests.web.town import HIDDEN_STREET, NOW, Town

pytestmark = pytest.mark.browser
KEEP = "/saved?near=55401&miles=10"
NO_SIGNAL = "No connection. Nothing was changed, and what was saved before is still here."
KEPT_HERE = """async () => JSON.stringify(await new Promise((resolve) => {
  const opened = indexedDB.open("alongside-saved");
  opened.onsuccess = () => {
    if (!opened.result.objectStoreNames.length) { opened.result.close(); resolve([]); return; }
    const asked = opened.result.transaction(["areas", "places"]).objectStore("places").getAll();
    asked.onsuccess = () => { opened.result.close(); resolve(asked.result); };
  };
}))"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone in Minneapolis at the hour of the town."""
    context = browser.new_context(viewport=PHONE, timezone_id="America/Chicago", has_touch=True)
    context.set_default_timeout(15_000)
    context.clock.set_fixed_time(NOW)
    yield context.new_page()
    context.close()


def keep(page: Page) -> None:
    """Take along what is offered."""
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.locator("#told")).to_have_text(
        "Minneapolis, MN 55401 is kept on this phone. You can search it without signal."
    )


def count_of(page: Page) -> str:
    return page.locator("#count").inner_text()


def names_on(page: Page) -> list[str]:
    return page.locator("#hits h2").all_inner_texts()


def test_an_area_is_kept_searched_without_a_server_renewed_and_cleared(town: Town, phone: Page, monkeypatch):
    monkeypatch.setattr(areas, "PER_PAGE", 3)
    app = create_app(town.settings, clock=lambda: NOW)
    with serve(app) as address:
        phone.goto(f"{address}/find?near=55401")
        phone.get_by_role("link", name="Keep this area on this phone").click()
        expect(phone.locator("#offer")).to_have_text("7 places, about 0.1 MB.")
        keep(phone)
        expect(phone.locator("#count")).to_have_text("7 places")
        phone.evaluate(READY)
        assert faults_of(phone) == []
    whole = phone.evaluate(KEPT_HERE)
    assert HIDDEN_STREET not in whole and "0666" not in whole

    # The server is gone.
    phone.goto(f"{address}/find?q=alcoholicos+new&near=55401")
    phone.get_by_role("link", name="What is saved on this phone").click()
    expect(phone.locator("#q")).to_have_value("alcoholicos new")
    expect(phone.locator("#count")).to_have_text("2 places")
    assert phone.locator("#age").inner_text() == "Saved today; times may have changed since."
    assert set(names_on(phone)) == {"First Light Newcomers"}
    phone.locator("#when").select_option("tonight")
    expect(phone.locator("#count")).to_have_text("1 place")
    card = phone.locator("#hits .hit").inner_text()
    assert "Tonight 7:00 pm, in 60 min" in card and "Called and confirmed on November 9, 2026" in card
    phone.locator("#q").focus()
    for _ in ("when", "part of life", "how far", "renew", "what was found"):
        phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#place h2")).to_have_text("First Light Newcomers")
    whole_place = phone.locator("#place").inner_text()
    for said in ("83 12th Street South", "Door on 12th Street", "Bus 18", "Wheelchair access", "Sat Nov 28, 7:00 pm"):
        assert said in whole_place
    assert phone.evaluate("document.activeElement.id") == "place"
    assert not is_wider_than_screen(phone)
    phone.go_back()
    expect(phone.locator("#hits a").first).to_be_focused()
    phone.locator("#q").fill("no such thing at all")
    phone.locator("#domain").select_option("work")
    expect(phone.locator("#count")).to_contain_text("Nothing that is kept here fits all of that.")

    # Three days later, still without a server.
    phone.context.clock.set_fixed_time(NOW + timedelta(days=3))
    phone.reload()
    expect(phone.locator("#age")).to_have_text("Saved 3 days ago; times may have changed since.")
    phone.get_by_role("button", name="Renew", exact=True).click()
    expect(phone.locator("#told")).to_have_text(NO_SIGNAL)

    # A connection that breaks off leaves what was kept; a whole one renews it.
    with serve(create_app(town.settings, clock=lambda: NOW), port=urlsplit(address).port or 0):
        phone.route("**/api/area?*page=3*", lambda route: route.abort())
        phone.get_by_role("button", name="Renew", exact=True).click()
        expect(phone.locator("#offer")).to_have_text(NO_SIGNAL)
        assert phone.evaluate(KEPT_HERE) == whole
        phone.unroute("**/api/area?*page=3*")
        phone.get_by_role("button", name="Renew", exact=True).click()
        expect(phone.locator("#age")).to_have_text("Saved today; times may have changed since.")
        assert not [path for path in everything_kept(phone) if path.startswith("/api")]
        phone.goto(f"{address}/clear-device")
        phone.get_by_role("main").get_by_role("button", name="Clear this device").click()
        phone.wait_for_url("**/cleared?lang=en")
        phone.goto(f"{address}/saved")
        expect(phone.locator("#keep")).to_be_visible()
        expect(phone.locator("#kept")).to_be_hidden()
        assert phone.evaluate(KEPT_HERE) == "[]"


def test_where_nothing_may_be_kept_or_no_room_is_left_the_page_says_so_and_keeps_nothing_half(phone: Page, address):
    phone.goto(f"{address}{KEEP}")
    tools = phone.context.new_cdp_session(phone)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": address, "quotaSize": 1})
    phone.get_by_role("button", name="Keep on this phone").click()
    expect(phone.locator("#offer")).to_have_text("There is not enough room on this device. Nothing was changed.")
    tools.send("Storage.overrideQuotaForOrigin", {"origin": address})
    phone.reload()
    keep(phone)
    phone.evaluate("""() => new Promise((resolve) => {
      const opened = indexedDB.open("alongside-saved");
      opened.onsuccess = () => {
        const written = opened.result.transaction("areas", "readwrite");
        const heads = written.objectStore("areas");
        heads.getAll().onsuccess = ({ target }) => heads.put({ ...target.result[0], version: 0 });
        written.oncomplete = () => { opened.result.close(); resolve(); };
      };
    })""")
    phone.goto(f"{address}/saved")
    expect(phone.locator("#told")).to_contain_text("was saved by an older version that cannot be read any more")
    assert phone.evaluate(KEPT_HERE) == "[]"
    phone.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    phone.goto(f"{address}/saved")
    expect(phone.locator("#told")).to_contain_text("does not let pages keep anything")


def test_several_areas_are_kept_searched_in_turn_and_removed_in_spanish_on_a_wide_screen(open_page):
    page = open_page(viewport=WIDE, locale="es-US", color_scheme="dark", timezone_id="America/Chicago")
    for near in ("55401", "Saint Paul"):
        page.goto(f"/saved?near={near}&miles=25")
        page.get_by_role("button", name="Guardar en este teléfono").click()
        expect(page.locator("#told")).to_contain_text("queda guardado en este teléfono")
    page.get_by_label("Zona", exact=True).select_option("Minneapolis, MN 55401")
    expect(page.locator("#hits li").first).to_be_visible()
    assert faults_of(page) == []
    page.locator("#hits a").first.click()
    expect(page.locator("#place h2")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Volver a los lugares").click()
    page.get_by_role("button", name="Quitar Minneapolis, MN 55401").click()
    expect(page.locator("#told")).to_have_text("Minneapolis, MN 55401 ya no está guardado en este teléfono.")
    assert page.locator("#areas li").count() == 1
    page.locator("#near").fill("nowhere at all")
    page.get_by_role("button", name="¿Cuánto es?").click()
    expect(page.locator("#near-fault")).to_contain_text("no se conoce ningún lugar")


def test_a_form_that_meets_no_connection_says_so_and_keeps_what_was_typed(town: Town, phone: Page):
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        phone.goto(f"{address}{town.path('newcomers')}/corrections/new")
        phone.locator("#about").select_option(index=1)
        phone.locator("#words").fill("It begins at 8 now.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("No connection, so nothing was sent.")
    expect(phone.locator("#words")).to_have_value("It begins at 8 now.")
    with serve(create_app(town.settings, clock=lambda: NOW), port=urlsplit(address).port or 0):
        phone.get_by_role("button", name="Send").click()
        # It was sent: the town's clock stands still, and nobody writes in no time.
        expect(phone.get_by_role("main")).to_contain_text("Please read it once more, and send it again.")
