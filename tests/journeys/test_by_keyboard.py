"""From the question to a printed list with the keyboard alone: every step by Tab and Enter, and by what is heard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import WIDE
from tests.web.town import Town

pytestmark = pytest.mark.browser

MOST_TABS = 80
ON_IT = re.compile("On my list.*First Light Newcomers")


def tab_to(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """Press Tab until what has this role and name has the focus."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to the {role} {name}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_list_is_found_collected_and_printed_by_keyboard(open_page, town: Town, script):
    page = open_page(viewport=WIDE, java_script_enabled=script)
    page.goto("/")
    tab_to(page, "combobox" if script else "searchbox", "What")
    page.keyboard.type("newcomer")
    tab_to(page, "textbox", "Near")
    page.keyboard.type("55401")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?**near=55401**")
    tab_to(page, "link", "First Light Newcomers")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{town.path('newcomers')}")
    tab_to(page, "button", re.compile("Add to my list.*First Light Newcomers"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=ON_IT)).to_be_visible()
    tab_to(page, "link", ON_IT)
    page.keyboard.press("Enter")
    page.wait_for_url("**/list")
    tab_to(page, "link", "On paper")
    page.keyboard.press("Enter")
    page.wait_for_url("**/list/print")
    if script:
        page.evaluate("window.print = () => { window.printed = true; }")
        tab_to(page, "button", "Print")
        page.keyboard.press("Enter")
        assert page.evaluate("window.printed")
    expect(page.get_by_role("heading", name="First Light Newcomers")).to_be_visible()
