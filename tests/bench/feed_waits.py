"""`python -m tests.bench.feed_waits [3000] [20000]`: how long others wait to write while a large feed is taken up.

A feed of so many meetings is read three times by the worker's own code: filed for review, taken up whole because
somebody trusts it, and once more with a tenth of it changed, by the rule that lets most through. All that while another
process writes a row every 20 ms and notes how long each write had to wait.
"""

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import Event, Process, Queue
from pathlib import Path
from typing import Any, Final

import typer

from directory import migrations
from directory.audit import System
from directory.clock import utc_now
from directory.config import Settings
from directory.db import Database
from directory.feeds.addresses import AddressPolicy
from directory.feeds.codes import Rule
from directory.feeds.fetching import Fetched, Validators
from directory.feeds.running import run_feed
from directory.feeds.sources import FeedPlan, add_feed, get_feed
from directory.seeding import seed_vocabulary

SIZES: Final = (3_000, 20_000)
PAUSE: Final = 0.02
"""Seconds between two writes of the other process."""
PATIENCE: Final = 600
"""Seconds that it would wait for its turn: a person gives up after ten, and this is to measure."""
TOWNS: Final = ("Brooklyn", "Bronx", "Yonkers", "Manhattan", "Queens")


class Handed:
    """A fetcher that hands in what it is told to."""

    def __init__(self) -> None:
        self.policy = AddressPolicy()
        self.content = b""

    def fetch(self, address: str, media_types: object = (), newer_than: object = None) -> Fetched:
        """Answer the content, whatever is asked for."""
        del media_types, newer_than
        return Fetched(self.content, Validators(), address)


def meetings(count: int, *, changed: bool = False) -> bytes:
    """A Meeting Guide feed of so many rows; of each ten one is on another day when `changed`."""
    return json.dumps([_meeting(number, changed=changed and number % 10 == 0) for number in range(count)]).encode()


def _meeting(number: int, *, changed: bool) -> dict[str, Any]:
    return {
        "slug": f"m-{number}",
        "name": f"Meeting {number % (number // 2 + 1)} of the {TOWNS[number % len(TOWNS)]} group",
        "day": (number + changed) % 7,
        "time": f"{7 + number % 14:02}:30",
        "timezone": "America/New_York",
        "location": f"Hall {number // 3}",
        "address": f"{number // 3} Elm Street",
        "city": TOWNS[number % len(TOWNS)],
        "state": "NY",
        "postal_code": "11201",
        "notes": f"Ring bell {number % 9}.",
        "types": ["O", "X"],
    }


def _write(file: Path, stop: Any, told: Any) -> None:
    """Write a row again and again, and tell the waits: seconds from asking for the turn to having written."""
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    waits = []
    while not stop.is_set():
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE log_head SET number = number WHERE log = 'audit'")
        connection.execute("COMMIT")
        waits.append(time.perf_counter() - began)
        time.sleep(PAUSE)
    told.put(waits)


@contextmanager
def watched(file: Path, what: str) -> Iterator[None]:
    """Print how long the work took, and how long the other process waited meanwhile."""
    stop, told = Event(), Queue()
    other = Process(target=_write, args=(file, stop, told))
    other.start()
    began = time.perf_counter()
    try:
        yield
    finally:
        took = time.perf_counter() - began
        stop.set()
        waits = sorted(told.get(timeout=PATIENCE))
        other.join()
        typer.echo(
            f"| {what} | {took:.1f} | {len(waits):,} | {waits[-1]:.2f} | {waits[int(len(waits) * 0.95)]:.2f} |",
        )


def measure(count: int, folder: Path) -> None:
    """Read a feed of so many rows three times."""
    file = folder / "alongside.sqlite3"
    settings = Settings(data=folder, database_url=f"sqlite:///{file}", timezone="America/New_York")
    database = Database(settings.resolved_database_url)
    migrations.upgrade(database.engine)
    now = utc_now()
    fetcher = Handed()
    with database.writing() as session:
        seed_vocabulary(session)
        plan = FeedPlan("New York", "meeting_guide", "https://feeds.example.org/meetings.json")
        source_id = add_feed(session, plan, policy=fetcher.policy, by=System.COMMAND, now=now).source.id

    def run(at: datetime) -> str:
        return run_feed(database, settings, source_id, clock=lambda: at, fetcher=fetcher).content_hash

    fetcher.content = meetings(count)
    with watched(file, f"{count:,} rows filed for review"):
        content_hash = run(now)
    with database.writing() as session:
        get_feed(session, source_id, hold=True).feed.trusted_hash = content_hash
    with watched(file, f"{count:,} rows taken up whole"):
        run(now + timedelta(hours=1))
    with database.writing() as session:
        get_feed(session, source_id, hold=True).feed.rule = Rule.ALL_BUT_SENSITIVE
    fetcher.content = meetings(count, changed=True)
    with watched(file, f"{count:,} rows, a tenth changed, by rule"):
        run(now + timedelta(days=1))
    with watched(file, f"{count:,} rows, the same again"):
        run(now + timedelta(days=2))
    database.close()


if __name__ == "__main__":
    typer.echo("| what | seconds | writes of others | longest wait, s | 95 % of waits under, s |")
    typer.echo("|---|---|---|---|---|")
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as made:
            measure(size, Path(made))
