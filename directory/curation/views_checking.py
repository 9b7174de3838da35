"""Checking: the due list, call sheets, tries, links for a host's own contact, and what they and peers confirm."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.people import names_of
from directory.accounts.views_account import Own, OwnDep
from directory.curation.checking.dropping import count_kept_shown
from directory.curation.checking.due_list import DueList, due_list
from directory.curation.checking.hosts import listings_of_host
from directory.curation.checking.links import answer_link, mail_addresses, open_link, send_link
from directory.curation.checking.models import Outcome
from directory.curation.checking.recording import (
    NO_DAY,
    NO_SUCH_TRY,
    Answers,
    Checker,
    record_answers,
    record_try,
    record_visit,
)
from directory.curation.checking.sheet import read_answers
from directory.curation.checking.tries import tries_at
from directory.curation.pages.call_sheet import ContactTold, call_sheet, contact_sheet
from directory.curation.pages.changes import name_of_part
from directory.curation.pages.due import due_page, notices, sheet_href
from directory.curation.pages.values import Reader
from directory.curation.pages.words import ways_of_checking
from directory.curation.standing import Standing, standing_of
from directory.curation.taking_up import StalePageError
from directory.curation.views_editing import SentDep
from directory.curation.views_proposals import reader_of
from directory.db import SessionDep
from directory.errors import NotFoundError, RefusedError
from directory.i18n import Translator
from directory.listings.forms import CheckedHow
from directory.listings.views_knowing import PEERS
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Role
from directory.web import page
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.once import OnceDep
from directory.web.rates import limited
from directory.web.tapped import tapped_at

router = APIRouter(include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
peers: Final = policy.anybodys(policy.roles(*PEERS))
AFTER_A_VISIT: Final = {"today": "/today?done=confirmed"}
"""Where somebody goes on who confirmed a listing elsewhere than on its page."""
by_link: Final = limited(policy.before_sign_in, "20/minute; 120/hour")


@router.get("/curation/due", **coordinators)
def show_due(own: OwnDep, done: str = "") -> Response:
    """Show whom to call."""
    notice = notices(own.words).get(done, "")
    kept = count_kept_shown(own.session)
    content = due_page(_due(own), own.words, today=own.today, kept=kept, notice=notice)
    return page(own.request, "curation/due.html", content)


@router.get("/curation/call-sheet/{listing_id}", **coordinators)
def show_sheet(own: OwnDep, listing_id: UUID, done: str = "") -> Response:
    """Show what to confirm on a call with a host."""
    return _sheet(own, listing_id, notice=notices(own.words).get(done, ""))


@router.post("/curation/call-sheet/{listing_id}/check", **coordinators)
def check(own: OwnDep, listing_id: UUID, sent: SentDep, once: OnceDep) -> Response:
    """Keep what came of a call: all that was not said to be otherwise is right."""
    host = _host(own, listing_id)
    try:
        how = _way(own, sent)
        answers = _answers(sent, host, reader_of(own))
        filed = record_answers(own.session, listing_id, answers, Checker(how, own.today, own.caller), now=own.clock())
    except (StalePageError, RefusedError) as refusal:
        return _sheet(own, listing_id, sent=sent, problem=own.words.gettext(str(refusal)), status=refusal.status)
    if filed:
        return once.see_other(f"/curation/proposals/{filed[0].id}?done=from-check")
    return once.see_other(_next_call(own, "checked"))


@router.post("/curation/call-sheet/{listing_id}/try", **coordinators)
def note_try(own: OwnDep, listing_id: UUID, once: OnceDep, outcome: Typed = "", on: Typed = "") -> Response:
    """Keep that nobody was reached, or that they want to be called another day."""
    host = _host(own, listing_id)
    try:
        came = _outcome(outcome)
        day = _day(on) if came is Outcome.CALL_BACK else None
        record_try(own.session, host[0].detail.id, came, call_back_on=day, by=own.caller, today=own.today)
    except RefusedError as refusal:
        return _sheet(own, listing_id, problem=own.words.gettext(str(refusal)), status=422)
    return once.see_other(_next_call(own, "tried"))


@router.post("/curation/call-sheet/{listing_id}/link", **coordinators)
def send_to_contact(own: OwnDep, listing_id: UUID, once: OnceDep, address: Typed = "") -> Response:
    """Owe a host's contact a letter with a link by which they confirm it themselves."""
    _host(own, listing_id)
    try:
        send_link(
            own.session, listing_id, address, _link_of(own.request), by=own.caller, today=own.today, now=own.clock()
        )
    except RefusedError as refusal:
        return _sheet(own, listing_id, problem=own.words.gettext(str(refusal)), status=422)
    return once.see_other(_next_call(own, "sent"))


@router.post("/listings/{listing_id}/visit", **peers)
def visit(own: OwnDep, listing_id: UUID, once: OnceDep, at: Typed = "", back: Typed = "") -> Response:
    """Keep that a peer was there and found it as it says; a tap that waited without signal says when it was."""
    now = own.clock()
    on = own.day_of(tapped_at(at, now))
    record_visit(own.session, listing_id, by=own.caller, today=on, now=now)
    return once.see_other(AFTER_A_VISIT.get(back, f"/listings/{listing_id}#peers"))


@router.get("/check/{token}", **by_link)
def show_to_contact(request: Request, token: str, session: SessionDep, words: WordsDep, clock: ClockDep) -> Response:
    """Show a host's contact what is said of it; looking uses nothing up."""
    try:
        opened = open_link(session, token, now=clock())
    except NotFoundError:
        return _gone(request, words)
    reader = _public_reader(words, clock().astimezone(request.app.state.settings.zone).date())
    content = contact_sheet(_standing(session, opened.listing_ids), f"/check/{token}", reader)
    return page(request, "curation/contact_check.html", content)


@router.post("/check/{token}", **by_link)
def answer(  # noqa: PLR0917 - what every public page is handed
    request: Request, token: str, sent: SentDep, session: SessionDep, words: WordsDep, clock: ClockDep
) -> Response:
    """Keep what a host's contact says, once."""
    now = clock()
    today = now.astimezone(request.app.state.settings.zone).date()
    reader = _public_reader(words, today)
    try:
        host = _standing(session, open_link(session, token, now=now).listing_ids)
        answers = _answers(sent, host, reader)
        answer_link(session, token, answers, today=today, now=now)
    except NotFoundError:
        return _gone(request, words)
    except (StalePageError, RefusedError) as refusal:
        problem = words.gettext(str(refusal))
        content = contact_sheet(host, f"/check/{token}", reader, sent=sent, problem=problem)
        return page(request, "curation/contact_check.html", content, status=refusal.status)
    told = words.gettext("Thank you. What you wrote is read by a person before anything changes.")
    if not answers.corrections:
        told = words.gettext("Thank you. The directory says from now on that you confirmed it.")
    return page(request, "curation/contact_told.html", ContactTold(words.gettext("Thank you"), told))


def _due(own: Own) -> DueList:
    """The due list of whoever asks."""
    minutes: int = own.request.app.state.settings.check_minutes_a_week
    return due_list(own.session, me=own.caller.person_id, today=own.today, minutes_a_week=minutes)


def _next_call(own: Own, done: str) -> str:
    hosts = _due(own).hosts
    return f"{sheet_href(hosts[0])}?done={done}" if hosts else f"/curation/due?done={done}"


def _host(own: Own, listing_id: UUID) -> list[Standing]:
    return _standing(own.session, listings_of_host(own.session, listing_id))


def _standing(session: SessionDep, ids: Sequence[UUID]) -> list[Standing]:
    standing = standing_of(session, ids)
    return [standing[one] for one in ids if one in standing]


def _answers(sent: FormData, host: Sequence[Standing], reader: Reader) -> Answers:
    listings = {one.detail.id: one for one in host}
    return read_answers(sent, listings, partial(name_of_part, reader=reader), today=reader.today)


def _sheet(
    own: Own, listing_id: UUID, *, sent: FormData | None = None, notice: str = "", problem: str = "", status: int = 200
) -> Response:
    host = _host(own, listing_id)
    tried = tries_at(own.session, [one.detail.id for one in host], own.today)
    content = call_sheet(
        host,
        mail_addresses([one.detail for one in host]),
        reader_of(own),
        sent=sent,
        tried=tried,
        names=names_of(own.session, {one.by_id for one in tried if one.by_id}),
        notice=notice,
        problem=problem,
    )
    return page(own.request, "curation/call_sheet.html", content, status=status)


def _way(own: Own, sent: FormData) -> CheckedHow:
    for code in ways_of_checking(own.words):
        if code == sent.get("how"):
            return code
    raise RefusedError("Say how you checked it.")


def _outcome(text: str) -> Outcome:
    try:
        return Outcome(text)
    except ValueError:
        raise RefusedError(NO_SUCH_TRY) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(NO_DAY) from None


def _link_of(request: Request) -> Callable[[str], str]:
    public: str = request.app.state.settings.public_url
    return lambda token: f"{public or str(request.base_url).rstrip('/')}/check/{token}"


def _public_reader(words: Translator, today: date) -> Reader:
    return Reader.of(load_vocabulary(seeds_folder() / "vocabulary"), words, today)


def _gone(request: Request, words: Translator) -> Response:
    said = words.gettext(
        "This link was used already, or its time is over. If something about your group is not right, write to whoever "
        "sent it: they send you another."
    )
    return page(
        request, "curation/contact_told.html", ContactTold(words.gettext("This link is used up"), said), status=404
    )
