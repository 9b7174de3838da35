"""What waits for a coordinator, on one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.accounts.pages.parts import Option, Way
from directory.curation.kinds import Kind
from directory.curation.pages.words import decline_reasons, fault_names, kind_headings
from directory.curation.waiting import AT_ONCE, WaitingNote, WaitingProposal
from directory.formats import ago, month_in_words
from directory.i18n import Translator


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to decide about."""

    label: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class Section:
    """Everything of one kind."""

    id: str
    heading: str
    lines: tuple[Line, ...]
    more: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note to read and decide about in place."""

    id: str
    name: str
    href: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The whole page."""

    title: str
    notice: str
    sections: tuple[Section, ...]
    notes: tuple[NoteLine, ...]
    reasons: tuple[Option, ...]
    back: Way | None = None


def waiting_page(
    proposals: Mapping[Kind, Sequence[WaitingProposal]],
    counts: Mapping[Kind, int],
    notes: Sequence[WaitingNote],
    done: str,
    words: Translator,
    *,
    today: date,
) -> WaitingPage:
    """Build the page; a kind of which nothing waits has no section."""
    headings = kind_headings(words)
    return WaitingPage(
        title=words.gettext("Keeping the directory right"),
        notice=_notices(words).get(done, ""),
        sections=tuple(
            Section(
                kind.value,
                heading,
                tuple(_line(one, words, today) for one in proposals[kind]),
                _more(counts.get(kind, 0), len(proposals[kind]), words),
            )
            for kind, heading in headings.items()
            if proposals[kind]
        ),
        notes=tuple(_note(one, words, today) for one in notes),
        reasons=tuple(Option(code, label, is_chosen=False) for code, label in decline_reasons(words).items()),
    )


def _more(count: int, shown: int, words: Translator) -> str:
    """Reports on one listing stand in one line, so that lines and proposals are not counted alike."""
    if count <= AT_ONCE or shown == count:
        return ""
    return words.gettext("%(count)s wait in all; these are the oldest.") % {"count": count}


def _line(found: WaitingProposal, words: Translator, today: date) -> Line:
    day = found.since.date()
    if found.kind is Kind.REPORTED:
        names = fault_names(words)
        said = [*(names[fault] for fault in found.faults), month_in_words(day, words)]
    else:
        said = [found.source or words.gettext("From a peer"), ago(day, today, words)]
    return Line(found.name, " · ".join(said), f"/curation/proposals/{found.id}")


def _note(found: WaitingNote, words: Translator, today: date) -> NoteLine:
    since = ago(found.since.date(), today, words)
    return NoteLine(str(found.id), found.name, f"/listings/{found.listing_id}", found.words, since)


def _notices(words: Translator) -> dict[str, str]:
    return {
        "accepted": words.gettext("Taken up. Readers see it within moments."),
        "rejected": words.gettext("Not taken up. It is remembered, so that it is not proposed again."),
        "taken-up": words.gettext("Marked as taken up. Add it to the directory once you know more."),
        "checked": words.gettext("Checked today: the listing no longer says that it was reported wrong."),
        "retired": words.gettext("The listing says that it is no longer offered."),
        "approved": words.gettext("Peers can read the note now."),
        "declined": words.gettext("The note stays with its writer, who reads why."),
    }
