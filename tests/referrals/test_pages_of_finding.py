"""Finding for a client and logging what was agreed, in a browser without script, over a town with an index."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from inspect import signature
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from directory.app import create_app
from directory.clients.boundaries import block_client, block_organization
from directory.clients.forms import Preferences
from directory.clients.models import Client
from directory.clients.service import save_preferences
from directory.curation.models import Proposal
from directory.curation.naming import propose_by_name
from directory.db import Database
from directory.keyring import new_master_key, open_keyring, write_key_file
from directory.listings.queries import get_listing
from directory.referrals.models import Outing, Referral
from directory.web.my_list import MOST
from tests.accounts.desk import Desk, Moment
from tests.cast import caller_as, write_cast
from tests.factories import Make
from tests.referrals.office import Office
from tests.web.judge import Page
from tests.web.town import NOW, Town, build_town

HOST = "http://localhost"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Built once, and copied for each test."""
    return build_town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def office(town: Town, tmp_path: Path) -> Iterator[Office]:
    """Ana at her desk in the town, with a client who is after recovery."""
    folder = shutil.copytree(town.settings.data, tmp_path / "data")
    keys = tmp_path / "keys"
    keys.mkdir()
    write_key_file(keys / "master.key", [new_master_key()])
    changes = {"data": folder, "master_key_file": keys / "master.key", "erasure_ledger": keys / "erasures.ledger"}
    settings = town.settings.model_copy(update=changes)
    database = Database(settings.resolved_database_url, keyring=open_keyring(settings))
    cast = write_cast(database, NOW)
    with database.writing() as session:
        client = Make(session, NOW).client(cast.ana, cue="red truck", area="55403", goal="Stay well", domain="recovery")
    clock = Moment(NOW)
    with TestClient(
        create_app(settings, clock=clock), base_url=HOST, headers={"origin": HOST}, follow_redirects=False
    ) as http:
        office = Office(Desk(http, clock), database, cast, clock, client, dict(town.ids))
        office.browser.sign_in_as(cast.ana)
        yield office
    database.close()


def referrals(office: Office) -> list[Referral]:
    with office.database.reading() as session:
        return list(session.exec(select(Referral).order_by(Referral.created_at)))


def find(office: Office, **typed):
    way = f"/clients/{office.client.id}/find"
    page = office.browser.get(way)
    if not typed:
        return page
    sent = office.browser.send(page, way, **typed)
    assert sent.status_code == 200, sent.text[:500]
    return sent.text


def prefer(office: Office, **wishes) -> None:
    with office.writing() as session:
        client = session.get_one(Client, office.client.id)
        by = caller_as(session, office.cast.ana, NOW)
        save_preferences(session, client, Preferences(**wishes), "55403", by=by, now=NOW)


def test_what_suits_the_client_is_applied_without_standing_in_the_address(office: Office) -> None:
    prefer(office, include=("medication_friendly",), avoid=("id",))
    page = find(office)
    assert page.one("h1").text == "Find"
    assert "First Light Newcomers" in page.html
    assert "Stepping Stones" not in page.html  # states that it asks for an id
    assert "Eastside Food Shelf" not in page.html  # not of the client's goal
    links = [each.attributes["href"] for each in page.all("a")]
    assert not [href for href in links if "medication" in href or "55403" in href]


def test_it_is_said_what_was_let_go_of_when_too_little_was_found(office: Office) -> None:
    prefer(office, include=("medication_friendly",), languages=("es",))
    page = find(office)
    assert "Too little fits all of that" in page.html
    assert "the language" in page.html


def test_blocked_organizations_are_not_shown_and_cannot_be_chosen(office: Office) -> None:
    with office.writing() as session:
        organization = get_listing(session, office.places["newcomers"]).organization_id
        client = session.get_one(Client, office.client.id)
        block_organization(session, client, organization, by=caller_as(session, office.cast.ana, NOW), now=NOW)
    assert "First Light" not in find(office).html
    page = office.browser.get(f"/referrals/new?client={office.client.id}&to={office.places['newcomers']}")
    again = office.browser.refused(page, "/referrals", mode="bridge", yes="spoken", course="ongoing", spoken="spoken")
    assert "This place cannot be chosen for this client." in again.html
    assert referrals(office) == []


def refer(office: Office, name: str, **typed):
    page = office.browser.get(f"/referrals/new?client={office.client.id}&to={office.places[name]}")
    choices = {"mode": "bridge", "yes": "spoken", "course": "ongoing", "spoken": "spoken"}
    return office.browser.go(page, "/referrals", **choices | typed)


def test_what_was_tried_before_says_how_it_went(office: Office) -> None:
    refer(office, "newcomers")
    assert "Under way: Welcome there" in find(office).html
    referral = referrals(office)[0]
    office.do(referral.id, "outcomes", state="not_connected", reason="transport", provenance="client")
    assert "Tried before: Did not happen (No way to get there)" in find(office).html


def test_starred_places_and_those_used_last_stand_on_top(office: Office) -> None:
    refer(office, "women", mode="self")
    food = str(office.places["food"])
    starred = press(office, find(office), star=food, q="food shelf")
    assert starred.one("input", id="q").attributes["value"] == "food shelf", "what was asked stays"
    assert starred.one("button", name="unstar").attributes["value"] == food
    names = [each.text for each in find(office).all("a") if "button" in each.attributes.get("class", "")]
    assert names[:2] == ["Refer Eastside Food Shelf", "Refer Stepping Stones Beginners"]
    assert f'name="star" value="{food}"' in press(office, starred, unstar=food).html


def test_typed_words_are_found_without_what_the_goal_is_about(office: Office) -> None:
    html = find(office, q="food shelf")
    assert "Eastside" in html


def test_a_place_that_is_not_in_the_directory_is_logged_and_its_name_alone_is_passed_on(office: Office) -> None:
    page = office.browser.get(f"/referrals/new?client={office.client.id}")
    way = office.browser.go(
        page, "/referrals", place_name="Pottery at the mill", domain="social", mode="bridge", yes="spoken"
    )
    assert way.startswith("/referrals/")
    with office.database.reading() as session:
        proposal = session.exec(select(Proposal)).one()
        referral = session.exec(select(Referral)).one()
    assert (proposal.kind, proposal.draft, proposal.evidence) == ("create", {"name": "Pottery at the mill"}, {})
    assert referral.proposal_id == proposal.id
    office.do(referral.id, "taps", act="undo")
    with office.database.reading() as session:
        assert session.exec(select(Proposal)).one().state == "superseded"


def test_sending_is_refused_with_the_clear_sentence(office: Office) -> None:
    page = office.browser.get(f"/referrals/new?client={office.client.id}&to={office.places['newcomers']}")
    again = office.browser.refused(page, "/referrals", mode="send", yes="spoken")
    assert "needs a written consent" in again.html
    assert referrals(office) == []


def test_several_options_are_logged_at_once(office: Office) -> None:
    page = find(office)
    chosen = [str(office.places["newcomers"]), str(office.places["women"])]
    shown = office.browser.send(page, "/referrals/options", to=chosen)
    assert shown.status_code == 200
    assert shown.text.count('name="to"') == 2
    way = office.browser.go(Page(shown), "/referrals", to=chosen, mode="self", yes="spoken")
    assert way == f"/clients/{office.client.id}"
    assert {each.listing_id for each in referrals(office)} == {office.places["newcomers"], office.places["women"]}


def test_an_outing_takes_several_clients_and_never_says_why_not(office: Office) -> None:
    with office.writing() as session:
        make = Make(session, NOW)
        others = [make.client(office.cast.ana), make.client(office.cast.ana)]
        block_client(
            session, others[0], others[1].handle, by=caller_as(session, office.cast.ana, NOW), today=NOW.date(), now=NOW
        )
    page = office.browser.get(f"/outings/new?to={office.places['newcomers']}")
    typed = {"day": "2026-11-28", "hour": "18:30", "yes": "spoken", "course": "ongoing", "spoken": "spoken"}
    apart = [str(each.id) for each in others]
    again = office.browser.refused(page, "/outings", clients=apart, **typed)
    assert "These clients cannot be taken along together." in again.html
    one = office.browser.refused(again, "/outings", clients=[apart[0], apart[0]], **typed)
    assert "Choose between two and ten clients." in one.html, "as when two records of one person became one meanwhile"
    together = [str(office.client.id), apart[0]]
    office.browser.go(again, "/outings", clients=together, **typed)
    with office.database.reading() as session:
        outing = session.exec(select(Outing)).one()
    assert {each.outing_id for each in referrals(office)} == {outing.id}
    assert {each.next_at - NOW for each in referrals(office)} == {timedelta(days=7, minutes=30)}


def test_a_double_tap_logs_one(office: Office) -> None:
    page = office.browser.get(f"/referrals/new?client={office.client.id}&to={office.places['newcomers']}")
    choices = {"mode": "bridge", "yes": "spoken", "course": "ongoing", "spoken": "spoken"}
    first = office.browser.go(page, "/referrals", **choices)
    assert office.browser.go(page, "/referrals", **choices) == first
    assert len(referrals(office)) == 1


def test_strangers_and_colleagues_find_nothing_for_anothers_client(office: Office) -> None:
    way, nothing = f"/clients/{office.client.id}/find", "/clients/00000000-0000-0000-0000-000000000001/find"
    for person in (office.cast.ben, office.cast.cora):
        office.browser.sign_in_as(person)
        answers = [office.browser.client.get(each, headers={"accept": "text/html"}) for each in (way, nothing)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].text.replace(way, "") == answers[1].text.replace(nothing, "")
    office.browser.sign_in_as(office.cast.sol)
    assert office.browser.get(way).one("h1").text == "Find"


def test_visitors_never_see_refer_and_locked_or_half_signed_in_peers_neither(office: Office) -> None:
    ways = [f"/listings/{office.places['newcomers']}", "/find?q=newcomers"]
    assert [office.browser.get(way).html.count("/referrals/new?to=") > 0 for way in ways] == [True, True]
    office.browser.sign_in_as(office.cast.ana, second_factor=False)
    assert not any("/referrals/new?to=" in office.browser.get(way).html for way in ways)
    office.browser.client.cookies.clear()
    assert not any("/referrals/new?to=" in office.browser.get(way).html for way in ways)


def test_a_name_is_all_that_can_be_passed_on() -> None:
    handed = list(signature(propose_by_name).parameters.values())
    assert [(each.name, each.annotation) for each in handed[1:]] == [("name", str), ("now", datetime)]


def press(office: Office, page: Page, **pressed: str) -> Page:
    """Press a button at a result that changes something about the place; the page that comes then."""
    find = f"/clients/{office.client.id}/find"
    [form] = page.all("form", id="asked-again")
    assert form.attributes["action"] == find
    hidden = {
        element.attributes["name"]: element.attributes.get("value", "")
        for element in page.elements[page.elements.index(form) + 1 :]
        if element.tag == "input" and "form" in element.within
    }
    response = office.browser.client.post(find, data=hidden | pressed)
    assert response.status_code == 200, response.text[:400]
    return Page(response)


def test_a_result_for_a_client_goes_on_the_list_of_the_device_and_the_question_stays(office: Office) -> None:
    find, meeting = f"/clients/{office.client.id}/find", str(office.places["newcomers"])
    asked = Page(office.browser.send(office.browser.get(find), find, q="newcomers", plain="1"))
    assert "Add to my list" in asked.main
    page = press(office, asked, add=meeting)
    assert page.one("input", id="q").attributes["value"] == "newcomers"
    assert "On my list: " in page.one("li", id=meeting).text
    assert office.browser.client.cookies["my_list"] == office.places["newcomers"].hex
    assert str(page.response.url.path) == find
    assert office.client.handle not in office.browser.get("/list").main


def test_a_full_list_says_so_at_the_place_and_keeps_what_it_has(office: Office) -> None:
    find, meeting = f"/clients/{office.client.id}/find", str(office.places["newcomers"])
    full = ".".join(uuid4().hex for _ in range(MOST))
    office.browser.client.cookies.set("my_list", full)
    page = press(office, office.browser.get(find), add=meeting)
    assert "Your list is full" in page.main
    assert office.browser.client.cookies["my_list"] == full
