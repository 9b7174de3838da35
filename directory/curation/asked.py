"""How the queue of proposals is narrowed down, as addresses and forms have it."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from directory.curation.kinds import Kind
from directory.curation.queue import MINE, NOBODYS, PEOPLE, Asked

AGES: Final = (7, 30, 90)
"""Days after which a proposal is looked for by its age."""
LAST_PAGE: Final = 10_000


def read_asked(sent: Mapping[str, str]) -> Asked:
    """Return what is asked for; what means nothing here is not asked for."""
    source = sent.get("source", "")
    kind, whose = sent.get("kind", ""), sent.get("whose", "")
    older, page = _number(sent.get("older", "")), _number(sent.get("page", ""))
    return Asked(
        kind=Kind(kind) if kind in set(Kind) else None,
        source=_id(source),
        by_people=source == PEOPLE,
        older_than=older if older in AGES else 0,
        area=sent.get("area", "")[:255],
        whose=whose if whose in {MINE, NOBODYS} else "",
        page=min(max(page, 1), LAST_PAGE),
    )


def query_of(asked: Asked) -> str:
    """Return the same as the query of an address, without the page."""
    return urlencode({name: value for name, value in values_of(asked).items() if value})


def values_of(asked: Asked) -> dict[str, str]:
    """Return the same as the values of a form."""
    return {
        "kind": asked.kind or "",
        "source": PEOPLE if asked.by_people else str(asked.source or ""),
        "older": str(asked.older_than or ""),
        "area": asked.area,
        "whose": asked.whose,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(LAST_PAGE)) else 0


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
