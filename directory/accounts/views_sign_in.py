"""Signing in and out: password, passkey, second step, and a link to a new password."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import JSONResponse

from directory import policy
from directory.accounts import asked_links, cookies, entering, passkeys, second_factor, sessions
from directory.accounts.asking import (
    DatabaseDep,
    SiteDep,
    Typed,
    VisitDep,
    WayAsked,
    WaySent,
    require_private_connection,
)
from directory.accounts.demo import cast_to_show, may_continue_as
from directory.accounts.kept_posts import forget_kept_forms
from directory.accounts.letting_in import go_on
from directory.accounts.links import link_of
from directory.accounts.outcomes import Ended, NotAccepted
from directory.accounts.pages import doors
from directory.accounts.slowing import slow_down
from directory.db import SessionDep
from directory.i18n import Translator
from directory.policy import CurrentCaller, TooManyRequestsError
from directory.web import page, see_other
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled
from directory.web.leaving import forget_private_copies
from directory.web.metrics import count_refused_sign_in

router = APIRouter(dependencies=[Depends(require_private_connection)])
IsRecovery = Annotated[bool, Query(alias="recovery")]


def passkey_question(begun: passkeys.Begun) -> JSONResponse:
    """What the browser is asked to sign, and the ticket that comes back with its answer."""
    return JSONResponse({"options": json.loads(begun.options_json), "ticket": begun.token})


@router.get("/sign-in", **policy.before_sign_in)
def show_sign_in(request: Request, words: WordsDep, way: WayAsked = "/") -> Response:
    """Ask for e-mail and password, or a passkey."""
    if policy.caller_if_any(request) and not may_continue_as(request.app.state.settings):
        return see_other(way)
    return _sign_in_page(request, Filled(), way, words)


@router.post("/sign-in", **policy.before_sign_in)
def sign_in(
    request: Request,
    *,
    database: DatabaseDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    email: Typed = "",
    password: Typed = "",
    way: WaySent = "/",
) -> Response:
    """Let in whoever knows the password, or ask for the second step."""
    try:
        came = entering.sign_in(database, email, password, visit, now=clock())
    except TooManyRequestsError as refusal:
        return slow_down(request, refusal, words)
    if isinstance(came, NotAccepted):
        count_refused_sign_in()
        return _sign_in_page(request, doors.wrong_sign_in(email, words), way, words, status=422)
    with database.reading() as session:
        return go_on(request, came, way, session)


@router.post("/sign-in/passkey/options", **policy.before_sign_in)
def begin_passkey_sign_in(session: SessionDep, site: SiteDep, clock: ClockDep) -> JSONResponse:
    """Ask the browser for any passkey of ours."""
    return passkey_question(passkeys.begin_sign_in(session, site, now=clock()))


@router.post("/sign-in/passkey", **policy.before_sign_in)
def sign_in_with_passkey(
    request: Request,
    *,
    session: SessionDep,
    site: SiteDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    ticket: Typed = "",
    credential: Typed = "",
    way: WaySent = "/",
) -> Response:
    """Let in whoever holds a passkey."""
    came = passkeys.finish_sign_in(session, passkeys.Answer(ticket, credential, site), visit, now=clock())
    if isinstance(came, NotAccepted):
        count_refused_sign_in()
        return _sign_in_page(request, doors.wrong_passkey(words), way, words, status=422)
    return go_on(request, came, way, session)


@router.get("/sign-in/second-factor", **policy.before_sign_in)
def show_second_step(
    request: Request,
    *,
    session: SessionDep,
    words: WordsDep,
    clock: ClockDep,
    is_recovery: IsRecovery = False,
    way: WayAsked = "/",
) -> Response:
    """Ask for what the sign-in waits for."""
    methods = second_factor.methods_waited_for(session, cookies.pending_token(request) or "", now=clock())
    if methods is None:
        return go_on(request, Ended(), way, session)
    content = doors.second_step_page(Filled(), way, words, methods=methods, is_recovery=is_recovery)
    return page(request, "accounts/second_step.html", content)


@router.post("/sign-in/second-factor", **policy.before_sign_in)
def take_second_step(
    request: Request,
    *,
    session: SessionDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    code: Typed = "",
    is_recovery: Annotated[bool, Form(alias="recovery")] = False,
    way: WaySent = "/",
) -> Response:
    """Let in whoever shows a code that was not used before."""
    pending, now = cookies.pending_token(request) or "", clock()
    try:
        came = second_factor.take_code(session, pending, code, visit, now=now)
    except TooManyRequestsError as refusal:
        return slow_down(request, refusal, words)
    methods = second_factor.methods_waited_for(session, pending, now=now)
    if not isinstance(came, NotAccepted) or methods is None:
        return go_on(request, came, way, session)
    count_refused_sign_in()
    form = doors.wrong_code(came.tries_left, words)
    content = doors.second_step_page(form, way, words, methods=methods, is_recovery=is_recovery)
    return page(request, "accounts/second_step.html", content, status=422)


@router.post("/sign-in/second-factor/passkey/options", **policy.before_sign_in)
def begin_second_passkey(request: Request, session: SessionDep, site: SiteDep, clock: ClockDep) -> JSONResponse:
    """Ask the browser for a passkey of the person who gave the password."""
    pending = cookies.pending_token(request) or ""
    begun = passkeys.begin_second_factor(session, pending, site, now=clock())
    return JSONResponse({}, status_code=401) if isinstance(begun, Ended) else passkey_question(begun)


@router.post("/sign-in/second-factor/passkey", **policy.before_sign_in)
def take_second_passkey(
    request: Request,
    *,
    session: SessionDep,
    site: SiteDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    ticket: Typed = "",
    credential: Typed = "",
    way: WaySent = "/",
) -> Response:
    """Let in whoever holds the passkey that belongs to the password."""
    pending, now = cookies.pending_token(request) or "", clock()
    answer = passkeys.Answer(ticket, credential, site)
    came = passkeys.finish_second_factor(session, pending, answer, visit, now=now)
    methods = second_factor.methods_waited_for(session, pending, now=now)
    if not isinstance(came, NotAccepted) or methods is None:
        return go_on(request, came, way, session)
    count_refused_sign_in()
    content = doors.second_step_page(doors.wrong_passkey(words), way, words, methods=methods, is_recovery=False)
    return page(request, "accounts/second_step.html", content, status=422)


@router.get("/sign-in/reset", **policy.before_sign_in)
def show_reset(request: Request, words: WordsDep) -> Response:
    """Ask whose password is forgotten."""
    return page(request, "accounts/reset.html", doors.ResetPage(words.gettext("Forgot your password?"), Filled()))


@router.post("/sign-in/reset", **policy.before_sign_in)
def ask_for_reset(
    request: Request, *, session: SessionDep, visit: VisitDep, words: WordsDep, clock: ClockDep, email: Typed = ""
) -> Response:
    """Promise a link to whoever has the address: everybody is told the same, after the same work."""
    try:
        asked_links.ask_for_link(session, email, visit, link=link_of(request), now=clock())
    except TooManyRequestsError as refusal:
        return slow_down(request, refusal, words)
    return page(request, "accounts/told.html", doors.link_sent_page(words))


@router.post("/sign-out", **policy.signed_in_even_locked)
def sign_out(request: Request, session: SessionDep, caller: CurrentCaller, clock: ClockDep) -> Response:
    """End this session; saved public pages stay on the device."""
    forget_kept_forms(session, caller)
    sessions.sign_out(session, caller, now=clock())
    response = see_other("/")
    cookies.leave(response, request)
    forget_private_copies(response)
    return response


def _sign_in_page(request: Request, form: Filled, way: str, words: Translator, *, status: int = 200) -> Response:
    by_agency = bool(request.app.state.settings.oidc_issuer)
    content = doors.sign_in_page(form, way, words, cast_to_show(request, words), by_agency=by_agency)
    return page(request, "accounts/sign_in.html", content, status=status)
