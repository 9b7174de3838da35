"""An id that stands in a form or behind a question mark is as private as one in the address."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlmodel import func, select

from directory.accounts.models import Person
from directory.clients.codes import Channel, Direction
from directory.clients.models import ClientGoal, ContactEntry
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.referrals.batches import log_referral
from directory.referrals.forms import NewReferral
from directory.referrals.models import Referral
from tests.cast import caller_as
from tests.factories import Make
from tests.referrals.office import CHICAGO, Office


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Who sees a client is tested on both databases where it is decided; here it is asked of the pages."""
    return str(request.param)


@dataclass(frozen=True)
class Anothers:
    """What Cora of the other team keeps, of which Ana knows the ids."""

    client: UUID
    goal: UUID
    referral: UUID


@pytest.fixture
def coras(office: Office) -> Anothers:
    return kept_by(office, office.cast.cora)


def kept_by(office: Office, owner: Person) -> Anothers:
    """Another client with a goal and a referral."""
    with office.writing() as session:
        client = Make(session, office.now).client(owner, goal="Sail again", domain="social")
        new, by = NewReferral(listing_id=office.places["open"]), caller_as(session, owner, office.now)
        vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
        referral = log_referral(session, client, new, by=by, now=office.now, zone=CHICAGO, vocabulary=vocabulary)
        goal = session.exec(select(ClientGoal.id).where(ClientGoal.client_id == client.id)).one()
        return Anothers(client.id, goal, referral.id)


CHOICES = {"mode": "self", "yes": "spoken", "course": "ongoing", "spoken": "spoken"}
CONTACT = {"channel": Channel.TEXT, "direction": Direction.OUTBOUND, "two_way": "0"}
SENT = [
    ("/referrals", "client", {**CHOICES, "client": "{theirs}", "to": "{place}"}),
    ("/referrals", "goal", {**CHOICES, "client": "{own}", "to": "{place}", "goal": "{theirs}"}),
    ("/referrals", "referral", {**CHOICES, "client": "{own}", "to": "{place}", "replaces": "{theirs}"}),
    ("/referrals/options", "client", {"client": "{theirs}", "star": "{place}"}),
    (
        "/outings",
        "client",
        {**CHOICES, "clients": ["{own}", "{theirs}"], "to": "{place}", "day": "2026-11-24", "hour": "18:30"},
    ),
    ("/clients/{own}/merge", "client", {"other": "{theirs}"}),
    ("/clients/hand-over", "client", {"clients": ["{theirs}"], "to": "{ben}", "span": "good", "notice": "not_yet"}),
    ("/clients/{own}/contacts", "referral", {**CONTACT, "referral": "{theirs}"}),
    ("/clients/{own}/goal-outcomes", "goal", {"goal": "{theirs}", "outcome": "reached"}),
]
"""Where a form goes, what of Cora's it names, and what stands in it."""


@pytest.mark.parametrize(("address", "kind", "fields"), SENT, ids=[f"{kind} to {way}" for way, kind, _ in SENT])
def test_what_is_anothers_is_no_more_than_what_is_not_there(
    office: Office, coras: Anothers, address: str, kind: str, fields: dict[str, str | list[str]]
) -> None:
    theirs, before = getattr(coras, kind), counted(office)
    answers = [shown(office, address, fields, named) for named in (theirs, uuid4())]
    assert answers[0] == answers[1]
    assert answers[0][0] in {404, 422}
    assert counted(office) == before


@pytest.mark.parametrize(("address", "kind", "fields"), [each for each in SENT if "replaces" not in each[2]])
def test_the_same_forms_are_taken_for_what_is_ones_own(
    office: Office, address: str, kind: str, fields: dict[str, str | list[str]]
) -> None:
    own = kept_by(office, office.cast.ana)
    client_id = office.client.id if kind == "client" else own.client
    assert shown(office, address, fields, getattr(own, kind), client_id)[0] in {200, 303}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/referrals/new?client={theirs}", "client"),
        ("/referrals/new?client={theirs}&to={place}", "client"),
        ("/referrals/new?replaces={theirs}", "referral"),
        ("/outings/new?client={theirs}&to={place}", "client"),
        ("/clients/hand-over?client={theirs}", "client"),
        ("/clients/{own}/contacts/new?about={theirs}", "referral"),
        ("/clients/{own}/merge?other={theirs}", "client"),
    ],
)
def test_a_question_that_names_what_is_anothers_learns_nothing(
    office: Office, coras: Anothers, address: str, kind: str
) -> None:
    answers = []
    for named in (getattr(coras, kind), uuid4()):
        way = filled(office, address, named)
        answers.append(told(office.browser.client.get(way, headers={"accept": "text/html"}), named))
    assert answers[0] == answers[1]


def shown(
    office: Office, address: str, fields: dict[str, str | list[str]], named: UUID, own: UUID | None = None
) -> tuple[int, str]:
    """What Ana is answered to a form that names something."""
    typed = {
        name: [filled(office, each, named, own) for each in ([value] if isinstance(value, str) else value)]
        for name, value in fields.items()
    }
    token = office.browser.sign_in_as(office.cast.ana).form_token
    answer = office.browser.client.post(
        filled(office, address, named, own),
        data={**typed, "form_token": token, "key": uuid4().hex},
        headers={"accept": "text/html"},
    )
    return told(answer, named)


def filled(office: Office, text: str, named: UUID, own: UUID | None = None) -> str:
    return text.format(own=own or office.client.id, theirs=named, place=office.places["open"], ben=office.cast.ben.id)


def told(answer: object, named: UUID) -> tuple[int, str]:
    """The status and the page, without the id that was asked for and what is new on every page."""
    text = answer.text.replace(str(named), "ID")
    return answer.status_code, re.sub(r'name="(key|form_token)" value="[^"]*"', "", text)


def counted(office: Office) -> list[int]:
    """How many rows there are that one of these forms could have made."""
    with office.database.reading() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in (Referral, ContactEntry)]
