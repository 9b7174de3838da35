"""The reports of coordinators: one table for each question, the same on the page and to take out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.accounts.pages.parts import Way
from directory.curation.pages.words import kind_headings
from directory.feeds.pages.words import health_said
from directory.feeds.planning import standing_of
from directory.formats import ago
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.reports.keeping.beside import needs_beside_listings
from directory.reports.keeping.completeness import MOST_SHOWN, POINTS, Thing, listings_to_mend, share_that_says
from directory.reports.keeping.freshness import (
    AGES,
    Fresh,
    ages_of_proposals,
    freshness_by_domain,
    freshness_by_kind,
    freshness_by_town,
)
from directory.reports.keeping.sources import SourceHealth, health_of_sources
from directory.reports.pages.names import period_name


class Question(StrEnum):
    """What one table answers."""

    DOMAINS = "domains"
    KINDS = "kinds"
    TOWNS = "towns"
    PROPOSALS = "proposals"
    SOURCES = "sources"
    SAID = "said"
    MEND = "mend"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    name: str
    cells: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to one question."""

    question: Question
    title: str
    said: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def is_even(self) -> bool:
        """Whether every cell is a number, so that a phone has room for all of a line."""
        return self.question not in {Question.SOURCES, Question.MEND}


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """The whole page."""

    title: str
    tables: tuple[Table, ...]
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, of what, and when."""

    session: Session
    vocabulary: Vocabulary
    words: Translator
    now: datetime
    zone: ZoneInfo
    most: int = MOST_SHOWN
    """How many listings to mend are told."""

    @property
    def today(self) -> date:
        """The day where the agency is."""
        return self.now.astimezone(self.zone).date()


def keeping_page(asking: Asking) -> KeepingPage:
    """Answer every question."""
    tables = tuple(answer(question, asking) for question in Question)
    return KeepingPage(asking.words.gettext("How the directory is kept"), tables)


def answer(question: Question, asking: Asking) -> Table:
    """Answer one question."""
    return _ANSWERS[question](asking)


def rows_of(table: Table) -> Iterable[tuple[str, ...]]:
    """Yield a table as a spreadsheet takes it."""
    yield table.heads
    for line in table.lines:
        yield (line.name, *line.cells)


def _domains(asking: Asking) -> Table:
    words = asking.words
    names = {code: entry.label(words.code) for code, entry in asking.vocabulary.domains.items()}
    return Table(
        Question.DOMAINS,
        words.gettext("Freshness by part of life"),
        words.gettext("A listing of two parts counts in both."),
        (words.gettext("Part of life"), *_fresh_heads(words)),
        tuple(_fresh(one, names.get(one.name, one.name)) for one in freshness_by_domain(asking.session, asking.today)),
    )


def _kinds(asking: Asking) -> Table:
    words, terms = asking.words, asking.vocabulary.terms

    def line(found: Fresh) -> Line:
        name = terms[found.name].label(words.code) if found.name in terms else found.name
        return _fresh(found, name, f"/curation/listings?term={found.name}&due=overdue" if found.due else "")

    return Table(
        Question.KINDS,
        words.gettext("Freshness by kind"),
        words.gettext("The kinds where most is due. A listing of two kinds counts in both."),
        (words.gettext("Kind"), *_fresh_heads(words)),
        tuple(line(one) for one in freshness_by_kind(asking.session, asking.today)),
    )


def _towns(asking: Asking) -> Table:
    words = asking.words
    return Table(
        Question.TOWNS,
        words.gettext("Freshness by town"),
        words.gettext("The towns where most is due. What is hidden or only online is in none."),
        (words.gettext("Town"), *_fresh_heads(words)),
        tuple(_fresh(one, one.name) for one in freshness_by_town(asking.session, asking.today)),
    )


def _fresh_heads(words: Translator) -> tuple[str, ...]:
    return (
        words.gettext("Listings"),
        words.gettext("Due"),
        words.gettext("Never checked"),
        words.gettext("Reported wrong"),
    )


def _fresh(found: Fresh, name: str, href: str = "") -> Line:
    numbers = (found.listings, found.due, found.never, found.reported)
    return Line(name, tuple(f"{number:,}" for number in numbers), href)


def _proposals(asking: Asking) -> Table:
    words, headings = asking.words, kind_headings(asking.words)
    first, second, third = AGES
    return Table(
        Question.PROPOSALS,
        words.gettext("How long proposals have waited"),
        "",
        (
            words.gettext("What"),
            words.gettext("up to %(days)s days") % {"days": first},
            words.gettext("up to %(days)s days") % {"days": second},
            words.gettext("up to %(days)s days") % {"days": third},
            words.gettext("longer"),
        ),
        tuple(
            Line(headings[one.kind], tuple(f"{number:,}" for number in one.numbers), _queue(f"kind={one.kind}"))
            for one in ages_of_proposals(asking.session, asking.now)
        ),
    )


def _queue(query: str) -> str:
    return f"/curation/proposals?{query}"


def _sources(asking: Asking) -> Table:
    words = asking.words
    heads = (
        words.gettext("Source"),
        words.gettext("How it stands"),
        words.gettext("Last read"),
        words.gettext("Rows"),
        words.gettext("Refused rows"),
        words.gettext("Missing by now"),
        words.gettext("Proposals waiting"),
    )
    lines = tuple(_source(one, asking) for one in health_of_sources(asking.session))
    return Table(Question.SOURCES, words.gettext("How the sources do"), "", heads, lines)


def _source(one: SourceHealth, asking: Asking) -> Line:
    words = asking.words
    when = ago(one.read_at.astimezone(asking.zone).date(), asking.today, words) if one.read_at else ""
    read = words.gettext("%(when)s, failed") % {"when": when} if one.failed else when or words.gettext("never")
    stands = words.gettext("read by hand")
    if one.feed:
        stands, _ = health_said(standing_of(one.feed, now=asking.now), words, now=asking.now, zone=asking.zone)
    numbers = (one.rows, one.rejected, one.missing, one.waiting)
    href = f"/curation/feeds/{one.source.id}" if one.feed else ""
    return Line(one.source.name, (stands, read, *(f"{number:,}" for number in numbers)), href)


def _said(asking: Asking) -> Table:
    words, names = asking.words, thing_names(asking.words)
    shares = share_that_says(asking.session)
    return Table(
        Question.SAID,
        words.gettext("What listings say"),
        words.gettext("Each has its points; together they are 100."),
        (words.gettext("What"), words.gettext("Points"), words.gettext("Listings that say it")),
        tuple(Line(names[thing], (str(POINTS[thing]), f"{share:.0%}")) for thing, share in shares.items()),
    )


def _mend(asking: Asking) -> Table:
    words, names = asking.words, thing_names(asking.words)
    return Table(
        Question.MEND,
        words.gettext("What to mend first"),
        words.gettext("The listings that say least; of these, what is due for checking first."),
        (words.gettext("Listing"), words.gettext("Points"), words.gettext("Missing")),
        tuple(
            Line(
                one.name,
                (str(one.score), ", ".join(names[thing] for thing in one.missing)),
                f"/curation/listings/{one.listing_id}/edit",
            )
            for one in listings_to_mend(asking.session, most=asking.most)
        ),
    )


def _needs(asking: Asking) -> Table:
    words, vocabulary = asking.words, asking.vocabulary
    needs, rows = needs_beside_listings(asking.session, asking.today)

    def named(domain: str, term: str) -> str:
        entry = vocabulary.terms.get(term) if term else vocabulary.domains.get(domain)
        return entry.label(words.code) if entry else term or domain

    return Table(
        Question.NEEDS,
        words.gettext("What was missed, beside what there is"),
        words.gettext("%(period)s. Counts of 1 to 10 are hidden.") % {"period": period_name(needs.period, words)},
        (words.gettext("Kind"), words.gettext("Times missed"), words.gettext("Listings now")),
        tuple(
            Line(
                named(one.domain, one.term),
                (words.gettext("hidden") if one.missed is None else f"{one.missed:,}", f"{one.listings:,}"),
            )
            for one in rows
        ),
    )


def thing_names(words: Translator) -> dict[Thing, str]:
    """What a listing should say."""
    return {
        Thing.TIMES: words.gettext("Times"),
        Thing.WAY_IN: words.gettext("A way to get in touch"),
        Thing.WHERE: words.gettext("Where it is, or how to join"),
        Thing.DESCRIPTION: words.gettext("What happens there"),
        Thing.FIT: words.gettext("Three facts about whether it fits"),
        Thing.CHECKED: words.gettext("Checked by a person"),
        Thing.COST: words.gettext("Cost"),
        Thing.FIRST_TIME: words.gettext("Your first time"),
        Thing.ACCESS: words.gettext("Access"),
        Thing.LANGUAGES: words.gettext("Languages"),
    }


_ANSWERS: Mapping[Question, Callable[[Asking], Table]] = {
    Question.DOMAINS: _domains,
    Question.KINDS: _kinds,
    Question.TOWNS: _towns,
    Question.PROPOSALS: _proposals,
    Question.SOURCES: _sources,
    Question.SAID: _said,
    Question.MEND: _mend,
    Question.NEEDS: _needs,
}
