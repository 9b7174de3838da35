"""Merging two records of one person, and erasing a client for good: each after a fresh proof of who asks for it."""

from uuid import UUID

from fastapi import APIRouter, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.finding import list_served
from directory.clients.models import Client
from directory.clients.typed import id_of
from directory.errors import RefusedError
from directory.referrals.erasing import count_of, erase_client, get_erasure
from directory.referrals.merging import list_merges, merge_clients, preview_merge, undo_merge
from directory.referrals.pages.care import certificate_page, erase_page, merge_page
from directory.referrals.reading_record import names_of
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter()
confirmed = policy.recently_confirmed(policy.reads_clients)


@router.get("/clients/erasures/{erasure_id}", **policy.reads_clients)
def show_certificate(desk: AtDeskDep, erasure_id: UUID) -> Response:
    """Show the certificate that a client was erased."""
    erasure, handle = get_erasure(desk.session, erasure_id, seen_by=desk.caller, today=desk.today)
    by = names_of(desk.session, {erasure.by_id}).get(erasure.by_id, "") if erasure.by_id else ""
    content = certificate_page(erasure, handle, by, desk.words, at=erasure.at.astimezone(desk.zone))
    return desk.page("clients/erased.html", content, seen=[erasure.client_id])


@router.get("/clients/{client_id}/erase", **confirmed)
def show_erase(desk: AtDeskDep, client_id: UUID) -> Response:
    """Say what erasing destroys."""
    return _erase_page(desk, desk.client(client_id), Filled())


@router.post("/clients/{client_id}/erase", **confirmed)
def erase(desk: AtDeskDep, client_id: UUID, once: OnceDep, handle: Typed = "") -> Response:
    """Erase a client, whose handle was typed to show that it is this one."""
    client = desk.client(client_id)
    if " ".join(handle.lower().split()) != client.handle:
        fault = desk.words.gettext("Write the handle of this client, so that no other one is erased.")
        return _erase_page(desk, client, Filled({"handle": handle}, {"handle": fault}), status=422)
    erasure = erase_client(desk.session, client.id, by=desk.caller, now=desk.now)
    return once.see_other(f"/clients/erasures/{erasure.id}")


def _erase_page(desk: AtDesk, client: Client, form: Filled, *, status: int = 200) -> Response:
    content = erase_page(client, form, count_of(desk.session, client), desk.words)
    return desk.page("clients/erase.html", content, seen=[client], status=status)


@router.get("/clients/{client_id}/merge", **confirmed)
def show_merge(desk: AtDeskDep, client_id: UUID, other: str = "") -> Response:
    """Ask which record is of the same person, then show what would move."""
    kept, other_id = desk.client(client_id), id_of(other)
    return _merge_page(desk, kept, Filled(), desk.client(other_id) if other_id else None)


@router.post("/clients/{client_id}/merge", **confirmed)
def merge(desk: AtDeskDep, once: OnceDep, client_id: UUID, other: Typed = "") -> Response:
    """Make one record of two."""
    kept, other_id = desk.client(client_id, hold=True), id_of(other)
    if other_id is None:
        fault = desk.words.gettext("Choose another record of the same person.")
        return _merge_page(desk, kept, Filled(faults={"other": fault}), None, status=422)
    try:
        merge_clients(desk.session, kept, desk.client(other_id, hold=True), by=desk.caller, now=desk.now)
    except RefusedError as refusal:
        return _merge_page(desk, kept, Filled(faults={"other": desk.said(refusal)}), None, status=422)
    return once.see_other(f"/clients/{kept.id}?done=merged")


@router.post("/clients/{client_id}/parting", **confirmed)
def part(desk: AtDeskDep, client_id: UUID, merged: Typed = "") -> Response:
    """Make two records again."""
    kept, merge_id = desk.client(client_id, hold=True), id_of(merged)
    if merge_id is None:
        raise RefusedError("This is not one of the choices.")
    undo_merge(desk.session, kept, merge_id, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{kept.id}?done=parted")


def _merge_page(desk: AtDesk, kept: Client, form: Filled, other: Client | None, *, status: int = 200) -> Response:
    served = list_served(desk.session, seen_by=desk.caller, today=desk.today)
    preview = None
    if other is not None:
        try:
            preview = preview_merge(desk.session, kept, other, by=desk.caller)
        except RefusedError as refusal:
            form, other, status = Filled(faults={"other": desk.said(refusal)}), None, 422
    content = merge_page(
        kept,
        Filled({"other": str(other.id) if other else ""}, form.faults),
        [each for each in served if each.record is not None],
        list_merges(desk.session, kept),
        desk.words,
        chosen=other,
        preview=preview,
        here_now=desk.here_now,
    )
    seen = [kept] if other is None else [kept, other]
    return desk.page("clients/merge.html", content, seen=seen, status=status)
