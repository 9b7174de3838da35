"""Hostile text in every field of a listing, in a real browser: nothing of it runs, and nobody scrolls sideways."""

import pytest

from directory.app import create_app
from tests.browser import NARROWEST, is_wider_than_screen, serve
from tests.web.hostile_town import build_hostile_town
from tests.web.town import NOW

pytestmark = pytest.mark.browser


def test_nothing_of_it_runs_and_every_page_fits(browser, tmp_path):
    town, ids = build_hostile_town(tmp_path)
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        context = browser.new_context(base_url=address, viewport=NARROWEST)
        page = context.new_page()
        opened: list[str] = []
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        for listing_id in ids.values():
            page.goto(f"/listings/{listing_id}")
            assert not is_wider_than_screen(page), page.url
            with page.expect_navigation():
                page.locator('button[name="listing_id"]').click()
        for path in ("/list", "/list/print", "/list/text"):
            page.goto(path)
            assert not is_wider_than_screen(page), path
        context.close()
        assert opened == []
