"""Bars beside each other, as numbers for a drawing that a template makes and a screen reader can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 320


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and what it says."""

    label: str
    said: str
    described: str
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of bars, each below its label."""

    title: str
    width: int
    bars: tuple[Bar, ...]


def bars(title: str, values: Sequence[tuple[str, int]]) -> Picture | None:
    """Draw counts, the largest as wide as the drawing; None where there is nothing to compare."""
    largest = max((count for _, count in values), default=0)
    if not largest:
        return None
    drawn = tuple(
        Bar(label, str(count), f"{count} / {largest}", round(count / largest * WIDTH, 1)) for label, count in values
    )
    return Picture(title, WIDTH, drawn)
