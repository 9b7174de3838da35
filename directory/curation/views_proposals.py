"""The queue of proposals, one of them on its page, and the decisions about it."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import OwnDep
from directory.curation import assigning, deciding
from directory.curation.asked import query_of, read_asked
from directory.curation.checking.recording import confirm_corrected
from directory.curation.kinds import Kind, RejectReason
from directory.curation.models import Proposal
from directory.curation.pages.home import notices
from directory.curation.pages.proposal import Around, proposal_page
from directory.curation.pages.queue import queue_page
from directory.curation.pages.values import Reader
from directory.curation.pages.words import ways_of_checking
from directory.curation.queue import Asked, find_waiting, groups_waiting, next_after
from directory.curation.reports import open_reports
from directory.curation.sources import source_name_of
from directory.curation.taking_up import StalePageError, TakenUp, take_up
from directory.curation.weighing import weigh
from directory.errors import RefusedError
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Role
from directory.web import page, see_other

router = APIRouter(prefix="/curation/proposals", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
Parts = Annotated[list[str] | None, Form()]


@router.get("", **coordinators)
def show_queue(own: OwnDep) -> Response:
    """Show what waits, narrowed down as asked."""
    asked = _asked(own)
    waiting, total = find_waiting(own.session, asked, me=own.caller.person_id, now=own.clock())
    groups = groups_waiting(own.session)
    content = queue_page(waiting, total, groups, asked, reader_of(own), notice=_notice(own))
    return page(own.request, "curation/proposals.html", content)


@router.get("/{proposal_id}", **coordinators)
def show_proposal(own: OwnDep, proposal_id: UUID) -> Response:
    """Show what a proposal would change, and what can be decided."""
    return _shown(own, deciding.get_proposal(own.session, proposal_id))


@router.post("/{proposal_id}/acceptance", **coordinators)
def accept(own: OwnDep, proposal_id: UUID, *, mark: Typed = "", take: Parts = None, choosing: Typed = "") -> Response:
    """Make the change that is proposed, or the parts of it that were ticked."""
    chosen = take or [] if choosing else None
    taking = TakenUp(shown=mark, parts=chosen)
    try:
        take_up(own.session, proposal_id, taking, by=own.caller, now=own.clock())
    except (StalePageError, RefusedError) as refusal:
        proposal = deciding.get_proposal(own.session, proposal_id)
        return _shown(own, proposal, problem=own.words.gettext(str(refusal)), chosen=chosen, status=refusal.status)
    confirm_corrected(own.session, deciding.get_proposal(own.session, proposal_id), by=own.caller, now=own.clock())
    return _onwards(own, proposal_id, "accepted")


@router.post("/{proposal_id}/reject", **coordinators)
def reject(own: OwnDep, proposal_id: UUID, reason: Typed = "") -> Response:
    """Not take something up, and remember why."""

    def decide() -> None:
        if reason not in set(RejectReason):
            raise RefusedError("Choose a reason.")
        deciding.reject(own.session, proposal_id, RejectReason(reason), by=own.caller, now=own.clock())

    return _decided(own, proposal_id, decide, "rejected")


@router.post("/{proposal_id}/taking-up", **coordinators)
def take_up_words(own: OwnDep, proposal_id: UUID) -> Response:
    """Mark what is only a name, or only words, as being looked into."""

    def decide() -> None:
        deciding.take_up_words(own.session, proposal_id, by=own.caller, now=own.clock())
        proposal = deciding.get_proposal(own.session, proposal_id)
        confirm_corrected(own.session, proposal, by=own.caller, now=own.clock())

    return _decided(own, proposal_id, decide, "taken-up")


@router.post("/{proposal_id}/check", **coordinators)
def confirm(own: OwnDep, proposal_id: UUID, how: Typed = "") -> Response:
    """Keep that a listing that was reported is right after all."""
    ways = {code: code for code in ways_of_checking(own.words)}

    def decide() -> None:
        if how not in ways:
            raise RefusedError("Say how you checked it.")
        now = own.clock()
        deciding.confirm_listing(own.session, proposal_id, ways[how], by=own.caller, today=own.today, now=now)

    return _decided(own, proposal_id, decide, "checked")


@router.post("/{proposal_id}/retirement", **coordinators)
def retire(own: OwnDep, proposal_id: UUID) -> Response:
    """Keep that a listing that was reported is no longer offered."""

    def decide() -> None:
        deciding.retire_reported(own.session, proposal_id, by=own.caller, now=own.clock())

    return _decided(own, proposal_id, decide, "retired")


def _decided(own: OwnDep, proposal_id: UUID, decide: Callable[[], None], done: str) -> Response:
    """Decide and go on; what is refused is said on the page of the proposal."""
    proposal = deciding.get_proposal(own.session, proposal_id)
    try:
        decide()
    except RefusedError as refusal:
        return _shown(own, proposal, problem=own.said(refusal), status=refusal.status)
    return _onwards(own, proposal_id, done)


@router.post("/{proposal_id}/assignment", **coordinators)
def assign(own: OwnDep, proposal_id: UUID, to: Typed = "") -> Response:
    """Say whose it is to decide."""
    people = {str(person_id): person_id for person_id, _ in assigning.coordinators(own.session)}
    if to and to not in people:
        proposal = deciding.get_proposal(own.session, proposal_id)
        return _shown(own, proposal, problem=own.words.gettext("Choose one of the coordinators."), status=422)
    assigning.assign(own.session, proposal_id, people.get(to))
    return see_other(_address(proposal_id, _asked(own), "assigned"))


def reader_of(own: OwnDep) -> Reader:
    """The caller as somebody who reads changes."""
    return Reader.of(load_vocabulary(seeds_folder() / "vocabulary"), own.words, own.today)


def _shown(
    own: OwnDep, proposal: Proposal, *, problem: str = "", chosen: Sequence[str] | None = None, status: int = 200
) -> Response:
    asked = _asked(own)
    is_report = proposal.kind == Kind.REPORTED and proposal.listing_id is not None
    around = Around(
        source=source_name_of(own.session, proposal),
        reports=open_reports(own.session, proposal.listing_id) if is_report and proposal.listing_id else (),
        coordinators=assigning.coordinators(own.session),
        following=next_after(own.session, proposal, asked, me=own.caller.person_id, now=own.clock()),
        query=query_of(asked),
        notice=_notice(own),
        problem=problem,
        chosen=chosen,
    )
    content = proposal_page(weigh(own.session, proposal), around, reader_of(own))
    return page(own.request, "curation/proposal.html", content, status=status)


def _onwards(own: OwnDep, proposal_id: UUID, done: str) -> Response:
    """To the next proposal of the queue; home when it is empty."""
    proposal, asked = deciding.get_proposal(own.session, proposal_id), _asked(own)
    following = next_after(own.session, proposal, asked, me=own.caller.person_id, now=own.clock())
    return see_other(_address(following, asked, done) if following else f"/curation?done={done}")


def _address(proposal_id: UUID, asked: Asked, done: str) -> str:
    query = query_of(asked)
    return f"/curation/proposals/{proposal_id}?{query}{'&' if query else ''}done={done}"


def _asked(own: OwnDep) -> Asked:
    request: Request = own.request
    return read_asked(request.query_params)


def _notice(own: OwnDep) -> str:
    return notices(own.words).get(own.request.query_params.get("done", ""), "")
