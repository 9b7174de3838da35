"""Handles: two random words by which a client is known, so that no list and no title ever shows a name."""

import csv
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from directory.errors import UnavailableError
from directory.paths import seeds_folder

WORDS = Path("vocabulary") / "handles.csv"
TRIES = 200
"""Drawing a free handle fails this often in a row only where nearly all 41,000 are taken."""


@dataclass(frozen=True, slots=True)
class HandleWords:
    """What handles are made of: plain words that name nothing about recovery, a person or a place."""

    first: tuple[str, ...]
    second: tuple[str, ...]


@cache
def handle_words() -> HandleWords:
    """Read the words of `seeds/vocabulary/handles.csv`."""
    with (seeds_folder() / WORDS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return HandleWords(
        tuple(row["word"] for row in rows if row["place"] == "first"),
        tuple(row["word"] for row in rows if row["place"] == "second"),
    )


def new_handle(is_taken: Callable[[str], bool], *, draw: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Return a handle such as "quiet heron" that nobody has.

    Raises UnavailableError when none could be found. Handles are never given twice, also not after erasing.
    """
    words = handle_words()
    for _ in range(TRIES):
        handle = f"{draw(words.first)} {draw(words.second)}"
        if not is_taken(handle):
            return handle
    raise UnavailableError("Nearly every handle is taken: more words are needed in seeds/vocabulary/handles.csv.")
