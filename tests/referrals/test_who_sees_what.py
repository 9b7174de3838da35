"""Who sees what of a client, cell by cell: every private page with an id, and every other place that tells of somebody.

The rows are those of "Authorization" in the security design: owner and dated cover, supervisor, teammate, coordinator,
admin, and whoever stands further off. Pages are found among the routes, so that a new one is asked for as well.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from directory.accounts.models import Person
from directory.accounts.people import give_roles, give_teams
from directory.audit import System
from directory.clients.forms import Identity
from directory.clients.handing import HandOver, hand_over
from directory.clients.models import Client
from directory.clients.service import save_identity
from directory.policy import Role, SignedInPolicy, declared_routes
from directory.policy.vocabulary import READ_CLIENTS
from directory.referrals.calendars import open_calendar, read_calendar
from directory.referrals.codes import Mode
from directory.referrals.erasing import erase_client
from tests.factories import Make
from tests.referrals.office import CHICAGO, Office
from tests.web.matrix import named_in

OF_CLIENTS = {"client_id", "referral_id", "erasure_id"}
"""The parameters of addresses of pages that tell of a client."""
ASKED_BESIDE = ("/referrals/new?client={client_id}", "/referrals/new?replaces={referral_id}")
"""Pages that are told by the question whom they are about."""
OWNERS_ALONE = {"/clients/{client_id}/cue"}
SEES_ALL, SEES_ALL_BUT_CUE, SEES_NOTHING = "all", "all but the cue", "nothing"
RECORD: Mapping[str, str] = {
    "owner": SEES_ALL,
    "cover of today": SEES_ALL_BUT_CUE,
    "cover of yesterday": SEES_NOTHING,
    "cover of tomorrow": SEES_NOTHING,
    "supervisor of the team": SEES_ALL_BUT_CUE,
    "supervisor of another team": SEES_NOTHING,
    "teammate": SEES_NOTHING,
    "peer of another team": SEES_NOTHING,
    "coordinator": SEES_NOTHING,
    "admin": SEES_NOTHING,
}
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PHONE = "612-555-0142"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases."""
    return str(request.param)


def day(office: Office, later: int = 0) -> date:
    return office.now.astimezone(CHICAGO).date() + timedelta(days=later)


def cover(office: Office, later: int) -> Person:
    """Ben, who stands in for Ana on one day."""
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        when = day(office, later)
        handed = HandOver(office.cast.ben.id, when, when, "call")
        hand_over(session, [client], handed, by=ana, today=min(when, day(office)), now=office.now)
    return office.cast.ben


def supervisor_elsewhere(office: Office) -> Person:
    with office.writing() as session:
        kai = Person(email="kai@example.org", email_key="kai@example.org", display_name="Kai", created_at=office.now)
        session.add(kai)
        session.flush()
        give_roles(session, kai.id, [Role.SUPERVISOR])
        give_teams(session, kai.id, [office.cast.south.id])
        return kai


PEOPLE: Mapping[str, Callable[[Office], Person]] = {
    "owner": lambda office: office.cast.ana,
    "cover of today": lambda office: cover(office, 0),
    "cover of yesterday": lambda office: cover(office, -1),
    "cover of tomorrow": lambda office: cover(office, 1),
    "supervisor of the team": lambda office: office.cast.sol,
    "supervisor of another team": supervisor_elsewhere,
    "teammate": lambda office: office.cast.ben,
    "peer of another team": lambda office: office.cast.cora,
    "coordinator": lambda office: office.cast.dee,
    "admin": lambda office: office.cast.ada,
}
everybody = pytest.mark.parametrize("who", RECORD)


def come_in(office: Office, who: str) -> Person:
    person = PEOPLE[who](office)
    office.browser.client.cookies.clear()
    office.browser.sign_in_as(person)
    return person


def private_pages(office: Office) -> list[str]:
    """The address of every page that names a record of a client."""
    routes = (route for route in declared_routes(office.browser.client.app) if "GET" in route.methods)
    pages = [route.path for route in routes if set(named_in(route.path)) & OF_CLIENTS]
    return [*pages, *ASKED_BESIDE]


def ids_of(office: Office) -> dict[str, UUID]:
    """The client, a referral of theirs, and the certificate of another who was erased."""
    with office.writing() as session:
        gone = Make(session, office.now).client(office.cast.ana).id
    erased = office.refer(mode=Mode.BRIDGE)
    with office.writing() as session:
        certificate = erase_client(session, gone, by=System.SERVER, now=office.now).id
        if who := session.get(Client, gone):
            who.team_id = office.client.team_id
    return {"client_id": office.client.id, "referral_id": erased, "erasure_id": certificate}


def filled(page: str, ids: Mapping[str, UUID]) -> str:
    return page.format(**ids)


def answer(office: Office, path: str) -> tuple[int, str]:
    """What a path answers, but for the ids in it."""
    response = office.browser.client.get(path, headers={"accept": "text/html"})
    ids = "|".join(AN_ID.findall(path)) or "nothing of it"
    return response.status_code, re.sub(ids, "ID", response.text)


def test_every_private_page_of_a_client_is_among_those_asked_for(office: Office) -> None:
    pages = private_pages(office)
    assert len(pages) >= 16
    for route in declared_routes(office.browser.client.app):
        policy = route.policy
        if isinstance(policy, SignedInPolicy) and policy.roles <= READ_CLIENTS and "GET" in route.methods:
            names = set(named_in(route.path)) - {"listing_id", "key_contact_id"}
            assert names <= OF_CLIENTS, f"{route.path}: say of whom {names} tells, and make one"


@everybody
def test_each_page_of_a_record_is_there_for_whom_it_is_and_for_others_as_if_it_never_was(
    office: Office, who: str
) -> None:
    ids, nothing = ids_of(office), {name: uuid4() for name in OF_CLIENTS}
    come_in(office, who)
    with office.browser.client:  # with an index, which finding for a client needs
        assert faults_of_pages(office, who, ids, nothing) == []


def faults_of_pages(office: Office, who: str, ids: Mapping[str, UUID], nothing: Mapping[str, UUID]) -> list[str]:
    """What is not answered as it should be."""
    faults = []
    for page in private_pages(office):
        sees = RECORD[who] == SEES_ALL or (RECORD[who] == SEES_ALL_BUT_CUE and page not in OWNERS_ALONE)
        status, told = answer(office, filled(page, ids))
        if sees and (status != 200 or office.client.handle not in told) and "erasure" not in page:
            faults.append(f"{page}: {status}")
        if not sees and (status, told) != answer(office, filled(page, nothing)):
            faults.append(f"{page}: told from nothing")
        if not sees and status != 404:
            faults.append(f"{page}: {status}")
    return faults


@everybody
def test_the_cue_is_for_the_owner_alone(office: Office, who: str) -> None:
    come_in(office, who)
    paths = (f"/clients/{office.client.id}", "/clients", "/today")
    assert any("red truck" in answer(office, path)[1] for path in paths) == (RECORD[who] == SEES_ALL)


@everybody
def test_handle_and_owner_are_for_the_team(office: Office, who: str) -> None:
    come_in(office, who)
    told = answer(office, "/clients")[1]
    of_the_team = "team" in who and "another" not in who
    assert (office.client.handle in told) == (who == "owner" or "cover" in who or of_the_team)
    sees_record = RECORD[who] != SEES_NOTHING
    assert (str(office.client.id) in told) == sees_record


@everybody
def test_by_phone_a_client_is_found_by_who_sees_the_record(office: Office, who: str) -> None:
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        save_identity(session, client, Identity(phone=PHONE), by=ana, now=office.now)
    person = come_in(office, who)
    token = office.browser.sign_in_as(person).form_token
    fields = {"form_token": token, "key": uuid4().hex, "sought": PHONE}
    found = office.browser.client.post("/clients/lookup", data=fields, headers={"accept": "text/html"})
    told = found.text + found.headers.get("location", "")
    assert (str(office.client.id) in told) == (RECORD[who] != SEES_NOTHING)


@everybody
def test_today_is_of_those_one_looks_after(office: Office, who: str) -> None:
    office.refer(mode=Mode.SELF)
    person = PEOPLE[who](office)
    office.clock.pass_by(days=8)
    if who == "cover of today":
        cover(office, 0)
    office.browser.client.cookies.clear()
    office.browser.sign_in_as(person)
    assert (office.client.handle in answer(office, "/today")[1]) == (who in {"owner", "cover of today"})


@everybody
def test_of_a_listing_only_the_coordinator_sees_states_and_months_and_nobody_of_them(office: Office, who: str) -> None:
    office.refer(mode=Mode.SELF)
    come_in(office, who)
    status, told = answer(office, f"/curation/listings/{office.places['open']}/referrals")
    assert status == (200 if who == "coordinator" else 404)
    hidden = (office.client.handle, str(office.client.id), "Ana", "red truck", "North team", "Sing again")
    assert not any(word in told for word in hidden if who != "owner" or word != "Ana")
    if who == "coordinator":
        assert "November 2026" in told


@everybody
def test_how_a_team_stands_is_for_its_supervisor(office: Office, who: str) -> None:
    office.refer(mode=Mode.SELF)
    come_in(office, who)
    status, told = answer(office, "/team")
    assert status == (200 if "supervisor" in who else 404)
    assert ("Ana" in told.split("<main", 1)[-1]) == (who == "supervisor of the team")


@everybody
def test_a_calendar_holds_the_visits_of_those_one_looks_after(office: Office, who: str) -> None:
    referral_id = office.refer()
    office.do(referral_id, "plan", day=day(office).isoformat(), hour="20:00")
    person = PEOPLE[who](office)
    with office.writing() as session:
        token = open_calendar(session, by=office.caller(session, person), now=office.now)
        calendar = read_calendar(session, token, now=office.now, zone=CHICAGO)
    assert calendar.count(b"BEGIN:VEVENT") == (1 if who in {"owner", "cover of today"} else 0)


def test_whoever_is_not_signed_in_is_sent_to_the_door(office: Office) -> None:
    ids = ids_of(office)
    office.browser.client.cookies.clear()
    for page in private_pages(office):
        response = office.browser.client.get(filled(page, ids), headers={"accept": "text/html"})
        assert response.status_code == 303
        assert response.headers["location"].startswith("/sign-in")
