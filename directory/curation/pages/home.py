"""A coordinator's home: what waits, how much of it and how long, and the notes of peers to read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.curation.checking.due_list import DueList
from directory.curation.kinds import Kind
from directory.curation.pages.due import kept_said
from directory.curation.pages.words import decline_reasons, kind_headings
from directory.curation.queue import MINE, NOBODYS, Group
from directory.curation.waiting import WaitingNote
from directory.formats import ago, month_in_words
from directory.i18n import Translator


@dataclass(frozen=True, slots=True)
class Tile:
    """One kind of thing that waits."""

    label: str
    number: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note to read and decide about in place."""

    id: str
    name: str
    href: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The whole page."""

    title: str
    notice: str
    tiles: tuple[Tile, ...]
    whose: tuple[Tile, ...]
    start_href: str
    due: Tile | None
    kept: str
    """That results still show what is twice overdue; empty where they do not."""
    notes: tuple[NoteLine, ...]
    reasons: tuple[Option, ...]
    back: Way | None = None


def home_page(
    groups: Sequence[Group],
    notes: Sequence[WaitingNote],
    words: Translator,
    *,
    me: UUID,
    first: UUID | None,
    due: DueList,
    kept: int,
    notice: str,
    today: date,
) -> HomePage:
    """Build the page; `first` is the proposal to begin with, `kept` how many listings are held in the results."""
    return HomePage(
        title=words.gettext("Keeping the directory right"),
        notice=notice,
        tiles=tuple(_tiles(groups, words, today)),
        whose=tuple(_whose(groups, me, words, today)),
        start_href=f"/curation/proposals/{first}" if first else "",
        due=_due(due, words),
        kept=kept_said(kept, words),
        notes=tuple(_note(one, words, today) for one in notes),
        reasons=tuple(Option(code, label, is_chosen=False) for code, label in decline_reasons(words).items()),
    )


def _tiles(groups: Sequence[Group], words: Translator, today: date) -> Iterable[Tile]:
    for kind, heading in kind_headings(words).items():
        some = [one for one in groups if one.kind is kind]
        if some:
            yield _tile(heading, some, f"kind={kind.value}", words, today)


def _due(due: DueList, words: Translator) -> Tile | None:
    if not due.hosts:
        return None
    said = words.gettext("%(listings)s listings, about %(minutes)s minutes; %(fitting)s calls fit this week")
    told = {"listings": f"{due.listings:,}", "minutes": f"{due.minutes:,}", "fitting": f"{due.fitting:,}"}
    return Tile(words.gettext("Calls to make"), f"{len(due.hosts):,}", said % told, "/curation/due")


def _whose(groups: Sequence[Group], me: UUID, words: Translator, today: date) -> Iterable[Tile]:
    mine = [one for one in groups if one.assigned_id == me]
    if mine:
        yield _tile(words.gettext("Mine"), mine, f"whose={MINE}", words, today)
        nobodys = [one for one in groups if one.assigned_id is None]
        yield _tile(words.gettext("Nobody's"), nobodys, f"whose={NOBODYS}", words, today)


def _tile(label: str, groups: Sequence[Group], query: str, words: Translator, today: date) -> Tile:
    number = sum(one.number for one in groups)
    if not groups:
        return Tile(label, "0", "", f"/curation/proposals?{query}")
    since = min(one.since for one in groups).date()
    # Of a report no day is told.
    reported_first = min(groups, key=lambda one: one.since).kind is Kind.REPORTED
    age = month_in_words(since, words) if reported_first else ago(since, today, words)
    oldest = words.gettext("the oldest: %(when)s") % {"when": age}
    return Tile(label, f"{number:,}", oldest, f"/curation/proposals?{query}")


def _note(found: WaitingNote, words: Translator, today: date) -> NoteLine:
    since = ago(found.since.date(), today, words)
    return NoteLine(str(found.id), found.name, f"/listings/{found.listing_id}", found.words, since)


def notices(words: Translator) -> dict[str, str]:
    """What was done just now, by the code in the address."""
    return {
        "accepted": words.gettext("Taken up. Readers see it within moments."),
        "rejected": words.gettext("Not taken up. It is remembered, so that it is not proposed again."),
        "taken-up": words.gettext("Marked as taken up. Add it to the directory once you know more."),
        "checked": words.gettext("Checked today: the listing no longer says that it was reported wrong."),
        "retired": words.gettext("The listing says that it is no longer offered."),
        "approved": words.gettext("Peers can read the note now."),
        "declined": words.gettext("The note stays with its writer, who reads why."),
        "assigned": words.gettext("Noted whose it is."),
        "from-check": words.gettext("This is what they said. Once you take it up, the listing counts as checked."),
        "noted": words.gettext("Settled."),
    }
