"""`python -m tests.bench.today`: how long Today takes for somebody with 30 clients and 600 referrals."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Final

from fastapi.testclient import TestClient
from rich.console import Console
from rich.progress import track
from sqlalchemy import event

from directory import migrations
from directory.accounts.people import find_by_email
from directory.app import create_app
from directory.cli.installation import progress_bar
from directory.clock import utc_now
from directory.config import Settings
from directory.db import Database, open_database
from directory.keyring import new_master_key, write_key_file
from directory.seeding import demo_settings, seed_demo, seed_people, seed_vocabulary
from directory.seeding.caseload import seed_caseload
from tests.bench.corpus import cache_folder
from tests.cast import sign_in_client

ROUNDS: Final = 60
BUDGET: Final = 50.0
"""Milliseconds of the server, in the median."""
told = Console(stderr=True)
found = Console()


def measure_today() -> None:
    """Make the caseload where there is none yet, ask for the page again and again, and print what that took."""
    settings = _installation(cache_folder() / "today")
    app = create_app(settings, clock=utc_now)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        with app.state.database.reading() as session:
            ana = find_by_email(session, "ana@example.org")
        assert ana
        sign_in_client(client, ana, utc_now())
        page = client.get("/today", headers={"accept": "text/html"})
        assert page.status_code == 200
        with _statements(app.state.database) as sent:
            client.get("/today", headers={"accept": "text/html"})
        rounds = [_milliseconds(client) for _ in track(range(ROUNDS), "Asking", console=told, transient=True)]
    taken, worked = ([each[place] for each in rounds] for place in (0, 1))
    rows = page.text.count('class="todo-row')
    kilobytes = len(page.content) / 1024
    found.print(f"{rows} rows, {kilobytes:.0f} kB, {len(sent)} statements with those of the audit")
    found.print(
        f"median {median(taken):.1f} ms (budget {BUDGET:.0f}), 95 of 100 within {quantiles(taken, n=20)[-1]:.1f} ms"
    )
    found.print(f"of the processor, median {median(worked):.1f} ms")


def _milliseconds(client: TestClient) -> tuple[float, float]:
    """How long one answer took, and how long the processor worked for it."""
    begun, before = perf_counter(), process_time()
    client.get("/today", headers={"accept": "text/html"})
    return (perf_counter() - begun) * 1000, (process_time() - before) * 1000


def _installation(folder: Path) -> Settings:
    """A demonstration with the full caseload; kept, since making it takes half a minute."""
    folder.mkdir(parents=True, exist_ok=True)
    key_file = folder / "keys" / "master.key"
    if not key_file.exists():
        key_file.parent.mkdir()
        write_key_file(key_file, [new_master_key()])
    ledger = key_file.with_name("erasures.ledger")
    settings = Settings(data=folder, master_key_file=key_file, erasure_ledger=ledger, demo=True, **demo_settings())
    database = open_database(settings)
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
        seed_demo(session, now=utc_now())
        seed_people(session, now=utc_now())
    with progress_bar("Telling stories of clients") as bar:
        seed_caseload(database, now=utc_now(), zone=settings.zone, progress=bar)
    database.close()
    return settings


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    sent: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(database.engine, "before_cursor_execute", keep)


if __name__ == "__main__":
    measure_today()
