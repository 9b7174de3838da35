"""One result as it is read from top to bottom: name, what it is, when next, how far, what fits, how it is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property, lru_cache
from typing import Any

from directory.formats import long_date, miles_in_words, phone_in_words, phone_link
from directory.i18n import Translator
from directory.listings.asking import FindForm
from directory.listings.pages.card_lines import MatchLine, match_line, paper_line, what_line
from directory.listings.pages.fit_chips import FitChip, Stated, fit_chips
from directory.listings.pages.matches import Piece, pieces
from directory.listings.pages.time_labels import TimeLine, time_line
from directory.listings.pages.trust_labels import Known, TrustLine, trust_line
from directory.listings.pages.voices import Line
from directory.listings.pages.why import why
from directory.listings.vocabulary import Vocabulary
from search.hours import TimeState
from search.query import Hit

LONGEST_TRANSPORT = 40
"""A way to get there that is longer than this stands on the listing's own page only."""


@dataclass(frozen=True, slots=True)
class Call:
    """A number to tap."""

    said: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    """Everything one result shows, in the order in which it is read."""

    id: str
    href: str
    name: tuple[Piece, ...]
    language: str
    what: Line
    on_paper: str
    match: MatchLine | None
    notice: Line
    time: TimeLine
    far: Line
    fit: tuple[FitChip, ...]
    trust: TrustLine
    others: str
    call: Call | None
    why: tuple[str, ...]
    """Why it stands where it stands, in sentences."""


@dataclass(frozen=True)
class Reader:
    """Who reads: what they asked, in which language and zone, and the present day."""

    asked: FindForm
    vocabulary: Vocabulary
    words: Translator
    now: datetime
    zone: tzinfo

    @cached_property
    def today(self) -> date:
        """The day on the reader's calendar."""
        return self.now.astimezone(self.zone).date()


def result_card(hit: Hit, reader: Reader) -> ResultCard:
    """Turn a hit of the index into what its card says to this reader."""
    card, words = hit.card, reader.words
    what = what_line(card, reader.vocabulary, words)
    fit = fit_chips(_stated(card), reader.asked, reader.vocabulary, words)
    said = " ".join(chip.label for chip in fit)
    return ResultCard(
        id=hit.id,
        href=f"/listings/{hit.id}",
        name=pieces(card["name"], hit.matched),
        language=card["text_language"],
        what=what,
        on_paper=paper_line(card),
        match=match_line(hit, f"{what} {said}", reader.vocabulary, words),
        notice=notice(card, words),
        time=_time(hit, reader),
        far=Line(_distance(hit, words), " · ".join(_on_the_way(hit))),
        fit=fit,
        trust=trust_line(known_of(card), words, today=reader.today),
        others=_others(hit.others, words),
        call=_call(card["phone"]),
        why=why(hit, words),
    )


def notice(card: Mapping[str, Any], words: Translator) -> Line:
    """What keeps somebody from simply going there: closed for now, for good, or online only."""
    if card["status"] == "temporarily_closed":
        return _closed_for_now(card, words)
    if card["status"] in {"inactive", "defunct"}:
        return Line(words.gettext("This is no longer offered"))
    if card["venue_closed"] and card["online"]:
        return Line(words.gettext("Online only for now: the place is closed"))
    return Line("")


def _closed_for_now(card: Mapping[str, Any], words: Translator) -> Line:
    said = words.gettext("Closed for now")
    if card["closed_until"]:
        day = long_date(date.fromisoformat(card["closed_until"]), words)
        said = words.gettext("Closed until %(day)s") % {"day": day}
    return Line(said, card["closed_reason"], ": ")


def _time(hit: Hit, reader: Reader) -> TimeLine:
    if hit.card["status"] in {"inactive", "defunct"}:
        return time_line(TimeState.CLOSED, None, reader.words, now=reader.now, here=reader.zone)
    return time_line(hit.state, hit.occurrence, reader.words, now=reader.now, here=reader.zone)


def _on_the_way(hit: Hit) -> Iterator[str]:
    card = hit.card
    if card["in_person"] and 0 < len(card["transportation"]) <= LONGEST_TRANSPORT:
        yield card["transportation"].rstrip(".")
    if card["in_person"] and hit.miles is None and card["place"] and card["city"]:
        yield card["city"]


def _distance(hit: Hit, words: Translator) -> str:
    card = hit.card
    if not card["in_person"]:
        return words.gettext("Online") if card["online"] else words.gettext("Place not stated")
    if hit.miles is None:
        return words.gettext("In person or online") if card["online"] else words.gettext("In person")
    far = miles_in_words(hit.miles, words, is_area=card["visibility"] != "full")
    return words.gettext("%(far)s or online") % {"far": far} if card["online"] else far


def _others(count: int, words: Translator) -> str:
    if not count:
        return ""
    return words.ngettext("%(count)s other time of this group", "%(count)s other times of this group", count) % {
        "count": count
    }


@lru_cache(maxsize=2048)
def _call(phone: str) -> Call | None:
    href = phone_link(phone) if phone else ""
    return Call(phone_in_words(phone), href) if href else None


def _stated(card: Mapping[str, Any]) -> Stated:
    return Stated(card["facts"], card["access"], card["audiences"], card["domains"])


def known_of(card: Mapping[str, Any]) -> Known:
    """How a card's listing is known."""
    return Known(
        verified_on=_date(card["verified_on"]),
        verified_how=card["verified_how"],
        due_on=_date(card["due_on"]),
        live_source=card["live_source"],
        reported_wrong=card["reported_wrong"],
        can_be_called=bool(card["phone"]),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
