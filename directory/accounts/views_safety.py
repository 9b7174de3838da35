"""What keeps an account one's own: the password, the PIN of this device, and where one is signed in."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from directory import policy
from directory.accounts import entering, pins, sessions
from directory.accounts.asking import DatabaseDep, Typed, VisitDep, require_private_connection
from directory.accounts.letting_in import let_in
from directory.accounts.outcomes import NotAccepted
from directory.accounts.pages import safety
from directory.accounts.passwords import WeakPasswordError
from directory.accounts.people import get_person
from directory.accounts.slowing import slow_down
from directory.accounts.views_account import Own, OwnDep
from directory.errors import RefusedError
from directory.policy import CurrentCaller, TooManyRequestsError
from directory.web import page, see_other
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled

router = APIRouter(prefix="/account", dependencies=[Depends(require_private_connection)])
confirmed = policy.recently_confirmed(policy.signed_in)


@router.get("/password", **policy.signed_in)
def show_password(own: OwnDep) -> Response:
    """Ask for the password until now and a new one."""
    return own.page("password", safety.password_page(Filled(), own.person.email, own.words))


@router.post("/password", **policy.signed_in)
def change_password(
    request: Request,
    *,
    caller: CurrentCaller,
    database: DatabaseDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    current: Typed = "",
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """Save a new password; every other session ends."""
    faults = {"again": words.gettext("These two are not the same.")} if password != again else {}
    if not faults:
        try:
            came = entering.change_password(database, caller, current, password, visit, now=clock())
        except WeakPasswordError as refusal:
            faults = {"password": words.gettext(str(refusal))}
        except TooManyRequestsError as refusal:
            return slow_down(request, refusal, words)
        else:
            if not isinstance(came, NotAccepted):
                with database.reading() as session:
                    return let_in(request, came, "/account?done=password", session)
            faults = {"current": words.gettext("This password was not right.")}
    with database.reading() as session:
        email = get_person(session, caller.person_id).email
    content = safety.password_page(Filled(faults=faults), email, words)
    return page(request, "accounts/password.html", content, status=422)


@router.get("/pin", **confirmed)
def show_pin(own: OwnDep) -> Response:
    """Ask for six digits."""
    return _pin_page(own, Filled())


@router.post("/pin", **confirmed)
def set_pin(own: OwnDep, pin: Typed = "", again: Typed = "") -> Response:
    """Have this device unlock by six digits."""
    faults = {"again": own.words.gettext("These two are not the same.")} if pin != again else {}
    if not faults:
        try:
            pins.set_pin(own.session, own.caller, pin, now=own.clock())
        except RefusedError as refusal:
            faults = {"pin": own.said(refusal)}
    return _pin_page(own, Filled(faults=faults), status=422) if faults else see_other("/account?done=pin")


@router.post("/pin/removal", **policy.signed_in)
def remove_pin(own: OwnDep) -> Response:
    """Have this device unlock by nothing shorter than a passkey or the password."""
    pins.drop_pin(own.session, own.caller, now=own.clock())
    return see_other("/account?done=no-pin")


def _pin_page(own: Own, form: Filled, *, status: int = 200) -> Response:
    has_pin = pins.has_pin(own.session, own.caller)
    return own.page("pin", safety.pin_page(form, own.words, has_pin=has_pin), status=status)


@router.get("/sessions", **policy.signed_in)
def show_sessions(own: OwnDep, done: str = "") -> Response:
    """Show where the caller is signed in."""
    now = own.clock()
    zone = own.request.app.state.settings.zone
    rows = [
        safety.session_row(line, own.words, now=now, zone=zone)
        for line in sessions.list_sessions(own.session, own.caller, now=now)
    ]
    return own.page("sessions", safety.sessions_page(rows, done, own.words))


@router.post("/sessions/end", **policy.signed_in)
def end_other_sessions(own: OwnDep) -> Response:
    """Sign out everywhere else."""
    sessions.end_other_sessions(own.session, own.caller, now=own.clock())
    return see_other("/account/sessions?done=others")


@router.post("/sessions/{session_id}/end", **policy.own(policy.signed_in))
def end_session(own: OwnDep, session_id: UUID) -> Response:
    """Sign out one device."""
    sessions.end_session(own.session, own.caller, session_id, now=own.clock())
    return see_other("/account/sessions?done=one")
