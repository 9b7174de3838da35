"""The Page of HSDS: one part of a list, and where in the list it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from directory.hsds.objects import Tree


@dataclass(frozen=True, slots=True)
class Page:
    """One part of a list; `number` counts from 1, and beyond the last page there is nothing."""

    total: int
    number: int
    per_page: int
    contents: Sequence[Tree]

    def as_object(self) -> Tree:
        """Return the page as HSDS writes it."""
        pages = math.ceil(self.total / self.per_page)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(self.contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not self.contents,
            "contents": list(self.contents),
        }
