"""`python -m tests.bench [10k] [100k] [1m]`: measure, print the tables, and write them to docs/performance.md."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track as track_with_rich

from directory.clock import utc_now
from search.document import Document
from tests.bench import hostile, installing, loopback, measuring
from tests.bench.corpus import cache_folder, generator, kept_corpus, read_documents
from tests.bench.engine import Engine
from tests.bench.fts5 import Fts5Engine
from tests.bench.measuring import Measured
from tests.bench.ours import OurEngine
from tests.bench.questions import Question, questions
from tests.bench.report import ALONE, CLIENTS, SUGGESTIONS, print_tables, read_results, write_page, write_result

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ROUNDS = {10_000: 5, 100_000: 3, 1_000_000: 2}
told = Console(stderr=True)


class Part(StrEnum):
    """What a run of the benchmark does, in this order."""

    BUILD = "build"
    ENGINES = "engines"
    APPS = "apps"


def track(work: Iterable[Any], what: str, total: int) -> Iterable[Any]:
    """Show how far long work has come, on standard error."""
    return track_with_rich(work, what, total, console=told, transient=True)


def bench(
    sizes: Annotated[list[str] | None, typer.Argument(help="10k, 100k, 1m; 10k and 100k if left out.")] = None,
    seed: Annotated[int, typer.Option(help="Other listings and questions.")] = 1,
    only: Annotated[list[Part] | None, typer.Option(help="Do this alone, with what was built before.")] = None,
) -> None:
    """Measure finding on generated listings, beside SQLite FTS5 and tantivy, and a plain app."""
    for size in sizes or ["10k", "100k"]:
        result = _measure(SIZES.get(size.lower()) or int(size), seed, only or list(Part))
        write_result(cache_folder(), seed, result)
    results = read_results(cache_folder(), seed)
    print_tables(results)
    told.print(f"Written to {write_page(results, seed)}")


def _measure(count: int, seed: int, parts: list[Part]) -> Measured:
    corpus = kept_corpus(cache_folder(), count, seed, track=track)
    asked = questions(generator(seed))
    folder = cache_folder() / f"engines-{seed}-{count}"
    folder.mkdir(parents=True, exist_ok=True)
    before = next((known for known in read_results(cache_folder(), seed) if known.listings == count), None)
    result = before if before and len(parts) < len(Part) else Measured(count, len(asked), "")
    result.made_on = utc_now().date().isoformat()
    if Part.BUILD in parts:
        _build(result, folder, corpus)
    if Part.ENGINES in parts:
        _measure_engines(result, folder, corpus, asked)
    if Part.APPS in parts:
        _measure_apps(result, folder, asked)
    return result


def _build(result: Measured, folder: Path, corpus: Path) -> None:
    def documents(name: str) -> Iterable[Document]:
        return track(read_documents(corpus), f"{result.listings:,} into {name}", result.listings)

    builders = {
        OurEngine.name: lambda: installing.build_index(folder / "ours", documents(OurEngine.name)),
        Fts5Engine.name: lambda: Fts5Engine.build(folder / "fts5.sqlite3", documents(Fts5Engine.name)),
    }
    if tantivy := _tantivy():
        builders[tantivy.name] = lambda: tantivy.build(folder / "tantivy", documents(tantivy.name))
    for name, build in builders.items():
        result.build_seconds[name] = measuring.seconds_of(build)
        told.print(f"{name}: {result.listings:,} listings in {result.build_seconds[name]} s")


def _measure_engines(result: Measured, folder: Path, corpus: Path, asked: list[Question]) -> None:
    tantivy = _tantivy()
    engines: list[Engine] = [OurEngine(installing.index_of(folder / "ours")), Fts5Engine(folder / "fts5.sqlite3")]
    engines += [tantivy(folder / "tantivy")] if tantivy else []
    result.compared, result.disagreements = measuring.disagreements(engines, asked)
    for line in result.disagreements:
        told.print(f"[bold red]They disagree.[/] {line}")
    rounds = ROUNDS.get(result.listings, 5)
    result.engines, result.ratios = measuring.time_engines(engines, asked, rounds, track)
    some = list(islice(read_documents(corpus), 3, 3 + measuring.CHANGES))
    result.change_milliseconds = {engine.name: measuring.change_milliseconds(engine, some) for engine in engines}


def _tantivy() -> Any:
    """The engine over tantivy; None, said aloud, where it is not installed."""
    try:
        from tests.bench.tantivy_engine import TantivyEngine
    except ImportError:
        told.print("tantivy is not installed (pip install tantivy), so it is left out.")
        return None
    return TantivyEngine


def _measure_apps(result: Measured, folder: Path, asked: list[Question]) -> None:
    servers = {
        "Alongside": lambda workers: loopback.serve_ours(folder / "ours", workers),
        "plain app": lambda workers: loopback.serve_plain(folder / "fts5.sqlite3", workers),
    }
    installing.bring_up_to_date(folder / "ours")
    for name, serve in servers.items():
        for clients, (workers, connections) in CLIENTS.items():
            with serve(workers) as served:
                for kind, addresses in _addresses(asked).items():
                    told.print(f"{name}: {kind}, {clients}")
                    result.loads[f"{name} | {kind} | {clients}"] = loopback.load(
                        served, addresses, connections=connections
                    )
                memory = result.memory[f"{name} | {clients}"] = served.worker_memory()
                if workers == 1:
                    result.megabytes[name] = memory.resident
                    if name == "Alongside":
                        _measure_typing(result, served, asked)
                        result.visible_seconds = installing.seconds_until_visible(folder / "ours")


def _measure_typing(result: Measured, served: loopback.Served, asked: list[Question]) -> None:
    """What is suggested while somebody types, and what nobody means well."""
    typed = [address for question in asked for address in question.typed_so_far("/api/suggest")]
    result.loads[f"Alongside | {SUGGESTIONS} | {ALONE}"] = loopback.load(served, typed, connections=1)
    result.hostile_milliseconds = loopback.longest_milliseconds(list(hostile.addresses()))


def _addresses(asked: list[Question]) -> dict[str, list[str]]:
    return {
        "JSON": [question.address("/api/find") for question in asked],
        "HTML": [question.address("/find") for question in asked],
        "HTML without a place": [question.address("/find") for question in asked if not question.near],
    }


if __name__ == "__main__":
    typer.run(bench)
