"""`alongside duplicates`: search for listings that may be one, and how good that search is."""

from pathlib import Path
from typing import Annotated

import typer

from directory.cli.installation import progress_bar, ready_database, told
from directory.clock import utc_now
from directory.config import load_settings
from directory.curation.duplicates.measuring import measure, read_labelled
from directory.curation.duplicates.searching import find_and_file
from directory.errors import RefusedError
from directory.paths import seeds_folder

app = typer.Typer(help="Listings that may be one and the same.")


@app.command()
def search() -> None:
    """Compare what changed since the last search with everything, and propose new pairs; the worker does the same."""
    with ready_database(load_settings()) as database, progress_bar("Reading listings") as bar:
        count = find_and_file(database, utc_now, bar)
    told.print(f"{count} new pairs wait for a coordinator.")


@app.command("measure")
def print_quality(
    file: Annotated[Path | None, typer.Argument(help="A table of labelled pairs; those that ship otherwise.")] = None,
) -> None:
    """Print precision and recall of the score on pairs of which it is known whether they are one."""
    table = file or seeds_folder() / "quality" / "duplicates.csv"
    try:
        quality = measure(read_labelled(table))
    except (KeyError, ValueError):
        raise RefusedError(f"{table} is no table of labelled pairs.") from None
    for case, (right, number) in sorted(quality.by_case.items(), key=lambda one: one[1][0] / one[1][1]):
        print(f"{right:4} of {number:3}  {case}")
    print(f"{quality.pairs} pairs: precision {quality.precision:.3f}, recall {quality.recall:.3f}")
    print(f"{quality.found} found, {quality.missed} missed, {quality.wrong} wrongly said to be one")
