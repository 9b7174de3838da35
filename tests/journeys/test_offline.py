"""Without a connection, in a real browser: the server is stopped, and help in a crisis is still there."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from directory.app import create_app
from directory.web import offline
from directory.web.offline import kept_addresses
from tests.browser import PHONE, serve
from tests.journeys.agency import Agency
from tests.web.town import NOW, Town

pytestmark = pytest.mark.browser
READY = "navigator.serviceWorker.ready.then((kept) => kept.active.state === 'activated' || new Promise(\
(done) => kept.active.addEventListener('statechange', () => done(true))))"
EVERYTHING_KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    for (const asked of await (await caches.open(name)).keys()) {
      const answer = await (await caches.open(name)).match(asked, { ignoreVary: true });
      found[asked.url] = { text: await answer.text(), said: answer.headers.get("Cache-Control") };
    }
  }
  return found;
}"""


def everything_kept(page: Page) -> dict[str, dict[str, str]]:
    """What stands in the caches of this browser, by path."""
    found: dict[str, dict[str, str]] = page.evaluate(EVERYTHING_KEPT)
    return {re.sub("^https?://[^/]+", "", address): answer for address, answer in found.items()}


def phone(browser: Browser, address: str, **options: Any) -> Page:
    return browser.new_context(base_url=address, viewport=PHONE, **options).new_page()


@pytest.fixture
def without_server(town: Town, browser: Browser) -> Page:
    """A phone that has seen the front page once, and whose server is gone."""
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        page = phone(browser, address)
        page.goto("/")
        page.evaluate(READY)
    yield page
    page.context.close()


def test_with_the_server_gone_the_crisis_page_opens_whole(without_server):
    without_server.goto("/crisis")
    assert without_server.get_by_role("heading", level=1).inner_text() == "Crisis help"
    assert without_server.locator("a[href='tel:988']").count() > 0
    sheets = "[...document.styleSheets].map((sheet) => sheet.cssRules.length)"
    assert min(without_server.evaluate(sheets)) > 0, "it has its style"


def test_with_the_server_gone_every_other_page_says_so_and_leads_to_help(without_server):
    without_server.goto("/find?q=aa")
    expect(without_server.get_by_role("heading", level=1)).to_have_text("No connection")
    without_server.get_by_role("main").get_by_role("link", name="Crisis help").click()
    expect(without_server.get_by_role("heading", level=1)).to_have_text("Crisis help")


def test_with_the_server_gone_the_other_language_is_there_too(without_server):
    without_server.goto("/crisis?lang=es")
    expect(without_server.locator("html")).to_have_attribute("lang", "es")


def test_with_the_server_gone_somebody_who_reads_spanish_is_answered_in_it(town, browser):
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        page = phone(browser, address, locale="es-MX")
        page.goto("/")
        page.evaluate(READY)
    page.goto("/find?q=aa")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.context.close()


def test_nothing_is_kept_unasked_but_help_and_what_it_is_made_of(browser, address):
    page = phone(browser, address)
    for path in ("/", "/find?q=aa+near+55401", "/list"):
        page.goto(path)
    page.evaluate(READY)
    page.goto("/find?q=detox")
    assert set(everything_kept(page)) == set(kept_addresses())
    page.context.close()


def test_nothing_that_somebody_signed_in_reads_is_ever_kept(agency: Agency):
    page = agency.open(viewport=PHONE)
    agency.give_password(agency.cast.ana)
    agency.sign_in(page, agency.cast.ana.email)
    page.wait_for_url("**/account")
    page.evaluate(READY)
    for path in ("/today", "/clients", "/crisis", "/offline", "/account", "/find?q=aa"):
        page.goto(path)
        assert agency.cast.ana.display_name in page.content()
    kept = everything_kept(page)
    assert set(kept) == set(kept_addresses())
    for path, answer in kept.items():
        assert agency.cast.ana.display_name not in answer["text"], path
        assert "form_token" not in answer["text"], path
        assert not re.search("no-store|private", answer["said"]), path


def test_an_answer_that_is_not_to_be_kept_keeps_the_worker_away(town, browser, monkeypatch):
    monkeypatch.setattr(offline, "PAGES", ("/crisis", "/sign-in"))
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        page = phone(browser, address)
        page.goto("/clear-device")
        page.evaluate("""async () => {
          const worker = (await navigator.serviceWorker.register("/sw.js")).installing;
          while (worker.state === "installing") await new Promise((done) => worker.onstatechange = done);
        }""")
        assert "/sign-in?lang=en" not in everything_kept(page)
        assert page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept?.active ?? null)") is None
        page.context.close()


def test_another_version_takes_the_place_of_the_one_before(town, browser, monkeypatch):
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        page = phone(browser, address)
        page.goto("/")
        page.evaluate(READY)
        before = page.evaluate("caches.keys()")
        monkeypatch.setattr(offline, "shell_version", lambda: "newer")
        page.goto("/find")
        page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept.update())")
        page.wait_for_function("async () => String(await caches.keys()) === 'shell-newer'")
        assert len(before) == 1
        page.context.close()


def test_clearing_the_device_takes_what_is_kept_and_the_worker(browser, address):
    page = phone(browser, address)
    page.goto("/")
    page.evaluate(READY)
    page.goto("/clear-device")
    page.get_by_role("main").get_by_role("button", name="Clear this device").click()
    page.wait_for_url("**/cleared?lang=en")
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    page.context.close()


def test_a_browser_without_workers_goes_on_as_before(browser, address):
    page = phone(browser, address)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("/find?q=aa")
    expect(page.locator("li.hit").first).to_be_visible()
    assert faults == []
    page.context.close()
