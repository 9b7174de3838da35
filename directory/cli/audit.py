"""`alongside audit`: whether the record of who did or saw what is whole."""

from itertools import islice
from typing import Annotated, Final

import typer

from directory.audit.verifying import current_head, find_breaks, read_head
from directory.cli.installation import progress_bar, ready_database, told
from directory.config import load_settings

app = typer.Typer(help="Check the record of who did or saw what.", no_args_is_help=True)

BREAKS_SHOWN: Final = 20


@app.command()
def head() -> None:
    """Print the number and the hash of the last entry, to be kept where this server cannot reach."""
    with ready_database(load_settings()) as database, database.reading() as session:
        print(current_head(session))


@app.command()
def verify(
    kept: Annotated[
        str | None, typer.Option("--head", metavar="NUMBER:HASH", help="A head that was kept elsewhere.")
    ] = None,
) -> None:
    """Read the whole chain and say whether every entry is as it was written; exit code 1 when one is not."""
    known = read_head(kept) if kept is not None else None
    with ready_database(load_settings()) as database, database.reading() as session:
        with progress_bar("Checking the chain") as bar:
            broken = list(islice(find_breaks(session, known, bar), BREAKS_SHOWN))
        whole = current_head(session)
    if broken:
        for each in broken:
            print(f"Entry {each.number:,}: {each.sentence}")
        raise typer.Exit(1)
    print(f"All {whole.number:,} entries are as they were written.")
    if known is None:
        told.print(
            "Only with --head, kept elsewhere, can a chain that was cut or made anew be told: alongside audit head"
        )
