"""Proposals in a real browser: decided with keys, many at once and taken back, under axe."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page
from sqlmodel import col, func, select

from directory.curation.kinds import Decision
from directory.curation.models import Proposal
from directory.curation.proposing import suggest_correction
from directory.curation.reports import Fault, Month, Report, report_listing
from directory.listings.models import mint_id
from directory.listings.queries import get_listing
from directory.listings.service import save_listing
from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen
from tests.factories import EDITED, draft
from tests.journeys.agency import Agency
from tests.journeys.test_accessibility import TAPPED, TOO_SMALL
from tests.journeys.test_today import signed_in

pytestmark = pytest.mark.browser
PROPOSALS = 30


def fill_queue(agency: Agency) -> None:
    """Thirty readers correct what thirty groups cost, or when one comes there for the first time: one each minute."""
    began = agency.clock.now - timedelta(minutes=PROPOSALS)
    with agency.database.writing() as session:
        for number in range(PROPOSALS):
            key = mint_id("tests", f"curated {number}")
            save_listing(session, draft(name=f"Group {number}"), listing_id=key, now=agency.clock.now, origin=EDITED)
            fields = {"fees": f"${number}", "first_time": "Ring twice."}
            suggest_correction(session, key, fields, "They told us.", now=began + timedelta(minutes=number))


def waiting(agency: Agency) -> int:
    with agency.database.reading() as session:
        count = select(func.count()).select_from(Proposal).where(col(Proposal.state) == Decision.OPEN)
        return session.exec(count).one()


def test_proposals_are_decided_with_keys_and_keys_can_be_switched_off(agency: Agency) -> None:
    fill_queue(agency)
    page = signed_in(agency, as_whom="dee", viewport=WIDE)
    page.goto("/curation/proposals")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/curation/proposals/*")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.textContent") == "It is not so"
    with page.expect_navigation():
        page.keyboard.press("a")
    assert waiting(agency) == PROPOSALS - 1
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Use these keys").uncheck()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    assert waiting(agency) == PROPOSALS - 1


def test_many_are_decided_at_once_and_a_mistake_is_put_back(agency: Agency) -> None:
    fill_queue(agency)
    page = signed_in(agency, as_whom="dee", viewport=PHONE)
    page.goto("/curation/proposals")
    page.get_by_role("link", name="Decide many at once").click()
    page.get_by_role("button", name="Show what this means").click()
    page.get_by_role("button", name="Take these 30 up").click()
    page.wait_for_url("**/curation/many/*")
    assert waiting(agency) == 0
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_url("**done=reverted*")
    with agency.database.reading() as session:
        assert get_listing(session, mint_id("tests", "curated 7")).draft.fees == ""
    page.goto(f"/curation/listings/{mint_id('tests', 'curated 7')}/history")
    page.get_by_role("link", name="Compare with now Version 2").click()
    page.get_by_role("checkbox", name="Your first time").uncheck()
    page.get_by_role("button", name="Put back what is ticked").click()
    page.wait_for_url("**/history?done=*")
    with agency.database.reading() as session:
        draft_now = get_listing(session, mint_id("tests", "curated 7")).draft
    assert (draft_now.fees, draft_now.first_time) == ("$7", "")


PLACES = {
    "home": "/curation",
    "queue": "/curation/proposals",
    "many": "/curation/many?decision=accepted",
    "reports": "/curation/reports",
    "history": f"/curation/listings/{mint_id('tests', 'curated 1')}/history",
    "compared": f"/curation/listings/{mint_id('tests', 'curated 1')}/history?older=1",
}
READERS = {
    "phone, dark, Spanish": {"viewport": PHONE, "color_scheme": "dark", "locale": "es"},
    "wide, light, English": {"viewport": WIDE, "color_scheme": "light", "locale": "en"},
}


def every_page(agency: Agency, page: Page) -> list[str]:
    """The pages of this part, with one proposal that was overtaken, one report, and a listing with two versions."""
    fill_queue(agency)
    with agency.database.writing() as session:
        listing = get_listing(session, mint_id("tests", "curated 1"))
        edited = listing.draft.model_copy(update={"fees": "Free will offering"})
        save_listing(session, edited, listing_id=listing.id, now=agency.clock.now, origin=EDITED)
        report_listing(session, Report(listing.id, Fault.TURNED_AWAY, Month.of(agency.clock.now)), now=agency.clock.now)
        found = session.exec(select(Proposal.id).where(Proposal.listing_id == listing.id)).all()
    page.goto("/curation")
    return [*PLACES.values(), *(f"/curation/proposals/{one}" for one in found)]


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_and_everything_fits(agency: Agency, reader: str) -> None:
    page = signed_in(agency, as_whom="dee", **READERS[reader], reduced_motion="reduce")
    for path in every_page(agency, page):
        page.goto(path)
        assert faults_of(page) == [], path
        page.set_viewport_size(NARROWEST)
        assert not is_wider_than_screen(page), path
        assert page.evaluate(TOO_SMALL, TAPPED.replace("[type=checkbox]", "[type=checkbox], [type=radio]")) == [], path
        page.set_viewport_size(READERS[reader]["viewport"])
