"""Find what is near and on: from the question as asked to the answer, without the database."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from directory.errors import AskedWrongly
from directory.listings.asking import DAYS, FindForm
from directory.listings.term_starts import TermStarts
from directory.listings.vocabulary import Vocabulary
from search.gazetteer import Gazetteer, Place
from search.geocoding import Ambiguous, find_place
from search.hours import DayWindow, Window
from search.index import Index, IndexUnusable
from search.query import Near, Query, Results
from search.safety import SafetyWords
from search.understanding import Understanding, Understood
from search.windows import MomentError, now_for, window_for, window_within


@dataclass(frozen=True, slots=True)
class Finder:
    """What finding needs besides the question; opened once per process and shared by its requests."""

    index: Index | None
    """None while there is none: questions are still understood, and safety cards still shown."""
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    understanding: Understanding
    safety: SafetyWords
    term_starts: TermStarts
    zone: str
    """The agency's time zone, an IANA name: what “tonight” means when no place says otherwise."""
    home: Place | None = None
    """Where the agency is: of two towns of one name, the one nearer to it is meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, with how the question was understood."""

    asked: FindForm
    """As it was put."""
    understood: Understood
    """What was read from the text."""
    question: FindForm
    """As it was answered: the fields, and where they said nothing, what the text said; `q` is what was left of it."""
    place: Place | None
    choices: tuple[Place, ...]
    """Places of the name given, when it was not clear which was meant."""
    unknown_place: str
    """The place as it was given, when nobody knows it; it was searched everywhere."""
    needs_place: bool
    """“Near me” was asked without a position."""
    cards: tuple[str, ...]
    now: datetime
    """The moment answered for, in the zone of the place or the agency."""
    results: Results | None
    """None while there is no index that can be read."""


def find_listings(finder: Finder, asked: FindForm, *, now: datetime, with_cards: bool = True) -> Found:
    """Answer a question at the moment `now`, unless the question names another (`at`); without cards for programs.

    Raises `AskedWrongly` when `at` cannot be read as a moment. Nothing of the question is kept.
    """
    understood = finder.understanding.understand(asked.q, now=_moment(asked.at, None, finder.zone, now))
    question = _merged(asked, understood)
    cards = finder.safety.cards_for(asked.q)
    place, choices = _place(question.near, finder)
    moment = _moment(question.at, place.timezone if place else None, finder.zone, now)
    query = _query(question, understood, place, moment, guarded=bool(cards), with_cards=with_cards)
    return Found(
        asked=asked,
        understood=understood,
        question=question,
        place=place,
        choices=choices,
        unknown_place=question.near if question.near and not place and not choices else "",
        needs_place=understood.near_me and not question.near,
        cards=cards,
        now=moment,
        results=_results(finder.index, query, moment),
    )


def _results(index: Index | None, query: Query, moment: datetime) -> Results | None:
    try:
        return index.find(query, moment) if index else None
    except IndexUnusable:
        return None  # the follower builds it anew


def _merged(asked: FindForm, understood: Understood) -> FindForm:
    """What the fields say wins over what the text says; lists of the text are added where the field is empty."""
    said: dict[str, Any] = {"q": understood.words, **understood.parameters}
    kept = {
        name: value
        for name, value in said.items()
        if name == "q" or (getattr(asked, name) in ("", None, (), False) and not _is_settled(name, asked))
    }
    return asked.model_copy(update=kept)


def _is_settled(name: str, asked: FindForm) -> bool:
    """Whether the fields say the time already.

    A day of theirs takes hours from the text, and hours of theirs a day; a moment of theirs alone (`at`) filters
    nothing and so takes any stretch of time.
    """
    if name not in TIME_PARAMETERS:
        return False
    if asked.day and not asked.has_hours:
        return name not in {"from_", "to"}
    if asked.has_hours and not asked.day:
        return name != "day"
    return bool(asked.when or asked.day or asked.within) or (name == "at" and bool(asked.at))


TIME_PARAMETERS = frozenset({"when", "at", "within", "day", "from_", "to"})


def _place(near: str, finder: Finder) -> tuple[Place | None, tuple[Place, ...]]:
    if not near:
        return None, ()
    found = find_place(near, finder.gazetteer, bias=(finder.home.lat, finder.home.lon) if finder.home else None)
    if isinstance(found, Ambiguous):
        return None, tuple(found.choices)
    return found, ()


def _moment(at: str, place_zone: str | None, agency_zone: str, now: datetime) -> datetime:
    try:
        return now_for(at, place_zone or agency_zone, now)
    except MomentError as error:
        raise AskedWrongly({"at": str(error)}) from None


def _query(
    question: FindForm,
    understood: Understood,
    place: Place | None,
    now: datetime,
    *,
    guarded: bool,
    with_cards: bool,
) -> Query:
    return Query(
        words=question.q,
        near=Near(place.lat, place.lon, question.miles) if place else None,
        window=_window(question, now),
        chosen=question.chosen,
        excluded=frozenset(question.not_),
        verified_days=question.verified,
        unstated=question.unstated,
        exact=question.exact,
        status=question.status,
        sort=question.sort,
        grouped=bool(question.grouped),
        page=question.page,
        per_page=question.per_page,
        language=understood.language,
        behind=_behind(question, understood),
        guarded=guarded,
        with_cards=with_cards,
    )


def _behind(question: FindForm, understood: Understood) -> frozenset[str]:
    """Volunteering, unless it is asked for: its listings hold the same words as those of what they give."""
    is_asked_for = understood.wants_to_help or bool(question.domain or question.term)
    return frozenset() if is_asked_for else frozenset({"volunteering"})


def _window(question: FindForm, now: datetime) -> Window | DayWindow | None:
    """The stretch of time asked for: a word, minutes after the moment, or a day; the first that was given."""
    zone = now.tzinfo.key if isinstance(now.tzinfo, ZoneInfo) else "UTC"
    if question.within is not None:
        return window_within(now, question.within)
    if question.day or question.has_hours:
        weekday = DAYS.index(question.day) if question.day else None
        return DayWindow(weekday, question.from_ or time(0), question.to or time(0))
    return window_for(question.when, now, zone) if question.when else None
