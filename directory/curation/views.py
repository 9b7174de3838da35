"""A coordinator's home, and the decisions about notes of peers."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import OwnDep
from directory.curation import deciding
from directory.curation.checking.dropping import count_kept_shown
from directory.curation.checking.due_list import due_list
from directory.curation.pages.home import home_page, notices
from directory.curation.queue import Asked, find_waiting, groups_waiting
from directory.curation.waiting import waiting_notes
from directory.errors import RefusedError
from directory.listings.knowing import DeclineReason
from directory.policy import Role
from directory.web import page, see_other

router = APIRouter(prefix="/curation", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))


@router.get("", **coordinators)
def show_home(own: OwnDep, done: str = "") -> Response:
    """Show how much waits for a decision, and for how long."""
    me, now = own.caller.person_id, own.clock()
    minutes: int = own.request.app.state.settings.check_minutes_a_week
    first, _ = find_waiting(own.session, Asked(), me=me, now=now)
    content = home_page(
        groups_waiting(own.session),
        waiting_notes(own.session),
        own.words,
        me=me,
        first=first[0].proposal.id if first else None,
        due=due_list(own.session, me=me, today=own.today, minutes_a_week=minutes),
        kept=count_kept_shown(own.session),
        notice=notices(own.words).get(done, ""),
        today=own.today,
    )
    return page(own.request, "curation/home.html", content)


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
