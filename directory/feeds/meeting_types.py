"""What the codes of meeting feeds mean in our words: `seeds/vocabulary/meeting_types.csv` as something to ask."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from directory.paths import seeds_folder

Venue = Literal["online", "hybrid", "closed"]
EVERY_ROW = "*"
"""The code of what is true of every row of a format: the fellowship that publishes it."""
LANGUAGE_WORLD_ID = "LANG"


@dataclass(frozen=True, slots=True)
class MeetingType:
    """One code of one format: the terms, facts and so on that it states.

    `label` is shown to readers where no code of ours says the same.
    """

    code: str
    world_id: str = ""
    venue: Venue | None = None
    terms: tuple[str, ...] = ()
    facts: Mapping[str, bool] = field(default_factory=dict)
    audiences: tuple[str, ...] = ()
    access: Mapping[str, bool] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    label: str = ""
    hours_note: str = ""


@dataclass(frozen=True, slots=True)
class CodesOfFormat:
    """The codes of one format, found by code or by the world id that means the same on every server."""

    types: tuple[MeetingType, ...]

    def by_code(self, code: str) -> MeetingType | None:
        """Find a code as written, else whatever its case; the first row of the file wins."""
        exact = (known for known in self.types if known.code == code)
        folded = (known for known in self.types if known.code.casefold() == code.casefold())
        return next(exact, None) or next(folded, None)

    def by_world_id(self, world_id: str, *names: str) -> MeetingType | None:
        """Find what a world id means; one that means several things ("LANG", "SPK") is decided by the key or name."""
        candidates = [known for known in self.types if world_id and known.world_id == world_id.upper()]
        for name in names:
            for known in candidates:
                if known.code.casefold() == name.casefold():
                    return known
        return candidates[0] if candidates and world_id.upper() != LANGUAGE_WORLD_ID else None

    def of_every_row(self) -> MeetingType:
        """Return what every row of the format states without saying it."""
        return self.by_code(EVERY_ROW) or MeetingType(EVERY_ROW)


@dataclass(frozen=True, slots=True)
class MeetingTypes:
    """The meeting codes of every format."""

    formats: Mapping[str, CodesOfFormat]

    def of(self, format_name: str) -> CodesOfFormat:
        """Return the codes of one format, none when it has none."""
        return self.formats.get(format_name, CodesOfFormat(()))


def load_meeting_types(path: Path | None = None) -> MeetingTypes:
    """Read the codes that ship with the seeds."""
    by_format: dict[str, list[MeetingType]] = {}
    with (path or seeds_folder() / "vocabulary" / "meeting_types.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            by_format.setdefault(row["format"], []).append(_meeting_type(row))
    return MeetingTypes({name: CodesOfFormat(tuple(types)) for name, types in by_format.items()})


def _meeting_type(row: Mapping[str, str]) -> MeetingType:
    return MeetingType(
        code=row["code"],
        world_id=row["world_id"],
        venue=cast("Venue", row["venue"]) if row["venue"] else None,
        terms=_listed(row["terms"]),
        facts=_stated(row["facts"]),
        audiences=_listed(row["audiences"]),
        access=_stated(row["access"]),
        languages=_listed(row["languages"]),
        label=row["note"],
        hours_note=row["hours"],
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


def _stated(cell: str) -> dict[str, bool]:
    return {code: answer == "yes" for code, _, answer in (word.partition(":") for word in _listed(cell))}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything the codes of one row state together; `contradicted` names the facts stated both ways."""

    terms: tuple[str, ...]
    facts: Mapping[str, bool]
    audiences: tuple[str, ...]
    access: Mapping[str, bool]
    languages: tuple[str, ...]
    venues: frozenset[Venue]
    labels: tuple[str, ...]
    hours_note: str
    contradicted: tuple[str, ...]


def taken_together(types: Iterable[MeetingType]) -> Meaning:
    """Put the codes of a row together. A fact stated both ways is a no: closed wins over open."""
    told = list(types)
    facts: dict[str, bool] = {}
    contradicted: list[str] = []
    for code, answer in (pair for known in told for pair in known.facts.items()):
        if facts.get(code, answer) is not answer:
            contradicted.append(code)
        facts[code] = facts.get(code, True) and answer
    return Meaning(
        terms=_once(word for known in told for word in known.terms),
        facts=facts,
        audiences=_once(word for known in told for word in known.audiences),
        access={code: answer for known in told for code, answer in known.access.items()},
        languages=_once(word for known in told for word in known.languages),
        venues=frozenset(known.venue for known in told if known.venue),
        labels=_once(known.label for known in told if known.label),
        hours_note="; ".join(_once(known.hours_note for known in told if known.hours_note)),
        contradicted=_once(contradicted),
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
