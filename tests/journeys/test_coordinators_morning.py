"""A coordinator's morning, from home to home: proposals, calls, duplicates, a new source, and a mistake put back."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from directory.curation.checking.models import ListingCheck, Outcome
from directory.listings.forms import PhoneDraft
from directory.listings.models import Listing, SourceRecord, mint_id
from directory.listings.queries import get_listing
from tests.browser import PHONE, WIDE
from tests.factories import HALL, Make
from tests.feeds.feed_server import FeedServer, feed_server
from tests.feeds.reading import MEETING
from tests.journeys.agency import Agency
from tests.journeys.test_curating import PROPOSALS, fill_queue, waiting
from tests.journeys.test_duplicates import NAMES as PAIRS
from tests.journeys.test_duplicates import fill_pairs, merge_pair, part_again
from tests.journeys.test_sources import read
from tests.journeys.walking import Steps, phone_of

pytestmark = pytest.mark.browser
CALLS = 10
STEPS_A_PROPOSAL, STEPS_A_CALL = 2, 1
"""What product design allows."""


def test_a_coordinators_morning_keeps_within_its_steps(agency: Agency) -> None:
    fill_queue(agency)
    fill_due(agency)
    fill_pairs(agency)
    page = phone_of(agency, agency.cast.dee, viewport=PHONE)
    decide_thirty(page)
    assert waiting(agency) == len(PAIRS)
    make_ten_calls(page)
    assert outcomes(agency) == {Outcome.RIGHT: 8, Outcome.CHANGED: 1, Outcome.LEFT_MESSAGE: 1}
    merge_three(page)
    with feed_server() as server:
        add_a_source(agency, server, page)
    put_a_mistake_back(agency, page)


def test_a_double_tap_confirms_one_host_and_not_the_next_that_nobody_has_read(agency: Agency) -> None:
    fill_due(agency)
    page = phone_of(agency, agency.cast.dee, viewport=WIDE)
    page.clock.set_fixed_time(agency.clock.now)
    page.goto("/curation/due")
    page.goto(f"{page.get_by_role('link', name='Begin with the first').get_attribute('href')}?done=checked")
    with page.expect_navigation():
        tap_still_right(page)
    tap_still_right(page)
    page.wait_for_load_state("networkidle")
    assert outcomes(agency) == {Outcome.RIGHT: 1}
    with page.expect_navigation():
        page.get_by_role("button", name="All of it is still right").click()
    assert outcomes(agency) == {Outcome.RIGHT: 2}


def tap_still_right(page: Page) -> None:
    """Tap with a finger, at the place where the button stands."""
    box = page.get_by_role("button", name="All of it is still right").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 40, box["y"] + 20)


def fill_due(agency: Agency) -> None:
    with agency.database.writing() as session:
        make = Make(session, agency.clock.now)
        for number in range(CALLS):
            due = make.listing(
                listing_id=mint_id("tests", f"due {number}"),
                name=f"Evening {number}",
                organization=f"Host {number}",
                place=HALL.model_copy(update={"address_1": f"{number + 200} Oak Street"}),
                phones=(PhoneDraft(number=f"612-555-02{number:02}"),),
            )
            session.get_one(Listing, due.id).due_on = agency.clock.now.date() - timedelta(days=number + 2)


def decide_thirty(page: Page) -> None:
    """A third whole, a third in part, a third not at all; the next one comes by itself."""
    steps = Steps(page)
    page.goto("/curation/proposals?kind=correction")
    steps.tap("link", "Group 0", exact=True)
    for number in range(PROPOSALS):
        if number % 3 == 2:
            steps.send("It is not so")
            continue
        if number % 3 == 1:
            page.get_by_role("checkbox", name="Your first time").uncheck()
            steps.taken += 1
        steps.send("Take what is ticked")
    page.wait_for_url("**/curation?done=*")
    assert steps.taken <= STEPS_A_PROPOSAL * PROPOSALS


def make_ten_calls(page: Page) -> None:
    """Eight are right, one has another number, at one nobody answers."""
    steps = Steps(page)
    steps.tap("link", "Calls to make")
    steps.tap("link", "Begin with the first")
    begun = steps.taken
    for number in range(CALLS):
        expect(page.get_by_text("How you check it")).to_be_visible()
        if number == 3:
            steps.send("Left a message")
        elif number == 6:
            page.get_by_label("New telephone number").fill("612-555-0999")
            steps.send("Save what they said")
            expect(page.locator("main")).to_contain_text("612-555-0999")
            page.goto("/curation/due")
            page.get_by_role("link", name="Begin with the first").click()
        else:
            steps.send("All of it is still right")
    expect(page.locator("main")).to_contain_text("Nothing is due.")
    assert steps.taken - begun <= STEPS_A_CALL * CALLS


def merge_three(page: Page) -> None:
    """Three pairs, field by field; the last of them is taken back."""
    for name in PAIRS:
        merge_pair(page, name)
    part_again(page)


def add_a_source(agency: Agency, server: FeedServer, page: Page) -> None:
    """It is added by its form, read once, looked at, and taken up whole."""
    page.get_by_role("link", name="Sources").click()
    page.get_by_role("link", name="Add a source").click()
    page.get_by_label("Name", exact=True).fill("Elm Intergroup")
    page.get_by_label("Format", exact=True).select_option("meeting_guide")
    page.get_by_label("Address", exact=True).fill("https://feeds.example.org/list")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("status")).to_contain_text("It is being read.")
    meetings = [MEETING | {"slug": f"meeting-{number}", "name": f"Tuesday {number}"} for number in range(4)]
    read(agency, server, page.url.partition("?")[0], json.dumps([*meetings, {"slug": "nameless"}]).encode())
    page.reload()
    page.locator("#runs ~ ul a").first.click()
    expect(page.locator("main")).to_contain_text("nameless")
    assert listed(agency) == []
    page.get_by_role("button", name="Take the whole file up").click()
    expect(page.get_by_role("status")).to_contain_text("is being taken up")


def put_a_mistake_back(agency: Agency, page: Page) -> None:
    """What was taken up first was wrong: it says again what it said before."""
    mistaken = mint_id("tests", "curated 0")
    assert fees_of(agency, mistaken) == "$0"
    steps = Steps(page)
    page.goto(f"/listings/{mistaken}")
    steps.tap("link", re.compile("History"))
    steps.tap("link", "Compare with now Version 1")
    steps.send("Put back what is ticked")
    page.wait_for_url("**/history?done=*")
    assert fees_of(agency, mistaken) == ""
    assert steps.taken == 3


def fees_of(agency: Agency, listing_id: UUID) -> str:
    with agency.database.reading() as session:
        return get_listing(session, listing_id).draft.fees


def listed(agency: Agency) -> list[SourceRecord]:
    with agency.database.reading() as session:
        return [one for one in session.exec(select(SourceRecord)) if one.listing_id]


def outcomes(agency: Agency) -> dict[str, int]:
    with agency.database.reading() as session:
        found = [one.outcome for one in session.exec(select(ListingCheck))]
    return {one: found.count(one) for one in found}
