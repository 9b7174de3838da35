"""`alongside feeds`: read what other directories publish."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from directory.cli import sources
from directory.cli.installation import progress_bar, ready_database, told
from directory.cli.sources import FormatName
from directory.clock import utc_now
from directory.config import Settings, load_settings
from directory.db import Database, Steps, take_turns
from directory.errors import UnavailableError
from directory.feeds.comparing import Comparison, compare
from directory.feeds.files import keep_file
from directory.feeds.folders import packed_folder
from directory.feeds.forgetting import forget_old_runs
from directory.feeds.formats import Reading, read_feed, reading_context
from directory.feeds.readers.envelope import MOST_BYTES
from directory.feeds.records import FeedRefusedError, Problem
from directory.feeds.ruling import REVIEWED, TRUSTED
from directory.feeds.service import accept as accept_whole
from directory.feeds.taking import begin, finish, steps
from directory.listings.indexing import index_keeper

app = typer.Typer(help="Read what other directories publish.", no_args_is_help=True)

app.command("add")(sources.add)
app.command("list")(sources.list_sources)
app.command("run")(sources.run)

EXAMPLES_OF_A_KIND = 3
KINDS_SHOWN = 30


@app.callback()
def feeds() -> None:
    """Read what other directories publish."""


@app.command("import")
def import_feed(
    file: Annotated[Path, typer.Argument(help="The file to read, or a folder of CSV files.")],
    *,
    format_: FormatName,
    source: Annotated[str | None, typer.Option(help="The name of the source, else that of the format.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Apply it at once instead of filing it for review.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Read a file of meetings and file what is new or changed for review, or apply it with --accept."""
    settings = load_settings()
    told.print(f"Reading {file} …", markup=False)
    reading = read_feed(_content_of(file), format_, reading_context(now=utc_now(), source=source), told.print)
    with ready_database(settings) as database:
        if dry_run:
            comparison = _compare_only(database, reading, source)
        else:
            comparison = _import(settings, database, reading, source, accept=accept)
        if accept and not dry_run:
            _bring_index_up_to_date(settings, database)
    if as_json:
        print(json.dumps(comparison.as_report()))  # in ASCII it is one line for every program and every terminal
    else:
        _tell(comparison, dry_run=dry_run, accept=accept)


def _content_of(file: Path) -> bytes:
    """The bytes of the file, one more than is ever read at most: the reader refuses what is longer.

    A folder with the files of a package is read as that package.
    """
    try:
        if file.is_dir():
            return packed_folder(file)
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise FeedRefusedError(f"{file} cannot be read: {error.strerror}.") from None


def _compare_only(database: Database, reading: Reading, source: str | None) -> Comparison:
    told.print("Comparing with the directory …")
    with database.reading() as session:
        return compare(session, reading, source_name=source)


def _import(
    settings: Settings, database: Database, reading: Reading, source: str | None, *, accept: bool
) -> Comparison:
    """Take the reading up: a trusted first load whole or not at all, anything later in steps, as the worker does."""
    comparison = _compare_only(database, reading, source)
    told.print("Writing the listings …" if accept else "Filing proposals …")
    if accept and comparison.source is None:
        with _alone(database) as session:
            comparison = compare(session, reading, source_name=source)
            accept_whole(session, comparison, now=utc_now())
            _keep(settings, session, reading)
        return comparison
    in_steps = Steps(database)
    with _alone(in_steps) as session:
        taking = begin(session, comparison, TRUSTED if accept else REVIEWED, now=utc_now(), fetched=False)
        keep_file(settings.feeds_folder, reading.content, reading.content_hash)
    for step in steps(taking):
        with _alone(in_steps) as session:
            step(session)
    with _alone(in_steps) as session:
        finish(session, taking)
        _keep(settings, session, reading)
    return comparison


@contextmanager
def _alone(database: Database | Steps) -> Iterator[Session]:
    """A transaction in which no other feed is taken up."""
    with database.writing() as session:
        take_turns(session, "feeds")
        yield session


def _keep(settings: Settings, session: Session, reading: Reading) -> None:
    keep_file(settings.feeds_folder, reading.content, reading.content_hash)
    forget_old_runs(session, settings.feeds_folder, keep=settings.feeds_keep_runs)


def _bring_index_up_to_date(settings: Settings, database: Database) -> None:
    try:
        with progress_bar("Bringing the search index up to date") as bar:
            index_keeper(settings, database).bring_up_to_date(utc_now(), bar)
    except OSError as error:
        raise UnavailableError(
            f"The listings were written, but the search index could not follow ({error.strerror}). Once that is "
            "mended, run: alongside index rebuild"
        ) from None


def _tell(comparison: Comparison, *, dry_run: bool, accept: bool) -> None:
    counts = comparison.counts()
    print(f"Source: {comparison.source_name} ({comparison.reading.format_name})")
    print(", ".join(f"{number:,} {what}" for what, number in counts.items()) + ".")
    print(_outcome(counts, dry_run=dry_run, accept=accept))
    _tell_problems(comparison.reading.problems)


def _outcome(counts: dict[str, int], *, dry_run: bool, accept: bool) -> str:
    to_write = counts["new"] + counts["changed"]
    if counts["read"] == counts["rejected"]:
        return "No row could be read, so nothing has changed."
    if not to_write:
        return "Nothing is new and nothing has changed."
    if dry_run:
        return f"This was a dry run. Listings that would be written: {to_write:,}."
    if accept:
        return f"Listings that were written and can be found: {to_write:,}."
    return f"Proposals that wait for review: {to_write:,}. No listing has changed; --accept would apply them."


def _tell_problems(problems: Iterable[Problem]) -> None:
    """Show problems by kind, each with a few examples: first what cost a row, then the most frequent."""
    kinds: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        kinds[problem.field, problem.action].append(problem)
    if not kinds:
        print("No problems.")
        return
    by_weight = sorted(kinds.values(), key=lambda alike: (not alike[0].turns_the_row_away, -len(alike)))
    table = Table("How many", "Field", "What was wrong and what was done", title="Problems", title_justify="left")
    for alike in by_weight[:KINDS_SHOWN]:
        table.add_row(f"{len(alike):,}", escape(alike[0].field), escape(_in_words(alike)), end_section=True)
    Console().print(table)
    if len(by_weight) > KINDS_SHOWN:
        print(f"{len(by_weight) - KINDS_SHOWN} more kinds of problems; --json lists every one.")


def _in_words(alike: list[Problem]) -> str:
    """Say once what is true of many rows; where each differs, tell a few of them."""
    more = len(alike) - EXAMPLES_OF_A_KIND
    first = alike[0]
    if len({problem.message for problem in alike}) == 1 and len(alike) > 1:
        rows = ", ".join(problem.where for problem in alike[:EXAMPLES_OF_A_KIND])
        said = f"{first.message[0].upper()}{first.message[1:]}, so {first.action}.\n{rows}"
        return f"{said} and {more:,} more" if more > 0 else said
    sentences = [problem.sentence() for problem in alike[:EXAMPLES_OF_A_KIND]]
    return "\n".join([*sentences, f"… and {more:,} more"] if more > 0 else sentences)
