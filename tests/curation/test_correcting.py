"""Corrections without an account: a form becomes a proposal, and what no person wrote becomes nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from directory.app import create_app
from directory.curation.correcting import (
    CONTACT_KEPT_FOR,
    Correction,
    Subject,
    contact_of,
    correct_listing,
    forget_contacts,
    subject_of,
)
from directory.curation.kinds import Decision, Kind, Voice
from directory.curation.models import Proposal
from tests.factories import Make
from tests.web.judge import Judge
from tests.web.town import NOW, Town, build_town

OURS = {"sec-fetch-site": "same-origin", "accept": "text/html"}
SAID = {"about": "times", "words": "It is at 8 now.", "contact": "612-555-0100"}


@pytest.fixture
def listing_id(session: Session, now, make: Make):
    return make.listing(name="A choir").id


def test_a_correction_is_a_proposal_with_its_subject_and_its_contact(session: Session, listing_id, now):
    correction = Correction(Subject.TIMES, "It is at 8 now.", "612-555-0100")
    proposal = correct_listing(session, listing_id, correction, voice=Voice.PUBLIC, now=now)
    assert (proposal.kind, proposal.state) == (Kind.CORRECTION, Decision.OPEN)
    assert (subject_of(proposal), contact_of(proposal)) == (Subject.TIMES, "612-555-0100")
    again = correct_listing(session, listing_id, correction, voice=Voice.PUBLIC, now=now)
    assert again.id == proposal.id


def test_the_contact_is_forgotten_once_it_is_decided_or_waited_too_long(session: Session, listing_id, now):
    def filed(words: str) -> Proposal:
        return correct_listing(session, listing_id, Correction(Subject.WHAT, words, "me"), voice=Voice.PUBLIC, now=now)

    decided, waiting = filed("One"), filed("Two")
    decided.state = Decision.REJECTED
    session.flush()
    forget_contacts(session, now=now)
    assert (contact_of(decided), contact_of(waiting)) == ("", "me")
    forget_contacts(session, now=now + CONTACT_KEPT_FOR)
    assert contact_of(waiting) == ""
    assert waiting.evidence["words"] == "Two"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return build_town(tmp_path_factory.mktemp("corrected"))


@pytest.fixture
def moment() -> list[timedelta]:
    """How long after the town's moment it is."""
    return [timedelta()]


@pytest.fixture
def client(town: Town, moment: list[timedelta]) -> Iterator[TestClient]:
    app = create_app(town.settings, clock=lambda: NOW + moment[0])
    with TestClient(app, follow_redirects=False) as client:
        yield client


def open_form(client: TestClient, town: Town) -> dict[str, str]:
    page = Judge(client).get(f"{town.path('women')}/corrections/new")
    return {name: page.one("input", name=name).attributes["value"] for name in ("key", "opened")}


def send(client: TestClient, town: Town, fields: dict[str, str]):
    return client.post(f"{town.path('women')}/corrections", data=fields, headers=OURS)


def waiting(client: TestClient) -> list[Proposal]:
    with client.app.state.database.reading() as session:
        return list(session.exec(select(Proposal).where(Proposal.kind == Kind.CORRECTION)))


def test_a_reader_says_what_is_wrong_and_is_thanked(client, town, moment):
    form = open_form(client, town)
    moment[0] = timedelta(seconds=20)
    before = len(waiting(client))
    answers = [send(client, town, {**form, **SAID}) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {f"{town.path('women')}/corrections/thanks"}
    assert len(waiting(client)) == before + 1
    assert "few days" in Judge(client).get(answers[0].headers["location"]).main


def test_the_listing_leads_to_the_form(client, town):
    assert f"{town.path('women')}/corrections/new" in Judge(client).get(town.path("women")).links


def test_what_is_sent_at_once_is_asked_for_again_and_keeps_its_words(client, town, moment):
    form = open_form(client, town)
    answer = send(client, town, {**form, **SAID, "words": "Only this."})
    assert answer.status_code == 422
    assert "Only this." in answer.text
    opened = re.search(r'name="opened" value="(\d+)"', answer.text)
    key = re.search(r'name="key" value="([^"]+)"', answer.text)
    assert opened and key
    moment[0] = timedelta(seconds=5)
    again = {**SAID, "words": "Only this.", "opened": opened[1], "key": key[1]}
    assert send(client, town, again).status_code == 303


def test_what_fills_in_every_field_is_thanked_and_forgotten(client, town, moment):
    form = open_form(client, town)
    moment[0] = timedelta(seconds=20)
    before = len(waiting(client))
    assert send(client, town, {**form, **SAID, "homepage": "https://buy.example.org"}).status_code == 303
    assert len(waiting(client)) == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"about": ""}, "Choose what is wrong."),
        ({"about": "nonsense"}, "Choose what is wrong."),
        ({"words": "  "}, "Say what should be different."),
        ({"words": "x" * 1001}, "at most 1,000"),
        ({"contact": "x" * 201}, "at most 200"),
        ({"opened": "soon"}, "read it once more"),
        ({"opened": "9" * 40}, "read it once more"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(client, town, moment, wrong, sentence):
    form = open_form(client, town)
    moment[0] = timedelta(seconds=20)
    answer = send(client, town, {**form, **SAID, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_place_that_is_gone_needs_no_more_words(client, town, moment):
    form = open_form(client, town)
    moment[0] = timedelta(seconds=20)
    assert send(client, town, {**form, "about": "gone", "words": ""}).status_code == 303


def test_nobody_sends_many(client, town, moment):
    form = open_form(client, town)
    statuses = [send(client, town, {**form, **SAID}).status_code for _ in range(8)]
    assert 429 in statuses


def test_the_form_speaks_spanish(client, town):
    page = Judge(client).get(f"{town.path('women')}/corrections/new", language="es")
    assert "¿Qué está mal?" in page.main


def test_there_is_no_form_for_nothing(client):
    Judge(client).get("/listings/nonsense/corrections/new", status=404)
