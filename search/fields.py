"""What Whoosh is told of a document: one text field with a band of positions per source field, and what is stored."""

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import Analyzer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.formats import Positions

from search.analysis import ANALYZER_VERSION, EXPRESSION, analyzer, tokens
from search.document import Document, Texts
from search.rows import row_of, shown_of

SCHEMA_VERSION: Final = 1
"""Raised whenever bands, weights, stored rows or the arrays made of them change."""
INDEX_VERSION: Final = f"schema {SCHEMA_VERSION}, analyzer {ANALYZER_VERSION}"


@dataclass(frozen=True, slots=True)
class Band:
    """The positions that one source field may take, and what a word found there weighs.

    The last position of a band stays empty, so that no phrase reaches from one field into the next.
    """

    name: str
    """As in `Texts`."""
    reason: str
    """The code of `Reason` for a word found here."""
    starts: int
    ends: int
    weight: float


BANDS: Final = (
    Band("name", "name", 0, 1024, 6.0),
    Band("alternate_name", "alternate_name", 1024, 2048, 5.0),
    Band("terms", "term", 2048, 4096, 4.0),
    Band("organization", "organization", 4096, 5120, 2.5),
    Band("place", "place", 5120, 7168, 0.8),
    Band("description", "description", 7168, 65280, 1.0),
)
"""In order of position. Words beyond a band's last are not indexed: 58,000 for a description, 1,000 for a name.

The last ends so early that a phrase, which has at most 100 words, never counts on into the next document."""

POSITIONS: Final = BANDS[-1].ends
_FIELD_SEPARATOR: Final = "\x1f"
_RUNS_KEPT: Final = 1 << 15


def weight_by_position() -> NDArray[np.float32]:
    """What a word weighs at each position, shape (POSITIONS,)."""
    return np.repeat(np.array([band.weight for band in BANDS], np.float32), [band.ends - band.starts for band in BANDS])


def band_bit_by_position() -> NDArray[np.uint8]:
    """The bit of the band (1 << its place in BANDS) that each position lies in, shape (POSITIONS,)."""
    bits = np.left_shift(1, np.arange(len(BANDS))).astype(np.uint8)
    return np.repeat(bits, [band.ends - band.starts for band in BANDS])


class FlatPositions(Positions):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's positions, with each posting's kept as plain little-endian 16-bit numbers.

    The words come from the house's analyzer, but not token by token through Whoosh: that took a third of a rebuild.
    """

    def word_values(self, value: str, _analyzer: Analyzer, **_asked: Any) -> Iterator[tuple[str, int, float, bytes]]:
        """(word, how often, its weight to Whoosh, its positions as bytes) of every word of a `banded_text`."""
        for word, positions in positions_by_word(value).items():
            yield word, len(positions), float(len(positions)), self.encode(positions)

    def encode(self, poslist: list[int]) -> bytes:
        """The positions of one word in one document as bytes."""
        return struct.pack(f"<{len(poslist)}H", *poslist)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions again."""
        return list(struct.unpack(f"<{len(valuestring) // 2}H", valuestring))

    def decode_frequency(self, valuestring: bytes) -> int:
        """How often the word stands in the document."""
        return len(valuestring) // 2


class PlainCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's codec without compressing postings, and without lengths for each: nothing here asks Whoosh to score."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(compression=0)


def _text_field() -> TEXT:
    field = TEXT(analyzer=analyzer(), phrase=True)
    field.format = FlatPositions()
    return field


SCHEMA: Final = Schema(id=ID(stored=True, unique=True), text=_text_field(), row=STORED, shown=STORED)
"""`row` is what the columns are made of, `shown` the group and the card; both are msgpack."""


def positions_by_word(value: str) -> dict[str, list[int]]:
    """Where every word of a `banded_text` stands, each field within its own band of positions."""
    found: dict[str, list[int]] = defaultdict(list)
    for band, text in zip(BANDS, value.split(_FIELD_SEPARATOR), strict=True):
        begins = band.starts
        for run in EXPRESSION.findall(text):
            words, length = _words_of_run(run)
            for word, place in words:
                if begins + place < band.ends - 1:
                    found[word].append(begins + place)
            begins += length
    return found


@lru_cache(maxsize=_RUNS_KEPT)
def _words_of_run(run: str) -> tuple[tuple[tuple[str, int], ...], int]:
    """The words of one match of the analyzer's expression with their places in it, and how many positions it takes.

    What a run stands for does not depend on the text around it, and texts repeat their words.
    """
    words = tuple((word.folded, word.position) for word in tokens(run))
    return words, max(place for _, place in words) + 1


def banded_text(texts: Texts) -> str:
    """The texts of a document as the one value of the text field."""
    return _FIELD_SEPARATOR.join(getattr(texts, band.name).replace(_FIELD_SEPARATOR, " ") for band in BANDS)


def fields_of(document: Document) -> dict[str, Any]:
    """A document as the fields of `SCHEMA`."""
    return {
        "id": document.id,
        "text": banded_text(document.texts),
        "row": row_of(document),
        "shown": shown_of(document),
    }
