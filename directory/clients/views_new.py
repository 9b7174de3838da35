"""Beginning with somebody: with nothing at all in one tap, or with what is known already."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel import Session

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.models import Team
from directory.accounts.pages.parts import Option
from directory.accounts.teams import list_teams
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.forms import NewClient
from directory.clients.pages.forms import NewClientPage, to_clients
from directory.clients.pages.words import options
from directory.clients.service import open_client
from directory.clients.typed import id_of, texts_too_long
from directory.errors import RefusedError
from directory.policy import Caller
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter()


@router.get("/clients/new", **policy.reads_clients)
def show_new(desk: AtDeskDep) -> Response:
    """Ask for nothing, and take what is known."""
    return _new_page(desk, Filled())


@router.post("/clients", **policy.reads_clients)
def begin(
    *,
    desk: AtDeskDep,
    once: OnceDep,
    cue: Typed = "",
    area: Typed = "",
    goal: Typed = "",
    domain: Typed = "",
    team: Typed = "",
) -> Response:
    """Begin with somebody, under a new handle."""
    typed = {"cue": cue, "area": area, "goal": goal, "domain": domain, "team": team}
    faults = _faults(desk, typed)
    if faults:
        return _new_page(desk, Filled(typed, faults), status=422)
    known = NewClient(cue=cue, area=area, goal=goal, domain=domain)
    try:
        client = open_client(desk.session, known, team_id=_team_id(desk, team), by=desk.caller, now=desk.now)
    except RefusedError as refusal:
        return _new_page(desk, Filled(typed, {"": desk.said(refusal)}), status=422)
    return once.see_other(f"/clients/{client.id}")


def _faults(desk: AtDesk, typed: dict[str, str]) -> dict[str, str]:
    _ = desk.words.gettext
    faults = texts_too_long(typed, desk.words)
    if typed["goal"].strip() and typed["domain"] not in desk.vocabulary.domains:
        faults["domain"] = _("Choose what the goal is about.")
    return faults


def _team_id(desk: AtDesk, chosen: str) -> UUID:
    """The team that was chosen; the first one where there is no choice."""
    teams = _own_teams(desk.session, desk.caller)
    if not teams:
        raise RefusedError("You are in no team yet. Ask an admin to put you into one.")
    return id_of(chosen) or teams[0].id


def _own_teams(session: Session, caller: Caller) -> list[Team]:
    return [team for team in list_teams(session) if team.id in caller.team_ids]


def _new_page(desk: AtDesk, form: Filled, *, status: int = 200) -> Response:
    teams = _own_teams(desk.session, desk.caller)
    chosen = form.value("team") or next((str(team.id) for team in teams), "")
    offered = [Option(str(team.id), team.name, str(team.id) == chosen) for team in teams]
    domains = {code: entry.label(desk.words.code) for code, entry in desk.vocabulary.domains.items()}
    content = NewClientPage(
        title=desk.words.gettext("New client"),
        form=form,
        teams=tuple(offered) if len(offered) > 1 else (),
        domains=options(domains, form.value("domain")),
        back=to_clients(desk.words),
    )
    return desk.page("clients/new.html", content, status=status)
