"""What waits for coordinators, and the decisions that need no feed: reports, names, and notes of peers."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import OwnDep
from directory.curation import deciding
from directory.curation.kinds import Kind, RejectReason
from directory.curation.pages.waiting import waiting_page
from directory.curation.pages.words import ways_of_checking
from directory.curation.waiting import count_waiting, waiting_notes, waiting_proposals
from directory.errors import RefusedError
from directory.listings.knowing import DeclineReason
from directory.policy import Role
from directory.web import page, see_other

router = APIRouter(prefix="/curation", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))


@router.get("", **coordinators)
def show_waiting(own: OwnDep, done: str = "") -> Response:
    """Show everything that waits for a decision."""
    content = waiting_page(
        {kind: waiting_proposals(own.session, kind) for kind in Kind},
        count_waiting(own.session),
        waiting_notes(own.session),
        done,
        own.words,
        today=own.today,
    )
    return page(own.request, "curation/waiting.html", content)


@router.post("/proposals/{proposal_id}/reject", **coordinators)
def reject(own: OwnDep, proposal_id: UUID, reason: Typed = "") -> Response:
    """Not take something up, and remember why."""
    deciding.get_proposal(own.session, proposal_id)
    if reason not in set(RejectReason):
        raise RefusedError("Choose a reason.")
    deciding.reject(own.session, proposal_id, RejectReason(reason), by=own.caller, now=own.clock())
    return _back("rejected")


@router.post("/proposals/{proposal_id}/taking-up", **coordinators)
def take_up(own: OwnDep, proposal_id: UUID) -> Response:
    """Mark a place of which only the name is known as being looked into."""
    deciding.take_up_name(own.session, proposal_id, by=own.caller, now=own.clock())
    return _back("taken-up")


@router.post("/proposals/{proposal_id}/check", **coordinators)
def confirm(own: OwnDep, proposal_id: UUID, how: Typed = "") -> Response:
    """Keep that a listing that was reported is right after all."""
    deciding.get_proposal(own.session, proposal_id)
    ways = {code: code for code in ways_of_checking(own.words)}
    if how not in ways:
        raise RefusedError("Say how you checked it.")
    deciding.confirm_listing(own.session, proposal_id, ways[how], by=own.caller, today=own.today, now=own.clock())
    return _back("checked")


@router.post("/proposals/{proposal_id}/retirement", **coordinators)
def retire(own: OwnDep, proposal_id: UUID) -> Response:
    """Keep that a listing that was reported is no longer offered."""
    deciding.retire_reported(own.session, proposal_id, by=own.caller, now=own.clock())
    return _back("retired")


@router.post("/notes/{peer_note_id}/approval", **coordinators)
def approve(own: OwnDep, peer_note_id: UUID, shown: Annotated[str, Form()] = "") -> Response:
    """Have peers read a note."""
    # Browsers send the line breaks of a hidden field as they please.
    words = shown.replace("\r\n", "\n")
    deciding.approve_note(own.session, peer_note_id, shown=words, by=own.caller, now=own.clock())
    return _back("approved")


@router.post("/notes/{peer_note_id}/refusal", **coordinators)
def decline(own: OwnDep, peer_note_id: UUID, reason: Typed = "") -> Response:
    """Keep a note from others, and tell its writer why."""
    deciding.get_note(own.session, peer_note_id)
    if reason not in set(DeclineReason):
        raise RefusedError("Choose a reason.")
    deciding.decline_note(own.session, peer_note_id, DeclineReason(reason), by=own.caller, now=own.clock())
    return _back("declined")


def _back(done: str) -> Response:
    return see_other(f"/curation?done={done}")
