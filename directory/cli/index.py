"""`alongside index`: where the search index stands, its digest, and building it anew."""

import typer

from directory.cli.installation import progress_bar, ready_database, told
from directory.clock import utc_now
from directory.config import Settings, load_settings
from directory.db import Database
from directory.errors import UnavailableError
from directory.listings.changes import newest_change
from directory.listings.indexing import index_keeper
from search.index import Index, IndexUnusable

app = typer.Typer(help="The search index: a cache of the database that can be built anew at any time.")


@app.command()
def status() -> None:
    """Say whether the index is in step with the database; exits 1 when it is not."""
    settings = load_settings()
    with ready_database(settings) as database, database.reading() as session:
        index, newest = _opened(settings, database), newest_change(session)
    behind = newest - index.state.applied
    print(f"{len(index)} listings in {index.generation}, made by {index.state.version}.")
    print("In step with the database." if not behind else f"{behind} changes behind the database.")
    raise typer.Exit(1 if behind else 0)


@app.command()
def digest() -> None:
    """Print a fingerprint of everything in the index; two indexes of the same listings have the same one."""
    settings = load_settings()
    with ready_database(settings) as database:
        print(_opened(settings, database).digest())


@app.command("rebuild")
def rebuild_index() -> None:
    """Build the index anew beside the one in use; whoever is searching goes on meanwhile."""
    settings = load_settings()
    with ready_database(settings) as database, progress_bar("Building the search index") as bar:
        count = index_keeper(settings, database).rebuild(utc_now(), bar)
    told.print(f"{count} listings are in the search index.")


def bring_up_to_date(settings: Settings, database: Database) -> None:
    """Have the index hold everything that was committed, with a progress bar where that takes long."""
    with progress_bar("Building the search index") as bar:
        index_keeper(settings, database).open_current(utc_now(), bar)


def _opened(settings: Settings, database: Database) -> Index:
    try:
        return index_keeper(settings, database).open()
    except IndexUnusable as unusable:
        raise UnavailableError(f"{unusable} Run: alongside index rebuild") from None
