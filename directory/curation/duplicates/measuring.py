"""How good the score is: precision and recall on pairs of which it is known whether they are one."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from directory.curation.duplicates.blocking import likely_pairs
from directory.curation.duplicates.traits import Traits, traits_of
from directory.listings.forms import ListingDraft


@dataclass(frozen=True, slots=True)
class Labelled:
    """Two listings of which it is known whether they are one."""

    case: str
    """What is hard about them."""
    is_same: bool
    one: Traits
    other: Traits


@dataclass(frozen=True, slots=True)
class Quality:
    """What became of labelled pairs."""

    pairs: int
    found: int
    """Pairs that are one, and were said to be."""
    missed: int
    wrong: int
    """Pairs that are two, and were said to be one."""
    by_case: dict[str, tuple[int, int]]
    """Of each case how many were judged rightly, and how many there are."""

    @property
    def precision(self) -> float:
        """Of what was said to be one, the share that is."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what is one, the share that was said to be."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def measure(pairs: Iterable[Labelled]) -> Quality:
    """Judge each pair as the search would, blocks included, and compare with what is known."""
    outcomes: Counter[tuple[bool, bool]] = Counter()
    right: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for pair in pairs:
        is_found = bool(list(likely_pairs([pair.one, pair.other])))
        outcomes[pair.is_same, is_found] += 1
        cases[pair.case] += 1
        right[pair.case] += pair.is_same == is_found
    return Quality(
        pairs=outcomes.total(),
        found=outcomes[True, True],
        missed=outcomes[True, False],
        wrong=outcomes[False, True],
        by_case={case: (right[case], number) for case, number in cases.items()},
    )


def read_labelled(file: Path) -> Iterator[Labelled]:
    """Read pairs from a table: `case`, `same` (yes or no), and the fields of each with `_1` and `_2` behind them."""
    with file.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            one, other = (traits_of(_draft(row, side)) for side in ("1", "2"))
            yield Labelled(row["case"], row["same"] == "yes", one, other)


def _draft(row: dict[str, str], side: str) -> ListingDraft:
    said = {name.removesuffix(f"_{side}"): value for name, value in row.items() if name.endswith(f"_{side}") and value}
    place = {name: said.pop(name) for name in ("address_1", "address_2", "city", "postal_code") if name in said}
    facts: dict[str, Any] = {"terms": said.pop("terms").split(), "place": place or None}
    if phone := said.pop("phone", ""):
        facts["phones"] = [{"number": phone}]
    days, starts, ends = said.pop("days", ""), said.pop("starts", None), said.pop("ends", None)
    if days:
        facts["schedules"] = [{"byday": days.split(), "starts": starts, "ends": ends}]
    return ListingDraft.model_validate(said | facts)
