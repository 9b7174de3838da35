"""The supervisor's page of a team: what is overdue and unanswered, how much each carries, who covers."""

from datetime import timedelta
from uuid import UUID

import pytest

from directory.accounts.models import Away
from directory.clients.codes import Direction, Notice
from directory.clients.contacts import log_contact
from directory.clients.forms import NewContact
from directory.clients.handing import HandOver, hand_over
from directory.clients.models import Client
from directory.config import Settings
from directory.referrals.codes import Mode
from directory.referrals.today.team import Member, read_team
from tests.referrals.office import CHICAGO, Office


def text_in(office: Office, *, distress: bool = False) -> UUID:
    """Ana's client writes."""
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        said = NewContact(at=office.now, channel="text", direction=Direction.INBOUND, two_way=False, distress=distress)
        return log_contact(session, client, said, by=ana, now=office.now).id


def members(office: Office) -> dict[str, Member]:
    with office.database.reading() as session:
        sol = office.caller(session, office.cast.sol)
        return {member.name: member for member in read_team(session, sol, now=office.now, zone=CHICAGO).members}


def test_each_peer_of_the_team_stands_there_by_name_with_what_waits(office: Office) -> None:
    office.refer(mode=Mode.SELF)
    office.refer("food", mode=Mode.SELF)
    office.clock.pass_by(days=9)
    text_in(office)
    found = members(office)
    assert list(found) == ["Ana", "Ben", "Sol"]
    ana = found["Ana"]
    assert (ana.clients, ana.weight, ana.overdue, ana.unanswered) == (1, 4, 2, 1)
    assert (found["Ben"].weight, found["Ben"].clients) == (0, 0)


def test_the_page_says_it_in_words(office: Office) -> None:
    office.refer(mode=Mode.SELF)
    office.browser.sign_in_as(office.cast.sol)
    page = office.browser.get("/team")
    assert page.one("h1").text == "Your team"
    assert [count.text for count in page.all("dd")][:4] == ["0", "0", "1", "2"]
    assert office.client.handle not in page.html, "only who was in distress is named"


def test_a_cap_warns_and_never_blocks(office: Office, settings: Settings) -> None:
    office.browser.client.app.state.settings = settings.model_copy(update={"caseload_cap": 3})  # type: ignore[attr-defined]
    office.browser.sign_in_as(office.cast.sol)
    office.refer(mode=Mode.SELF)
    assert "Carries more" not in office.browser.get("/team").html
    office.refer("food", mode=Mode.SELF)
    assert "Carries more" in office.browser.get("/team").html


def test_days_away_and_covers_are_said(office: Office) -> None:
    today = office.now.astimezone(CHICAGO).date()
    with office.writing() as session:
        session.add(Away(person_id=office.cast.ben.id, from_on=today, until_on=today + timedelta(days=2)))
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        handed = HandOver(office.cast.ben.id, today, today + timedelta(days=1), Notice.CALL)
        hand_over(session, [client], handed, by=ana, today=today, now=office.now)
    office.browser.sign_in_as(office.cast.sol)
    page = office.browser.get("/team")
    assert "Away Sat Nov 21 – Mon Nov 23, nobody covers yet" in page.html
    assert "Ben covers 1 client, Sat Nov 21 – Sun Nov 22" in page.html


def test_the_task_of_a_distress_ends_when_the_supervisor_has_spoken_to_them(office: Office) -> None:
    contact_id = text_in(office, distress=True)
    office.browser.sign_in_as(office.cast.sol)
    page = office.browser.get("/team")
    assert office.client.handle in page.html
    sent_to = office.browser.go(page, f"/today/distress/{contact_id}")
    assert sent_to == f"/team?done=distress&of={contact_id}"
    page = office.browser.get(sent_to)
    assert office.client.handle not in page.html
    assert office.browser.go(page, f"/today/distress/{contact_id}/undo") == "/team?done=undone"
    assert office.client.handle in office.browser.get("/team").html


@pytest.mark.parametrize("name", ["ana", "cora", "dee", "ada"])
def test_for_others_there_is_no_such_page(office: Office, name: str) -> None:
    office.browser.sign_in_as(getattr(office.cast, name))
    office.browser.get("/team", status=404)
