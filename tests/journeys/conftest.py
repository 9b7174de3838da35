"""The town, served to a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from directory.app import create_app
from tests.browser import open_browser, serve
from tests.journeys.agency import Agency, open_agency
from tests.web.town import NOW, Town, build_town

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """One installation for all journeys."""
    return build_town(tmp_path_factory.mktemp("journeys"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys; each test opens a window of its own."""
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def address(town: Town, browser: Browser) -> Iterator[str]:
    """Where the town is served. A browser comes first, so that nothing is served where there is none."""
    with serve(create_app(town.settings, clock=lambda: NOW)) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Open a window of some size; in the end it must have asked only us, and complained of nothing."""
    contexts = []
    faults: list[str] = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: None if request.url.startswith(address) else faults.append(request.url))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    expected = ("status of 404", "status of 422")
    assert [fault for fault in faults if not any(words in fault for words in expected)] == []


@pytest.fixture
def agency(tmp_path: Path, sqlite_template: Path, browser: Browser) -> Iterator[Agency]:
    """An agency of the test's own, with its people and an hour that the test moves on."""
    with open_agency(tmp_path, sqlite_template, browser) as agency:
        yield agency
