"""`alongside seed`: load what ships with the program."""

import typer

from directory.cli.installation import progress_bar, ready_database
from directory.clock import utc_now
from directory.config import load_settings
from directory.db import Database
from directory.seeding import seed_demo, seed_vocabulary

app = typer.Typer(help="Load the vocabulary or the demo county; safe to run twice.", no_args_is_help=True)


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


def load_vocabulary_into(database: Database) -> int:
    """Write the taxonomy and return how many terms it has."""
    with database.writing() as session:
        return seed_vocabulary(session)


def load_demo_into(database: Database) -> int:
    """Write the demo county and return how many listings were new or changed."""
    with database.writing() as session, progress_bar("Loading the demo county") as bar:
        return seed_demo(session, now=utc_now(), progress=bar)
