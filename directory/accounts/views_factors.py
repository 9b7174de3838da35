"""Passkeys, the authenticator app and recovery codes: each change is confirmed first, and ends the other sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from directory import policy
from directory.accounts import authenticators, cookies, passkeys, recovery
from directory.accounts.asking import SiteDep, Typed, VisitDep, require_private_connection
from directory.accounts.letting_in import become, let_in
from directory.accounts.outcomes import Entered, NotAccepted
from directory.accounts.pages import doors, safety
from directory.accounts.views_sign_in import passkey_question
from directory.clock import Clock
from directory.db import SessionDep
from directory.errors import RefusedError
from directory.i18n import Translator
from directory.policy import Caller, CurrentCaller
from directory.web import page, see_other
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled

router = APIRouter(prefix="/account/factors", dependencies=[Depends(require_private_connection)])
confirmed = policy.recently_confirmed(policy.signed_in)
FACTORS = "/account/factors"


class Showing:
    """The pages of the second step, for one request."""

    def __init__(
        self, request: Request, caller: CurrentCaller, session: SessionDep, words: WordsDep, clock: ClockDep
    ) -> None:
        self.request = request
        self.caller: Caller = caller
        self.session = session
        self.words: Translator = words
        self.clock: Clock = clock

    def factors(self, form: Filled, *, is_enrolling: bool = False, done: str = "", status: int = 200) -> Response:
        """Every second step of the caller's, and how another is added."""
        today = self.clock().astimezone(self.request.app.state.settings.zone)
        keys = [
            safety.key_line(str(key.id), key.name, key.created_at, key.used_at, self.words, today=today)
            for key in passkeys.list_passkeys(self.session, self.caller)
        ]
        content = safety.factors_page(
            form,
            keys,
            self.words,
            has_totp=authenticators.has_authenticator(self.session, self.caller.person_id),
            codes_left=recovery.codes_left(self.session, self.caller.person_id),
            is_enrolling=is_enrolling,
            done=done,
        )
        return page(self.request, "accounts/factors.html", content, status=status)

    def authenticator(self, form: Filled, enrollment: authenticators.Enrollment, *, status: int = 200) -> Response:
        """The square code, and the field for the first six digits."""
        content = safety.totp_page(form, enrollment.secret, enrollment.uri, self.words)
        return page(self.request, "accounts/totp.html", content, status=status)

    def added(self, entered: Entered, done: str) -> Response:
        """Go on in the new session: to the recovery codes with the first factor, else back to the list."""
        if recovery.codes_left(self.session, entered.person_id):
            return let_in(self.request, entered, f"{FACTORS}?done={done}", self.session)
        become(self.request, entered, self.session)
        response = self.codes(is_enrolling=True)
        cookies.enter(response, self.request, entered)
        return response

    def codes(self, *, is_enrolling: bool) -> Response:
        """New recovery codes, shown this once: they stand in the answer to a form, and in no address."""
        codes = recovery.make_codes(self.session, self.caller, now=self.clock())
        way = "/account" if not is_enrolling else "/"
        content = safety.codes_page(codes, way, self.words, is_enrolling=is_enrolling)
        return page(self.request, "accounts/codes.html", content)


ShowingDep = Annotated[Showing, Depends()]


@router.get("", **confirmed)
def show_factors(
    showing: ShowingDep, is_enrolling: Annotated[bool, Query(alias="first")] = False, done: str = ""
) -> Response:
    """Show what the caller holds beside the password."""
    return showing.factors(Filled(), is_enrolling=is_enrolling, done=done)


@router.post("/passkeys/options", **confirmed)
def begin_passkey(showing: ShowingDep, site: SiteDep) -> JSONResponse:
    """Ask the browser to make a passkey."""
    from directory.accounts.passkey_registration import begin_registration  # noqa: PLC0415 - see `passkey_answers`

    return passkey_question(begin_registration(showing.session, showing.caller, site, now=showing.clock()))


@router.post("/passkeys", **confirmed)
def add_passkey(
    *,
    showing: ShowingDep,
    site: SiteDep,
    visit: VisitDep,
    name: Typed = "",
    ticket: Typed = "",
    credential: Typed = "",
) -> Response:
    """Keep the passkey that the browser made."""
    from directory.accounts.passkey_registration import finish_registration  # noqa: PLC0415 - see `passkey_answers`

    answer = passkeys.Answer(ticket, credential, site)
    try:
        came = finish_registration(showing.session, showing.caller, answer, name, visit, now=showing.clock())
    except RefusedError as refusal:
        form = Filled({"name": name}, {"name": showing.words.gettext(str(refusal))})
        return showing.factors(form, status=422)
    if isinstance(came, NotAccepted):
        return showing.factors(doors.wrong_passkey(showing.words), status=422)
    return showing.added(came, "passkey")


@router.post("/passkeys/{passkey_id}/removal", **policy.own(confirmed))
def remove_passkey(showing: ShowingDep, visit: VisitDep, passkey_id: UUID) -> Response:
    """Take a passkey away."""
    entered = passkeys.drop_passkey(showing.session, showing.caller, passkey_id, visit, now=showing.clock())
    return let_in(showing.request, entered, f"{FACTORS}?done=removed", showing.session)


@router.post("/totp/start", **confirmed)
def begin_totp(showing: ShowingDep) -> Response:
    """Make a secret for an app."""
    authenticators.begin_authenticator(showing.session, showing.caller, now=showing.clock())
    return see_other(f"{FACTORS}/totp")


@router.get("/totp", **confirmed)
def show_totp(showing: ShowingDep) -> Response:
    """Show the secret that waits for its first code."""
    enrollment = authenticators.current_enrollment(showing.session, showing.caller)
    return showing.authenticator(Filled(), enrollment) if enrollment else see_other(FACTORS)


@router.post("/totp", **confirmed)
def confirm_totp(showing: ShowingDep, visit: VisitDep, code: Typed = "") -> Response:
    """Have the app count once it shows the right digits."""
    enrollment = authenticators.current_enrollment(showing.session, showing.caller)
    if enrollment is None:
        return see_other(FACTORS)
    came = authenticators.confirm_authenticator(showing.session, showing.caller, code, visit, now=showing.clock())
    if isinstance(came, NotAccepted):
        sentence = showing.words.gettext("This code was not right. Take the digits that the app shows now.")
        return showing.authenticator(Filled(faults={"code": sentence}), enrollment, status=422)
    return showing.added(came, "app")


@router.post("/totp/removal", **confirmed)
def remove_totp(showing: ShowingDep, visit: VisitDep) -> Response:
    """Take the app away."""
    entered = authenticators.drop_authenticator(showing.session, showing.caller, visit, now=showing.clock())
    return let_in(showing.request, entered, f"{FACTORS}?done=removed", showing.session)


@router.post("/codes", **confirmed)
def make_codes(showing: ShowingDep) -> Response:
    """Make new recovery codes in the place of the old."""
    return showing.codes(is_enrolling=False)
