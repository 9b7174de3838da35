"""The clients of somebody, and one client's record whole: what the client's own room knows, and their referrals."""

from uuid import UUID

from fastapi import APIRouter, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.finding import Found, find_by_phone, is_number, list_ended, list_served, promises_due
from directory.clients.pages.forms import to_clients
from directory.errors import RefusedError
from directory.referrals.of_client import first_due
from directory.referrals.pages.caseload import CaseloadPage, Dues, ended_page, sections_of
from directory.referrals.pages.record import record_page
from directory.referrals.reading_record import read_record
from directory.web import see_other
from directory.web.filled import Filled

router = APIRouter()


@router.get("/clients", **policy.reads_clients)
def show_clients(desk: AtDeskDep, done: str = "") -> Response:
    """Show one's own clients with what is due first, and the lines of the team."""
    notice = desk.words.gettext("Handed over.") if done == "handed" else ""
    return _list_page(desk, list_served(desk.session, seen_by=desk.caller, today=desk.today), Filled(), notice=notice)


@router.post("/clients/lookup", **policy.reads_clients)
def look_up(desk: AtDeskDep, sought: Typed = "") -> Response:
    """Find clients by their handle, or whoever is calling by the number, which stands in no address and no log."""
    if not sought.strip():
        return see_other("/clients")
    form = Filled({"sought": sought})
    try:
        found = _found(desk, sought)
    except RefusedError as refusal:
        everybody = list_served(desk.session, seen_by=desk.caller, today=desk.today)
        return _list_page(desk, everybody, Filled({"sought": sought}, {"sought": desk.said(refusal)}), status=422)
    if len(found) == 1 and found[0].record is not None:
        return see_other(f"/clients/{found[0].id}")
    nobody = "" if found else desk.words.gettext("Nobody here has this handle or number.")
    return _list_page(desk, found, form, notice=nobody, is_found=True)


def _found(desk: AtDesk, sought: str) -> list[Found]:
    if is_number(sought):
        return find_by_phone(desk.session, sought.strip(), seen_by=desk.caller, today=desk.today)
    letters = " ".join(sought.lower().split())
    everybody = list_served(desk.session, seen_by=desk.caller, today=desk.today)
    return [each for each in everybody if letters in each.handle]


def _list_page(
    desk: AtDesk, found: list[Found], form: Filled, *, notice: str = "", is_found: bool = False, status: int = 200
) -> Response:
    seen = [each.id for each in found if each.record is not None]
    dues = Dues(first_due(desk.session, seen), promises_due(desk.session, seen))
    content = CaseloadPage(
        title=desk.words.gettext("Clients"),
        form=form,
        sections=sections_of(found, dues, desk.caller, desk.here_now, desk.words),
        notice=notice,
        is_found=is_found,
        back=to_clients(desk.words) if is_found else None,
    )
    return desk.page("clients/list.html", content, seen=seen, status=status)


@router.get("/clients/ended", **policy.reads_clients)
def show_ended(desk: AtDeskDep) -> Response:
    """Show the records whose service has ended."""
    clients = list_ended(desk.session, seen_by=desk.caller, today=desk.today)
    content = ended_page(clients, desk.words, here_now=desk.here_now)
    return desk.page("clients/ended.html", content, seen=clients)


@router.get("/clients/{client_id}", **policy.reads_clients)
def show_client(desk: AtDeskDep, client_id: UUID, done: str = "") -> Response:
    """Show everything that is known of a client to whoever may see it; the cue to the owner alone."""
    client, emergency = desk.opened(client_id)
    record = read_record(desk.session, client, seen_by=desk.caller, today=desk.today, emergency=emergency)
    content = record_page(record, desk.vocabulary, desk.words, here_now=desk.here_now, done=done)
    template = "clients/opened.html" if emergency else "clients/record.html"
    return desk.page(template, content, seen=[client], emergency=emergency)
