"""The installation that is served: an empty database, and an index of generated listings that belongs to it.

Visitors are answered from the index alone, so this is all that `alongside serve` needs; it starts without rebuilding.
"""

import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from uuid import UUID

from directory import migrations
from directory.clock import utc_now
from directory.config import Settings
from directory.db import database_id, open_database
from directory.listings.forms import ListingDraft
from directory.listings.service import save_listing
from directory.seeding import seed_vocabulary
from search.document import Document
from search.versions import version_folder
from tests.bench.engine import LEXEME
from tests.bench.loopback import PORT
from tests.bench.ours import OurEngine
from tests.factories import EDITED

CHANGED = UUID(int=0x0A11)
PATIENCE = 20.0


def install(folder: Path) -> str:
    """Make the data folder and its database, with the tables and the vocabulary; returns the database's id."""
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(Settings(data=folder))
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
        key = str(database_id(session))
    database.close()
    return key


def bring_up_to_date(folder: Path) -> None:
    """Give an installation that was kept the tables of today's program."""
    database = open_database(Settings(data=folder))
    migrations.upgrade(database.engine)
    database.close()


def build_index(folder: Path, documents: Iterable[Document]) -> None:
    """Write the index of the installation anew, in the place of what it has."""
    for file in folder.glob("alongside.sqlite3*"):
        file.unlink()
    OurEngine.build(index_of(folder), documents, database=install(folder))


def index_of(folder: Path) -> Path:
    """The folder of the index of an installation."""
    return version_folder(Settings(data=folder).index_folder)


def seconds_until_visible(folder: Path) -> float:
    """From the commit of a listing in the database until the running app answers with it."""
    word = LEXEME + token_hex(4)  # another one each time: what an earlier run saved is still found
    draft = ListingDraft(name=f"The {word} group", organization="Elm Street", terms=("aa",), online=True)
    database = open_database(Settings(data=folder))
    with database.writing() as session:
        save_listing(session, draft, listing_id=CHANGED, now=utc_now(), origin=EDITED)
    began = time.perf_counter()
    database.close()
    while not _finds(word):
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError("What was saved is not found by the running app.")
        time.sleep(0.01)
    return round(time.perf_counter() - began, 2)


def _finds(word: str) -> bool:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", f"/api/find?q={word}&exact=1")
    return b'"total":1,' in connection.getresponse().read()
