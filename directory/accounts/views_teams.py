"""The teams of the agency: who works together, and what a team is called."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from directory import policy
from directory.accounts import teams
from directory.accounts.asking import Typed, require_private_connection
from directory.accounts.listing_people import PersonLine, list_people
from directory.accounts.models import Team
from directory.accounts.pages import people as pages
from directory.accounts.views_account import Own, OwnDep
from directory.accounts.views_admin import admins, answer
from directory.errors import RefusedError
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.merging import Label, merge, merge_page, version_of
from directory.web.once import OnceDep

router = APIRouter(prefix="/admin/teams", dependencies=[Depends(require_private_connection)])


@router.get("", **admins)
def show_teams(own: OwnDep, done: str = "") -> Response:
    """Show the teams."""
    return _teams_page(own, Filled(), {}, done=done)


@router.post("", **admins)
def add_team(own: OwnDep, once: OnceDep, name: Typed = "") -> Response:
    """Make a team."""
    try:
        teams.add_team(own.session, name, by=own.caller, now=own.clock())
    except RefusedError as refusal:
        return _teams_page(own, Filled({"name": name}, {"name": own.said(refusal)}), {}, status=422)
    return once.see_other("/admin/teams?done=new")


@router.post("/{team_id}", **policy.anybodys(admins))
def rename_team(own: OwnDep, team_id: UUID, name: Typed = "", version: Typed = "") -> Response:
    """Give a team another name; where another admin did so since, ask which is right."""
    saved = {"name": teams.get_team(own.session, team_id, hold=True).name}
    merged = merge({"name": name}, saved=saved, version=version)
    if merged.contested:
        labels = {"name": Label(own.words.gettext("Name of the team"))}
        return merge_page(own.request, merged, action=f"/admin/teams/{team_id}", labels=labels, words=own.words)
    try:
        teams.rename_team(own.session, team_id, merged.values["name"], by=own.caller, now=own.clock())
    except RefusedError as refusal:
        wrong = Filled({"name": name, "version": version}, {"name": own.said(refusal)}, prefix=f"{team_id}-")
        return _teams_page(own, Filled(), {team_id: wrong}, status=422)
    return see_other("/admin/teams?done=renamed")


def _teams_page(own: Own, form: Filled, renamed: dict[UUID, Filled], *, done: str = "", status: int = 200) -> Response:
    counts = _sizes(list_people(own.session))
    forms = [
        pages.team_form(str(team.id), renamed.get(team.id) or _as_saved(team), counts.get(team.name, 0), own.words)
        for team in teams.list_teams(own.session)
    ]
    return answer(own, "teams", pages.teams_page(form, forms, done, own.words), status=status)


def _as_saved(team: Team) -> Filled:
    values = {"name": team.name}
    return Filled(values | {"version": version_of(values)}, prefix=f"{team.id}-")


def _sizes(lines: Sequence[PersonLine]) -> dict[str, int]:
    """How many people who may sign in each team has."""
    sizes: dict[str, int] = {}
    for line in lines:
        for team in line.teams if line.disabled_at is None else ():
            sizes[team] = sizes.get(team, 0) + 1
    return sizes
