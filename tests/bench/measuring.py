"""What is measured of the engines on one corpus: agreement, milliseconds, building, one change."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from search.document import Document
from tests.bench.engine import LEXEME, Answer, Engine
from tests.bench.loopback import Load, Memory
from tests.bench.ours import changed
from tests.bench.questions import ALL_UNDERSTAND, Question

CHANGES = 10


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, or ratios, at percentiles, and the median of each kind of question."""

    p5: float
    p50: float
    p95: float
    p99: float
    by_kind: Mapping[str, float]


@dataclass(slots=True)
class Measured:
    """Everything measured of one size; plain values, so that it can be kept."""

    listings: int
    questions: int
    made_on: str
    compared: int = 0
    disagreements: list[str] = field(default_factory=list)
    engines: dict[str, Times] = field(default_factory=dict)
    ratios: dict[str, Times] = field(default_factory=dict)
    """How many times as long as ours each other engine takes, question by question."""
    build_seconds: dict[str, float] = field(default_factory=dict)
    change_milliseconds: dict[str, float] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    """Of one worker (RSS)."""
    memory: dict[str, Memory] = field(default_factory=dict)
    """Of the largest worker, by app and clients."""
    hostile_milliseconds: float = 0.0
    """What the slowest answer to a text or value that nobody means well took, through the app."""
    visible_seconds: float = 0.0
    """From the commit of a change to an answer that holds it, through the running app."""


def seconds_of(work: Callable[[], Any]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 2)


def disagreements(engines: Sequence[Engine], asked: Sequence[Question]) -> tuple[int, list[str]]:
    """How many questions were compared, and what the engines answer differently to those that all understand."""
    told = []
    compared = [question for question in asked if question.kind in ALL_UNDERSTAND]
    for question in compared:
        first, *others = [engine.find_exactly(question) for engine in engines]
        for engine, answer in zip(engines[1:], others, strict=True):
            told += [f"{engine.name}: {question.kind} {question.exact_text}: {said}" for said in _unlike(first, answer)]
    return len(compared), told


def _unlike(ours: Answer, theirs: Answer) -> list[str]:
    unlike = [f"{theirs.total} listings, we say {ours.total}"] if ours.total != theirs.total else []
    for facet, counts in ours.facets.items():
        if dict(counts) != dict(theirs.facets[facet]):
            unlike.append(f"other counts of {facet}")
    return unlike


def time_engines(
    engines: Sequence[Engine], asked: Sequence[Question], rounds: int, track: Callable[..., Any]
) -> tuple[dict[str, Times], dict[str, Times]]:
    """Each question to each engine in turn, so that whatever else the machine does falls on all alike.

    Of each question the best round counts. Returns the milliseconds of each engine, and how many times as long as the
    first each other one takes.
    """
    for question in asked:
        for engine in engines:
            engine.find(question)
    took = np.zeros((len(engines), len(asked), rounds))
    for number in track(range(rounds), "Asking", rounds):
        for place, question in enumerate(asked):
            for row, engine in enumerate(engines):
                began = time.perf_counter()
                engine.find(question)
                took[row, place, number] = (time.perf_counter() - began) * 1000
    ours, *others = best = took.min(axis=2)
    times = {engine.name: _times(each, asked) for engine, each in zip(engines, best, strict=True)}
    return times, {engine.name: _times(each / ours, asked) for engine, each in zip(engines[1:], others, strict=True)}


def _times(took: Any, asked: Sequence[Question]) -> Times:
    """Percentiles over the questions; `took` holds one number for each."""
    kinds = np.array([question.kind for question in asked])
    by_kind = {kind: round(float(np.median(took[kinds == kind])), 3) for kind in dict.fromkeys(kinds.tolist())}
    return Times(*(round(float(value), 3) for value in np.percentile(took, [5, 50, 95, 99])), by_kind)


def change_milliseconds(engine: Engine, documents: Sequence[Document]) -> float:
    """From handing over one changed listing to finding it, in the same process: the median of some."""
    took = []
    for number, document in enumerate(documents[:CHANGES]):
        word = f"{LEXEME}{'abcdefghij'[number]}"
        began = time.perf_counter()
        engine.change(changed(document, word))
        found = engine.find_exactly(Question("changed", (word,)))
        took.append((time.perf_counter() - began) * 1000)
        if list(found.ids) != [document.id]:
            raise RuntimeError(f"{engine.name} does not find what was changed")
    return round(float(np.median(took)), 1)


def size_on_disk(path: Path) -> float:
    """Megabytes of a file or a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)
