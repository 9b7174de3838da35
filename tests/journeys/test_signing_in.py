"""From an invitation to the first sign-in, a pause, and a lost session, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from directory.accounts.invitations import Invited, invite_person
from directory.audit import System
from directory.policy import Role
from tests.browser import PHONE
from tests.journeys.agency import PASSWORD, Agency

pytestmark = pytest.mark.browser
PIN = "270913"


def invite(agency: Agency) -> str:
    invited = Invited("eve@example.org", "Eve", [Role.PEER], [agency.cast.north.id])
    with agency.database.writing() as session:
        sent = invite_person(session, invited, by=System.COMMAND, link=None, now=agency.clock())
    return f"/invitations/{sent.token}"


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_from_an_invitation_to_the_first_sign_in(agency: Agency, has_script: bool):
    page = agency.open(viewport=PHONE, java_script_enabled=has_script)
    page.goto(invite(agency))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("The same once more", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_role("button", name="Set up an app").click()
    secret = "".join(page.locator(".secret").inner_text().split())
    page.get_by_label("Six digits", exact=True).fill(TOTP(secret).at(agency.clock()))
    page.get_by_role("button", name="Turn it on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()

    page.goto("/account")
    page.locator("main").get_by_role("button", name="Sign out").click()
    agency.clock.pass_by(minutes=1)
    agency.sign_in(page, "eve@example.org")
    page.get_by_label("Six digits from your authenticator app").fill(TOTP(secret).at(agency.clock()))
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("Eve, eve@example.org · Peer")


def choose_pin(page: Page) -> None:
    page.goto("/account/pin")
    page.get_by_label("Six digits", exact=True).fill(PIN)
    page.get_by_label("The same once more", exact=True).fill(PIN)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/account?done=pin")


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_after_a_pause_six_digits_unlock_and_what_was_typed_is_saved_once(agency: Agency, has_script: bool):
    agency.give_password(agency.cast.ana)
    page = agency.open(viewport=PHONE, java_script_enabled=has_script)
    agency.sign_in(page, "ana@example.org")
    choose_pin(page)
    page.goto("/account/away")
    page.get_by_label("First day away").fill("2026-12-24")
    page.get_by_label("Last day away").fill("2026-12-31")
    page.get_by_label("Who covers for you").select_option(label="Ben")
    agency.clock.pass_by(minutes=16)
    page.get_by_role("button", name="Add").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Unlock")
    page.get_by_label("PIN of this device", exact=True).fill(PIN)
    page.get_by_role("button", name="Unlock", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Days away and cover")
    expect(page.locator(".rows b", has_text="Thu Dec 24 – Thu Dec 31")).to_have_count(1)
    page.reload()
    expect(page.locator(".rows b", has_text="Thu Dec 24 – Thu Dec 31")).to_have_count(1)


def test_a_lost_phone_is_signed_out_from_a_desk(agency: Agency):
    agency.give_password(agency.cast.ana)
    phone, desk = agency.open(viewport=PHONE), agency.open()
    agency.sign_in(phone, "ana@example.org")
    agency.clock.pass_by(minutes=2)
    agency.sign_in(desk, "ana@example.org")
    desk.goto("/account/sessions")
    expect(desk.locator(".rows > li")).to_have_count(2)
    desk.locator(".rows").get_by_role("button").click()
    expect(desk.get_by_text("That device is signed out.")).to_be_visible()
    phone.goto("/account")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_password_can_be_looked_at_and_is_covered_again_when_it_is_sent(agency: Agency):
    page = agency.open(viewport=PHONE)
    page.goto("/sign-in")
    field = page.get_by_label("Password", exact=True)
    field.fill("what I typed")
    page.get_by_role("button", name="Show Password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide Password").click()
    expect(field).to_have_attribute("type", "password")


def test_the_menu_opens_by_keyboard_and_leads_out(agency: Agency):
    agency.give_password(agency.cast.dee)
    page = agency.open(viewport=PHONE)
    agency.sign_in(page, "dee@example.org")
    page.locator(".me summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("banner").get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/")
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
