"""What the search box suggests, as somebody meets it who types: by keyboard, by thumb, by ear, and not at all."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser import NARROWEST, PHONE, WIDE, faults_of, is_wider_than_screen

pytestmark = pytest.mark.browser

MARKED = "[role=option][aria-selected=true]"

HIDE_WHAT_IS_COVERED = """() => {
    const list = document.querySelector('.suggestions').getBoundingClientRect();
    for (const element of document.querySelectorAll('main *')) {
        const box = element.getBoundingClientRect();
        const meets = box.top < list.bottom && list.top < box.bottom && box.left < list.right && list.left < box.right;
        const holds = element.querySelector('.suggestions') || element.closest('.suggestions');
        if (meets && !holds) element.style.visibility = 'hidden';
    }
}"""
"""Nobody can read what lies below the open list, and axe cannot tell its contrast."""


def box_of(page):
    return page.get_by_role("combobox", name="What", exact=True)


def rows_of(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_into(page, text):
    with page.expect_response(lambda response: "/api/suggest" in response.url):
        box_of(page).press_sequentially(text)
    rows_of(page).first.wait_for()


def asked_of(page):
    """Every request for suggestions from now on, by what was asked."""
    asked = []

    def note(request):
        address = urlsplit(request.url)
        if address.path == "/api/suggest":
            asked.append(parse_qs(address.query).get("q", [""])[0])

    page.on("request", note)
    return asked


def test_a_kind_of_offer_is_chosen_by_keyboard_and_found(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/")
    type_into(page, "alcoh")
    box = box_of(page)
    assert box.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("listbox", name="Suggestions").get_attribute("id") == box.get_attribute("aria-controls")
    assert page.locator(".what-field [role=status]").inner_text() == "1 suggestion"
    page.keyboard.press("ArrowDown")
    marked = page.locator(MARKED)
    assert marked.inner_text().startswith("Alcoholics Anonymous (AA)")
    assert box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    assert box.evaluate("box => box === document.activeElement"), "the focus never leaves the box"
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?**")
    assert "q=Alcoholics+Anonymous&" in page.url
    assert "First Light Newcomers" in page.locator("main").inner_text()


def test_the_arrows_go_around_and_escape_keeps_what_was_typed(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/")
    type_into(page, "fo")
    rows = rows_of(page).count()
    for _ in range(rows + 1):
        page.keyboard.press("ArrowDown")
    assert page.locator(MARKED).count() == 0, "past the last row stands the text as typed"
    page.keyboard.press("ArrowUp")
    assert page.locator(MARKED).get_attribute("id") == rows_of(page).last.get_attribute("id")
    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert box_of(page).input_value() == "fo"
    assert box_of(page).get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("listbox").is_visible()


def test_enter_without_a_marked_row_asks_what_was_typed(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/")
    type_into(page, "food sh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=food+sh&**")


def test_a_place_goes_where_places_are_asked_for(open_page):
    page = open_page(viewport=PHONE, has_touch=True)
    page.goto("/")
    type_into(page, "minneap")
    rows_of(page).filter(has_text="Minneapolis, MN").first.tap()
    assert page.get_by_label("Near", exact=True).input_value() == "Minneapolis, MN"
    assert box_of(page).input_value() == ""
    assert page.url.endswith("/"), "what is looked for is still to be said"


def test_a_name_is_chosen_with_a_thumb_on_the_smallest_screen(open_page):
    page = open_page(viewport=NARROWEST, has_touch=True)
    page.goto("/")
    type_into(page, "late la")
    row = rows_of(page).filter(has_text="Late Lamp Online")
    box = row.bounding_box()
    assert box is not None
    assert box["height"] >= 43.5
    assert not is_wider_than_screen(page)
    row.tap()
    page.wait_for_url("**/find?**")
    assert "Late Lamp Online" in page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_while_the_list_is_open(open_page, scheme):
    for screen in (NARROWEST, WIDE):
        page = open_page(viewport=screen, color_scheme=scheme, reduced_motion="reduce")
        page.goto("/")
        type_into(page, "al")
        page.keyboard.press("ArrowDown")
        page.evaluate(HIDE_WHAT_IS_COVERED)
        assert faults_of(page) == []


def test_nothing_is_asked_while_the_box_is_as_good_as_empty(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/")
    asked = asked_of(page)
    box_of(page).press_sequentially("a")
    page.keyboard.press("Backspace")
    box_of(page).press_sequentially("   ")
    page.get_by_label("Near", exact=True).press_sequentially("55401")
    type_into(page, "al")
    assert asked == ["al"]


def test_only_the_last_of_quick_keys_is_asked(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/")
    asked = asked_of(page)
    type_into(page, "alcoholics")
    assert asked == ["alcoholics"]


def test_a_reader_of_spanish_is_answered_in_spanish(open_page):
    page = open_page(viewport=WIDE, locale="es")
    page.goto("/")
    with page.expect_response(lambda response: "/api/suggest" in response.url):
        page.get_by_role("combobox", name="Qué").press_sequentially("alcohol")
    assert page.get_by_role("listbox", name="Sugerencias").inner_text().startswith("Alcohólicos Anónimos (AA)")


def test_without_an_answer_the_box_stays_quiet_and_soon_stops_asking(open_page):
    page = open_page(viewport=WIDE)
    page.goto("/")
    asked = asked_of(page)
    page.route("**/api/suggest**", lambda route: route.fulfill(status=404, body=json.dumps({"error": "away"})))
    for letters in ("al", "c", "o", "h"):
        box_of(page).press_sequentially(letters)
        page.wait_for_timeout(250)
    assert len(asked) == 2
    assert not page.get_by_role("listbox").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=alcoh&**")


def test_who_saves_data_is_not_suggested_anything(open_page):
    page = open_page(viewport=PHONE)
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto("/")
    assert page.get_by_role("combobox", name="What", exact=True).count() == 0
    assert page.get_by_label("What", exact=True).is_visible()


def test_without_script_the_box_is_a_plain_one(open_page):
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto("/")
    box = page.get_by_label("What", exact=True)
    assert box.get_attribute("role") is None
    box.fill("food shelf")
    box.press("Enter")
    assert "Eastside Food Shelf" in page.locator("main").inner_text()
