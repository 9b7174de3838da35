"""A contact in distress: first on Today until somebody talked with the client, and asked of the supervisor on duty."""

from datetime import timedelta

from directory.accounts.models import Away, Person
from directory.accounts.people import give_roles, give_teams
from directory.clients.codes import Channel
from directory.db import Database
from directory.policy import Role
from tests.referrals.office import CHICAGO, Office
from tests.referrals.test_today import A_DAY, INBOUND, another_client, contact, plan, sections, statements, today


def test_a_distress_stands_first_until_somebody_talked_with_them(office: Office) -> None:
    plan(office, office.refer(), hours=1)
    contact(office, **INBOUND, channel=Channel.CALL, two_way=True, distress=True)
    office.clock.pass_by(minutes=1)
    page = today(office)
    assert sections(page) == ["In distress 1"]
    action = f"/today/clients/{office.client.id}/contacts"
    office.browser.go(page, action, channel="call", answered="no")
    assert sections(today(office)) == ["In distress 1"], "nobody answered"
    office.clock.pass_by(minutes=1)
    office.browser.go(today(office), action, channel="call", answered="yes")
    assert sections(today(office)) == ["Next visit 1"]


def test_the_supervisor_is_asked_to_speak_to_somebody_in_distress(office: Office) -> None:
    contact_id = contact(office, **INBOUND, channel=Channel.CALL, two_way=True, distress=True)
    office.browser.sign_in_as(office.cast.sol)
    page = today(office)
    assert sections(page) == ["In distress 1"]
    assert "Ana looks after them" in page.html
    page = office.browser.get(office.browser.go(page, f"/today/distress/{contact_id}"))
    assert sections(page) == []
    office.browser.go(page, f"/today/distress/{contact_id}/undo")
    assert sections(today(office)) == ["In distress 1"]
    office.browser.sign_in_as(office.cast.ana)
    page = today(office)
    assert "I have spoken to them" not in page.html, "this the supervisor says"


def another_supervisor(office: Office) -> Person:
    """Kai, who supervises the north team beside Sol, on Mondays."""
    with office.writing() as session:
        kai = Person(email="kai@example.org", email_key="kai@example.org", display_name="Kai", created_at=office.now)
        kai.working_hours = [{"day": "mo", "starts": "09:00", "ends": "17:00"}]
        session.add(kai)
        session.flush()
        give_roles(session, kai.id, [Role.SUPERVISOR])
        give_teams(session, kai.id, [office.cast.north.id])
        return kai


def are_asked(office: Office, *people: Person) -> list[str]:
    """Who of them is asked to speak to somebody in distress."""
    asked = []
    for person in people:
        office.browser.sign_in_as(person)
        asked += [person.display_name] if "I have spoken to them" in today(office).html else []
    return asked


def test_of_several_supervisors_the_one_on_duty_is_asked(office: Office) -> None:
    kai, sol = another_supervisor(office), office.cast.sol
    contact(office, **INBOUND, channel=Channel.CALL, two_way=True, distress=True)
    assert are_asked(office, sol, kai) == ["Sol"], "it is Saturday"
    saturday = office.now.astimezone(CHICAGO).date()
    with office.writing() as session:
        session.add(Away(person_id=sol.id, from_on=saturday, until_on=saturday + 3 * A_DAY))
    assert are_asked(office, sol, kai) == ["Sol", "Kai"], "nobody is on duty"
    office.clock.pass_by(days=2)
    office.clock.now -= timedelta(hours=6)
    assert are_asked(office, sol, kai) == ["Kai"], "it is Monday at noon"


def test_a_supervisor_of_another_team_is_not_asked_when_nobody_is_on_duty(office: Office) -> None:
    kai = another_supervisor(office)
    with office.writing() as session:
        give_teams(session, kai.id, [office.cast.south.id])
    contact(office, **INBOUND, channel=Channel.CALL, two_way=True, distress=True)
    assert are_asked(office, office.cast.sol, kai) == ["Sol"]


def test_for_a_supervisor_it_takes_no_more_statements(office: Office, database: Database) -> None:
    contact(office, **INBOUND, distress=True)
    office.browser.sign_in_as(office.cast.sol)
    with statements(database) as sent:
        today(office)
    assert next(at for at, statement in enumerate(sent) if "log_head" in statement) <= 5


def test_somebody_in_another_team_is_not_the_supervisors_to_see(office: Office) -> None:
    client = another_client(office, office.cast.cora)
    contact(office, client=client, by=office.cast.cora, **INBOUND, distress=True)
    office.browser.sign_in_as(office.cast.sol)
    assert client.handle not in today(office).html
