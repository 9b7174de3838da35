"""Passkeys in a real browser, with Chromium's virtual authenticator: made, shown to sign in, to unlock, to confirm."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.agency import Agency

pytestmark = pytest.mark.browser


def hold_authenticator(page: Page, **options: Any) -> tuple[Any, str]:
    """Give a window something like a phone's fingerprint reader; returns how to speak of it."""
    plausible = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": plausible | options})
    return devtools, made["authenticatorId"]


@pytest.fixture
def phone(agency: Agency) -> Page:
    """Ana's phone, signed in with her password."""
    agency.give_password(agency.cast.ana)
    page = agency.open(viewport={"width": 360, "height": 740})
    hold_authenticator(page)
    agency.sign_in(page, "ana@example.org", way="/account/factors")
    return page


def add_passkey(page: Page) -> None:
    page.goto("/account/factors")
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Add a passkey on this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def sign_out(page: Page) -> None:
    page.goto("/account")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def test_a_passkey_is_made_and_signs_in_without_a_word_typed(agency: Agency, phone: Page):
    add_passkey(phone)
    assert phone.locator(".codes li").count() == 10
    phone.goto("/account/factors")
    expect(phone.locator("main")).to_contain_text("My phone")
    sign_out(phone)

    phone.goto("/sign-in?next=/account")
    phone.get_by_role("button", name="Sign in with a passkey").click()
    phone.wait_for_url("**/account")
    expect(phone.locator("main")).to_contain_text("Ana, ana@example.org")
    phone.goto("/account/factors")
    expect(phone.locator("main")).to_contain_text("last used Sat Nov 21")


def test_a_passkey_is_the_second_step_after_a_password(agency: Agency, phone: Page):
    add_passkey(phone)
    sign_out(phone)
    agency.sign_in(phone, "ana@example.org")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Second step")
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url("**/account")


def test_a_passkey_unlocks_in_one_step_and_what_was_typed_is_saved(agency: Agency, phone: Page):
    add_passkey(phone)
    phone.goto("/account/profile")
    phone.get_by_label("Your name").fill("Ana Maria")
    agency.clock.pass_by(minutes=16)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Unlock")
    expect(phone.locator("main")).to_contain_text("What you just sent is kept safe.")
    phone.get_by_role("button", name="Unlock with a passkey").click()
    phone.wait_for_url("**/account?done=profile")
    expect(phone.locator("main")).to_contain_text("Ana Maria, ana@example.org")


def test_a_passkey_confirms_before_a_dangerous_act(agency: Agency, phone: Page):
    add_passkey(phone)
    agency.clock.pass_by(minutes=6)
    phone.goto("/account/pin")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Is it you?")
    phone.get_by_role("button", name="Confirm with a passkey").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("PIN of this device")


def test_who_is_not_recognized_by_their_device_stays_outside(agency: Agency, phone: Page):
    add_passkey(phone)
    sign_out(phone)
    stranger = agency.open()
    hold_authenticator(stranger, isUserVerified=False)
    stranger.goto("/sign-in?next=/account")
    stranger.get_by_role("button", name="Sign in with a passkey").click()
    expect(stranger.get_by_text("The passkey was not used. Try again, or use another way.")).to_be_visible()
    expect(stranger.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()
    stranger.goto("/account")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_page_that_stood_open_too_long_asks_for_a_proof_first(agency: Agency, phone: Page):
    add_passkey(phone)
    phone.goto("/account/factors")
    phone.get_by_label("What to call it").fill("The blue key")
    agency.clock.pass_by(minutes=6)
    phone.get_by_role("button", name="Add a passkey on this device").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Is it you?")


def test_without_script_there_is_no_button_that_does_nothing(agency: Agency):
    page = agency.open(java_script_enabled=False)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    expect(page.get_by_role("button", name="Show Password")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
