"""Today in a real browser: eight follow-ups in sixteen steps, calls that are logged, and the page under axe."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page
from sqlmodel import col, func, select

from directory.clients.codes import Channel, Direction
from directory.clients.contacts import log_contact
from directory.clients.forms import Identity, NewContact, SafeChannel
from directory.clients.service import record_safe_channel, save_identity
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.referrals.bridging import plan_visit, take_step
from directory.referrals.codes import Actor, Mode, State, Step
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral, Plan
from directory.referrals.models import Referral
from directory.referrals.opening import open_referral
from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen
from tests.cast import caller_as, signed_in_as
from tests.factories import Make
from tests.journeys.agency import Agency
from tests.journeys.test_accessibility import TAPPED, TOO_SMALL

pytestmark = pytest.mark.browser
CHICAGO = ZoneInfo("America/Chicago")
TAPPED_HERE = TAPPED.replace("[type=checkbox]", "[type=checkbox], [type=radio]")
PEOPLE_WITH_FOLLOW_UPS = 8


def fill_today(agency: Agency) -> None:
    """Ana has eight clients with something overdue, one of them to be called and in distress, and a visit soon."""
    now, past = agency.clock.now, agency.clock.now - timedelta(days=9)
    with agency.database.writing() as session:
        ana, make = caller_as(session, agency.cast.ana, now), Make(session, now)
        place = make.listing(name="First Light", facts={"open_meeting": True}).id
        vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
        clients = [make.client(agency.cast.ana) for _ in range(PEOPLE_WITH_FOLLOW_UPS)]
        for client in clients:
            new = NewReferral(listing_id=place)
            open_referral(session, client, new, by=ana, now=past, zone=CHICAGO, vocabulary=vocabulary)
        save_identity(session, clients[0], Identity(phone="612-555-0142"), by=ana, now=now)
        for channel in (Channel.CALL, Channel.TEXT):
            safe = SafeChannel(channel=channel, is_safe=True, others_read=True)
            record_safe_channel(session, clients[0], safe, CHICAGO, by=ana, now=now)
        going = NewReferral(listing_id=place, mode=Mode.BRIDGE)
        bridge = open_referral(session, clients[1], going, by=ana, now=past, zone=CHICAGO, vocabulary=vocabulary)
        tap = Tap(session, bridge, ana, Actor.OWNER, now)
        take_step(tap, Step.PREPARE, at=now, zone=CHICAGO)
        plan_visit(tap, Plan(visit_at=now + timedelta(hours=2), meeting_point="bus stop at 7th"), zone=CHICAGO)


def be_in_distress(agency: Agency) -> None:
    now = agency.clock.now
    with agency.database.writing() as session:
        said: dict[str, Any] = {"channel": Channel.CALL, "direction": Direction.INBOUND, "two_way": True}
        contact = NewContact(at=now, distress=True, **said)
        by = caller_as(session, agency.cast.ana, now)
        log_contact(session, Make(session, now).client(agency.cast.ana), contact, by=by, now=now)


def signed_in(agency: Agency, *, as_whom: str = "ana", **options: Any) -> Page:
    """A window of somebody who is signed in already."""
    page = agency.open(**options)
    with agency.database.writing() as session:
        _, entered = signed_in_as(session, getattr(agency.cast, as_whom), agency.clock.now)
    page.context.add_cookies([{"name": "session", "value": entered.session_token, "url": agency.address}])
    return page


def connected(agency: Agency) -> int:
    with agency.database.reading() as session:
        here = select(func.count()).select_from(Referral).where(col(Referral.state) == State.CONNECTED)
        return session.exec(here).one()


def test_after_a_call_the_form_to_log_it_stands_open(agency: Agency) -> None:
    fill_today(agency)
    page = signed_in(agency, viewport=PHONE)
    page.goto("/today")
    row = page.locator(".todo-row", has=page.locator("a[href^='tel:']"))
    row.locator("a[href^='tel:']").evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    row.locator("a[href^='tel:']").click()
    assert row.locator("input[value=call]").is_checked()
    row.get_by_role("button", name="Save").click()
    page.get_by_text("Logged.").wait_for()


@pytest.mark.parametrize(("viewport", "scheme", "locale"), [(PHONE, "dark", "es"), (PHONE, "light", "en")])
def test_axe_finds_nothing_and_it_fits_small_screens_and_large_text(
    agency: Agency, viewport: Any, scheme: Any, locale: str
) -> None:
    fill_today(agency)
    be_in_distress(agency)
    for whom, path in (("ana", "/today"), ("sol", "/today"), ("sol", "/team"), ("cora", "/today")):
        page = signed_in(agency, as_whom=whom, viewport=viewport, color_scheme=scheme, locale=locale, has_touch=True)
        page.goto(path)
        page.evaluate("document.querySelectorAll('details:not(.me)').forEach(one => { one.open = true })")
        assert faults_of(page) == [], (whom, path)
        assert page.evaluate(TOO_SMALL, TAPPED_HERE) == []
        page.set_viewport_size(NARROWEST)
        assert not is_wider_than_screen(page)
        for screen in (WIDE, PHONE):
            page.set_viewport_size(screen)
            page.evaluate("document.documentElement.style.fontSize = '212%'")
            assert not is_wider_than_screen(page), "twice the size of 17 px"


def test_axe_finds_nothing_on_a_wide_screen_either(agency: Agency) -> None:
    fill_today(agency)
    page = signed_in(agency, viewport=WIDE)
    page.goto("/today")
    assert faults_of(page) == []
