"""Boundaries: whom a client must not meet, who knows them outside work, and own experience that was shared."""

from uuid import UUID

from fastapi import APIRouter, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.clients import boundaries, service
from directory.clients.access import Standing, standing_of
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.codes import Purpose
from directory.clients.models import Client
from directory.clients.pages.forms import boundaries_page
from directory.clients.typed import id_of
from directory.errors import RefusedError
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter(prefix="/clients/{client_id}")


@router.get("/boundaries", **policy.reads_clients)
def show_boundaries(desk: AtDeskDep, client_id: UUID, done: str = "") -> Response:
    """Show the blocks, and the two things a peer says of themselves."""
    return _page(desk, desk.client(client_id), Filled(), done=done)


@router.post("/blocks", **policy.reads_clients)
def block_client(desk: AtDeskDep, client_id: UUID, handle: Typed = "") -> Response:
    """Keep two clients from being brought together."""
    client = desk.client(client_id)
    try:
        boundaries.block_client(desk.session, client, handle, by=desk.caller, today=desk.today, now=desk.now)
    except RefusedError as refusal:
        return _page(desk, client, Filled({"handle": handle}, {"handle": desk.said(refusal)}), status=422)
    return see_other(f"/clients/{client.id}/boundaries?done=blocked")


@router.post("/organizations", **policy.reads_clients)
def look_for_organization(desk: AtDeskDep, client_id: UUID, name: Typed = "") -> Response:
    """Find organizations by name, to choose one; what was typed stands in no address."""
    client, typed = desk.client(client_id), name.strip()
    found = [(each.id, each.name) for each in boundaries.organizations_named(desk.session, typed)]
    faults = {} if found else {"name": desk.words.gettext("No organization of the directory has this in its name.")}
    return _page(desk, client, Filled({"name": name}, faults), found=found, status=200 if found else 422)


@router.post("/organization-blocks", **policy.reads_clients)
def block_organization(desk: AtDeskDep, client_id: UUID, organization: Typed = "") -> Response:
    """Keep a client from being brought to an organization."""
    client, chosen = desk.client(client_id), id_of(organization)
    if chosen is None:
        fault = desk.words.gettext("Choose one of the organizations that were found.")
        return _page(desk, client, Filled(faults={"name": fault}), status=422)
    boundaries.block_organization(desk.session, client, chosen, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}/boundaries?done=blocked")


@router.post("/unblocking", **policy.reads_clients)
def unblock(desk: AtDeskDep, client_id: UUID, block: Typed = "") -> Response:
    """Take a block away."""
    client, chosen = desk.client(client_id), id_of(block)
    if chosen is None:
        raise RefusedError("This is not one of the choices.")
    boundaries.unblock(desk.session, client, chosen, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}/boundaries?done=unblocked")


@router.post("/known-outside", **policy.reads_clients)
def know_outside(desk: AtDeskDep, client_id: UUID) -> Response:
    """Say that one knows the client outside work."""
    client = desk.client(client_id)
    service.know_outside(desk.session, client, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}/boundaries?done=known")


@router.post("/shared-experience", **policy.reads_clients)
def share_experience(desk: AtDeskDep, once: OnceDep, client_id: UUID, purpose: Typed = "") -> Response:
    """Say that one shared something of one's own story, and to what purpose."""
    client = desk.client(client_id)
    if purpose not in set(Purpose):
        fault = desk.words.gettext("Choose to what purpose.")
        return _page(desk, client, Filled(faults={"purpose": fault}), status=422)
    service.share_experience(desk.session, client, Purpose(purpose), by=desk.caller, now=desk.now)
    return once.see_other(f"/clients/{client.id}/boundaries?done=shared")


def _page(
    desk: AtDesk,
    client: Client,
    form: Filled,
    *,
    found: list[tuple[UUID, str]] | None = None,
    done: str = "",
    status: int = 200,
) -> Response:
    _ = desk.words.gettext
    notices = {
        "blocked": _("They will not be brought together. Nobody is told why."),
        "unblocked": _("The block is gone."),
        "known": _("Kept for you and your supervisor alone."),
        "shared": _("Kept. What you shared is written down nowhere."),
    }
    known = boundaries.who_knows_outside(desk.session, client)
    is_supervisor = standing_of(client, desk.caller) is Standing.SUPERVISOR
    others = [name for person_id, name in known.items() if is_supervisor and person_id != desk.caller.person_id]
    content = boundaries_page(
        client,
        form,
        boundaries.list_blocks(desk.session, client),
        found,
        desk.words,
        knows_outside=desk.caller.person_id in known,
        others_know=others,
        notice=notices.get(done, ""),
    )
    return desk.page("clients/boundaries.html", content, seen=[client], status=status)
