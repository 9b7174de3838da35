"""`alongside export`: the directory in files for others."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from directory.cli.installation import progress_bar, ready_database
from directory.clock import utc_now
from directory.config import load_settings
from directory.curation.editing.sheet import write_sheet
from directory.hsds.exporting import export_hsds
from directory.listings.privacy import public_side
from directory.listings.queries import count_listings, load_listings
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder

PRIVATE_FILE: Final = 0o600
"""Only the user who runs the installation reads it: addresses that are not public stand in it."""

app = typer.Typer(help="Write the directory into files that other programs read.", no_args_is_help=True)


@app.callback()
def export() -> None:
    """Write the directory into files that other programs read."""


@app.command()
def hsds(
    to: Annotated[Path, typer.Option(metavar="DIR | FILE.zip", help="A folder, or a file that ends in .zip.")],
) -> None:
    """Write every listing as HSDS 3.1: services.json, services.ndjson and a CSV package with datapackage.json."""
    with (
        ready_database(load_settings()) as database,
        database.reading() as session,
        progress_bar("Writing services") as bar,
    ):
        written = export_hsds(session, to, now=utc_now(), progress=bar)
    print(f"{written:,} services are in {to}.")


@app.command()
def csv(
    to: Annotated[Path, typer.Option(metavar="FILE", help="The sheet, as CSV.")],
    public: Annotated[
        bool, typer.Option("--public", help="As anybody may see it: no address that is not public.")
    ] = False,
) -> None:
    """Write every listing as a sheet that coordinators can edit in a spreadsheet and bring back."""
    settings = load_settings()
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    with (
        ready_database(settings) as database,
        database.reading() as session,
        progress_bar("Writing listings") as bar,
    ):
        listings = (replace(one, draft=public_side(one.draft)) if public else one for one in load_listings(session))
        total = count_listings(session)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w", newline="") as file:
            os.fchmod(file.fileno(), PRIVATE_FILE)  # also of a file that was there before
            for done, line in enumerate(write_sheet(listings, vocabulary)):
                file.write(line)
                bar(done, total)
    print(f"{total:,} listings are in {to}.")
