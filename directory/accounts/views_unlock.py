"""Showing that it is still oneself: to unlock a page after a pause, and before what is dangerous."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from directory import policy
from directory.accounts import cookies, entering, passkeys, pins
from directory.accounts.asking import (
    DatabaseDep,
    SiteDep,
    Typed,
    VisitDep,
    WayAsked,
    WaySent,
    require_private_connection,
)
from directory.accounts.demo import may_continue_as
from directory.accounts.kept_posts import find_kept_forms, has_kept_forms
from directory.accounts.outcomes import Ended, NotAccepted
from directory.accounts.pages import doors
from directory.accounts.people import get_person
from directory.accounts.replaying import Replay
from directory.accounts.slowing import slow_down
from directory.accounts.views_sign_in import passkey_question
from directory.config import Settings
from directory.db import SessionDep
from directory.i18n import Translator
from directory.policy import Caller, CurrentCaller, TooManyRequestsError
from directory.web import page, see_other
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled

router = APIRouter(dependencies=[Depends(require_private_connection)])
UNLOCK = "accounts/unlock.html"
CONFIRM = "accounts/confirm.html"


@dataclass(frozen=True, slots=True)
class Proving:
    """What every page and answer of a proof needs of its request."""

    request: Request
    caller: Caller
    words: Translator
    clock: ClockDep

    def page(self, session: Session, template: str, form: Filled, way: str, *, status: int = 200) -> Response:
        """The page that asks for the proof."""
        title = self.words.gettext("Unlock") if template == UNLOCK else self.words.gettext("Is it you?")
        settings: Settings = self.request.app.state.settings
        person = get_person(session, self.caller.person_id)
        content = doors.ProofPage(
            title=title,
            form=form,
            next=way,
            is_kept=has_kept_forms(session, self.caller, now=self.clock()),
            name=self.caller.display_name,
            email=person.email,
            has_pin=pins.has_pin(session, self.caller),
            has_passkey=bool(passkeys.list_passkeys(session, self.caller)),
            demo_href=f"/sign-in?{urlencode({'next': way})}" if may_continue_as(settings) else "",
        )
        return page(self.request, template, content, status=status)

    def done(self, session: Session, way: str) -> Response:
        """Do what was kept, or go on."""
        return Replay(self.request, find_kept_forms(session, self.caller, now=self.clock()), way)


async def get_proving(request: Request, caller: CurrentCaller, words: WordsDep, clock: ClockDep) -> Proving:
    """Who proves something, and in which words they are answered."""
    return Proving(request, caller, words, clock)


ProvingDep = Annotated[Proving, Depends(get_proving)]


@router.get("/unlock", **policy.signed_in_even_locked)
def show_unlock(proving: ProvingDep, session: SessionDep, way: WayAsked = "/") -> Response:
    """Ask for the one step that opens the page again."""
    waits = has_kept_forms(session, proving.caller, now=proving.clock())
    if not proving.caller.locked and not waits:
        return see_other(way)
    return proving.page(session, UNLOCK, Filled(), way)


@router.post("/unlock", **policy.signed_in_even_locked)
def unlock(
    *, proving: ProvingDep, session: SessionDep, visit: VisitDep, pin: Typed = "", way: WaySent = "/"
) -> Response:
    """Unlock by the PIN of this device; the fifth wrong one signs out."""
    came = pins.unlock_with_pin(session, proving.caller, pin, visit, now=proving.clock())
    if isinstance(came, Ended):
        response = see_other("/sign-in")
        cookies.leave(response, proving.request)
        return response
    if isinstance(came, NotAccepted):
        return proving.page(session, UNLOCK, doors.wrong_pin(came.tries_left, proving.words), way, status=422)
    return proving.done(session, way)


@router.post("/unlock/password", **policy.signed_in_even_locked)
def unlock_by_password(
    proving: ProvingDep, database: DatabaseDep, password: Typed = "", way: WaySent = "/"
) -> Response:
    """Unlock by the password."""
    return _by_password(proving, database, UNLOCK, password, way)


@router.post("/confirm/password", **policy.signed_in)
def confirm_by_password(
    proving: ProvingDep, database: DatabaseDep, password: Typed = "", way: WaySent = "/"
) -> Response:
    """Confirm by the password."""
    return _by_password(proving, database, CONFIRM, password, way)


def _by_password(proving: Proving, database: DatabaseDep, template: str, password: str, way: str) -> Response:
    try:
        is_right = entering.prove_password(database, proving.caller, password, now=proving.clock())
    except TooManyRequestsError as refusal:
        return slow_down(proving.request, refusal, proving.words)
    with database.reading() as session:
        if is_right:
            return proving.done(session, way)
        form = Filled(faults={"password": proving.words.gettext("This password was not right.")})
        return proving.page(session, template, form, way, status=422)


@router.get("/confirm", **policy.signed_in)
def show_confirm(proving: ProvingDep, session: SessionDep, way: WayAsked = "/account") -> Response:
    """Ask for a fresh proof before something dangerous."""
    return proving.page(session, CONFIRM, Filled(), way)


@router.post("/unlock/passkey/options", **policy.signed_in_even_locked)
@router.post("/confirm/passkey/options", **policy.signed_in)
def begin_proof(proving: ProvingDep, session: SessionDep, site: SiteDep) -> JSONResponse:
    """Ask the browser for one of the caller's own passkeys."""
    return passkey_question(passkeys.begin_proof(session, proving.caller, site, now=proving.clock()))


@router.post("/unlock/passkey", **policy.signed_in_even_locked)
def unlock_by_passkey(
    *,
    proving: ProvingDep,
    session: SessionDep,
    site: SiteDep,
    ticket: Typed = "",
    credential: Typed = "",
    way: WaySent = "/",
) -> Response:
    """Unlock by a passkey."""
    return _by_passkey(proving, session, UNLOCK, passkeys.Answer(ticket, credential, site), way)


@router.post("/confirm/passkey", **policy.signed_in)
def confirm_by_passkey(
    *,
    proving: ProvingDep,
    session: SessionDep,
    site: SiteDep,
    ticket: Typed = "",
    credential: Typed = "",
    way: WaySent = "/",
) -> Response:
    """Confirm by a passkey."""
    return _by_passkey(proving, session, CONFIRM, passkeys.Answer(ticket, credential, site), way)


def _by_passkey(proving: Proving, session: Session, template: str, answer: passkeys.Answer, way: str) -> Response:
    came = passkeys.finish_proof(session, proving.caller, answer, now=proving.clock())
    if isinstance(came, NotAccepted):
        return proving.page(session, template, doors.wrong_passkey(proving.words), way, status=422)
    return proving.done(session, way)
