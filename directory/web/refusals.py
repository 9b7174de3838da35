"""What follows when somebody is not let in: they are sent to the right door, and what matters is written down."""

from collections.abc import Callable, Sequence
from typing import Final

import structlog
from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData

from directory.audit import Reason
from directory.audit.refusals import note_refusal
from directory.errors import AlongsideError
from directory.policy import (
    Caller,
    ConfirmationNeededError,
    NotSignedInError,
    SecondFactorNeededError,
    SessionLockedError,
    SignedInPolicy,
    policy_of,
)
from directory.web.telling import wants_json
from directory.web.templating import see_other
from directory.web.ways_in import ADD_FACTOR, CONFIRM, SIGN_IN, UNLOCK, way_in

KeepForm = Callable[[Request, Caller, Sequence[tuple[str, str]]], None]
"""Keeps a form while its sender unlocks or confirms; the application has it in `app.state.keep_form`."""
DOORS: Final[dict[type[AlongsideError], str]] = {
    NotSignedInError: SIGN_IN,
    SessionLockedError: UNLOCK,
    ConfirmationNeededError: CONFIRM,
    SecondFactorNeededError: ADD_FACTOR,
}

log = structlog.get_logger("alongside.web")


def way_out(request: Request, error: AlongsideError) -> Response | None:
    """Send a person to the door that opens what they asked for; None where there is no such door, and for programs."""
    door = DOORS.get(type(error))
    if door is None or wants_json(request):
        return None
    if isinstance(error, SessionLockedError | ConfirmationNeededError):
        _keep_form(request)
    return see_other(way_in(door, request))


def _keep_form(request: Request) -> None:
    form: FormData | None = getattr(request.state, "form", None)
    keep: KeepForm | None = request.app.state.keep_form
    if form is not None and keep is not None:
        fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        keep(request, request.state.caller, fields)


def note_refused(request: Request, error: AlongsideError) -> None:
    """Write into the audit that somebody who is signed in was refused: after their transaction, in one of its own.

    That a page is not found is written too where only some may see it: it may be another's. Being sent to a door is
    no refusal.
    """
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None or error.status not in {403, 404} or type(error) in DOORS or not _is_private(request):
        return
    try:
        note_refusal(request, caller, Reason.NOT_FOUND_OR_NOT_THEIRS if error.status == 404 else Reason.NOT_ALLOWED)
    except SQLAlchemyError as failure:  # the refusal stands, written down or not
        log.warning("refusal not noted", kind=type(failure).__name__)


def _is_private(request: Request) -> bool:
    return isinstance(policy_of(getattr(request.scope.get("route"), "dependencies", ())), SignedInPolicy)
