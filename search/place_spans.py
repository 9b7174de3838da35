"""Place names inside running text: "aa meeting near brooklyn park tonight"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from search.gazetteer import Gazetteer
from search.place_names import CODES_THAT_ARE_WORDS, folded, state_code

MOST_WORDS: Final = 6
"""No place has a longer name that people type."""

_ZIP: Final = re.compile(r"([0-9]{5})(?:-[0-9]{4})?[,.;!?]*")


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """Tokens that name a place. `text` is what `find_place` is asked.

    A name may also be an ordinary word (Hope, Normal, Recovery): whether it means the place here depends on what stands
    before it, on `with_state` and on `population`, and is for the caller to judge.
    """

    count: int
    """Tokens, the state included."""
    text: str
    kind: Literal["zip", "name"]
    with_state: bool = False
    population: int = 0
    """People in the largest place of the name; 0 where not known."""


def place_at(tokens: Sequence[str], start: int, gazetteer: Gazetteer) -> PlaceSpan | None:
    """The longest place name, with its state, or the ZIP code that begins at a token; None when none does.

    Tokens are words as typed: case tells LA from "la", and a comma at the end of a token ends a name.
    """
    if (code := _ZIP.fullmatch(tokens[start])) and gazetteer.zip_place(code[1]):
        return PlaceSpan(1, code[1], "zip", with_state=True)
    count = _name_length(tokens, start, gazetteer)
    if not count:
        return None
    name = " ".join(tokens[start : start + count]).strip(",.;!?")
    state, more = _state_after(tokens, start + count, name, gazetteer)
    places = gazetteer.places_named(name, state=state)
    text = f"{name}, {state}" if state else name
    return PlaceSpan(count + more, text, "name", with_state=bool(state), population=places[0].population)


def _name_length(tokens: Sequence[str], start: int, gazetteer: Gazetteer) -> int:
    """How many tokens the longest name takes; 0 when no name begins here."""
    longest = 0
    for count in range(1, min(MOST_WORDS, len(tokens) - start) + 1):
        name = folded(" ".join(tokens[start : start + count]))
        if not name or not gazetteer.knows_start(name):
            break
        last = start + count - 1
        if gazetteer.knows_name(name) and (len(name) > 2 or _is_meant(tokens, last)):
            longest = count
        if tokens[last].endswith((",", ".", ";")) and len(tokens[last]) > 3:
            break
    return longest


def _state_after(tokens: Sequence[str], start: int, name: str, gazetteer: Gazetteer) -> tuple[str, int]:
    """The state that follows a name which that state has, and its tokens; ("", 0) when none does."""
    for count in (3, 2, 1):
        written = " ".join(tokens[start : start + count])
        state = state_code(written) if start + count <= len(tokens) else None
        if state and _is_state_here(tokens, start, written) and gazetteer.knows_name(folded(name), state=state):
            return state, count
    return "", 0


def _is_state_here(tokens: Sequence[str], row: int, written: str) -> bool:
    """Whether a code that is also a word ("or", "in", "me", "la") is meant as a state."""
    if folded(written) not in CODES_THAT_ARE_WORDS:
        return True
    return _is_meant(tokens, row) or tokens[row - 1].endswith(",")


def _is_meant(tokens: Sequence[str], row: int) -> bool:
    """Whether a short token is an abbreviation on purpose: in capitals, or the last thing said."""
    return tokens[row].isupper() or row == len(tokens) - 1
