"""What Whoosh is told of a document: one text field with a band of positions per source field, and what is stored."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import STORED, Schema

from search.analysis import ANALYZER_VERSION
from search.document import Document, Texts
from search.rows import row_of, shown_of

SCHEMA_VERSION: Final = 4
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
FIELD_SEPARATOR: Final = "\x1f"


def weight_by_position() -> NDArray[np.float32]:
    """What a word weighs at each position, shape (POSITIONS,)."""
    return np.repeat(np.array([band.weight for band in BANDS], np.float32), [band.ends - band.starts for band in BANDS])


def band_bit_by_position() -> NDArray[np.uint8]:
    """The bit of the band (1 << its place in BANDS) that each position lies in, shape (POSITIONS,)."""
    bits = np.left_shift(1, np.arange(len(BANDS))).astype(np.uint8)
    return np.repeat(bits, [band.ends - band.starts for band in BANDS])


SCHEMA: Final = Schema(id=STORED, text=STORED, row=STORED, shown=STORED)
"""`text` is a `banded_text`, of which the postings are made; `row` is what the columns are made of, `shown` the id,
the group and the card (`search.rows`). Whoosh keeps the words; it does not look them up."""


def banded_text(texts: Texts) -> str:
    """The texts of a document as the one value of the text field."""
    return FIELD_SEPARATOR.join(getattr(texts, band.name).replace(FIELD_SEPARATOR, " ") for band in BANDS)


def fields_of(document: Document) -> dict[str, Any]:
    """A document as the fields of `SCHEMA`."""
    return {
        "id": document.id,
        "text": banded_text(document.texts),
        "row": row_of(document),
        "shown": shown_of(document),
    }
