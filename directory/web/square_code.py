"""An address as a square code (QR) that a phone's camera reads, drawn as one path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

QUIET_ZONE = 4
"""Light modules that ISO/IEC 18004 asks for on every side."""


@dataclass(frozen=True, slots=True)
class SquareCode:
    """The dark modules as the data of an SVG path, one unit a module, and the length of a side."""

    path: str
    side: int


def square_code(address: str) -> SquareCode:
    """Draw an address so that it is still read when a seventh of it is smudged."""
    import segno  # noqa: PLC0415 - few people ask for a code, and each process would hold all it can write

    matrix = segno.make(address, error="m", micro=False).matrix
    lines = (line for number, row in enumerate(matrix) for line in _dark_lines(row, number + QUIET_ZONE))
    return SquareCode("".join(lines), len(matrix) + 2 * QUIET_ZONE)


def _dark_lines(row: Sequence[int], top: int) -> Iterator[str]:
    left = QUIET_ZONE
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            yield f"M{left} {top}h{length}v1h-{length}z"
        left += length
