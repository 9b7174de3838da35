"""A coordinator corrects a listing: in two taps from its page, with script and without; and under axe."""

from datetime import time
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from directory.listings.forms import ListingDraft, PhoneDraft
from directory.listings.queries import get_listing
from tests.browser import WIDE
from tests.factories import Make
from tests.journeys.agency import Agency
from tests.journeys.test_private_pages import Eyes
from tests.journeys.walking import Steps, phone_of

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@pytest.fixture
def listing(agency: Agency) -> UUID:
    with agency.database.writing() as session:
        make = Make(session, agency.clock.now)
        make.listing(listing_id=uuid4(), name="Elm Street Early", phones=(PhoneDraft(number="612-555-0142"),))
        return make.listing(listing_id=uuid4()).id


def said_of(agency: Agency, listing: UUID) -> ListingDraft:
    with agency.database.reading() as session:
        return get_listing(session, listing).draft


def desk_of(agency: Agency, *, script: bool = True) -> Page:
    return phone_of(agency, agency.cast.dee, viewport=WIDE, java_script_enabled=script)


@SCRIPT
def test_hours_are_corrected_in_two_taps_from_the_page_of_the_listing(agency, listing, script) -> None:
    page = desk_of(agency, script=script)
    steps = Steps(page)
    page.goto(f"/listings/{listing}")
    steps.tap("link", "Edit")
    page.get_by_label("When it is on").fill("every 2nd and 4th Tuesday 7-8:30 pm\nclosed Dec 22")
    if script:
        expect(page.locator(".dates li").nth(1)).to_have_text("Tue Dec 8, 7–8:30 pm")
    steps.tap("button", "Save", exact=True)
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert steps.taken == 2
    (line,) = said_of(agency, listing).schedules
    assert (line.byday, line.starts, len(line.except_on)) == (("2TU", "4TU"), time(19), 1)


def test_while_one_types_the_form_tells_what_is_alike_and_the_pin_moves_by_key(agency, listing) -> None:
    page = desk_of(agency)
    page.goto("/curation/listings/new")
    page.get_by_label("Name", exact=True).first.fill("Elm Street early")
    page.get_by_label("Number", exact=True).fill("(612) 555 0142")
    expect(page.get_by_role("heading", name="Is it in the directory already?")).to_be_visible()
    page.get_by_label("Latitude").fill("44.98")
    page.get_by_label("Longitude").fill("-93.27")
    page.get_by_role("button", name="North").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Latitude")).to_have_value("44.98050")
    page.get_by_role("textbox", name="ZIP code").fill("55401")
    expect(page.locator("#looked-place")).to_contain_text("Minneapolis, MN 55401")


TILES = "document.querySelector('[data-pin-map]').dataset.ground = JSON.stringify({tiles: '/tiles/{z}/{x}/{y}.png'})"
"""As if the agency had named a server of pictures."""


def test_the_pin_moves_on_a_map_by_hand_and_by_key_and_a_hidden_place_is_asked_of_nobody(agency, listing) -> None:
    page = desk_of(agency)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/tiles/" in request.url else None)
    page.goto(f"/curation/listings/{listing}/edit")
    page.evaluate(TILES)
    page.get_by_role("radio", name="Hidden").check()
    page.get_by_role("button", name="Show the map").click()
    pin = page.locator(".pin.to-move")
    pin.focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Latitude")).to_have_value("44.98380")
    page.locator(".pin-view").click(position={"x": 300, "y": 200})
    expect(page.get_by_label("Longitude")).not_to_have_value("-93.2667")
    tapped = page.get_by_label("Longitude").input_value()
    box = pin.bounding_box()
    page.mouse.move(box["x"] + 18, box["y"] + 18)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 18, steps=4)
    page.mouse.up()
    dragged = page.get_by_label("Longitude").input_value()
    assert float(dragged) > float(tapped)
    assert asked == []
    expect(page.locator("#looked-place")).to_contain_text("Readers never see this pin")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("radio", name="This one moved").check()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    assert said_of(agency, listing).place.lon == pytest.approx(float(dragged))


def test_enter_saves_and_adding_a_row_keeps_what_was_typed(agency, listing) -> None:
    page = desk_of(agency, script=False)
    page.goto(f"/curation/listings/{listing}/edit")
    page.get_by_role("textbox", name="Cost").fill("A dollar")
    page.get_by_role("button", name="Add another number").click()
    expect(page.get_by_role("textbox", name="Cost")).to_have_value("A dollar")
    page.get_by_role("textbox", name="Cost").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert said_of(agency, listing).fees == "A dollar"


def test_a_sheet_is_taken_brought_back_and_confirmed(agency, listing, tmp_path) -> None:
    page = desk_of(agency)
    page.goto("/curation/listings?q=Elm")
    with page.expect_download() as taking:
        page.get_by_role("button", name="Take them away as a sheet").click()
    sheet = tmp_path / "listings.csv"
    taking.value.save_as(sheet)
    sheet.write_text(sheet.read_text("utf-8").replace("Every Monday 7–8 pm", "Every Friday 6 pm", 1), "utf-8")
    page.get_by_label("The file, as CSV").set_input_files(sheet)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("main")).to_contain_text("Every Friday, 6:00 pm")
    page.get_by_role("button", name="Change 1 listing").click()
    expect(page.get_by_role("status").first).to_contain_text("Done.")


def test_axe_finds_nothing_on_the_pages_of_editing(agency, listing) -> None:
    page = phone_of(agency, agency.cast.dee, locale="es")
    eyes = Eyes()
    eyes.visit(page, f"/curation/listings/{listing}/edit", "/curation/listings/new", "/curation/listings?q=Elm")
    eyes.refused(page, f"/curation/listings/{listing}/edit")
    assert eyes.found == {}, eyes.found
