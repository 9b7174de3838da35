"""A coordinator makes three pairs one and takes one back, within the steps that a merge may take."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from directory.curation.duplicates.searching import find_and_file
from directory.listings.forms import PhoneDraft
from tests.browser import WIDE
from tests.factories import Make
from tests.journeys.agency import Agency
from tests.journeys.walking import Steps, phone_of

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
NAMES = ("Harbor Breakfast", "Quiet Pottery", "River Walkers")
MOST_STEPS = 5
"""Product design: a pair is merged field by field in five steps."""


def fill_pairs(agency: Agency) -> None:
    """Two listings of each name, found to be alike."""
    with agency.database.writing() as session:
        make = Make(session, agency.clock.now)
        for number, name in enumerate(NAMES):
            phones = (PhoneDraft(number=f"612-555-010{number}"),)
            make.listing(listing_id=uuid4(), name=name, organization=f"{name} Club", phones=phones)
            make.listing(
                listing_id=uuid4(), name=f"The {name}", organization=f"{name} Club", phones=phones, fees="Free"
            )
    find_and_file(agency.database, lambda: agency.clock.now)


def merge_pair(page: Page, name: str) -> None:
    """From the coordinator's home: one pair is made one, field by field, within its steps."""
    steps = Steps(page)
    page.goto("/curation")
    steps.tap("link", "Duplicates")
    steps.tap("link", name)
    steps.pick("radio", "The second")
    steps.tap("button", "Show how it would read")
    expect(page.get_by_role("heading", name="So it would read")).to_be_visible()
    steps.tap("button", "Make them one")
    expect(page.get_by_role("status")).to_contain_text("They are one now.")
    assert steps.taken <= MOST_STEPS


def part_again(page: Page) -> None:
    """What was just made one is made two again."""
    page.get_by_role("button", name="Make them two again").click()
    expect(page.get_by_role("status")).to_contain_text("They are two again.")


@SCRIPT
def test_three_are_merged_and_one_is_taken_back(agency: Agency, script: bool) -> None:
    fill_pairs(agency)
    page = phone_of(agency, agency.cast.dee, viewport=WIDE, java_script_enabled=script)
    for name in NAMES:
        merge_pair(page, name)
    part_again(page)
    page.goto("/curation/duplicates")
    expect(page.get_by_text("1 pair may be one")).to_be_visible()
