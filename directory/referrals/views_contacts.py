"""Logging contacts with a client, and keeping what was promised."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.contacts import keep_promise
from directory.clients.models import Client, EmergencyAccess
from directory.clients.typed import ContactTyped, id_of
from directory.errors import RefusedError
from directory.referrals.contacts import log_contact
from directory.referrals.of_client import list_referrals
from directory.referrals.pages.contact import contact_page
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter(prefix="/clients/{client_id}")


@router.get("/contacts/new", **policy.reads_clients)
def show_contact(desk: AtDeskDep, client_id: UUID, channel: str = "", about: str = "") -> Response:
    """Ask how they were in touch; a way to reach somebody leads here with its channel already chosen."""
    client, emergency = desk.opened(client_id)
    return _page(desk, client, Filled({"channel": channel, "referral": about}), emergency)


@router.post("/contacts", **policy.reads_clients)
def log(desk: AtDeskDep, once: OnceDep, client_id: UUID, typed: Annotated[ContactTyped, Form()]) -> Response:
    """Write a line of the log."""
    client, emergency = desk.opened(client_id)
    faults = typed.faults(desk.words)
    if not faults:
        try:
            log_contact(desk.session, client, typed.said(desk.now, desk.zone), by=desk.caller, now=desk.now)
        except RefusedError as refusal:
            faults = {"at": desk.said(refusal)}
    if faults:
        return _page(desk, client, Filled(typed.model_dump(), faults), emergency, status=422)
    return once.see_other(f"/clients/{client.id}?done=logged#log")


@router.post("/promises", **policy.reads_clients)
def keep(desk: AtDeskDep, client_id: UUID, entry: Typed = "") -> Response:
    """Say that what was promised is done."""
    client, entry_id = desk.client(client_id), id_of(entry)
    if entry_id is None:
        raise RefusedError("This is not one of the choices.")
    keep_promise(desk.session, client, entry_id, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}#log")


def _page(
    desk: AtDesk, client: Client, form: Filled, emergency: EmergencyAccess | None, *, status: int = 200
) -> Response:
    content = contact_page(client, form, list_referrals(desk.session, client), desk.words)
    return desk.page("clients/contact.html", content, seen=[client], emergency=emergency, status=status)
