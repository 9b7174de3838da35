"""Opening the record of a client one does not look after in an emergency, and seeing who did."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ValidationError

from directory import policy
from directory.accounts.asking import Typed
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.codes import Emergency
from directory.clients.emergency import WhatHappened, close_record, list_running, open_record
from directory.clients.emergency_seen import list_accesses, list_unseen, mark_seen
from directory.clients.pages.emergency import access_page, emergency_page
from directory.clients.typed import id_of
from directory.errors import RefusedError
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep
from directory.web.rates import limited

router = APIRouter()
PAGE: Final = "/clients/emergency"
OFTEN: Final = "5/minute; 20/hour"
"""Enough to mistype a handle, and too seldom to try out whom there is."""


@router.get(PAGE, **policy.reads_clients)
def show_emergency(desk: AtDeskDep, done: str = "") -> Response:
    """Show what it takes to open a record, and which were opened."""
    notice = desk.words.gettext("The record is closed again.") if done == "closed" else ""
    return _page(desk, Filled(), notice=notice)


@router.post(PAGE, **limited(policy.reads_clients, OFTEN))
def open_in_emergency(
    desk: AtDeskDep, once: OnceDep, sought: Typed = "", reason: Typed = "", words: Typed = ""
) -> Response:
    """Open a record for an hour; whoever is meant and why stand in no address and no log."""
    form = Filled({"sought": sought, "reason": reason, "words": words}, _faults(desk, sought, reason, words))
    if form.faults:
        return _page(desk, form, status=422)
    try:
        happened = WhatHappened(reason=Emergency(reason), words=words)
        client = open_record(desk.session, sought, happened, by=desk.caller, today=desk.today, now=desk.now)
    except RefusedError as refusal:
        return _page(desk, Filled(form.values, {"sought": desk.said(refusal)}), status=422)
    return once.see_other(f"/clients/{client.id}")


@router.post("/clients/{client_id}/emergency-end", **policy.reads_clients)
def close_after_emergency(desk: AtDeskDep, client_id: UUID) -> Response:
    """Close a record before its hour is over."""
    close_record(desk.session, client_id, by=desk.caller, today=desk.today, now=desk.now)
    return see_other(f"{PAGE}?done=closed")


@router.get("/clients/{client_id}/access", **policy.reads_clients)
def show_accesses(desk: AtDeskDep, client_id: UUID) -> Response:
    """Show who opened a client's record in an emergency, and why: it can be shown to the client."""
    client = desk.client(client_id)
    lines = list_accesses(desk.session, client, seen_by=desk.caller)
    content = access_page(client, lines, desk.words, here_now=desk.here_now)
    return desk.page("clients/access.html", content, seen=[client])


@router.post("/clients/{client_id}/access", **policy.reads_clients)
def see_access(desk: AtDeskDep, client_id: UUID, access: Typed = "") -> Response:
    """Keep that the caller has seen who opened it."""
    client, access_id = desk.client(client_id), id_of(access)
    if access_id is None:
        raise RefusedError("This is not one of the choices.")
    mark_seen(desk.session, client, access_id, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}/access")


def _faults(desk: AtDesk, sought: str, reason: str, words: str) -> dict[str, str]:
    _ = desk.words.gettext
    faults = {
        "sought": "" if sought.strip() else _("Write the handle or the phone number."),
        "reason": "" if reason in set(Emergency) else _("Choose why."),
        "words": _words_fault(desk, words),
    }
    return {name: fault for name, fault in faults.items() if fault}


def _words_fault(desk: AtDesk, words: str) -> str:
    if not words.strip():
        return desk.words.gettext("Write what happened.")
    try:
        WhatHappened(reason=Emergency.MEDICAL, words=words)
    except ValidationError:
        return desk.words.gettext("This is too long: write at most %(count)s characters.") % {"count": 1000}
    return ""


def _page(desk: AtDesk, form: Filled, *, notice: str = "", status: int = 200) -> Response:
    running = list_running(desk.session, by=desk.caller, now=desk.now)
    unseen = list_unseen(desk.session, seen_by=desk.caller, today=desk.today)
    content = emergency_page(form, running, unseen, desk.words, here_now=desk.here_now, notice=notice)
    seen = [*(client.id for _, client in running), *(line.access.client_id for line in unseen)]
    return desk.page("clients/emergency.html", content, seen=list(dict.fromkeys(seen)), status=status)
