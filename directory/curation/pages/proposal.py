"""One proposal: what it would change field by field, where it comes from, and what can be decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from directory.accounts.pages.parts import Option, Way
from directory.curation.deciding import is_name_only
from directory.curation.differences import Difference, differences
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.curation.pages.words import (
    decisions,
    fault_names,
    field_names,
    kind_headings,
    reject_reasons,
    ways_of_checking,
)
from directory.curation.reports import fault_of
from directory.formats import ago, month_in_words
from directory.i18n import Translator
from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.pages.hours_labels import hours_sentences
from directory.listings.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it is and as it would be."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The whole page."""

    title: str
    id: str
    heading: str
    said: str
    listing_href: str
    referrals_href: str
    is_new: bool
    changes: tuple[Change, ...]
    reports: tuple[str, ...]
    odd: tuple[str, ...]
    """What the reader of the feed found odd about the row."""
    shown: str
    """The mark of the draft that is shown, so that no later one is accepted unread."""
    can_accept: bool
    can_take_up: bool
    is_report: bool
    is_retirement: bool
    decided: str
    reasons: tuple[Option, ...]
    ways: tuple[Option, ...]
    back: Way


def proposal_page(
    proposal: Proposal,
    *,
    source: str,
    before: ListingDraft | None,
    after: ListingDraft | None,
    reports: Sequence[Proposal],
    vocabulary: Vocabulary,
    words: Translator,
    today: date,
) -> ProposalPage:
    """Build the page; `reports` are all open ones on the listing, which are decided together."""
    is_open, kind = proposal.state == Decision.OPEN, Kind(proposal.kind)
    from_a_peer = words.gettext("From a peer")
    told = tuple(_report(one, words) for one in reports or [proposal]) if kind is Kind.REPORTED else ()
    return ProposalPage(
        title=before.name if before else str(proposal.draft.get("name", "")),
        id=str(proposal.id),
        heading=kind_headings(words)[kind],
        said="" if told else f"{source or from_a_peer} · {ago(_day(proposal), today, words)}",
        listing_href=f"/listings/{proposal.listing_id}" if proposal.listing_id else "",
        referrals_href=f"/curation/listings/{proposal.listing_id}/referrals" if proposal.listing_id else "",
        is_new=before is None,
        changes=tuple(_changes(before, after, vocabulary, words, today)) if after else (),
        reports=told,
        odd=tuple(proposal.evidence.get("problems", ())),
        shown=proposal.draft_hash,
        can_accept=is_open and (after is not None or kind is Kind.RETIRE),
        can_take_up=is_open and is_name_only(proposal),
        is_report=is_open and kind is Kind.REPORTED,
        is_retirement=kind is Kind.RETIRE,
        decided="" if is_open else decisions(words)[Decision(proposal.state)],
        reasons=_options(reject_reasons(words).items()),
        ways=_options(ways_of_checking(words).items()),
        back=Way(words.gettext("Keeping the directory right"), "/curation"),
    )


def _day(proposal: Proposal) -> date:
    return proposal.created_at.date()


def _options(named: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(code, label, is_chosen=False) for code, label in named)


def _report(report: Proposal, words: Translator) -> str:
    return f"{fault_names(words)[fault_of(report)]} · {month_in_words(_day(report), words)}"


def _changes(
    before: ListingDraft | None, after: ListingDraft, vocabulary: Vocabulary, words: Translator, today: date
) -> Iterable[Change]:
    names = field_names(words)
    for found in differences(before, after):
        was, will_be = (_read(found, lines, vocabulary, words) for lines in (found.before, found.after))
        yield Change(names.get(found.field, found.field), was, will_be)
    old, new = _hours(before, words, today), _hours(after, words, today)
    if old != new:
        yield Change(names["hours"], old, new)


def _hours(draft: ListingDraft | None, words: Translator, today: date) -> tuple[str, ...]:
    return tuple(hours_sentences(hours_of(draft), words, today=today)) if draft else ()


def _read(found: Difference, lines: tuple[str, ...], vocabulary: Vocabulary, words: Translator) -> tuple[str, ...]:
    """Codes in words; what is no code stays as it was written."""
    return tuple(_line(found.field, line, vocabulary, words) for line in lines)


def _line(field: str, line: str, vocabulary: Vocabulary, words: Translator) -> str:
    code, _, stated = line.partition(": ")
    if field == "facts" and code in vocabulary.facts:
        return vocabulary.facts[code].chip(stated == "true", words.code)
    entries = {
        "terms": vocabulary.terms,
        "audiences": vocabulary.audiences,
        "languages": vocabulary.languages,
        "access": vocabulary.access,
    }.get(field, {})
    if code in entries:
        label = entries[code].label(words.code)
        return words.gettext("%(thing)s: no") % {"thing": label} if stated == "false" else label
    return {"true": words.gettext("yes"), "false": words.gettext("no")}.get(line, line)
