"""Whoever reads Spanish reads nothing of ours in English: on every public page, in every state, on paper, as a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from icalendar import Calendar

from directory import policy
from directory.app import create_app
from directory.db import Database
from directory.listings.forms import ContactDraft, ListingDraft, PlaceDraft
from directory.listings.indexing import index_keeper
from directory.listings.models import mint_id
from directory.listings.service import save_listings
from directory.policy import declared_routes
from tests.factories import EDITED
from tests.web.hostile_town import hostile_listing
from tests.web.judge import Page, judge
from tests.web.spanish import left_in_english, not_marked, said_on
from tests.web.town import HIDDEN_STREET, NOW, Town, build_town, listing

WORDS = "Whistling kettles welcome"
"""What an English listing says in every one of its fields."""
SPANISH = {"accept": "text/html", "accept-language": "es-MX,es;q=0.9,en;q=0.1"}
OURS = {**SPANISH, "sec-fetch-site": "same-origin"}
BY_THEMSELVES = {
    "/", "/find", "/crisis", "/offline", "/clear-device", "/cleared", "/list", "/list/print", "/list/text", "/unmet",
    "/saved", "/sign-in", "/sign-in/reset",
}  # fmt: skip
"""Pages that need nothing in their address."""
OF_A_LISTING = ("", "/print", "/corrections/new", "/corrections/thanks")
ASKED = (
    "q=comida&near=55401&when=tonight",
    "q=xyzzyplugh&near=55401&when=tonight&need=room_now",
    "q=sobredosis",
    "q=mi esposo me golpea",
    "q=abstinencia",
    "q=quiero morir",
    "q=comida cerca de mi",
    "q=reunion para nuevso",
    "q=comida&near=Qwertyvilla",
    "q=comida&miles=900&near=" + "5" * 130,
    "near=55401&need=medication_friendly&not=id&language=en&domain=recovery&miles=100&unstated=1",
    "near=55401&when=now&at=2026-12-05T18:30",
    "day=tu&from=11:00&to=13:00&for=women&access=wheelchair&free=1&verified=90&format=in_person",
    "domain=recovery&grouped=0&per_page=1&page=2&sort=soonest",
    "status=any&term=food_shelf",
)
SAID_TO_PROGRAMS = ("/api/", "/hsds/", "/healthz", "/readyz", "/static", "/map", "/sw.js", "/calendar/")
"""Public addresses at which no page stands; what a person reads of them is asked of further down."""


def english(**facts: object) -> ListingDraft:
    """An English listing that says the words wherever it may say anything; names of people are of no language."""
    greeter = ContactDraft(name="Marisol", title=WORDS, best_time=WORDS, phone="612-555-0177", public=True)
    said = {"email": "hola@example.org", "contacts": (greeter, ContactDraft(name="Ana", title=WORDS, public=True))}
    return hostile_listing(WORDS).model_copy(update=said | facts)


DRAFTS = {
    "everywhere": english(),
    "closed": english(status="temporarily_closed", closed_until=date(2026, 12, 3), closed_reason=WORDS, schedules=()),
    "spanish": listing(
        name="Grupo Amanecer",
        text_language="es",
        organization="Casa Amanecer",
        required_documents=("Una identificación",),
        fees="Gratis",
        place=PlaceDraft(name="Salón Luz", address_1="5 Calle Luna", city="Minneapolis", state_province="MN"),
    ),
}


@dataclass(frozen=True)
class Served:
    """The town with those listings, and a client that asks it."""

    client: TestClient
    town: Town
    ids: dict[str, UUID]

    def get(self, path: str, status: int = 200) -> Page:
        """A page in Spanish, judged as every page is."""
        response = self.client.get(path, headers=SPANISH)
        assert response.status_code == status, path
        page = Page(response)
        judge(page, "es")
        return page

    def collect(self, *names: str) -> None:
        """Put listings on the list of this device."""
        for name in names:
            self.client.post("/list/add", data={"listing_id": str(self.ids[name])}, headers=OURS)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    town = build_town(tmp_path_factory.mktemp("spanish"))
    ids = {name: mint_id("spanish", name) for name in DRAFTS}
    database = Database(town.settings.resolved_database_url)
    with database.writing() as session:
        save_listings(session, {ids[name]: draft for name, draft in DRAFTS.items()}, now=NOW, origin=EDITED)
    index_keeper(town.settings, database).open_current(NOW)
    database.close()
    app = create_app(town.settings, clock=lambda: NOW)
    router = APIRouter()

    @router.get("/broken", **policy.public)
    def break_down() -> None:
        raise RuntimeError

    app.include_router(router)
    with TestClient(
        app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield Served(client, town, {**town.ids, **ids})


def faults_of(page: Page) -> list[str]:
    """What is English on a Spanish page; a title may be the name of a listing, which nothing can mark."""
    said = [piece for piece in said_on(page.html) if piece.where not in {"head title", "<meta>"}]
    return [*left_in_english(said), *not_marked(said, WORDS)]


def test_no_public_page_is_forgotten(served: Served):
    covered = {*BY_THEMSELVES, "/broken", "/listings/{listing_id}.ics", "/manifest.webmanifest"}
    covered |= {f"/listings/{{listing_id}}{part}" for part in OF_A_LISTING}
    covered |= {f"/lists/{{token}}{part}" for part in ("", "/print", "/text")}
    public = {
        route.path
        for route in declared_routes(served.client.app)
        if route.policy and route.policy.name == "public" and route.methods & {"GET"}
    }
    assert {path for path in public if not path.startswith(SAID_TO_PROGRAMS)} - covered == set()


def test_pages_that_stand_by_themselves_are_spanish(served: Served):
    assert {path: faults for path in sorted(BY_THEMSELVES) if (faults := faults_of(served.get(path)))} == {}


def test_results_are_spanish_whatever_is_asked(served: Served):
    wrong = {}
    for question in ASKED:
        page = Page(served.client.get(f"/find?{question}", headers=SPANISH))
        judge(page, "es")
        wrong[question] = faults_of(page)
    assert {question: faults for question, faults in wrong.items() if faults} == {}


def test_the_pages_of_every_listing_are_spanish_around_its_own_words(served: Served):
    paths = [f"/listings/{listing_id}{part}" for listing_id in served.ids.values() for part in OF_A_LISTING]
    assert {path: faults for path in paths if (faults := faults_of(served.get(path)))} == {}


def test_a_listings_own_words_are_marked_as_what_they_are(served: Served):
    page = served.get(f"/listings/{served.ids['spanish']}")
    assert page.one("h1").attributes["lang"] == "es"
    assert {piece.language for piece in said_on(page.html) if piece.text == "Gratis"} == {"es"}
    assert "(la dirección se da por teléfono)" in served.get(served.town.path("shelter")).main
    assert HIDDEN_STREET not in served.get(served.town.path("shelter")).html


def test_a_list_is_spanish_as_a_week_on_paper_and_as_a_text(served: Served):
    served.collect("everywhere", "closed", "newcomers", "online", "shelter", "spanish")
    shared = served.client.post("/list/share", headers=OURS).headers["location"]
    for base in ("/list", shared):
        for part in ("", "/print"):
            assert faults_of(served.get(f"{base}{part}")) == []
    served.client.cookies.clear()
    served.collect("spanish")
    text = served.get("/list/text")
    assert faults_of(text) == []
    assert "Lleve: Una identificación" in text.one("p", id="words").text
    served.client.cookies.clear()


def test_what_is_refused_is_refused_in_spanish(served: Served):
    correction = f"/listings/{served.ids['spanish']}/corrections"
    answers = [
        served.client.get("/nada", headers=SPANISH),
        served.client.get("/broken", headers=SPANISH),
        served.client.post("/crisis", headers=OURS),
        served.client.post("/list/add", headers={**SPANISH, "sec-fetch-site": "cross-site"}),
        served.client.post("/list/add", headers=OURS),
        served.client.post("/list/add", data={"listing_id": "x" * 70_000}, headers=OURS),
        served.client.get("/find?page=no&day=no&verified=no&access=no", headers=SPANISH),
        served.client.get("/lists/nada", headers=SPANISH),
        *(served.client.post(correction, data={"contact": "x" * 900}, headers=OURS) for _ in range(6)),
    ]
    assert [answer.status_code for answer in answers] == [404, 500, 405, 403, 422, 413, 422, 404, *[422] * 5, 429]
    for answer in answers:
        page = Page(answer)
        judge(page, "es")
        assert faults_of(page) == [], answer.url


def test_an_index_that_is_not_ready_says_so_in_spanish(served: Served, tmp_path):
    empty = served.town.settings.model_copy(
        update={"data": tmp_path, "database_url": served.town.settings.resolved_database_url}
    )
    with TestClient(create_app(empty, clock=lambda: NOW)) as client:
        page = Page(client.get("/find?q=comida", headers=SPANISH))
    judge(page, "es")
    assert faults_of(page) == []


def test_a_calendar_and_an_app_say_nothing_of_ours_in_english(served: Served):
    answer = served.client.get(f"/listings/{served.ids['spanish']}.ics", headers=SPANISH)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Grupo Amanecer"
    assert event["URL"].endswith("?lang=es")
    manifest = served.client.get("/manifest.webmanifest?lang=es").json()
    assert manifest["lang"] == "es"
    assert manifest["shortcuts"][0]["name"] == "Ayuda en crisis"
    assert "grupos" in manifest["description"]


def test_what_is_given_away_opens_in_spanish(served: Served):
    sheet = served.get(f"/listings/{served.ids['spanish']}/print")
    assert f"/listings/{served.ids['spanish']}?lang=es" in sheet.main
    served.collect("spanish")
    shared = served.client.post("/list/share", headers=OURS).headers["location"]
    served.client.cookies.clear()
    assert f"{shared}?lang=es" in served.get(shared).main
    opened = served.client.get(f"{shared}?lang=es", headers={"accept": "text/html", "accept-language": "en"})
    assert Page(opened).one("html").attributes["lang"] == "es"
    served.client.cookies.clear()


def test_english_words_are_found_where_they_stand():
    said = said_on('<html lang="es"><p>Every Saturday</p><p lang="en">Every Sunday</p><b title="Take off"></b></html>')
    assert [re.sub(r".*says ", "", fault) for fault in left_in_english(said)] == [
        "['every', 'saturday']",
        "['take', 'off']",
    ]
