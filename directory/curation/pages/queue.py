"""The queue of proposals, narrowed down and a page at a time."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from directory.accounts.pages.parts import Option, Way
from directory.curation.asked import AGES, query_of, values_of
from directory.curation.kinds import Kind
from directory.curation.pages.changes import name_of_part
from directory.curation.pages.proposal import origin_of
from directory.curation.pages.values import Reader
from directory.curation.pages.words import fault_names, kind_headings, kind_names
from directory.curation.parts import parts_of
from directory.curation.queue import MINE, NOBODYS, PEOPLE, PER_PAGE, Asked, Group, Waiting
from directory.curation.reports import fault_of
from directory.formats import ago, month_in_words
from directory.i18n import Translator

Key = TypeVar("Key", bound=Hashable)
MOST_PARTS = 4
"""Of one change so many parts are named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal to open."""

    href: str
    label: str
    kind: str
    said: str
    touches: str


@dataclass(frozen=True, slots=True)
class Menu:
    """One way to narrow the queue down."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The whole page."""

    title: str
    notice: str
    said: str
    menus: tuple[Menu, ...]
    is_narrowed: bool
    lines: tuple[Line, ...]
    many_href: str
    earlier: Way | None
    later: Way | None
    back: Way | None = None


def queue_page(
    waiting: Sequence[Waiting], total: int, groups: Sequence[Group], asked: Asked, reader: Reader, *, notice: str = ""
) -> QueuePage:
    """Build the page."""
    words, query = reader.words, query_of(asked)
    pages = max(1, -(-total // PER_PAGE))
    return QueuePage(
        title=words.gettext("Proposals"),
        notice=notice,
        said=words.ngettext("%(count)s waits", "%(count)s wait, the oldest first", total) % {"count": f"{total:,}"},
        menus=tuple(_menus(groups, asked, words)),
        is_narrowed=bool(query),
        lines=tuple(_line(one, query, reader) for one in waiting),
        many_href=f"/curation/many?{query}" if total > 1 else "",
        earlier=_page(words.gettext("Older"), query, asked.page - 1) if asked.page > 1 else None,
        later=_page(words.gettext("Newer"), query, asked.page + 1) if asked.page < pages else None,
    )


def _page(label: str, query: str, number: int) -> Way:
    return Way(label, f"/curation/proposals?{query}&page={number}".replace("?&", "?"))


def _line(waiting: Waiting, query: str, reader: Reader) -> Line:
    proposal, words = waiting.proposal, reader.words
    kind, day = Kind(proposal.kind), proposal.created_at.date()
    if kind is Kind.REPORTED:
        said = [fault_names(words)[fault_of(proposal)], month_in_words(day, words)]
    else:
        said = [origin_of(proposal, waiting.source, words), ago(day, reader.today, words)]
    if proposal.area:
        said.append(proposal.area)
    if waiting.assigned:
        said.append(waiting.assigned)
    return Line(
        href=f"/curation/proposals/{proposal.id}?{query}".rstrip("?"),
        label=waiting.name,
        kind=kind_names(words)[kind],
        said=" · ".join(said),
        touches=_touches(proposal.fields, reader),
    )


def _touches(fields: Iterable[str], reader: Reader) -> str:
    names = [name_of_part(part, reader) for part in parts_of(fields)]
    more = len(names) - MOST_PARTS
    told = ", ".join(names[:MOST_PARTS])
    return reader.words.gettext("%(names)s and %(count)s more") % {"names": told, "count": more} if more > 0 else told


def _menus(groups: Sequence[Group], asked: Asked, words: Translator) -> Iterable[Menu]:
    chosen = values_of(asked)
    kinds = _counted(groups, lambda one: one.kind)
    headings = kind_headings(words)
    named_kinds = [(kind.value, headings[kind], kinds[kind]) for kind in headings if kinds[kind]]
    yield _menu("kind", words.gettext("What"), named_kinds, chosen, words)
    yield _menu("source", words.gettext("From where"), _sources(groups, words), chosen, words)
    areas = _counted(groups, lambda one: one.area)
    named_areas = [(area, area, areas[area]) for area in sorted(areas) if area]
    yield _menu("area", words.gettext("Town"), named_areas, chosen, words)
    ages = [(str(days), words.gettext("more than %(days)s days") % {"days": days}, 0) for days in AGES]
    yield _menu("older", words.gettext("Waiting"), ages, chosen, words)
    whose = [(MINE, words.gettext("mine"), 0), (NOBODYS, words.gettext("nobody's"), 0)]
    yield _menu("whose", words.gettext("Whose"), whose, chosen, words)


def _sources(groups: Sequence[Group], words: Translator) -> list[tuple[str, str, int]]:
    counts = _counted(groups, lambda one: (one.source, str(one.source_id or PEOPLE)))
    return [(key, name or words.gettext("People"), counts[name, key]) for name, key in sorted(counts)]


def _counted(groups: Iterable[Group], by: Callable[[Group], Key]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for one in groups:
        counts[by(one)] += one.number
    return counts


def _menu(
    name: str, label: str, choices: Iterable[tuple[str, str, int]], chosen: dict[str, str], words: Translator
) -> Menu:
    options = [Option("", words.gettext("any"), not chosen[name])]
    for value, text, number in choices:
        options.append(Option(value, f"{text} ({number:,})" if number else text, value == chosen[name]))
    return Menu(name, label, tuple(options))
