"""The file the gazetteer is kept in: a few arrays in one compressed NumPy archive, nothing pickled.

Places stand in order of population, largest first, so rows in ascending order are already sorted for a reader.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from search.place_names import folded

FILE_NAME: Final = "gazetteer.npz"
UNITS_PER_DEGREE: Final = 100_000
"""Coordinates are kept as whole hundred-thousandths of a degree (3.6 feet)."""

Kind = Literal["town", "county"]
Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class TownRow:
    """One town, neighborhood or county to pack. `aliases` are further names it is found by."""

    name: str
    state: str
    county: str
    lat: float
    lon: float
    timezone: str
    population: int = 0
    kind: Kind = "town"
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ZipRow:
    """One ZIP code to pack. `town` is the town the post office names it by, one of the towns packed with it."""

    code: str
    lat: float
    lon: float
    county: str
    timezone: str
    town: TownRow


class Texts:
    """Many short texts in one run of bytes, so that they cost their letters and four bytes each."""

    def __init__(self, letters: Column, ends: Column) -> None:
        self._letters = letters.tobytes()
        # Of a view a single number is read in a fifth of the time it takes to read it of an array.
        self._starts = memoryview(np.concatenate([np.zeros(1, np.uint32), ends]).tobytes()).cast("I")

    @staticmethod
    def packed(texts: Iterable[str]) -> tuple[Column, Column]:
        """The two arrays that keep these texts in this order."""
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([len(text) for text in encoded], dtype=np.uint32)
        return np.frombuffer(b"".join(encoded), np.uint8), ends

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> str:
        return self._bytes_of(row).decode()

    @property
    def nbytes(self) -> int:
        """Bytes of memory in use."""
        return len(self._letters) + self._starts.nbytes

    def row_of(self, text: str) -> int | None:
        """Where the text stands among sorted texts; None when it is not there."""
        row = self._first_not_before(text.encode())
        return row if row < len(self) and self[row] == text else None

    def has_start(self, text: str) -> bool:
        """Whether any of the sorted texts begins so."""
        sought = text.encode()
        row = self._first_not_before(sought)
        return row < len(self) and self._bytes_of(row).startswith(sought)

    def _first_not_before(self, sought: bytes) -> int:
        return bisect_left(range(len(self)), sought, key=self._bytes_of)

    def _bytes_of(self, row: int) -> bytes:
        return self._letters[self._starts[row] : self._starts[row + 1]]


@dataclass(frozen=True, slots=True)
class Pack:
    """The arrays as read. Columns of one table have one length; `*_zone`, `*_state` and `*_county` are rows of the
    texts of that name. `found_rows[found_ends[i - 1]:found_ends[i]]` are the towns found by the folded `names[i]`.
    """

    zip_code: Column
    zip_lat: Column
    zip_lon: Column
    zip_town: Column
    zip_county: Column
    zip_zone: Column
    town_lat: Column
    town_lon: Column
    town_population: Column
    town_is_county: Column
    town_state: Column
    town_county: Column
    town_zone: Column
    found_ends: Column
    found_rows: Column
    town_names: Texts
    names: Texts
    zones: Texts
    states: Texts
    counties: Texts

    @property
    def nbytes(self) -> int:
        """Bytes of memory in use."""
        return sum(int(getattr(self, name).nbytes) for name in self.__dataclass_fields__)


_TEXTS: Final = ("town_names", "names", "zones", "states", "counties")
_COLUMNS: Final = tuple(name for name in Pack.__dataclass_fields__ if name not in _TEXTS)


def read_pack(folder: Path) -> Pack:
    """The pack of a folder. FileNotFoundError when there is none; ValueError when it is not a gazetteer."""
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            parts: dict[str, Any] = {name: kept[name] for name in _COLUMNS}
            parts |= {name: Texts(kept[f"{name}_letters"], kept[f"{name}_ends"]) for name in _TEXTS}
    except (BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a gazetteer of this version; derive it again.") from error
    return Pack(**parts)


def write_pack(folder: Path, zips: Sequence[ZipRow], towns: Sequence[TownRow]) -> Path:
    """Write the pack of a folder and answer its path. The same rows always make the same bytes."""
    towns = sorted(towns, key=lambda town: (-town.population, town.name, town.state, town.county, town.kind))
    zips = sorted(zips, key=lambda row: row.code)
    zones = sorted({row.timezone for row in zips} | {town.timezone for town in towns})
    states = sorted({town.state for town in towns})
    counties = sorted({row.county for row in zips} | {town.county for town in towns})
    names, found_ends, found_rows = _names(towns)
    arrays: dict[str, Any] = {
        **_zip_columns(zips, towns, zones, counties),
        **_town_columns(towns, zones, states, counties),
        "found_ends": found_ends,
        "found_rows": found_rows,
    }
    texts = {"town_names": [town.name for town in towns], "names": names}
    texts |= {"zones": zones, "states": states, "counties": counties}
    for name, words in texts.items():
        arrays[f"{name}_letters"], arrays[f"{name}_ends"] = Texts.packed(words)
    path = folder / FILE_NAME
    np.savez_compressed(path, **arrays)
    return path


def _zip_columns(
    zips: Sequence[ZipRow], towns: Sequence[TownRow], zones: list[str], counties: list[str]
) -> dict[str, Column]:
    rows = {id(town): row for row, town in enumerate(towns)}
    return {
        "zip_code": np.array([int(row.code) for row in zips], np.uint32),
        "zip_lat": _degrees(row.lat for row in zips),
        "zip_lon": _degrees(row.lon for row in zips),
        "zip_town": np.array([rows[id(row.town)] for row in zips], np.uint32),
        "zip_county": _places_in(counties, (row.county for row in zips)),
        "zip_zone": _places_in(zones, (row.timezone for row in zips)),
    }


def _town_columns(
    towns: Sequence[TownRow], zones: list[str], states: list[str], counties: list[str]
) -> dict[str, Column]:
    return {
        "town_lat": _degrees(town.lat for town in towns),
        "town_lon": _degrees(town.lon for town in towns),
        "town_population": np.array([town.population for town in towns], np.uint32),
        "town_is_county": np.array([town.kind == "county" for town in towns], np.bool_),
        "town_state": _places_in(states, (town.state for town in towns)),
        "town_county": _places_in(counties, (town.county for town in towns)),
        "town_zone": _places_in(zones, (town.timezone for town in towns)),
    }


def _names(towns: Sequence[TownRow]) -> tuple[list[str], Column, Column]:
    """Every folded name in order of its bytes, with the rows of the towns it finds, largest town first."""
    rows_of: dict[str, set[int]] = {}
    for row, town in enumerate(towns):
        for name in {folded(written) for written in (town.name, *town.aliases)}:
            rows_of.setdefault(name, set()).add(row)
    names = sorted(rows_of, key=str.encode)
    ends = np.cumsum([len(rows_of[name]) for name in names], dtype=np.uint32)
    rows = np.array([row for name in names for row in sorted(rows_of[name])], np.uint32)
    return names, ends, rows


def _degrees(values: Iterable[float]) -> Column:
    return np.array([round(value * UNITS_PER_DEGREE) for value in values], np.int32)


def _places_in(texts: list[str], wanted: Iterable[str]) -> Column:
    row_of = {text: row for row, text in enumerate(texts)}
    return np.array([row_of[text] for text in wanted], np.uint16)
