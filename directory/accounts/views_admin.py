"""The people of the agency as an admin sees them listed, and inviting somebody."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response
from pydantic import BeforeValidator

from directory import policy
from directory.accounts import invitations, teams
from directory.accounts.asking import Typed, require_private_connection
from directory.accounts.invitations import Invited
from directory.accounts.links import link_of
from directory.accounts.listing_people import PersonLine, list_people
from directory.accounts.pages import people as pages
from directory.accounts.pages.parts import Option
from directory.accounts.views_account import Own, OwnDep
from directory.errors import RefusedError
from directory.policy import Role
from directory.web import page
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter(prefix="/admin", dependencies=[Depends(require_private_connection)])
admins = policy.anybodys(policy.roles(Role.ADMIN))
confirmed_admins = policy.recently_confirmed(admins)


def _apart(sent: list[str]) -> list[str]:
    """Take apart what a merge page sends in one piece; a box that was ticked is a piece of its own."""
    return [word for piece in sent for word in piece.split()]


ChosenRoles = Annotated[frozenset[Role], BeforeValidator(_apart), Form()]
ChosenTeams = Annotated[frozenset[UUID], BeforeValidator(_apart), Form(alias="teams")]


def answer(own: Own, template: str, content: object, *, status: int = 200) -> Response:
    """Answer with one of the admin's pages."""
    return page(own.request, f"admin/{template}.html", content, status=status)


@router.get("", **admins)
def show_admin(own: OwnDep) -> Response:
    """Show what an admin looks after."""
    return answer(own, "admin", pages.admin_page(own.words))


@router.get("/people", **admins)
def show_people(own: OwnDep, done: str = "") -> Response:
    """Show everybody who signs in."""
    rows = [_row(own, line) for line in list_people(own.session)]
    return answer(own, "people", pages.people_page(rows, done, own.words))


def _row(own: Own, line: PersonLine) -> pages.PersonRow:
    badges = pages.badges_of(
        own.words,
        is_disabled=line.disabled_at is not None,
        has_password=line.has_password,
        has_second_factor=line.has_second_factor,
    )
    work = pages.work_in_words(line.roles, line.teams, own.words)
    return pages.PersonRow(str(line.id), line.display_name, f"{work} · {_seen(own, line)}", badges)


def _seen(own: Own, line: PersonLine) -> str:
    zone = own.request.app.state.settings.zone
    seen_at = line.last_seen_at.astimezone(zone) if line.last_seen_at else None
    return pages.seen_in_words(seen_at, own.clock().astimezone(zone), own.words)


@router.get("/people/new", **admins)
def show_invite(own: OwnDep) -> Response:
    """Ask whom to invite."""
    return _invite_page(own, Filled(), frozenset({Role.PEER}), frozenset())


@router.post("/people", **confirmed_admins)
def invite(
    *,
    own: OwnDep,
    once: OnceDep,
    email: Typed = "",
    display_name: Typed = "",
    language: Typed = "en",
    roles: ChosenRoles = frozenset(),
    team_ids: ChosenTeams = frozenset(),
) -> Response:
    """Invite somebody by mail."""
    invited = Invited(email, display_name, roles, team_ids, language)
    try:
        invitations.invite_person(own.session, invited, by=own.caller, link=link_of(own.request), now=own.clock())
    except RefusedError as refusal:
        typed = {"email": email, "display_name": display_name, "language": language}
        return _invite_page(own, Filled(typed, {"": own.said(refusal)}), roles, team_ids, status=422)
    return once.see_other("/admin/people?done=invited")


def _invite_page(
    own: Own, form: Filled, roles: frozenset[Role], team_ids: frozenset[UUID], *, status: int = 200
) -> Response:
    content = pages.invite_page(form, roles, team_options(own, team_ids), own.words)
    return answer(own, "invite", content, status=status)


def team_options(own: Own, chosen: frozenset[UUID]) -> list[Option]:
    """Every team, some of them chosen."""
    return [Option(str(team.id), team.name, team.id in chosen) for team in teams.list_teams(own.session)]
