"""The invented people that demonstrations and tests are played by."""

from directory.accounts.people import roles_of, teams_of
from directory.policy import Role
from directory.seeding.people import demo_people, seed_people


def test_each_has_one_role_and_peers_and_supervisors_a_team(session, cast):
    said = {
        person.display_name: (set(roles_of(session, person.id)), [team.name for team in teams_of(session, person.id)])
        for person in demo_people(session)
    }
    assert said == {
        "Ana": ({Role.PEER}, ["North team"]),
        "Ben": ({Role.PEER}, ["North team"]),
        "Cora": ({Role.PEER}, ["South team"]),
        "Sol": ({Role.SUPERVISOR}, ["North team"]),
        "Dee": ({Role.COORDINATOR}, []),
        "Ada": ({Role.ADMIN}, []),
    }


def test_seeding_them_twice_changes_nothing(session, cast, now):
    again = seed_people(session, now=now)
    assert [person.id for person in again] == [
        person.id for person in (cast.ana, cast.ben, cast.cora, cast.sol, cast.dee, cast.ada)
    ]


def test_nobody_can_sign_in_as_them_with_a_password(session, cast):
    assert {person.password_hash for person in demo_people(session)} == {None}
    assert all(person.email.endswith("@example.org") for person in demo_people(session))
