"""Every page of those who work with clients, in Spanish: under axe in the dark on a phone and in the light on a desk.

Looked at with rows and without, with everything unfolded, with the menu open, and with what was typed refused; at
320 px, and with text twice as large.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page
from sqlmodel import col, select

from directory.accounts.models import Person
from directory.clients.models import Client
from directory.listings.models import Listing
from directory.referrals.models import Referral
from directory.seeding.caseload import Share, seed_caseload
from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen
from tests.factories import Make
from tests.journeys.agency import Agency, send
from tests.journeys.test_accessibility import TAPPED, TOO_SMALL
from tests.journeys.walking import CHICAGO, phone_of
from tests.web.town import evening

pytestmark = pytest.mark.browser
TALL = 6000
"""So tall that nothing lies under the bar at the foot of the screen, where axe could not decide on colors."""
TAPPED_HERE = (
    TAPPED.replace("[type=checkbox]", "[type=checkbox], [type=radio]") + ", .choice, .pill, .ways li, .section a"
)
UNFOLD = """() => {
    document.querySelectorAll('details:not(.me)').forEach((one) => { one.open = true; });
    document.querySelectorAll('.curation-nav ul').forEach((one) => { one.style = 'flex-wrap: wrap; width: auto'; });
}"""
"""What is folded away, or scrolled out of sight, axe cannot judge."""
UNDECIDED = 'color-contrast: <text class="digits"'
"""In a drawing axe cannot decide what lies below a text: here it is ink on paper, as everywhere."""
HIDE_WHAT_IS_COVERED = (
    "document.querySelectorAll('main > :not(h1)').forEach(part => { part.style.visibility = 'hidden' })"
)
"""Nobody can read what lies below the open menu, and axe cannot tell its contrast."""
SEND_EMPTY = """() => {
    const form = document.querySelector('main form.form[method=post]');
    form.noValidate = true;
    form.querySelectorAll('input:not([type=hidden]), textarea').forEach((one) => {
        if (['radio', 'checkbox'].includes(one.type)) one.checked = false;
        else if (one.type === 'date' || one.type === 'time') one.value = '';
        else one.value = one.name === 'phone' ? 'nobody' : '';
    });
    form.requestSubmit();
}"""
SHARES = (Share("Ana", 8, 3), Share("Ben", 2, 2, begins_with=6))


@dataclass
class Eyes:
    """Looks at one page after the other; `found` holds what nobody may meet."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def look(self, page: Page, state: str = "") -> None:
        """Judge the page as it stands, on a small and a large screen."""
        page.evaluate(UNFOLD)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # colors change at once, and are judged so
        page.set_viewport_size(PHONE | {"height": TALL})
        faults = faults_of(page) + page.evaluate(TOO_SMALL, TAPPED_HERE)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE | {"height": TALL})
        faults += faults_of(page, only="color-contrast") + page.evaluate(TOO_SMALL, TAPPED_HERE)
        page.set_viewport_size(NARROWEST)
        faults += ["wider than 320 px"] if is_wider_than_screen(page) else []
        page.evaluate("document.documentElement.style.fontSize = '212%'")
        for screen in (WIDE, PHONE):
            page.set_viewport_size(screen)
            faults += [f"too wide with large text at {screen['width']} px"] if is_wider_than_screen(page) else []
        if faults := [fault for fault in faults if not fault.startswith(UNDECIDED)]:
            self.found[f"{page.title()} {state}"] = faults

    def visit(self, page: Page, *paths: str) -> None:
        for path in paths:
            page.goto(path)
            assert page.locator("main").count() == 1, path
            self.look(page, path)

    def refused(self, page: Page, *paths: str) -> None:
        """Send the form of a page empty, and look at what comes back."""
        for path in paths:
            page.goto(path)
            with page.expect_navigation():
                page.evaluate(SEND_EMPTY)
            assert page.locator(".fault, .faults").count(), f"{path} said nothing"
            self.look(page, f"refused: {path}")


@pytest.fixture
def seeded(agency: Agency) -> Agency:
    """Ana and Ben have a caseload with every reason of Today; two places are on tonight."""
    with agency.database.writing() as session:
        make = Make(session, agency.clock.now)
        make.source("demo", "demo")
        for name in ("First Light", "Late Lamp", "Choir"):
            facts = {"open_meeting": True}
            make.listing(name=name, organization=name, facts=facts, schedules=(evening("SA"),))
    seed_caseload(agency.database, now=agency.clock.now, zone=CHICAGO, shares=SHARES)
    return agency


def records_of(agency: Agency, person: Person) -> list[Client]:
    with agency.database.reading() as session:
        mine = select(Client).where(col(Client.owner_id) == person.id).order_by(col(Client.opened_at))
        return list(session.exec(mine))


def one_of_each_state(agency: Agency) -> Iterator[str]:
    """The way to one referral of each state and mode."""
    with agency.database.reading() as session:
        theirs = select(Referral).where(col(Referral.owner_id) == agency.cast.ana.id).order_by(col(Referral.created_at))
        found = {(referral.state, referral.mode): referral.id for referral in session.exec(theirs)}
    yield from (f"/referrals/{referral_id}" for referral_id in found.values())


def first_listing(agency: Agency) -> str:
    with agency.database.reading() as session:
        return str(session.exec(select(Listing.id).order_by(col(Listing.id))).first())


def signed_in(agency: Agency, person: Person) -> Page:
    return phone_of(agency, person, locale="es", reduced_motion="reduce")


def test_the_pages_of_peers_are_for_everybody(seeded: Agency) -> None:
    eyes, page = Eyes(), signed_in(seeded, seeded.cast.ana)
    eyes.visit(page, "/today", "/clients", "/clients/new", "/clients/hand-over", "/clients/ended", "/account/calendar")
    eyes.visit(page, *one_of_each_state(seeded))
    place, record = first_listing(seeded), f"/clients/{records_of(seeded, seeded.cast.ana)[0].id}"
    asked = f"/referrals/new?client={record.removeprefix('/clients/')}"
    eyes.visit(page, asked, f"{asked}&to={place}", f"/referrals/new?to={place}", f"/outings/new?to={place}")
    parts = ("", "/find", "/preferences", "/boundaries", "/safe", "/identity", "/cue", "/end", "/merge", "/erase")
    eyes.visit(page, *(f"{record}{part}" for part in parts))
    eyes.visit(page, *(f"{record}/{part}/new" for part in ("contacts", "notes", "goals")))
    eyes.visit(page, "/reports", "/account/growth", f"/listings/{place}")
    assert eyes.found == {}


def test_what_was_refused_is_for_everybody(seeded: Agency) -> None:
    eyes, page = Eyes(), signed_in(seeded, seeded.cast.ana)
    place, record = first_listing(seeded), f"/clients/{records_of(seeded, seeded.cast.ana)[0].id}"
    eyes.refused(page, *(f"{record}/{part}/new" for part in ("contacts", "notes", "goals")))
    eyes.refused(page, f"{record}/identity", f"{record}/erase", f"{record}/end")
    asked = f"/referrals/new?client={record.removeprefix('/clients/')}"
    eyes.refused(page, asked, f"/outings/new?to={place}", "/clients/hand-over", "/account/growth")
    assert eyes.found == {}


def test_what_happens_on_the_way_is_for_everybody(seeded: Agency) -> None:
    eyes, page = Eyes(), signed_in(seeded, seeded.cast.ana)
    first, second, *_, last = records_of(seeded, seeded.cast.ana)
    page.goto("/today")
    send(page, "button[value=went]")
    eyes.look(page, "taken, with undo")
    page.goto("/today")
    page.locator(".me summary").click()
    page.evaluate(HIDE_WHAT_IS_COVERED)
    eyes.look(page, "menu open")
    page.goto(f"/clients/{first.id}/find")
    page.locator("#q").fill("xyzzyplugh")
    send(page, "main form[role=search] button[type=submit]")
    eyes.look(page, "nothing found")
    page.goto("/account/calendar")
    send(page, "form[action='/account/calendar'] button")
    eyes.look(page, "an address of its own")
    page.goto(f"/clients/{first.id}/merge?other={second.id}")
    eyes.look(page, "what would move")
    send(page, "main form[method=post] button")
    eyes.look(page, "merged")
    eyes.visit(page, f"/clients/{first.id}/merge")
    page.goto(f"/clients/{last.id}/erase")
    page.locator("main input[name=handle]").fill(last.handle)
    send(page, "main .button.grave")
    assert "/clients/erasures/" in page.url
    eyes.look(page, "certificate")
    assert eyes.found == {}


def test_the_pages_of_supervisors_and_coordinators_are_for_everybody(seeded: Agency) -> None:
    eyes = Eyes()
    eyes.visit(signed_in(seeded, seeded.cast.sol), "/team", "/today", "/clients", "/reports", "/reports/unmet")
    listing = f"/curation/listings/{first_listing(seeded)}/referrals"
    eyes.visit(signed_in(seeded, seeded.cast.dee), "/reports/shared", "/reports/unmet", "/curation", listing)
    assert eyes.found == {}


def test_where_there_is_nothing_yet_is_for_everybody(agency: Agency) -> None:
    eyes = Eyes()
    with agency.database.writing() as session:
        new = Make(session, agency.clock.now).client(agency.cast.cora).id
    page = signed_in(agency, agency.cast.cora)
    eyes.visit(page, f"/clients/{new}", f"/clients/{new}/find", f"/referrals/new?client={new}")
    eyes.visit(signed_in(agency, agency.cast.ana), "/today", "/clients", "/reports", "/account/growth")
    eyes.visit(signed_in(agency, agency.cast.dee), "/curation", "/reports/unmet", "/reports/shared")
    assert eyes.found == {}
