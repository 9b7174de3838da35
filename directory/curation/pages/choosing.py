"""Choosing listings to edit, changing many at once, and a sheet that was brought back, as pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from directory.accounts.pages.parts import Option, Way
from directory.curation.editing.at_once import Change, Planned, Turn
from directory.curation.editing.bringing import Brought, Came
from directory.curation.editing.choosing import AT_ONCE, PAGE_SIZE, Chosen, Row
from directory.curation.pages.changes import Change as SaidChange
from directory.curation.pages.changes import changes_between
from directory.curation.pages.editing import notices
from directory.curation.pages.editing_parts import Group, statuses
from directory.curation.pages.looked import trouble_in_words
from directory.curation.pages.values import Reader
from directory.formats import short_date
from directory.i18n import Translator
from directory.listings.fields import changed_fields
from directory.listings.history import said
from directory.web.filled import Filled

HERE = "/curation/listings"


@dataclass(frozen=True, slots=True)
class Line:
    """One listing to choose."""

    id: str
    name: str
    href: str
    said: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed and ticked and cannot be done as it is."""

    change: Filled
    """The fields of the change with what is wrong with them; under `sheet` what is wrong with a file."""
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The listings that were chosen, and what can be done with them."""

    title: str
    form: Filled
    statuses: tuple[Option, ...]
    dues: tuple[Option, ...]
    sources: tuple[Option, ...]
    kinds: tuple[Group, ...]
    is_narrowed: bool
    """By anything else than words."""
    said: str
    lines: tuple[Line, ...]
    carried: tuple[tuple[str, str], ...]
    """The choice and the page of it, for the forms that act on it."""
    turns: tuple[Option, ...]
    facts: tuple[Option, ...]
    answers: tuple[Option, ...]
    change: Filled
    sheet_fault: str
    """What is wrong with the sheet that was brought back."""
    ticked: frozenset[str]
    too_many: str
    pages: tuple[Way, ...]
    notice: str
    back: Way | None = None


def choose_page(
    chosen: Chosen,
    rows: Sequence[Row],
    total: int,
    *,
    number: int,
    sources: Sequence[str],
    reader: Reader,
    refused: Refused | None = None,
    done: str = "",
) -> ChoosePage:
    """Build the page; `rows` are those of page `number` (from 1) of `total`."""
    words = reader.words
    filters = dict(chosen.pairs)
    change = refused.change if refused else Filled(prefix="change-")
    return ChoosePage(
        title=words.gettext("Listings"),
        form=Filled(filters),
        statuses=_with_any([(one.value, one.label) for one in statuses("", words)], chosen.status, words),
        dues=_with_any(
            [("overdue", words.gettext("Overdue")), ("soon", words.gettext("Within 30 days"))], chosen.due, words
        ),
        sources=_with_any([(name, name) for name in sources], chosen.source, words),
        kinds=_kinds(reader),
        is_narrowed=bool(filters.keys() - {"q"}),
        said=words.ngettext("%(count)s listing", "%(count)s listings", total) % {"count": total},
        lines=tuple(_line(row, reader) for row in rows),
        carried=(*chosen.pairs, ("page", str(number))),
        turns=tuple(_turns(change.value("turn"), words)),
        facts=_facts(change.value("fact"), reader),
        answers=_answers(change.value("answer") if change.values else "yes", words),
        change=change,
        sheet_fault=change.fault("sheet"),
        ticked=refused.ticked if refused else frozenset(),
        too_many=_too_many(total, words),
        pages=tuple(_pages(filters, total, number, words)),
        notice=notices(words).get(done, ""),
    )


def _with_any(named: Iterable[tuple[str, str]], chosen: str, words: Translator) -> tuple[Option, ...]:
    options = [("", words.gettext("Any")), *named]
    return tuple(Option(code, label, code == chosen) for code, label in options)


def _kinds(reader: Reader) -> tuple[Group, ...]:
    vocabulary, code = reader.vocabulary, reader.words.code
    return tuple(
        Group(
            domain.label(code),
            tuple(
                Option(term.code, term.label(code), is_chosen=False)
                for term in vocabulary.terms.values()
                if term.domain == name
            ),
        )
        for name, domain in vocabulary.domains.items()
    )


def _facts(chosen: str, reader: Reader) -> tuple[Option, ...]:
    facts = reader.vocabulary.facts.items()
    return tuple(Option(code, fact.label(reader.words.code), code == chosen) for code, fact in facts)


def _answers(chosen: str, words: Translator) -> tuple[Option, ...]:
    named = {"yes": words.gettext("Yes"), "no": words.gettext("No"), "": words.gettext("Not stated")}
    return tuple(Option(code, label, code == chosen) for code, label in named.items())


def turn_names(words: Translator) -> dict[Turn, str]:
    """What can be done with many at once."""
    return {
        Turn.CLOSE: words.gettext("Close them for now"),
        Turn.OPEN: words.gettext("They are offered (again)"),
        Turn.RETIRE: words.gettext("They are no longer offered"),
        Turn.ADD_TERM: words.gettext("Add a kind"),
        Turn.REMOVE_TERM: words.gettext("Take a kind away"),
        Turn.FACT: words.gettext("State something"),
        Turn.ORGANIZATION: words.gettext("Name the organization anew"),
        Turn.PHONE: words.gettext("Put one telephone number in place of another"),
    }


def _turns(chosen: str, words: Translator) -> Iterable[Option]:
    return (Option(turn.value, label, turn == chosen) for turn, label in turn_names(words).items())


def _line(row: Row, reader: Reader) -> Line:
    status = {one.value: one.label for one in statuses("", reader.words)}.get(row.status.replace(" ", "_"), "")
    due = reader.words.gettext("due %(day)s") % {"day": short_date(row.due_on, reader.words, today=reader.today)}
    told = (row.organization, row.city, "" if row.status == "active" else status, due)
    return Line(
        str(row.id), row.name, f"{HERE}/{row.id}/edit", " · ".join(filter(None, told)), row.due_on <= reader.today
    )


def _too_many(total: int, words: Translator) -> str:
    if total <= AT_ONCE:
        return ""
    return words.gettext("At most %(most)s are changed or taken away in one go. Choose fewer, or tick some.") % {
        "most": AT_ONCE
    }


def _pages(filters: Mapping[str, str], total: int, number: int, words: Translator) -> Iterable[Way]:
    for label, other in ((words.gettext("Back"), number - 1), (words.gettext("More"), number + 1)):
        if other >= 1 and (other - 1) * PAGE_SIZE < total:
            yield Way(label, f"{HERE}?{urlencode({**filters, 'page': other})}")


@dataclass(frozen=True, slots=True)
class Told:
    """One listing with what would change."""

    name: str
    href: str
    changes: tuple[SaidChange, ...]
    marked: str = ""
    """Its id and the mark of how it stands."""


@dataclass(frozen=True, slots=True)
class ManyPage:
    """What a change would do to many listings."""

    title: str
    heading: str
    said: str
    listings: tuple[Told, ...]
    carried: tuple[tuple[str, str], ...]
    back: Way


def many_page(change: Change, planned: Sequence[Planned], asked: int, reader: Reader) -> ManyPage:
    """Build the page; `asked` is how many listings were chosen."""
    words = reader.words
    same = asked - len(planned)
    unchanged: str = words.ngettext("%(count)s stays as it is.", "%(count)s stay as they are.", same)
    return ManyPage(
        title=words.gettext("What would change"),
        heading=turn_names(words)[change.turn],
        said=unchanged % {"count": same} if same else "",
        listings=tuple(told_of(one, reader) for one in planned),
        carried=change.pairs,
        back=Way(words.gettext("all listings"), HERE),
    )


def told_of(planned: Planned, reader: Reader) -> Told:
    """A listing and what would change of it, in words."""
    before, after = said(planned.listing.draft), said(planned.after)
    changes = changes_between((before, after), changed_fields(before, after), reader)
    listing = planned.listing
    return Told(listing.draft.name, f"/listings/{listing.id}", changes, f"{listing.id}:{planned.mark}")


@dataclass(frozen=True, slots=True)
class RowTold:
    """One row of a sheet that needs looking at."""

    row: int
    name: str
    said: str
    faults: tuple[str, ...] = ()
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet beside how the listings stand."""

    title: str
    id: str
    said: str
    changed: tuple[RowTold, ...]
    left: tuple[RowTold, ...] = field(default=())
    """Rows that are not taken, and why."""
    back: Way | None = None


def sheet_page(sheet_id: str, brought: Sequence[Brought], reader: Reader) -> SheetPage:
    """Build the page."""
    words = reader.words
    same = sum(one.came is Came.SAME for one in brought)
    unchanged: str = words.ngettext("%(count)s row says nothing new.", "%(count)s rows say nothing new.", same)
    return SheetPage(
        title=words.gettext("A sheet of listings"),
        id=sheet_id,
        said=unchanged % {"count": same} if same else "",
        changed=tuple(
            RowTold(one.row, one.name, "", told=told_of(one.planned, reader))
            for one in brought
            if one.came is Came.CHANGED and one.planned
        ),
        left=tuple(_left(one, reader) for one in brought if one.came not in {Came.SAME, Came.CHANGED}),
        back=Way(words.gettext("all listings"), HERE),
    )


def _left(one: Brought, reader: Reader) -> RowTold:
    words = reader.words
    why = {
        Came.STALE: words.gettext("It was changed here since the sheet was taken, so the row is left out."),
        Came.PROBLEM: words.gettext("It cannot be taken as it is, so the row is left out."),
        Came.UNKNOWN: words.gettext("No listing has this id. New listings are added on their own page."),
        Came.TWICE: words.gettext("The sheet has this listing more than once, so none of its rows is taken."),
    }
    faults = [f"{column}: {sentence}" for column, sentence in one.faults.items() if column != "hours"]
    faults += [f"hours: {trouble_in_words(unread, words)}" for unread in one.unread]
    return RowTold(one.row, one.name, why[one.came], tuple(faults))
