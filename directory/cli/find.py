"""`alongside find`: search from the command line, as the page does."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from directory.cli.installation import ready_database
from directory.clock import utc_now
from directory.config import load_settings
from directory.listings.answers import found_json
from directory.listings.asking import read_question
from directory.listings.find import Found, find_listings
from directory.listings.finder import open_finder
from directory.listings.indexing import index_keeper
from search.query import Hit

Text = Annotated[str, typer.Argument(help="Words; time, place, language and cost in them are understood.")]
Near = Annotated[str, typer.Option(help="ZIP, town, place name or “lat,lon”.")]
Miles = Annotated[str, typer.Option(help="How far, 1 to 100.")]
At = Annotated[str, typer.Option(help="The moment to answer for, such as 2026-12-01T18:00.")]
Also = Annotated[list[str] | None, typer.Option("--with", help="Any other parameter of /find, such as need=same_day.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer of /api/find.")]


def find(  # noqa: PLR0917 - a command's options; typer hands them over by name
    text: Text = "", near: Near = "", miles: Miles = "", at: At = "", also: Also = None, as_json: Json = False
) -> None:
    """Find listings by words, place and time."""
    given = [("q", text), ("near", near), ("miles", miles), ("at", at)]
    others = [(name, value) for name, _, value in (pair.partition("=") for pair in also or ())]
    settings = load_settings()
    with ready_database(settings) as database:
        keeper = index_keeper(settings, database)
        finder = open_finder(settings, keeper, keeper.open_current(utc_now()))
        found = find_listings(finder, read_question([*given, *others], finder.vocabulary), now=utc_now())
    if as_json:
        print(found_json(found).decode())
    else:
        _show(found)


def _show(found: Found) -> None:
    console = Console()
    if found.choices:
        console.print("Which place is meant? " + "; ".join(place.full_label for place in found.choices))
    if found.unknown_place:
        console.print(f"“{found.unknown_place}” is not a place that is known here, so it was searched everywhere.")
    if found.results is None:
        return
    where = f" near {found.place.label}" if found.place else ""
    console.print(f"{found.results.total} found{where}, asked for {_moment(found.now)}.")
    table = Table("when", "miles", "name", "where", box=None, padding=(0, 2, 0, 0))
    for hit in found.results.hits:
        table.add_row(_when(hit), _miles(hit), hit.card["name"], hit.card["address"] or hit.card["area"] or "online")
    console.print(table)


def _when(hit: Hit) -> str:
    if hit.occurrence is None:
        return hit.state.value.replace("_", " ")
    return ("on since " if hit.state == "in_progress" else "") + _moment(hit.occurrence.starts_at)


def _moment(moment: datetime) -> str:
    return f"{moment:%a %b %-d, %-I:%M %p}"


def _miles(hit: Hit) -> str:
    return "" if hit.miles is None else f"{hit.miles:.1f}"
