"""Generated listings of real shape: read from the same drafts, through the same privacy and cards, as real ones.

One seed gives one corpus, and a smaller corpus is the beginning of a larger one. What was made is kept outside of the
checkout and read back as a stream, so that a million listings need no more memory than one.
"""

import os
import pickle
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np

from directory.listings.documents import document_of
from directory.listings.forms import ListingDraft, PhoneDraft, PlaceDraft, ScheduleDraft
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from search.document import Document
from search.gazetteer import Gazetteer, Place
from search.gazetteer_pack import read_pack
from search.schedule import WEEKDAYS
from tests.bench.words import lexicons

CORPUS_VERSION: Final = 2
"""Raised whenever the same seed gives other listings."""
NOW: Final = datetime(2026, 11, 19, 0, 30, tzinfo=UTC)
"""The moment that every question is asked at: Wednesday evening, half past six in Minneapolis."""
DOMAIN_SHARES: Final = {"recovery": 50, "social": 14, "volunteering": 12, "school": 10, "work": 6, "essentials": 8}
LANGUAGE_SHARES: Final = {"es": 0.1, "asl": 0.03, "so": 0.02, "vi": 0.02, "zh": 0.02, "hmn": 0.01, "ar": 0.01}
STARTS: Final = ((7, 0), (8, 0), (10, 0), (12, 0), (12, 30), (17, 30), (18, 0), (18, 30), (19, 0), (19, 30), (20, 0))
LENGTHS: Final = (60, 60, 60, 75, 90, 120)
STREETS: Final = ("Main", "Oak", "Second", "Lake", "Church", "Cedar", "Park", "River", "Lincoln", "Grand")
HALLS: Final = ("Community Center", "Lutheran Church", "Public Library", "Alano Club", "Health Center", "High School")


class Neighborhoods:
    """The ZIP code areas of the gazetteer, drawn by how many people live in their towns."""

    def __init__(self, gazetteer: Gazetteer, folder: Path) -> None:
        self._gazetteer = gazetteer
        pack = read_pack(folder)
        areas_of_town = np.bincount(pack.zip_town, minlength=pack.town_population.size)
        people = pack.town_population[pack.zip_town] / areas_of_town[pack.zip_town]
        self._codes = pack.zip_code
        self._sums = np.cumsum(people)

    def draw(self, dice: random.Random) -> Place:
        """One area, a crowded one more often."""
        row = int(np.searchsorted(self._sums, dice.random() * self._sums[-1], side="right"))
        place = self._gazetteer.zip_place(f"{int(self._codes[row]):05}")
        if place is None:
            raise LookupError("The gazetteer does not know a ZIP code of its own.")
        return place


@dataclass(frozen=True)
class Generator:
    """Writes the listings of one seed."""

    seed: int
    vocabulary: Vocabulary
    gazetteer: Gazetteer

    @cached_property
    def _lexicons(self) -> Any:
        return lexicons(self.seed)

    @cached_property
    def _neighborhoods(self) -> Neighborhoods:
        return Neighborhoods(self.gazetteer, seeds_folder() / "places")

    @cached_property
    def _terms(self) -> dict[str, list[str]]:
        by_domain: dict[str, list[str]] = {}
        for term in self.vocabulary.terms.values():
            by_domain.setdefault(term.domain, []).append(term.code)
        return by_domain

    def documents(self, count: int) -> Iterator[Document]:
        """The first `count` listings as the index is told of them."""
        number = 0
        while number < count:
            for listing in self._group(number):
                if number < count:
                    yield document_of(listing, self.vocabulary, self.gazetteer, now=NOW)
                number += 1

    def _group(self, number: int) -> Iterator[ListingDetail]:
        """A group that meets one to four times a week at one place: one listing each time."""
        dice = random.Random(f"{self.seed} {number}")
        shared = self._shared(dice)
        times = dice.choice((1, 1, 1, 2, 3, 4)) if shared["in_person"] else 1
        for _ in range(times):
            draft = ListingDraft(**shared, **_hours(dice))
            yield _kept(draft, dice, group=f"group-{number}" if times > 1 else "")

    def _shared(self, dice: random.Random) -> dict[str, Any]:
        domain = dice.choices(list(DOMAIN_SHARES), list(DOMAIN_SHARES.values()))[0]
        terms = self._terms[domain]
        codes = [
            terms[min(int(dice.expovariate(8 / len(terms))), len(terms) - 1)] for _ in range(dice.choice((1, 1, 2)))
        ]
        language = "es" if dice.random() < LANGUAGE_SHARES["es"] else "en"
        words = self._lexicons[language]
        place, zone = self._place(dice)
        label = self.vocabulary.terms[codes[0]].label(language).split(" (")[0]
        form = dice.choices(("in_person", "both", "online"), (88, 7, 5))[0]
        return {
            "name": f"{place.city} {label} {words.draw(dice)}"[:255],
            "organization": f"{words.draw(dice)} {words.draw(dice)} {label}".title()[:255],
            "description": words.text(dice, dice.randint(26, 74)),
            "text_language": language,
            "terms": tuple(codes),
            "timezone": zone,
            "in_person": form != "online",
            "online": form != "in_person",
            "online_url": "" if form == "in_person" else "https://meet.example.org/room",
            "place": place,
            "phones": (PhoneDraft(number=f"612555{dice.randint(0, 9999):04}"),) if dice.random() < 0.6 else (),
            **self._stated(dice, language),
        }

    def _place(self, dice: random.Random) -> tuple[PlaceDraft, str]:
        near = self._neighborhoods.draw(dice)
        visibility = dice.choices(("full", "area_only", "hidden"), (95, 4, 1))[0]
        place = PlaceDraft(
            name=f"{dice.choice(STREETS)} Street {dice.choice(HALLS)}",
            address_1=f"{dice.randint(1, 9999)} {dice.choice(STREETS)} Street",
            city=near.name,
            region=near.county,
            state_province=near.state,
            postal_code=near.zip,
            lat=round(near.lat + dice.gauss(0, 0.02), 5),
            lon=round(near.lon + dice.gauss(0, 0.02), 5),
            visibility=visibility,
            description=dice.choice(("", "", "Side door", "Room 204, second floor")),
            transportation=dice.choice(("", f"Bus {dice.randint(1, 99)}")),
        )
        return place, near.timezone or "America/Chicago"

    def _stated(self, dice: random.Random, language: str) -> dict[str, Any]:
        """Facts, access, audiences and languages: most of it not stated, as in real listings."""
        vocabulary = self.vocabulary
        languages = {language} | {code for code, share in LANGUAGE_SHARES.items() if dice.random() < share}
        return {
            "facts": {
                code: dice.random() < 0.6 for code in vocabulary.facts if code != "room_now" and dice.random() < 0.3
            },
            "access": {code: dice.random() < 0.8 for code in vocabulary.access if dice.random() < 0.25},
            "audiences": tuple(code for code in vocabulary.audiences if dice.random() < 0.07),
            "languages": tuple(sorted(languages)) if dice.random() < 0.8 else (),
        }


def _hours(dice: random.Random) -> dict[str, Any]:
    """Mostly one weekly meeting; some monthly, fortnightly or seasonal; office hours; always; by appointment."""
    kind = dice.choices(
        ("weekly", "office", "monthly", "fortnightly", "season", "always", "asked"), (62, 14, 7, 4, 3, 5, 5)
    )[0]
    if kind in ("always", "asked"):
        return {"always": kind == "always", "by_appointment": kind == "asked"}
    if kind == "office":
        return {"schedules": (ScheduleDraft(starts=time(9), ends=time(17), byday=("MO", "TU", "WE", "TH", "FR")),)}
    hour, minute = dice.choice(STARTS)
    ends = datetime(2026, 1, 1, hour, minute) + timedelta(minutes=dice.choice(LENGTHS))  # noqa: DTZ001 - a wall clock
    day = dice.choice(WEEKDAYS)
    line: dict[str, Any] = {"starts": time(hour, minute), "ends": ends.time(), "byday": (day,)}
    if kind == "monthly":
        line |= {"freq": "MONTHLY", "byday": (f"{dice.choice((1, 2, 3, 4, -1))}{day}",)}
    elif kind == "fortnightly":
        line |= {"interval": 2, "anchor": date(2026, 1, 5) + timedelta(days=7 * dice.randint(0, 1))}
    elif kind == "season":
        line |= {"valid_from": date(2026, 9, 1), "valid_to": date(2027, 5, 31), "except_on": (date(2026, 11, 26),)}
    return {"schedules": (ScheduleDraft(**line),)}


def _kept(draft: ListingDraft, dice: random.Random, *, group: str) -> ListingDetail:
    """The listing as the database would give it back: with an id, and checked some days ago."""
    verified = NOW.date() - timedelta(days=dice.randint(1, 300)) if dice.random() < 0.8 else None
    status = dice.choices(("active", "inactive", "temporarily_closed"), (97, 2, 1))[0]
    nobody = UUID(int=0)
    return ListingDetail(
        id=UUID(int=dice.getrandbits(128)),
        draft=draft.model_copy(update={"status": status}),
        organization_id=nobody,
        service_id=nobody,
        location_id=nobody,
        group_key=group,
        seen_on=NOW.date(),
        seen_source="Elm County Intergroup",
        source_id=str(dice.randint(1, 99999)),
        missing_since=None,
        live_source=True,
        verified_on=verified,
        verified_how="called" if verified else None,
        due_on=(verified or NOW.date()) + timedelta(days=180),
        created_at=NOW,
        modified_at=NOW,
    )


def generator(seed: int) -> Generator:
    """The generator of a seed, with the vocabulary and the places that ship with the program."""
    seeds = seeds_folder()
    return Generator(seed, load_vocabulary(seeds / "vocabulary"), Gazetteer.load(seeds / "places"))


def cache_folder() -> Path:
    """Where corpora and indexes are kept between runs: in `ALONGSIDE_BENCH`, else among the temporary files."""
    return Path(os.environ.get("ALONGSIDE_BENCH") or Path(tempfile.gettempdir()) / "alongside-bench")


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a kept corpus, one after another."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)  # noqa: S301 - the benchmark's own file
            except EOFError:
                return


def kept_corpus(folder: Path, count: int, seed: int, *, track: Any) -> Path:
    """The file of a corpus, written first where there is none. `track` shows the progress of an iteration."""
    path = folder / f"documents-{CORPUS_VERSION}-{seed}-{count}.pickle"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            for document in track(generator(seed).documents(count), "Writing listings", count):
                pickle.dump(document, file, protocol=pickle.HIGHEST_PROTOCOL)
        unfinished.replace(path)
    return path
