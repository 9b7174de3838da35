"""The people and teams of the agency: inviting, roles, teams, lost phones, closing."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response

from directory import policy
from directory.accounts import invitations, people, teams
from directory.accounts.asking import Typed, require_private_connection
from directory.accounts.factors import READ_CLIENTS
from directory.accounts.invitations import Invited
from directory.accounts.links import link_of
from directory.accounts.listing_people import PersonLine, list_people
from directory.accounts.pages import people as pages
from directory.accounts.pages.parts import Option, role_options
from directory.accounts.views_account import Own, OwnDep
from directory.errors import RefusedError
from directory.policy import Role
from directory.web import page, see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter(prefix="/admin", dependencies=[Depends(require_private_connection)])
admins = policy.anybodys(policy.roles(Role.ADMIN))
confirmed_admins = policy.recently_confirmed(admins)
ChosenRoles = Annotated[frozenset[Role], Form()]
ChosenTeams = Annotated[frozenset[UUID], Form(alias="teams")]


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
        reads_clients=bool(line.roles & READ_CLIENTS),
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
    content = pages.invite_page(form, roles, _team_options(own, team_ids), own.words)
    return answer(own, "invite", content, status=status)


def _team_options(own: Own, chosen: frozenset[UUID]) -> list[Option]:
    return [Option(str(team.id), team.name, team.id in chosen) for team in teams.list_teams(own.session)]


@router.get("/people/{person_id}", **policy.anybodys(admins))
def show_person(own: OwnDep, person_id: UUID, done: str = "") -> Response:
    """Show one person."""
    return _person_page(own, person_id, Filled(), done=done)


def _person_page(own: Own, person_id: UUID, form: Filled, *, done: str = "", status: int = 200) -> Response:
    person = people.get_person(own.session, person_id)
    content = pages.PersonPage(
        title=person.display_name,
        id=str(person.id),
        said=person.email,
        form=form,
        roles=role_options(people.roles_of(own.session, person_id), own.words),
        teams=tuple(_team_options(own, frozenset(team.id for team in people.teams_of(own.session, person_id)))),
        is_invited=person.password_hash is None,
        is_disabled=person.disabled_at is not None,
        is_oneself=person.id == own.caller.person_id,
        notice=pages.person_notice(done, own.words),
        back=pages.to_people(own.words),
    )
    return answer(own, "person", content, status=status)


@router.post("/people/{person_id}/roles", **policy.anybodys(confirmed_admins))
def change_roles(own: OwnDep, person_id: UUID, roles: ChosenRoles = frozenset()) -> Response:
    """Save what somebody may do; they are signed out everywhere."""
    try:
        people.change_roles(own.session, person_id, roles, by=own.caller, now=own.clock())
    except RefusedError as refusal:
        return _person_page(own, person_id, Filled(faults={"roles": own.said(refusal)}), status=422)
    return see_other(f"/admin/people/{person_id}?done=roles")


@router.post("/people/{person_id}/teams", **policy.anybodys(confirmed_admins))
def change_teams(own: OwnDep, person_id: UUID, team_ids: ChosenTeams = frozenset()) -> Response:
    """Save with whom somebody works."""
    people.change_teams(own.session, person_id, team_ids, by=own.caller, now=own.clock())
    return see_other(f"/admin/people/{person_id}?done=teams")


@router.post("/people/{person_id}/invitation", **policy.anybodys(confirmed_admins))
def invite_again(own: OwnDep, person_id: UUID) -> Response:
    """Send a new invitation; the old link does not work any more."""
    try:
        invitations.invite_again(own.session, person_id, by=own.caller, link=link_of(own.request), now=own.clock())
    except RefusedError as refusal:
        return _person_page(own, person_id, Filled(faults={"": own.said(refusal)}), status=422)
    return see_other(f"/admin/people/{person_id}?done=invited")


@router.post("/people/{person_id}/reset", **policy.anybodys(confirmed_admins))
def reset(own: OwnDep, person_id: UUID, clear_factors: Annotated[bool, Form()] = False) -> Response:
    """Send a link to a new password; on request, what was lost with a phone counts no more."""
    try:
        invitations.reset_person(
            own.session,
            person_id,
            clear_factors=clear_factors,
            by=own.caller,
            link=link_of(own.request),
            now=own.clock(),
        )
    except RefusedError as refusal:
        return _person_page(own, person_id, Filled(faults={"": own.said(refusal)}), status=422)
    return see_other(f"/admin/people/{person_id}?done=reset")


@router.post("/people/{person_id}/closing", **policy.anybodys(confirmed_admins))
def close_account(own: OwnDep, person_id: UUID) -> Response:
    """Let somebody in no more, from their next request on."""
    try:
        people.disable_person(own.session, person_id, by=own.caller, now=own.clock())
    except RefusedError as refusal:
        return _person_page(own, person_id, Filled(faults={"": own.said(refusal)}), status=422)
    return see_other(f"/admin/people/{person_id}?done=closed")


@router.post("/people/{person_id}/reopening", **policy.anybodys(confirmed_admins))
def open_account(own: OwnDep, person_id: UUID) -> Response:
    """Let somebody in again."""
    people.enable_person(own.session, person_id, by=own.caller, now=own.clock())
    return see_other(f"/admin/people/{person_id}?done=open")


@router.get("/teams", **admins)
def show_teams(own: OwnDep, done: str = "") -> Response:
    """Show the teams."""
    return _teams_page(own, Filled(), {}, done=done)


@router.post("/teams", **admins)
def add_team(own: OwnDep, once: OnceDep, name: Typed = "") -> Response:
    """Make a team."""
    try:
        teams.add_team(own.session, name, by=own.caller, now=own.clock())
    except RefusedError as refusal:
        return _teams_page(own, Filled({"name": name}, {"name": own.said(refusal)}), {}, status=422)
    return once.see_other("/admin/teams?done=new")


@router.post("/teams/{team_id}", **policy.anybodys(admins))
def rename_team(own: OwnDep, team_id: UUID, name: Typed = "") -> Response:
    """Give a team another name."""
    try:
        teams.rename_team(own.session, team_id, name, by=own.caller, now=own.clock())
    except RefusedError as refusal:
        wrong = Filled({"name": name}, {"name": own.said(refusal)}, prefix=f"{team_id}-")
        return _teams_page(own, Filled(), {team_id: wrong}, status=422)
    return see_other("/admin/teams?done=renamed")


def _teams_page(own: Own, form: Filled, renamed: dict[UUID, Filled], *, done: str = "", status: int = 200) -> Response:
    counts = _sizes(list_people(own.session))
    forms = [
        pages.team_form(
            str(team.id),
            renamed.get(team.id, Filled({"name": team.name}, prefix=f"{team.id}-")),
            counts.get(team.name, 0),
            own.words,
        )
        for team in teams.list_teams(own.session)
    ]
    return answer(own, "teams", pages.teams_page(form, forms, done, own.words), status=status)


def _sizes(lines: Sequence[PersonLine]) -> dict[str, int]:
    """How many people who may sign in each team has."""
    sizes: dict[str, int] = {}
    for line in lines:
        for team in line.teams if line.disabled_at is None else ():
            sizes[team] = sizes.get(team, 0) + 1
    return sizes
