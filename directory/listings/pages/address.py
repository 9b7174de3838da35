"""The state of a search as its address: every link of the results page is this state, changed in one thing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import urlencode

from directory.listings.asking import FindForm

Pair = tuple[str, str]
OF_THE_PAGE = frozenset({"page"})
"""What starts anew with every change of the question."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
"""What is written in an address as it is: every code."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parameters of `/find` that say something, in order."""

    pairs: tuple[Pair, ...]
    written: dict[Pair, str] = field(default_factory=dict, compare=False, repr=False)
    """How each pair is written in an address; the addresses of one page share it."""

    @classmethod
    def of(cls, question: FindForm) -> Self:
        """The address of a question as it was answered: what was read from its text is a parameter of its own."""
        said = question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if question.grouped:
            said.pop("grouped", None)
        return cls(tuple(pair for name, value in said.items() for pair in _pairs(name, value)))

    @property
    def href(self) -> str:
        """The address itself."""
        return f"/find?{'&'.join(map(self._write, self.pairs))}" if self.pairs else "/find"

    def values(self, name: str) -> tuple[str, ...]:
        """What a parameter says, in order."""
        return tuple(value for other, value in self.pairs if other == name)

    def without(self, *names: str) -> Self:
        """The same question without some parameters."""
        return self._of(pair for pair in self._lasting if pair[0] not in names)

    def without_value(self, name: str, value: str) -> Self:
        """The same question without one value of a parameter."""
        return self._of(pair for pair in self._lasting if pair != (name, value))

    def also(self, name: str, value: str) -> Self:
        """The same question with one more value."""
        return self._of((*self._lasting, (name, value)))

    def instead(self, name: str, value: str) -> Self:
        """The same question with one value for a parameter in place of those it had."""
        return self._of((*self.without(name).pairs, (name, value)))

    def at_page(self, number: int) -> Self:
        """Another page of the same answer."""
        return self.instead("page", str(number)) if number > 1 else self.without("page")

    def beside(self, names: Iterable[str]) -> tuple[Pair, ...]:
        """What a form must carry along, hidden, when it asks for `names` itself."""
        shown = set(names)
        return tuple(pair for pair in self._lasting if pair[0] not in shown)

    def _of(self, pairs: Iterable[Pair]) -> Self:
        return type(self)(tuple(pairs), self.written)

    def _write(self, pair: Pair) -> str:
        known = self.written.get(pair)
        if known is None:
            name, value = pair
            known = self.written[pair] = f"{name}={value}" if _PLAIN(value) else urlencode((pair,))
        return known

    @property
    def _lasting(self) -> tuple[Pair, ...]:
        return tuple([pair for pair in self.pairs if pair[0] not in OF_THE_PAGE])


def _pairs(name: str, value: Any) -> list[Pair]:
    if isinstance(value, list | tuple):
        return [(name, str(one)) for one in value]
    if isinstance(value, bool):
        return [(name, "1" if value else "0")]
    if isinstance(value, float):
        return [(name, f"{value:g}")]
    return [(name, str(value)[:5] if name in {"from", "to"} else str(value))]
