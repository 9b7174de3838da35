"""Whom somebody can call in a crisis: national lines, each with who runs it, where that was read, and when."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal, get_args

from directory.i18n import LanguageCode
from directory.paths import seeds_folder

Part = Literal["everybody", "some"]
FILE: Final = "crisis_lines.csv"


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """One line: the number to call, where it can be texted, and what it is for, in each language of the pages."""

    code: str
    part: Part
    """For everybody, or for some in particular."""
    call: str
    text_to: str
    """Empty where nobody reads texts."""
    text_word: Mapping[LanguageCode, str]
    """What the first text must say; empty where anything will do."""
    title: Mapping[LanguageCode, str]
    meaning: Mapping[LanguageCode, str]
    """What happens there, at which hours, and in which languages."""
    run_by: str
    """The page of those who answer."""
    read_at: str
    """The page on which the number and its hours were read."""
    checked_on: date


@cache
def crisis_lines() -> tuple[CrisisLine, ...]:
    """Every line in the order in which it is shown; they ship with the program and are held right by its tests."""
    with (seeds_folder() / "vocabulary" / FILE).open(encoding="utf-8", newline="") as file:
        return tuple(_line(row) for row in csv.DictReader(file))


def _line(row: Mapping[str, str]) -> CrisisLine:
    (part,) = (part for part in get_args(Part) if part == row["part"])
    return CrisisLine(
        code=row["code"],
        part=part,
        call=row["call"],
        text_to=row["text_to"],
        text_word=_both(row, "text_word"),
        title=_both(row, "title"),
        meaning=_both(row, "meaning"),
        run_by=row["run_by"],
        read_at=row["read_at"],
        checked_on=date.fromisoformat(row["checked_on"]),
    )


def _both(row: Mapping[str, str], name: str) -> Mapping[LanguageCode, str]:
    return {"en": row[f"{name}_en"], "es": row[f"{name}_es"]}
