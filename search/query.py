"""What is asked of the index and what it answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from search.document import Facet
from search.hours import DayWindow, Occurrence, TimeState, Window

Sort = Literal["best", "nearest", "soonest"]
StatusAsked = Literal["active", "temporarily_closed", "overdue", "any"]


@dataclass(frozen=True, slots=True)
class Near:
    """A point asked for, in degrees, and how far from it: miles, or None for the smallest ring that holds ten hits."""

    lat: float
    lon: float
    miles: float | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the index, already understood: words, place, time, filters, order and page."""

    words: str = ""
    """What is left of the text once time, place, language, cost and exclusion were taken out; quotes and -word kept."""
    near: Near | None = None
    window: Window | DayWindow | None = None
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    """Codes of `not=`: drop a listing that states that it asks for one."""
    verified_days: int | None = None
    unstated: bool = False
    exact: bool = False
    status: StatusAsked = "active"
    sort: Sort = "best"
    grouped: bool = False
    page: int = 1
    per_page: int = 20
    language: Literal["en", "es"] = "en"
    """The language of the words, so that listings in it come first."""
    typing: bool = False
    """The last word is still being typed: match it as a prefix."""
    behind: frozenset[str] = frozenset()
    """Codes of domains in whose listings words are worth less: who looks for food does not look for work with food."""
    with_cards: bool = True
    """False: each hit holds what programs are told of it alone."""
    guarded: bool = False
    """The text speaks of danger: it is never respelt and never answered with more than was asked."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """One way in which the answer is wider than the question."""

    kind: Literal["spelling", "any_word", "wider"]
    from_: str
    to: str


class Reason(NamedTuple):
    """Why a hit stands where it stands, as a code with its value; sentences are made per language elsewhere.

    `name`, `alternate_name`, `term`, `organization`, `description`, `place`: the words found there;
    `synonym`: the word asked > the word found; `near`: miles; `on_now`; `soon`: minutes; `checked`: date; `language`.
    "On now" and "soon" are told as of the later of now and the opening of the stretch of time asked for.
    """

    code: str
    value: str = ""


class Hit(NamedTuple):
    """One listing of the answer."""

    id: str
    group: str
    score: float
    miles: float | None
    state: TimeState
    occurrence: Occurrence | None
    matched: tuple[str, ...]
    """The words of the listing to mark, lower case and folded."""
    reasons: tuple[Reason, ...]
    card: Mapping[str, Any]
    """Empty where it was not asked for."""
    others: int = 0
    """With groups: how many other listings of the group also match."""
    said: bytes = b"{}"
    """What programs are told of the listing whatever they ask: a JSON object, as the index keeps it."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer: a page of hits with the exact totals and facet counts of the query as answered."""

    hits: tuple[Hit, ...]
    total: int
    groups: int
    facets: Mapping[str, Mapping[str, int]]
    relaxed: tuple[Relaxed, ...]
    miles: float | None
    """The distance in use, chosen or given."""
    unstated: int
    """Listings left out only because they do not state what was asked for."""
    now: datetime
