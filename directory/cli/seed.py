"""`alongside seed`: load what ships with the program."""

from collections.abc import Sequence
from typing import Annotated

import typer

from directory.cli.installation import progress_bar, ready_database
from directory.clock import utc_now
from directory.config import Settings, load_settings
from directory.db import Database
from directory.errors import RefusedError
from directory.seeding import demo_settings, seed_demo, seed_vocabulary
from directory.seeding.caseload import FULL, Share, seed_caseload

app = typer.Typer(
    help="Load the vocabulary, the demo county or invented clients; safe to run twice.", no_args_is_help=True
)


@app.command()
def vocabulary() -> None:
    """Load the taxonomy of recovery terms, in place of the one that is there."""
    with ready_database(load_settings()) as database:
        print(f"The taxonomy has {load_vocabulary_into(database)} terms.")


@app.command()
def demo() -> None:
    """Load the invented demo county, its dates moved to today."""
    with ready_database(load_settings()) as database:
        load_vocabulary_into(database)
        changed = load_demo_into(database)
    print(f"{changed} listings of the demo county were new or had changed.")


@app.command()
def caseload(
    demo: Annotated[bool, typer.Option(help="Say that this is a demonstration: its clients are invented.")] = False,
    seed: Annotated[int, typer.Option(help="Another number tells other stories.")] = 1,
) -> None:
    """Load 40 invented clients with some 700 referrals into a demonstration, and nowhere else."""
    if not demo:
        raise RefusedError("Invented clients go into a demonstration only: alongside seed caseload --demo")
    settings = load_settings(**demo_settings())
    with ready_database(settings) as database:
        told = load_caseload_into(database, settings, FULL, seed=seed)
    print(f"{told} clients were added, or got more referrals.")


def load_caseload_into(database: Database, settings: Settings, shares: Sequence[Share], *, seed: int = 1) -> int:
    """Write invented clients and return how many were added to."""
    with progress_bar("Telling stories of clients") as bar:
        return seed_caseload(database, now=utc_now(), zone=settings.zone, shares=shares, seed=seed, progress=bar)


def load_vocabulary_into(database: Database) -> int:
    """Write the taxonomy and return how many terms it has."""
    with database.writing() as session:
        return seed_vocabulary(session)


def load_demo_into(database: Database) -> int:
    """Write the demo county and return how many listings were new or changed."""
    with database.writing() as session, progress_bar("Loading the demo county") as bar:
        return seed_demo(session, now=utc_now(), progress=bar)
