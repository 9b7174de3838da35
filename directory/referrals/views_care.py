"""Handing clients over, telling them of it, and ending or taking up again the service to one."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.days import list_away
from directory.clients import handing
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.codes import EndReason, Notice
from directory.clients.finding import list_served
from directory.clients.models import Client
from directory.clients.typed import HandOverTyped, id_of
from directory.errors import RefusedError
from directory.policy import Role
from directory.referrals.ending import end_service, resume_service
from directory.referrals.handing import hand_over
from directory.referrals.pages.care import end_page, hand_over_page
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter()
A_WEEK = timedelta(days=7)


@router.get("/clients/hand-over", **policy.reads_clients)
def show_hand_over(desk: AtDeskDep, client: str = "") -> Response:
    """Ask which clients go to whom; days away that are planned are filled in already."""
    return _hand_over_page(desk, Filled(_planned(desk)), [client])


@router.post("/clients/hand-over", **policy.reads_clients)
def hand(desk: AtDeskDep, once: OnceDep, typed: Annotated[HandOverTyped, Form()]) -> Response:
    """Hand clients over, for days or for good."""
    faults = typed.faults(desk.words)
    if not faults:
        clients = [desk.client(client_id, hold=True) for client_id in sorted(typed.client_ids())]
        try:
            handed = typed.said(desk.today)
            hand_over(desk.session, clients, handed, by=desk.caller, today=desk.today, now=desk.now)
        except RefusedError as refusal:
            faults = {"": desk.said(refusal)}
    if faults:
        values = typed.model_dump(exclude={"clients"})
        return _hand_over_page(desk, Filled(values, faults), typed.clients, status=422)
    return once.see_other("/clients?done=handed")


def _planned(desk: AtDesk) -> dict[str, str]:
    away = next(iter(list_away(desk.session, desk.caller, since=desk.today)), None)
    first = max(away.from_on, desk.today) if away else desk.today
    last = away.until_on if away else desk.today + A_WEEK
    cover = str(away.cover_id or "") if away else ""
    return {
        "span": "days",
        "from_on": first.isoformat(),
        "until_on": last.isoformat(),
        "to": cover,
        "notice": Notice.NOT_YET,
    }


def _hand_over_page(desk: AtDesk, form: Filled, chosen: list[str], *, status: int = 200) -> Response:
    served = list_served(desk.session, seen_by=desk.caller, today=desk.today)
    found = [each for each in served if each.record is not None]
    is_supervisor = Role.SUPERVISOR in desk.caller.roles
    colleagues = [
        person
        for person in handing.colleagues_in(desk.session, desk.caller.team_ids)
        if is_supervisor or person.id != desk.caller.person_id
    ]
    content = hand_over_page(form, found, chosen, colleagues, desk.words, caller_id=desk.caller.person_id)
    return desk.page("clients/hand_over.html", content, seen=[each.id for each in found], status=status)


@router.post("/clients/{client_id}/notice", **policy.reads_clients)
def tell(desk: AtDeskDep, client_id: UUID, cover: Typed = "", notice: Typed = "") -> Response:
    """Say that the client was told who looks after them, and how."""
    client, cover_id = desk.client(client_id), id_of(cover)
    if cover_id is None or notice not in set(Notice):
        raise RefusedError("This is not one of the choices.")
    handing.tell_client(desk.session, client, cover_id, Notice(notice), by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}")


@router.post("/clients/{client_id}/cover-end", **policy.reads_clients)
def end_cover(desk: AtDeskDep, client_id: UUID, cover: Typed = "") -> Response:
    """Take a client back before the last day."""
    client, cover_id = desk.client(client_id), id_of(cover)
    if cover_id is None:
        raise RefusedError("This is not one of the choices.")
    handing.end_cover(desk.session, client, cover_id, by=desk.caller, now=desk.now)
    return see_other("/clients")


@router.get("/clients/{client_id}/end", **policy.reads_clients)
def show_end(desk: AtDeskDep, client_id: UUID) -> Response:
    """Ask why the service ends."""
    return _end_page(desk, desk.client(client_id), Filled())


@router.post("/clients/{client_id}/end", **policy.reads_clients)
def end(desk: AtDeskDep, client_id: UUID, reason: Typed = "") -> Response:
    """End the service; what is kept is erased when the time of keeping is over."""
    client = desk.client(client_id)
    if reason not in set(EndReason):
        fault = desk.words.gettext("Choose why it ends.")
        return _end_page(desk, client, Filled({"reason": reason}, {"reason": fault}), status=422)
    try:
        end_service(
            desk.session,
            client,
            EndReason(reason),
            keep_for=_kept_for(desk),
            by=desk.caller,
            now=desk.now,
            zone=desk.zone,
        )
    except RefusedError as refusal:
        return _end_page(desk, client, Filled({"reason": reason}, {"": desk.said(refusal)}), status=422)
    return see_other(f"/clients/{client.id}?done=ended")


@router.post("/clients/{client_id}/resumption", **policy.reads_clients)
def resume(desk: AtDeskDep, client_id: UUID) -> Response:
    """Take up again what had ended."""
    client = desk.client(client_id)
    resume_service(desk.session, client, by=desk.caller, now=desk.now, zone=desk.zone)
    return see_other(f"/clients/{client.id}?done=resumed")


def _kept_for(desk: AtDesk) -> timedelta:
    return timedelta(days=desk.settings.keep_clients_days)


def _end_page(desk: AtDesk, client: Client, form: Filled, *, status: int = 200) -> Response:
    content = end_page(client, form, desk.words, erased_on=desk.here_now + _kept_for(desk))
    return desk.page("clients/end.html", content, seen=[client], status=status)
