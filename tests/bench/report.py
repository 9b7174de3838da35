"""What was measured, as tables for the terminal and as docs/performance.md."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.loopback import Load, Memory
from tests.bench.measuring import Measured, Times

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
PROFILE = "## What the profile shows"
"""From this heading on, the page is written by a person, and kept."""
SUGGESTIONS = "suggestions"
OURS, ALONE, CROWD = "Alongside", "one worker, one connection", "two workers, 8 connections"
CLIENTS = {ALONE: (1, 1), CROWD: (2, 8)}
"""Workers and connections of each load."""
PACKAGES = ("numpy", "whoosh-reloaded", "tantivy", "fastapi", "uvicorn", "jinja2", "pydantic")
TARGETED = 100_000
WIDTH = 110
"""Characters that the widest table needs."""
Row = tuple[str, ...]


def write_result(folder: Path, seed: int, result: Measured) -> None:
    """Keep what was measured of one size."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"result-{seed}-{result.listings}.json").write_text(json.dumps(asdict(result), indent=1))


def read_results(folder: Path, seed: int) -> list[Measured]:
    """What was measured of each size so far, the smallest first."""
    kept = [_read(json.loads(path.read_text())) for path in folder.glob(f"result-{seed}-*.json")]
    return sorted(kept, key=lambda result: result.listings)


def _read(values: dict[str, Any]) -> Measured:
    for name, shape in (("engines", Times), ("ratios", Times), ("loads", Load), ("memory", Memory)):
        values[name] = {key: shape(**each) for key, each in values.get(name, {}).items()}
    return Measured(**values)


def print_tables(results: Sequence[Measured]) -> None:
    """Every table, on standard output."""
    console = Console()
    console.width = max(console.width, WIDTH)
    for title, head, rows in filled_tables(results):
        table = Table(*head, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def filled_tables(results: Sequence[Measured]) -> Iterator[tuple[str, Row, list[Row]]]:
    """The tables that have anything to say."""
    return (table for table in tables(results) if table[2])


def tables(results: Sequence[Measured]) -> Iterator[tuple[str, Row, list[Row]]]:
    """Title, head and rows of each table."""
    yield "Against the targets, at 100,000 listings", ("figure", "target", "measured", ""), list(_targets(results))
    columns = ("listings", "engine", "p50 ms", "p95 ms", "p99 ms")
    yield "Engines: a full answer", columns, list(_engine_rows(results))
    ratios = ("listings", "engine", "5 % of questions: at most", "half: at most", "95 %: at most")
    yield "How many times as long as Alongside, question by question", ratios, list(_ratio_rows(results))
    for result in results:
        kinds = ("kind of question", *result.engines)
        yield f"Median ms by kind of question, {result.listings:,} listings", kinds, list(_kind_rows(result))
    loads = ("listings", "app", "answer", "clients", "p50 ms", "p95 ms", "p99 ms", "requests/s", "CPU ms")
    yield "Through the app, over the loopback", loads, list(_load_rows(results))
    memory = ("listings", "app", "clients", "RSS", "PSS", "USS")
    yield "Memory of a worker, in MB", memory, list(_memory_rows(results))
    kept = ("listings", "engine", "built in s", "a change found after ms")
    yield "Building and changing", kept, list(_keeping_rows(results))
    yield (
        "Agreement",
        ("listings", "questions", "compared", "disagreements"),
        [
            (f"{each.listings:,}", str(each.questions), str(each.compared), str(len(each.disagreements)))
            for each in results
        ],
    )


def _engine_rows(results: Sequence[Measured]) -> Iterator[Row]:
    for result in results:
        for name, times in result.engines.items():
            yield f"{result.listings:,}", name, f"{times.p50:.2f}", f"{times.p95:.2f}", f"{times.p99:.2f}"


def _ratio_rows(results: Sequence[Measured]) -> Iterator[Row]:
    for result in results:
        for name, times in result.ratios.items():
            yield f"{result.listings:,}", name, *(f"× {part:.1f}" for part in (times.p5, times.p50, times.p95))


def _kind_rows(result: Measured) -> Iterator[Row]:
    kinds = next(iter(result.engines.values())).by_kind if result.engines else {}
    for kind in kinds:
        yield kind, *(f"{times.by_kind[kind]:.2f}" for times in result.engines.values())


def _load_rows(results: Sequence[Measured]) -> Iterator[Row]:
    for result in results:
        for key, load in result.loads.items():
            times = (f"{load.p50:.1f}", f"{load.p95:.1f}", f"{load.p99:.1f}", f"{load.per_second:.0f}")
            yield f"{result.listings:,}", *key.split(" | "), *times, f"{load.processor:.2f}"


def _memory_rows(results: Sequence[Measured]) -> Iterator[Row]:
    for result in results:
        for key, memory in result.memory.items():
            sizes = (memory.resident, memory.proportional, memory.private)
            yield f"{result.listings:,}", *key.split(" | "), *(f"{size:.0f}" for size in sizes)


def _keeping_rows(results: Sequence[Measured]) -> Iterator[Row]:
    for result in results:
        for name, seconds in result.build_seconds.items():
            changed = result.change_milliseconds.get(name)
            yield f"{result.listings:,}", name, f"{seconds:.0f}", f"{changed:.0f}" if changed is not None else ""


def _targets(results: Sequence[Measured]) -> Iterator[Row]:
    at = {result.listings: result for result in results}
    result = at.get(TARGETED)
    if result is None:
        return
    yield from _engine_targets(result)
    for kind, p50, p95, per_second in (("JSON", 1.6, 4.0, 1000), ("HTML", 3.0, 7.0, 600)):
        yield from _app_targets(result, kind, p50, p95, per_second)
    if typing := result.loads.get(f"{OURS} | {SUGGESTIONS} | {ALONE}"):
        said = f"{typing.p50:.1f} / {typing.p95:.1f} ms"
        yield _row("suggestions while typing: p50 / p95", "p95 < 5 ms", said, held=typing.p95 < 5)
    for kind, least in (("JSON", 1), ("HTML", 1), ("HTML without a place", 5)):
        yield from _beside_the_plain_app(result, kind, least)
    yield from _keeping_targets(result)
    for listings, most in ((TARGETED, 350), (1_000_000, 1600)):
        if size := at[listings].megabytes.get("Alongside") if listings in at else None:
            yield _row(f"memory of a worker, {listings:,}", f"≤ {most} MB", f"{size:.0f} MB", held=size <= most)
    if 1_000_000 in at and OURS in result.engines and OURS in at[1_000_000].engines:
        grown = at[1_000_000].engines[OURS].p50 / result.engines[OURS].p50
        yield _row("growth of p50, 100,000 to 1,000,000", "≤ × 10", f"× {grown:.1f}", held=grown <= 10)


def _engine_targets(result: Measured) -> Iterator[Row]:
    names = (OURS, "SQLite FTS5 + R*Tree", "tantivy + NumPy")
    ours, fts5, tantivy = (result.engines.get(name) for name in names)
    if ours and tantivy:
        said = f"{ours.p50:.2f} to {tantivy.p50:.2f} ms"
        yield _row("engine p50 beside tantivy", "faster", said, held=ours.p50 < tantivy.p50)
    if ours and fts5:
        for name, mine, theirs in (("p50", ours.p50, fts5.p50), ("p95", ours.p95, fts5.p95)):
            yield _row(f"engine {name} beside FTS5", "≥ × 15", f"× {theirs / mine:.1f}", held=theirs >= 15 * mine)


def _app_targets(result: Measured, kind: str, p50: float, p95: float, per_second: float) -> Iterator[Row]:
    if one := result.loads.get(f"{OURS} | {kind} | {ALONE}"):
        held = one.p50 <= p50 and one.p95 <= p95
        said = f"{one.p50:.1f} / {one.p95:.1f} ms"
        yield _row(f"{kind}, {ALONE}: p50 / p95", f"{p50} / {p95} ms", said, held=held)
    if many := result.loads.get(f"{OURS} | {kind} | {CROWD}"):
        said = f"{many.per_second:.0f} a second"
        yield _row(f"{kind}, {CROWD}", f"≥ {per_second} a second", said, held=many.per_second >= per_second)


def _beside_the_plain_app(result: Measured, kind: str, least: float) -> Iterator[Row]:
    mine, theirs = (result.loads.get(f"{app} | {kind} | {ALONE}") for app in (OURS, "plain app"))
    if mine and theirs:
        ratios = (theirs.p50 / mine.p50, theirs.p95 / mine.p95)
        said = f"× {ratios[0]:.1f} / × {ratios[1]:.1f}"
        yield _row(f"{kind} beside the plain app: p50 / p95", f"> × {least}", said, held=min(ratios) > least)


def _keeping_targets(result: Measured) -> Iterator[Row]:
    if built := result.build_seconds.get(OURS):
        yield _row("index built anew", "≤ 90 s", f"{built:.0f} s", held=built <= 90)
    if changed := result.change_milliseconds.get(OURS):
        yield _row("a change found, same process", "≤ 50 ms", f"{changed:.0f} ms", held=changed <= 50)
    if longest := result.hostile_milliseconds:
        held = longest < 300
        yield _row("the slowest answer to hostile texts and values", "< 300 ms", f"{longest:.0f} ms", held=held)
    if seen := result.visible_seconds:
        yield _row("a change found through the app", "≤ 1 s", f"{seen:.2f} s", held=seen <= 1)


def _row(figure: str, target: str, measured: str, *, held: bool) -> Row:
    return figure, target, measured, "held" if held else "**missed**"


def write_page(results: Sequence[Measured], seed: int) -> Path:
    """Write the page of the documentation."""
    parts = ["# Performance\n", _method(results, seed)]
    for title, head, rows in filled_tables(results):
        lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts.append(before[before.index(PROFILE) :] if PROFILE in before else f"{PROFILE}\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return PAGE


def _method(results: Sequence[Measured], seed: int) -> str:
    days = ", ".join(f"{result.listings:,} on {result.made_on}" for result in results)
    return METHOD.format(days=days, seed=seed, machine=_machine(), versions=_versions())


METHOD = """`make bench` measures finding on generated listings and writes this page; `SIZE=1m` adds a million.

- **Measured**: {days}; seed {seed}. {machine}.
- **Versions**: {versions}.
- **Listings** go through the program's own drafts, privacy, cards and index documents: weekly, monthly, fortnightly,
  seasonal and always open, in six time zones, one in ten in Spanish, one in twenty with a private address, a third of
  them in groups. 240 questions of twelve kinds are asked of them, the same for every size.
- **Engines** are asked each question in turn, in one process, so that whatever else the machine does falls on all
  alike; of several rounds each question's best counts. Each engine gives 20 cards, the exact total and the exact
  counts of eight facets; only ours also counts days and dates, reads word forms and synonyms, respells, widens,
  finds the next time of each hit, and says why it is there. FTS5 runs in one statement with facets as bit masks;
  tantivy gives the rows, and NumPy does circles, times and counts.
- **Agreement** is checked before anything is timed: totals and all counts must be equal for words, phrases, exclusion,
  circles and facets. For that, word forms, synonyms and widening are switched off, and FTS5 measures on the ellipsoid.
- **Apps** run as processes of uvicorn and are asked by `wrk` over the loopback, without compression, after each
  address was asked once. The plain app (`tests/bench/plain_app.py`) is FastAPI, the FTS5 engine and one Jinja template
  with the same cards. CPU is the processor time of the server for one request, which does not depend on its neighbors.
- **Memory** is the target's as RSS, in which each process counts the pages of libraries and index that all of them
  share; PSS divides those among the processes that have them, and USS leaves them out.
- Server and client share two cores with whatever else ran. Ratios within one run mean more than milliseconds.
"""


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({platform.machine()}), {_memory()} GB, {platform.system()}, load {load:.1f}"


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


def _versions() -> str:
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
