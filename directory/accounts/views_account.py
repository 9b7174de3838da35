"""One's own account: what it is, name and language, working hours, days away, and where one is signed in."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response

from directory import policy
from directory.accounts import authenticators, days, passkeys, pins, recovery, sessions
from directory.accounts.asking import Typed, require_private_connection
from directory.accounts.forms import AwayForm, WeekForm
from directory.accounts.models import Person
from directory.accounts.pages import overview, own_days
from directory.accounts.pages.parts import roles_in_words
from directory.accounts.people import Profile, get_person, profile_of, save_profile
from directory.clock import Clock
from directory.db import SessionDep
from directory.errors import RefusedError
from directory.i18n import Translator
from directory.policy import READ_CLIENTS, Caller, CurrentCaller
from directory.web import page, see_other
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled
from directory.web.merging import merge, merge_page, version_of
from directory.web.once import OnceDep
from directory.web.templating import remember_language

router = APIRouter(prefix="/account", dependencies=[Depends(require_private_connection)])


class Own:
    """The caller, what they have here, and the words they read."""

    def __init__(
        self, request: Request, caller: CurrentCaller, session: SessionDep, words: WordsDep, clock: ClockDep
    ) -> None:
        self.request = request
        self.caller: Caller = caller
        self.session = session
        self.words: Translator = words
        self.clock: Clock = clock

    @property
    def person(self) -> Person:
        """The caller's row."""
        return get_person(self.session, self.caller.person_id)

    @property
    def today(self) -> date:
        """The day in the agency's time zone."""
        return self.day_of(self.clock())

    def day_of(self, moment: datetime) -> date:
        """The day of a moment in the agency's time zone."""
        zone: ZoneInfo = self.request.app.state.settings.zone
        return moment.astimezone(zone).date()

    def page(self, template: str, content: object, *, status: int = 200) -> Response:
        """Answer with one of the caller's pages."""
        return page(self.request, f"accounts/{template}.html", content, status=status)

    def said(self, refusal: RefusedError) -> str:
        """Why something was refused."""
        return self.words.gettext(str(refusal))


OwnDep = Annotated[Own, Depends()]


@router.get("", **policy.signed_in)
def show_account(own: OwnDep, done: str = "") -> Response:
    """Show how the account stands."""
    return own.page("account", overview.account_page(_standing(own), done, own.words))


def _standing(own: Own) -> overview.Standing:
    session, caller, person = own.session, own.caller, own.person
    return overview.Standing(
        name=person.display_name,
        email=person.email,
        role=roles_in_words(caller.roles, own.words),
        language=person.language,
        working_days=len({stretch.day for stretch in days.working_hours_of(session, person.id)}),
        days_away=len(days.list_away(session, caller, since=own.today)),
        passkeys=len(passkeys.list_passkeys(session, caller)),
        has_totp=authenticators.has_authenticator(session, person.id),
        codes_left=recovery.codes_left(session, person.id),
        has_pin=pins.has_pin(session, caller),
        sessions=len(sessions.list_sessions(session, caller, now=own.clock())),
        reads_clients=bool(caller.roles & READ_CLIENTS),
    )


@router.get("/profile", **policy.signed_in)
def show_profile(own: OwnDep) -> Response:
    """Show name and language."""
    values = _profile_values(profile_of(own.session, own.caller))
    return own.page("profile", own_days.profile_page(Filled(values), version_of(values), own.words))


@router.post("/profile", **policy.signed_in)
def change_profile(own: OwnDep, display_name: Typed = "", language: Typed = "", version: Typed = "") -> Response:
    """Save name and language; the pages go on in that language."""
    saved = _profile_values(profile_of(own.session, own.caller, hold=True))
    merged = merge({"display_name": display_name, "language": language}, saved=saved, version=version)
    if merged.contested:
        labels = own_days.profile_labels(own.words)
        return merge_page(own.request, merged, action="/account/profile", labels=labels, words=own.words)
    profile = Profile(**merged.values)
    try:
        save_profile(own.session, own.caller, profile, now=own.clock())
    except RefusedError as refusal:
        form = Filled(_profile_values(profile), {"display_name": own.said(refusal)})
        return own.page("profile", own_days.profile_page(form, version, own.words), status=422)
    response = see_other("/account?done=profile")
    remember_language(own.request, response, profile.language)
    return response


def _profile_values(profile: Profile) -> dict[str, str]:
    return {"display_name": profile.display_name, "language": profile.language}


@router.get("/hours", **policy.signed_in)
def show_hours(own: OwnDep) -> Response:
    """Show when the caller works."""
    kept = days.working_hours_of(own.session, own.caller.person_id)
    values = {f"{stretch.day}_{part}": getattr(stretch, part) for stretch in kept for part in ("starts", "ends")}
    return _hours_page(own, Filled(values))


@router.post("/hours", **policy.signed_in)
def change_hours(own: OwnDep, week: Annotated[WeekForm, Form()]) -> Response:
    """Save when the caller works; a day without times is a day off."""
    faults = week.faults(own.words)
    if not faults:
        try:
            days.save_working_hours(own.session, own.caller, week.hours(), now=own.clock())
        except RefusedError as refusal:
            faults = {"": own.said(refusal)}
    if faults:
        return _hours_page(own, Filled(week.model_dump(), faults), status=422)
    return see_other("/account?done=hours")


def _hours_page(own: Own, form: Filled, *, status: int = 200) -> Response:
    zone: str = own.request.app.state.settings.timezone
    return own.page("hours", own_days.hours_page(form, own.words, zone=zone), status=status)


@router.get("/away", **policy.signed_in)
def show_away(own: OwnDep) -> Response:
    """Show the days away that are planned."""
    return _away_page(own, Filled())


@router.post("/away", **policy.signed_in)
def add_away(own: OwnDep, once: OnceDep, typed: Annotated[AwayForm, Form()]) -> Response:
    """Plan days away."""
    faults = typed.faults(own.words)
    if not faults:
        try:
            days.add_away(own.session, own.caller, *typed.days(), typed.cover_id(), now=own.clock())
        except RefusedError as refusal:
            faults = {"from_on": own.said(refusal)}
    if faults:
        return _away_page(own, Filled(typed.model_dump(), faults), status=422)
    return once.see_other("/account/away")


@router.post("/away/{away_id}/removal", **policy.own(policy.signed_in))
def remove_away(own: OwnDep, away_id: UUID) -> Response:
    """Be there after all."""
    days.drop_away(own.session, own.caller, away_id, now=own.clock())
    return see_other("/account/away")


def _away_page(own: Own, form: Filled, *, status: int = 200) -> Response:
    planned = days.list_away(own.session, own.caller, since=own.today)
    entries = [own_days.away_entry(line, own.words, today=own.today) for line in planned]
    colleagues = [
        (str(person.id), person.display_name) for person in days.colleagues_who_may_cover(own.session, own.caller)
    ]
    return own.page("away", own_days.away_page(form, entries, colleagues, own.words), status=status)
