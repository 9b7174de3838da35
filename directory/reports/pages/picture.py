"""Bars beside each other, as numbers for a drawing that a template makes and a screen reader can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 320
ROW: Final = 46
"""Units from one bar to the next: its label stands above it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and what it says."""

    label: str
    said: str
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of bars; `described` says in words what it shows."""

    title: str
    described: str
    width: int
    height: int
    bars: tuple[Bar, ...]


def bars(title: str, values: Sequence[tuple[str, int]]) -> Picture | None:
    """Draw counts, the largest as wide as the drawing; None where there is nothing to compare."""
    largest = max((count for _, count in values), default=0)
    if not largest:
        return None
    drawn = tuple(
        Bar(label, str(count), number * ROW, round(count / largest * WIDTH, 1))
        for number, (label, count) in enumerate(values)
    )
    described = ", ".join(f"{label}: {count}" for label, count in values)
    return Picture(title, described, WIDTH, ROW * len(values), drawn)
