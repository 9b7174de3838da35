"""One person as an admin changes them: roles, teams, a lost phone, closing. Of two admins, the second is asked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response

from directory import policy
from directory.accounts import invitations, people, teams
from directory.accounts.asking import Typed, require_private_connection
from directory.accounts.links import link_of
from directory.accounts.models import Person
from directory.accounts.pages import people as pages
from directory.accounts.pages.parts import role_options
from directory.accounts.views_account import Own, OwnDep
from directory.accounts.views_admin import ChosenRoles, ChosenTeams, admins, answer, confirmed_admins, team_options
from directory.errors import RefusedError
from directory.policy import Role
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.merging import Merged, merge, merge_page, version_of

router = APIRouter(prefix="/admin/people/{person_id}", dependencies=[Depends(require_private_connection)])
OPEN, CLOSED = "open", "closed"


@router.get("", **policy.anybodys(admins))
def show_person(own: OwnDep, person_id: UUID, done: str = "") -> Response:
    """Show one person."""
    return _person_page(own, people.get_person(own.session, person_id), Filled(), done=done)


@router.post("/roles", **policy.anybodys(confirmed_admins))
def change_roles(own: OwnDep, person_id: UUID, roles: ChosenRoles = frozenset(), version: Typed = "") -> Response:
    """Save what somebody may do; they are signed out everywhere."""
    person = people.get_person(own.session, person_id, hold=True)
    merged = _merged(own, person, "roles", " ".join(sorted(roles)), version)
    if merged.contested:
        return _ask(own, person, merged, "roles")
    try:
        people.change_roles(own.session, person_id, _roles(merged.values["roles"]), by=own.caller, now=own.clock())
    except RefusedError as refusal:
        form = Filled({"roles": merged.values["roles"], "version": version}, {"roles": own.said(refusal)})
        return _person_page(own, person, form, status=422)
    return see_other(f"/admin/people/{person_id}?done=roles")


@router.post("/teams", **policy.anybodys(confirmed_admins))
def change_teams(own: OwnDep, person_id: UUID, team_ids: ChosenTeams = frozenset(), version: Typed = "") -> Response:
    """Save with whom somebody works."""
    person = people.get_person(own.session, person_id, hold=True)
    merged = _merged(own, person, "teams", " ".join(sorted(map(str, team_ids))), version)
    if merged.contested:
        return _ask(own, person, merged, "teams")
    people.change_teams(own.session, person_id, _teams(merged.values["teams"]), by=own.caller, now=own.clock())
    return see_other(f"/admin/people/{person_id}?done=teams")


@router.post("/closing", **policy.anybodys(confirmed_admins))
def close_account(own: OwnDep, person_id: UUID, access: Typed = CLOSED, version: Typed = "") -> Response:
    """Let somebody in no more, from their next request on."""
    return _change_access(own, person_id, access, version, act="closing")


@router.post("/reopening", **policy.anybodys(confirmed_admins))
def open_account(own: OwnDep, person_id: UUID, access: Typed = OPEN, version: Typed = "") -> Response:
    """Let somebody in again, unless they were closed out once more since the page was shown."""
    return _change_access(own, person_id, access, version, act="reopening")


def _change_access(own: Own, person_id: UUID, access: str, version: str, *, act: str) -> Response:
    person = people.get_person(own.session, person_id, hold=True)
    closes = access.startswith(CLOSED)
    if closes is not (person.disabled_at is not None):
        merged = _merged(own, person, "access", access, version)
        if merged.contested:
            return _ask(own, person, merged, act)
        change = people.disable_person if closes else people.enable_person
        try:
            change(own.session, person_id, by=own.caller, now=own.clock())
        except RefusedError as refusal:
            return _refused(own, person_id, refusal)
    return see_other(f"/admin/people/{person_id}?done={CLOSED if closes else OPEN}")


@router.post("/invitation", **policy.anybodys(confirmed_admins))
def invite_again(own: OwnDep, person_id: UUID) -> Response:
    """Send a new invitation; the old link does not work any more."""
    try:
        invitations.invite_again(own.session, person_id, by=own.caller, link=link_of(own.request), now=own.clock())
    except RefusedError as refusal:
        return _refused(own, person_id, refusal)
    return see_other(f"/admin/people/{person_id}?done=invited")


@router.post("/reset", **policy.anybodys(confirmed_admins))
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
        return _refused(own, person_id, refusal)
    return see_other(f"/admin/people/{person_id}?done=reset")


def _refused(own: Own, person_id: UUID, refusal: RefusedError) -> Response:
    person = people.get_person(own.session, person_id)
    return _person_page(own, person, Filled(faults={"": own.said(refusal)}), status=422)


def _person_page(own: Own, person: Person, form: Filled, *, done: str = "", status: int = 200) -> Response:
    """Show one person; `form` holds the roles as they were chosen, and of which version, where they were refused."""
    saved = _saved(own, person)
    versions = {name: version_of({name: value}) for name, value in saved.items()}
    content = pages.PersonPage(
        title=person.display_name,
        id=str(person.id),
        said=person.email,
        form=form,
        roles=role_options(_roles(form.values.get("roles", saved["roles"])), own.words),
        teams=tuple(team_options(own, _teams(saved["teams"]))),
        versions=versions | ({"roles": form.value("version")} if "roles" in form.values else {}),
        is_invited=person.password_hash is None,
        is_disabled=person.disabled_at is not None,
        is_oneself=person.id == own.caller.person_id,
        notice=pages.person_notice(done, own.words),
        back=pages.to_people(own.words),
    )
    return answer(own, "person", content, status=status)


def _saved(own: Own, person: Person) -> dict[str, str]:
    """What the forms about a person can change, each as one text that a version can mark."""
    return {
        "roles": " ".join(sorted(people.roles_of(own.session, person.id))),
        "teams": " ".join(sorted(str(team.id) for team in people.teams_of(own.session, person.id))),
        "access": f"{CLOSED} {person.disabled_at.isoformat()}" if person.disabled_at else OPEN,
    }


def _merged(own: Own, person: Person, name: str, sent: str, version: str) -> Merged:
    return merge({name: sent}, saved={name: _saved(own, person)[name]}, version=version)


def _ask(own: Own, person: Person, merged: Merged, act: str) -> Response:
    """Ask which is right: what this admin chose, or what another has saved since."""
    team_names = {str(team.id): team.name for team in teams.list_teams(own.session)}
    labels = pages.labels_of_change((merged.values, merged.saved), team_names, own.words)
    action = f"/admin/people/{person.id}/{act}"
    return merge_page(own.request, merged, action=action, labels=labels, words=own.words)


def _roles(text: str) -> frozenset[Role]:
    return frozenset(map(Role, text.split()))


def _teams(text: str) -> frozenset[UUID]:
    return frozenset(map(UUID, text.split()))
