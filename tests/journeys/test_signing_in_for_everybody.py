"""Every page and state of signing in and of one's account: under axe, on small screens, with large text and thumbs."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen
from tests.journeys.agency import Agency, send
from tests.journeys.test_accessibility import TAPPED, TOO_SMALL
from tests.journeys.test_passkeys import hold_authenticator
from tests.journeys.test_signing_in import invite

pytestmark = pytest.mark.browser
READERS: dict[str, dict[str, Any]] = {
    "phone, dark, Spanish": {"viewport": PHONE, "color_scheme": "dark", "locale": "es", "has_touch": True},
    "wide, light, English": {"viewport": WIDE, "color_scheme": "light", "locale": "en"},
}
TAPPED_HERE = f"{TAPPED.replace('[type=checkbox]', '[type=checkbox], [readonly]')}, .choice, .ways li, .me summary"
"""What is read only is there for what keeps passwords, and not to be tapped."""
HIDE_WHAT_IS_COVERED = (
    "document.querySelectorAll('main > :not(h1)').forEach((part) => part.style.visibility = 'hidden')"
)
"""Nobody can read what lies below the open menu, and axe cannot tell its contrast."""
OUTSIDE = ["/sign-in", "/sign-in/reset", "/invitations/made-up"]
OWN = ["", "/profile", "/hours", "/away", "/password", "/factors", "/pin", "/sessions?done=one"]
FOR_ADMINS = ["", "/people", "/people/new", "/teams"]


def signed_out_states(agency: Agency, page: Page, judged: Callable[[Page], None]) -> None:
    for path in [*OUTSIDE, invite(agency)]:
        page.goto(path)
        judged(page)
    page.goto("/sign-in")
    page.locator("#email").fill("ana@example.org")
    page.locator("#password").fill("something else entirely")
    send(page, "form[action='/sign-in'] button[type=submit]")
    judged(page)


def own_states(agency: Agency, page: Page, judged: Callable[[Page], None]) -> None:
    for path in OWN:
        page.goto(f"/account{path}")
        judged(page)
    page.locator(".me summary").click()
    page.evaluate(HIDE_WHAT_IS_COVERED)
    judged(page)
    page.goto("/account/hours")
    page.locator("#mo_starts").fill("09:00")
    send(page, "form[action='/account/hours'] button")
    judged(page)
    page.goto("/account/factors")
    send(page, "form[action$='/totp/start'] button")
    judged(page)
    page.goto("/account/factors")
    page.locator("#name").fill("My phone")
    send(page, "form[action='/account/factors/passkeys'] button")
    assert page.locator(".codes").is_visible()
    judged(page)
    page.goto("/account/factors")
    judged(page)


def states_of_doors(agency: Agency, page: Page, judged: Callable[[Page], None]) -> None:
    page.goto("/account/pin")
    page.locator("#pin").fill("270913")
    page.locator("#again").fill("270913")
    send(page, "form[action='/account/pin'] button[type=submit]")
    assert page.url.endswith("/account?done=pin")
    page.goto("/confirm")
    judged(page)
    page.goto("/account/profile")
    agency.clock.pass_by(minutes=16)
    send(page, "form[action='/account/profile'] button")
    page.locator("#pin").fill("270914")
    send(page, "form[action='/unlock'] button[type=submit]")
    judged(page)


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_and_everything_fits(agency: Agency, reader: str):
    agency.give_password(agency.cast.ana)
    page = agency.open(**READERS[reader], reduced_motion="reduce")
    hold_authenticator(page)
    seen: dict[str, list[str]] = {}

    def judged(page: Page) -> None:
        name = f"{page.url.removeprefix(agency.address)} {page.title()}"
        found = faults_of(page) + page.evaluate(TOO_SMALL, TAPPED_HERE)
        if is_wider_than_screen(page):
            found.append("wider than the screen")
        seen[name] = found

    signed_out_states(agency, page, judged)
    agency.sign_in(page, "ana@example.org")
    page.goto(f"/account?lang={READERS[reader]['locale']}")
    own_states(agency, page, judged)
    states_of_doors(agency, page, judged)
    assert {name: found for name, found in seen.items() if found} == {}


def test_the_pages_of_admins_are_for_everybody_too(agency: Agency):
    agency.give_password(agency.cast.ada)
    page = agency.open(**READERS["phone, dark, Spanish"])
    agency.sign_in(page, "ada@example.org")
    page.goto("/admin?lang=es")
    for path in [*FOR_ADMINS, f"/people/{agency.cast.ana.id}"]:
        page.goto(f"/admin{path}")
        assert faults_of(page) == [], path
        assert page.evaluate(TOO_SMALL, TAPPED_HERE) == [], path
        assert not is_wider_than_screen(page), path


def test_at_320_px_and_with_text_twice_as_large_nobody_scrolls_sideways(agency: Agency):
    agency.give_password(agency.cast.ada)
    page = agency.open(viewport=NARROWEST)
    agency.sign_in(page, "ada@example.org")
    for path in [*OUTSIDE, *(f"/account{path}" for path in OWN), *(f"/admin{path}" for path in FOR_ADMINS), "/confirm"]:
        page.set_viewport_size(NARROWEST)
        page.goto(path)
        assert not is_wider_than_screen(page), path
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.style.fontSize = '212%'")
        assert not is_wider_than_screen(page), f"{path}, twice the size of 17 px"
