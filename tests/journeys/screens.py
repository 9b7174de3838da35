"""`make screens`: the pictures of docs/screens, from the demo, at a fixed moment and with its invented people."""

import base64
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from playwright.sync_api import Browser, Page

from directory import migrations
from directory.app import create_app
from directory.config import Settings
from directory.db import Database
from directory.keyring import new_master_key, open_keyring, write_key_file
from directory.listings.indexing import index_keeper
from directory.seeding import demo_settings, seed_demo, seed_people, seed_vocabulary
from directory.seeding.caseload import SMALL, seed_caseload
from tests.browser import PHONE, WIDE, open_browser, serve

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screens"
NOW: Final = datetime(2026, 11, 20, 23, 40, tzinfo=UTC)
"""Friday, 5:40 pm in the demo county."""
ADDRESS: Final = "https://directory.example.org"
"""Where the demo would stand, as a sheet of paper says."""
MOST_BYTES: Final = 60_000
QUALITIES: Final = (82, 70, 55, 40)
A_SHEET: Final = {"width": 720, "height": 1000}
TONIGHT: Final = "/find?q=meeting+tonight&near=55401"


def find_tonight(page: Page) -> None:
    """Results, as a visitor sees them."""
    page.goto(TONIGHT)


def listing(page: Page) -> None:
    """The first of them."""
    find_tonight(page)
    with page.expect_navigation():
        page.locator(".hit h2 a").first.click()


def my_list(page: Page) -> None:
    """Three options, as a week."""
    for path in ("/find?q=aa&near=55401&when=week", "/find?q=food&near=55401", "/find?q=GED+class&near=55401"):
        page.goto(path)
        with page.expect_navigation():
            page.get_by_role("button", name="Add to my list").first.click()
    page.goto("/list")


def print_in_spanish(page: Page) -> None:
    """The same on paper."""
    my_list(page)
    page.goto("/list/print?lang=es")
    page.emulate_media(media="print")
    page.evaluate("() => { document.body.style.padding = '2.5rem'; }")  # the margin of the paper


def on_the_map(page: Page) -> None:
    """List and map side by side."""
    page.goto("/find?q=food&near=55401#map")
    page.locator(".pin").first.wait_for()


def today(page: Page) -> None:
    """Who needs Ana now, and why."""
    continue_as(page, "Ana")
    page.goto("/today")


def refer(page: Page) -> None:
    """From a client to a usual place: all that is left is to log it."""
    continue_as(page, "Ana")
    page.goto("/clients")
    page.locator("a[data-handle], [data-handle] a").first.click()
    page.get_by_role("link", name="Refer", exact=True).click()
    page.get_by_role("link", name=re.compile(r"^Refer \w")).first.click()
    page.get_by_role("button", name="Log it").wait_for()


def coordinator(page: Page) -> None:
    """What keeps the directory right today."""
    continue_as(page, "Dee")
    page.goto("/curation")


def continue_as(page: Page, name: str) -> None:
    """Be one of the invented people."""
    page.goto("/sign-in")
    page.get_by_role("button", name=name).first.click()
    page.locator("details.me").wait_for()


SCREENS: Final[dict[str, tuple[Callable[[Page], None], dict[str, int]]]] = {
    "find-tonight": (find_tonight, PHONE),
    "listing": (listing, PHONE),
    "my-list": (my_list, PHONE),
    "print-spanish": (print_in_spanish, A_SHEET),
    "map": (on_the_map, WIDE),
    "today": (today, PHONE),
    "refer": (refer, PHONE),
    "coordinator": (coordinator, PHONE),
}


@contextmanager
def demonstration() -> Iterator[str]:
    """The demo, with its people and their caseload, served at its moment."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_key_file(folder / "master.key", [new_master_key()])
        keys: dict[str, Any] = {"master_key_file": folder / "master.key", "erasure_ledger": folder / "erasures.ledger"}
        settings = Settings(data=folder / "data", demo=True, public_url=ADDRESS, **keys, **demo_settings())
        settings.data.mkdir()
        _fill(settings)
        with serve(create_app(settings, clock=lambda: NOW)) as address:
            yield address


def _fill(settings: Settings) -> None:
    database = Database(settings.resolved_database_url, keyring=open_keyring(settings))
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
        seed_demo(session, now=NOW)
        seed_people(session, now=NOW)
    seed_caseload(database, now=NOW, zone=settings.zone, shares=SMALL)
    index_keeper(settings, database).open_current(NOW)
    database.close()


def picture(page: Page) -> bytes:
    """What is seen, as WebP, as fine as the largest size allows."""
    tools = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        taken = tools.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        made = base64.b64decode(taken["data"])
        if len(made) <= MOST_BYTES:
            return made
    raise ValueError(f"A picture of {len(made)} bytes is too large for this place.")


def take(browser: Browser, address: str, name: str) -> int:
    """Take one picture; returns its bytes."""
    way, screen = SCREENS[name]
    page = browser.new_page(base_url=address, viewport=screen, device_scale_factor=2 if screen is PHONE else 1)
    way(page)
    page.wait_for_load_state("networkidle")
    made = picture(page)
    (FOLDER / f"{name}.webp").write_bytes(made)
    page.context.close()
    return len(made)


def screens(only: Annotated[list[str] | None, typer.Option(help="Names of pictures; all if left out.")] = None) -> None:
    """Take the pictures again. Look at each of them before they are committed."""
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as address, open_browser() as browser:
        for name in only or SCREENS:
            typer.echo(f"{name}: {take(browser, address, name):,} bytes")


if __name__ == "__main__":
    typer.run(screens)
