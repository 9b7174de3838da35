"""`alongside export`: the directory in files for others."""

from pathlib import Path
from typing import Annotated

import typer

from directory.cli.installation import progress_bar, ready_database
from directory.clock import utc_now
from directory.config import load_settings
from directory.hsds.exporting import export_hsds

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
