"""One proposal: what it would change part by part, what changed meanwhile, where it comes from, what can be decided."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.curation.correcting import contact_of, subject_of
from directory.curation.deciding import is_name_only
from directory.curation.kinds import Decision, Kind, Voice
from directory.curation.models import Proposal
from directory.curation.pages.changes import Change, changes_between
from directory.curation.pages.correcting import subjects
from directory.curation.pages.values import Reader, lines_of
from directory.curation.pages.words import (
    decisions,
    fault_names,
    kind_names,
    reject_reasons,
    voices,
    ways_of_checking,
)
from directory.curation.reports import fault_of
from directory.curation.weighing import CHANGING, Weighed
from directory.curation.wording import OddRow
from directory.formats import ago, month_in_words
from directory.i18n import Translator
from directory.listings.history import said


@dataclass(frozen=True, slots=True)
class Choice:
    """One part of a change, to be taken or left."""

    change: Change
    before: tuple[str, ...]
    """As it was when this was proposed; told where it is something else by now."""
    now: tuple[str, ...]
    then: tuple[str, ...]
    is_taken: bool
    said: str
    """Why it is not taken unless somebody chooses so."""
    changed_meanwhile: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a proposal on its page."""

    source: str
    reports: Sequence[Proposal]
    """All open ones on the listing, which are decided together."""
    coordinators: Sequence[tuple[UUID, str]]
    following: UUID | None
    """The next in the queue."""
    query: str
    """How the queue was narrowed down, as its address has it."""
    notice: str = ""
    problem: str = ""
    chosen: Collection[str] | None = None
    """The parts that somebody chose on a page that was overtaken."""


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The whole page."""

    title: str
    id: str
    heading: str
    said: str
    notice: str
    problem: str
    listing_href: str
    edit_href: str
    """The form of the listing, or of a new one that a person proposed."""
    sheet_href: str
    """The call sheet of what was reported."""
    history_href: str
    referrals_href: str
    is_new: bool
    choices: tuple[Choice, ...]
    words: str
    about: str
    """What of the listing is wrong, where a reader chose it."""
    contact: str
    """How that reader can be asked back."""
    """What somebody wrote with a correction."""
    reports: tuple[str, ...]
    odd: tuple[str, ...]
    """What the reader of the feed found odd about the row."""
    row: tuple[tuple[str, tuple[str, ...]], ...]
    """The row word for word."""
    mark: str
    can_accept: bool
    can_choose: bool
    changes_nothing: bool
    can_take_up: bool
    is_report: bool
    is_retirement: bool
    is_words_alone: bool
    merge_href: str
    decided: str
    reasons: tuple[Option, ...]
    ways: tuple[Option, ...]
    owners: tuple[Option, ...]
    query: str
    following_href: str
    back: Way


def proposal_page(weighed: Weighed, around: Around, reader: Reader) -> ProposalPage:
    """Build the page."""
    proposal, words = weighed.proposal, reader.words
    is_open, kind = proposal.state == Decision.OPEN, Kind(proposal.kind)
    told = tuple(_report(one, words) for one in around.reports or [proposal]) if kind is Kind.REPORTED else ()
    listing_id = weighed.standing.detail.id if weighed.standing else proposal.listing_id
    choices = tuple(_choices(weighed, around.chosen, reader)) if kind not in {Kind.REPORTED, Kind.RETIRE} else ()
    can_accept = is_open and _can_accept(weighed, kind)
    return ProposalPage(
        title=weighed.standing.detail.draft.name if weighed.standing else str(proposal.draft.get("name", "")),
        id=str(proposal.id),
        heading=kind_names(words)[kind],
        said="" if told else f"{origin_of(proposal, around.source, words)} · {_age(proposal, reader)}",
        notice=around.notice,
        problem=around.problem,
        listing_href=f"/listings/{listing_id}" if listing_id else "",
        edit_href=_edit_href(proposal, listing_id) if is_open or listing_id else "",
        sheet_href=f"/curation/call-sheet/{listing_id}" if is_open and kind is Kind.REPORTED else "",
        history_href=f"/curation/listings/{listing_id}/history" if listing_id else "",
        referrals_href=f"/curation/listings/{listing_id}/referrals" if listing_id else "",
        is_new=weighed.standing is None,
        choices=choices,
        words=str(proposal.evidence.get("words", "")),
        about=subjects(words)[subject] if (subject := subject_of(proposal)) else "",
        contact=contact_of(proposal),
        reports=told,
        odd=tuple(_told(one, reader.words) for one in proposal.evidence.get("problems", ())),
        row=tuple((name, lines_of(value)) for name, value in proposal.evidence.get("raw", {}).items()),
        mark=weighed.mark,
        can_accept=can_accept,
        can_choose=can_accept and kind in CHANGING and len(choices) > 0,
        changes_nothing=can_accept and kind in CHANGING and not choices,
        can_take_up=is_open and is_name_only(proposal),
        is_report=is_open and kind is Kind.REPORTED,
        is_retirement=kind is Kind.RETIRE,
        is_words_alone=is_open and kind is Kind.CORRECTION and weighed.proposed is None,
        merge_href=f"/curation/duplicates/{proposal.id}" if kind is Kind.MERGE else "",
        decided="" if is_open else decisions(words)[Decision(proposal.state)],
        reasons=_options(reject_reasons(words).items()),
        ways=_options(ways_of_checking(words).items()),
        owners=_owners(proposal, around.coordinators, words),
        query=around.query,
        following_href=f"/curation/proposals/{around.following}?{around.query}" if around.following else "",
        back=Way(words.gettext("Proposals"), f"/curation/proposals?{around.query}"),
    )


def origin_of(proposal: Proposal, source: str, words: Translator) -> str:
    """Where a proposal comes from: the feed, or who speaks in it."""
    return source or voices(words)[Voice(proposal.evidence.get("voice", Voice.PEER))]


def _edit_href(proposal: Proposal, listing_id: UUID | None) -> str:
    if listing_id:
        return f"/curation/listings/{listing_id}/edit"
    is_from_a_person = proposal.kind == Kind.CREATE and proposal.source_id is None
    return f"/curation/listings/new?proposal={proposal.id}" if is_from_a_person else ""


def _can_accept(weighed: Weighed, kind: Kind) -> bool:
    if kind is Kind.RETIRE:
        return True
    return kind in {Kind.CREATE, *CHANGING} and weighed.proposed is not None


def _told(odd: str | Mapping[str, Any], words: Translator) -> str:
    """What was odd about a row; proposals made before 2026-11-22 keep whole English sentences."""
    return odd if isinstance(odd, str) else OddRow(**odd).told(words)


def _age(proposal: Proposal, reader: Reader) -> str:
    return ago(proposal.created_at.date(), reader.today, reader.words)


def _options(named: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(code, label, is_chosen=False) for code, label in named)


def _owners(proposal: Proposal, coordinators: Sequence[tuple[UUID, str]], words: Translator) -> tuple[Option, ...]:
    nobody = Option("", words.gettext("Nobody yet"), proposal.assigned_id is None)
    return (nobody, *(Option(str(one), name, one == proposal.assigned_id) for one, name in coordinators))


def _report(report: Proposal, words: Translator) -> str:
    return f"{fault_names(words)[fault_of(report)]} · {month_in_words(report.created_at.date(), words)}"


def _choices(weighed: Weighed, chosen: Collection[str] | None, reader: Reader) -> Iterable[Choice]:
    now = weighed.standing.saying if weighed.standing else {}
    then = _saying_proposed(weighed)
    taken = weighed.parts_advised if chosen is None else chosen
    for change in changes_between((weighed.base or now, now, then), weighed.fields, reader):
        fields = weighed.fields_of({change.part})
        overtaken, left = fields & weighed.changed_meanwhile, fields & weighed.left_before
        before, is_now, will_be = change.sayings
        yield Choice(
            change=change,
            before=before if overtaken else (),
            now=is_now,
            then=will_be,
            is_taken=change.part in taken,
            said=_doubt(bool(overtaken), bool(left), reader.words),
            changed_meanwhile=bool(overtaken),
        )


def _saying_proposed(weighed: Weighed) -> dict[str, object]:
    return said(weighed.proposed) if weighed.proposed else dict(weighed.proposal.draft)


def _doubt(overtaken: bool, left: bool, words: Translator) -> str:
    if overtaken:
        return words.gettext("Somebody changed this after it was proposed.")
    return words.gettext("This was proposed before and not taken.") if left else ""
