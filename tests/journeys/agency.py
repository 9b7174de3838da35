"""An agency with its people, served to a real browser, and a clock that a test moves on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from directory.accounts.entering import hash_of_chosen, set_password
from directory.accounts.models import Person
from directory.app import create_app
from directory.config import Settings
from directory.db import Database
from directory.keyring import new_master_key, open_keyring, write_key_file
from tests.accounts.desk import Moment
from tests.browser import serve
from tests.cast import Cast, write_cast
from tests.web.town import NOW

PASSWORD = "violet kettle under seven maps"  # noqa: S105 - it opens nothing but tests
REFUSALS = (
    *(f"status of {status}" for status in (403, 404, 409, 422, 429)),
    "ERR_INTERNET_DISCONNECTED",
    "An unknown error occurred when fetching the script",
)
"""What Chromium itself writes to its console about an answer that is meant, and about signal that is taken away."""


@dataclass
class Agency:
    """Where it is served, who works there, and the hour."""

    address: str
    database: Database
    cast: Cast
    clock: Moment
    browser: Browser
    _contexts: list[BrowserContext] = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)

    def open(self, **options: Any) -> Page:
        """Open a window of a browser of its own."""
        context = self.browser.new_context(base_url=self.address, **options)
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: None if asked.url.startswith(self.address) else self._faults.append(asked.url))
        page.on("console", lambda said: self._faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        return page

    def close(self) -> None:
        """Close every window; none may have asked anybody else, or complained."""
        for context in self._contexts:
            context.close()
        assert [fault for fault in self._faults if not any(status in fault for status in REFUSALS)] == []

    def give_password(self, person: Person) -> None:
        """Have somebody know `PASSWORD`."""
        password_hash = hash_of_chosen(PASSWORD, names=[])
        with self.database.writing() as session:
            set_password(session, person.id, password_hash)

    def sign_in(self, page: Page, email: str, *, way: str = "/account") -> None:
        """Type e-mail and password, whatever language the page is in, and be answered."""
        page.goto(f"/sign-in?next={way}")
        page.locator("#email").fill(email)
        page.locator("#password").fill(PASSWORD)
        send(page, "form[action='/sign-in'] button[type=submit]")


def send(page: Page, button: str) -> None:
    """Tap a button, and wait until the page it leads to stands with all its styles."""
    with page.expect_navigation():
        page.locator(button).locator("visible=true").first.click()


@contextmanager
def open_agency(folder: Path, tables: Path, browser: Browser) -> Iterator[Agency]:
    """Make an agency in a folder, from a file with every table, and serve it.

    It is served as `localhost`: passkeys are bound to a name, never to a number.
    """
    settings = settings_in(folder)
    shutil.copy(tables, settings.data / "alongside.sqlite3")
    database = Database(settings.resolved_database_url, keyring=open_keyring(settings))
    clock = Moment(NOW)
    cast = write_cast(database, NOW)
    with serve(create_app(settings, clock=clock)) as address:
        agency = Agency(address.replace("127.0.0.1", "localhost"), database, cast, clock, browser)
        yield agency
        agency.close()
    database.close()


def settings_in(folder: Path) -> Settings:
    """An installation in Minneapolis time with a key of its own."""
    (folder / "data").mkdir()
    keys = folder / "keys"
    keys.mkdir()
    write_key_file(keys / "master.key", [new_master_key()])
    return Settings(
        data=folder / "data",
        timezone="America/Chicago",
        master_key_file=keys / "master.key",
        erasure_ledger=keys / "erasures.ledger",
    )
