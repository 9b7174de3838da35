"""Two admins change one person, or one team: the second is asked which is right, and loses nothing."""

import pytest

from directory.accounts.people import disable_person, enable_person, give_roles, roles_of, teams_of
from directory.accounts.teams import rename_team
from directory.audit import System
from directory.policy import Role
from tests.accounts.desk import hidden_fields


@pytest.fixture
def office(desk, cast):
    """Ada, signed in; the other admin is the server."""
    desk.sign_in_as(cast.ada)
    return desk


@pytest.fixture
def ben(cast) -> str:
    """The page of Ben, a peer of the north team."""
    return f"/admin/people/{cast.ben.id}"


@pytest.fixture
def change(database):
    """What the other admin does meanwhile."""

    def change(act, *given, **named):
        with database.writing() as session:
            act(session, *given, **named)

    return change


@pytest.fixture
def ben_now(database, cast):
    """Ben's roles and teams as they are saved."""

    def read():
        with database.reading() as session:
            return set(roles_of(session, cast.ben.id)), {team.name for team in teams_of(session, cast.ben.id)}

    return read


def test_roles_that_another_admin_changed_are_asked_about_and_both_answers_work(office, change, ben_now, ben, cast):
    page = office.get(ben)
    change(give_roles, cast.ben.id, [Role.SUPERVISOR])
    asked = office.refused(page, f"{ben}/roles", status=412, roles=["peer", "coordinator"])
    assert "What you wrote Peer, Coordinator" in asked.main
    assert "What is saved now Supervisor" in asked.main
    assert ben_now()[0] == {Role.SUPERVISOR}
    yours, theirs = (box.attributes["value"] for box in asked.all("input", name="roles"))
    assert office.go(asked, f"{ben}/roles", roles=theirs) == f"{ben}?done=roles"
    assert ben_now()[0] == {Role.SUPERVISOR}
    assert office.go(asked, f"{ben}/roles", roles=yours) == f"{ben}?done=roles"
    assert ben_now()[0] == {Role.PEER, Role.COORDINATOR}


def test_teams_that_another_admin_changed_are_asked_about_by_their_names(office, change, ben_now, ben, cast):
    first, second = office.get(ben), office.get(ben)
    assert office.go(first, f"{ben}/teams", teams=[str(cast.south.id)]) == f"{ben}?done=teams"
    both = [str(cast.north.id), str(cast.south.id)]
    asked = office.refused(second, f"{ben}/teams", status=412, teams=both)
    assert "What you wrote North team, South team" in asked.main
    assert "What is saved now South team" in asked.main
    assert office.go(asked, f"{ben}/teams", teams=asked.all("input", name="teams")[0].attributes["value"])
    assert ben_now()[1] == {"North team", "South team"}


def test_roles_are_not_asked_about_when_the_other_admin_changed_the_teams(office, ben_now, ben):
    first, second = office.get(ben), office.get(ben)
    office.go(first, f"{ben}/teams", teams=[])
    assert office.go(second, f"{ben}/roles", roles=["coordinator"]) == f"{ben}?done=roles"
    assert ben_now() == ({Role.COORDINATOR}, set())


def test_a_refused_choice_of_roles_stays_chosen_and_keeps_its_version(office, ben, cast):
    ada = f"/admin/people/{cast.ada.id}"
    page = office.get(ada)
    refused = office.refused(page, f"{ada}/roles", roles=["peer", "coordinator"])
    chosen = {box.attributes["value"] for box in refused.all("input", name="roles") if "checked" in box.attributes}
    assert chosen == {"peer", "coordinator"}
    assert hidden_fields(refused, f"{ada}/roles")["version"] == hidden_fields(page, f"{ada}/roles")["version"]


def test_an_account_that_was_closed_once_more_is_not_opened_without_a_question(office, change, ben, cast, now):
    change(disable_person, cast.ben.id, by=System.SERVER, now=now)
    page = office.get(ben)
    office.clock.pass_by(minutes=1)
    change(enable_person, cast.ben.id, by=System.SERVER, now=office.clock())
    change(disable_person, cast.ben.id, by=System.SERVER, now=office.clock())
    asked = office.refused(page, f"{ben}/reopening", status=412)
    opened, closed = (box.attributes["value"] for box in asked.all("input", name="access"))
    assert office.go(asked, f"{ben}/reopening", access=closed) == f"{ben}?done=closed"
    assert "They cannot sign in." in office.get(ben).main
    assert office.go(asked, f"{ben}/reopening", access=opened) == f"{ben}?done=open"
    assert "They cannot sign in." not in office.get(ben).main


def test_closing_what_another_admin_closed_is_done_already(office, change, ben, cast, now):
    page = office.get(ben)
    change(disable_person, cast.ben.id, by=System.SERVER, now=now)
    assert office.go(page, f"{ben}/closing") == f"{ben}?done=closed"


@pytest.mark.parametrize(
    ("part", "sent"),
    [("roles", {"roles": ["admin"]}), ("teams", {"teams": []}), ("closing", {})],
)
def test_a_form_about_a_person_without_its_version_changes_nothing(office, ben_now, ben, part, sent):
    page, before = office.get(ben), ben_now()
    office.refused(page, f"{ben}/{part}", status=412, version="", **sent)
    assert ben_now() == before


def test_a_team_that_another_admin_renamed_is_asked_about(office, change, cast, now):
    page, rename = office.get("/admin/teams"), f"/admin/teams/{cast.north.id}"
    change(rename_team, cast.north.id, "Far north", by=System.SERVER, now=now)
    asked = office.refused(page, rename, status=412, name="Upper north")
    assert "What you wrote Upper north" in asked.main
    assert "What is saved now Far north" in asked.main
    assert office.go(asked, rename, name="Upper north") == "/admin/teams?done=renamed"
