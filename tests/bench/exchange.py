"""`python -m tests.bench.exchange [100000]`: so many listings exported whole, and searched for duplicates.

The database is generated once and kept beside the other corpora. Each measure runs in a process of its own; its memory
is the most it ever held, beside what it held before it began.
"""

import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final

import typer

from directory import migrations
from directory.clock import utc_now
from directory.curation.duplicates.searching import find_and_file
from directory.db import Database
from directory.hsds.exporting import export_hsds
from directory.listings.history import Origin, Reason
from directory.listings.models import mint_id
from directory.listings.queries import in_batches
from directory.listings.service import save_listings
from directory.seeding import seed_vocabulary
from tests.bench.corpus import Generator, cache_folder, generator

AT_ONCE: Final = 500


def drafts(made: Generator, count: int):
    """So many generated listings, each with the id it is saved under."""
    number, group = 0, 0
    while number < count:
        for listing in made._group(group):
            yield mint_id("bench", str(number)), listing.draft
            number += 1
        group += 1


def kept_database(count: int) -> Path:
    """The file of a directory of so many listings, written first where there is none."""
    file = cache_folder() / f"exchange-{count}.sqlite3"
    if file.exists():
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    database = Database(f"sqlite:///{unfinished}")
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
    seeded = Origin(reason=Reason.SEEDED)
    for some in in_batches(islice(drafts(generator(1), count), count), AT_ONCE):
        with database.writing() as session:
            save_listings(session, dict(some), now=utc_now(), origin=seeded)
    database.close()
    unfinished.replace(file)
    return file


def export(database: Database) -> str:
    """Write everything to a folder, as `alongside export` does."""
    held: list[float] = []
    with tempfile.TemporaryDirectory() as folder, database.reading() as session:
        target = Path(folder) / "hsds"
        written = export_hsds(session, target, now=utc_now(), progress=lambda *_: held.append(_most_megabytes()))
        size = sum(file.stat().st_size for file in target.iterdir())
    tenth, half = held[len(held) // 10], held[len(held) // 2]
    return f"{written:,} services, {size / 1e6:.0f} MB; {tenth:.0f} MB of memory after a tenth, {half:.0f} after half"


def search(database: Database) -> str:
    """Search the whole directory for duplicates, as the worker does at first, and file what is found."""
    return f"{find_and_file(database, utc_now):,} pairs filed"


def _most_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measured(what: Callable[[Database], str], file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with database.reading() as session:
        session.connection()
    before = _most_megabytes()
    began, cpu = time.perf_counter(), time.process_time()
    said = what(database)
    took, worked = time.perf_counter() - began, time.process_time() - cpu
    most = _most_megabytes()
    typer.echo(f"| {what.__name__} | {took:.0f} | {worked:.0f} | {most:.0f} | {most - before:.0f} | {said} |")
    database.close()


def measure(count: int) -> None:
    """Print a table of what a directory of so many listings takes."""
    kept = kept_database(count)
    typer.echo("| what | seconds | of one processor | most MB | of it for this, MB | came of it |")
    typer.echo("|---|---|---|---|---|---|")
    for what in (export, search):
        with tempfile.TemporaryDirectory() as folder:
            file = shutil.copy(kept, Path(folder) / kept.name)
            alone = multiprocessing.get_context("spawn").Process(target=_measured, args=(what, Path(file)))
            alone.start()
            alone.join()


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
