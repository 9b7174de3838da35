"""What is private is in no answer and in no file, however it came in."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.db import Database
from directory.hsds.exporting import export_hsds
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft, ScheduleDraft
from directory.listings.indexing import index_keeper
from directory.listings.models import KeyContact, PeerNote, mint_id
from directory.listings.service import save_listings
from tests.cast import Cast
from tests.factories import EDITED, MONDAY_EVENING, Make, draft
from tests.hsds.exchange import one_record

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRETS = ("4127", "willow", "44.9377", "93.2543", "rear door", "rosalind", "0142", "kofi", "zebra", "0177")
PATHS = (
    "/services",
    "/services?full=true",
    "/services?format=ndjson&full=true",
    "/services?minimal=true",
    "/organizations?full=true&full_service=true",
    "/service_at_locations",
    "/service_at_locations?full=true",
    "/service_at_locations?postcode=55407&full=true",
    "/service_at_locations?postcode=55407&proximity=900000",
    "/services?search=willow",
    "/changes",
)
STREET = "4127 Quiet Willow Lane"


def shelter(visibility: str) -> ListingDraft:
    place = PlaceDraft(
        name=f"Harbor House, {STREET}",
        address_1=STREET,
        address_2="Rear door",
        city="Minneapolis",
        state_province="MN",
        postal_code="55407",
        lat=44.93771,
        lon=-93.25432,
        description=f"Ring at {STREET}, rear door",
        transportation=f"Bus 14 stops in front of {STREET}",
    )
    return draft(
        name=f"Harbor House {visibility}",
        organization=f"Harbor House {visibility}",
        organization_description=f"Our house is {STREET}.",
        description=f"Come to {STREET} at any hour. Pin: 44.93771, -93.25432.",
        first_time=f"Walk up {STREET} and ring.",
        hours_note=f"At {STREET} by day.",
        place=place.model_copy(update={"visibility": visibility}),
        phones=(PhoneDraft(number="612-555-0100", description=f"Rings at {STREET}"),),
        required_documents=(f"A letter sent to {STREET}",),
        schedules=(ScheduleDraft(**{**MONDAY_EVENING.model_dump(), "description": f"At {STREET}"}),),
        contacts=(ContactDraft(name="Rosalind", phone="612-555-0142", key=True),),
        unmapped={"notes": "Zebra crossing at 4127"},
    )


def said_elsewhere() -> dict[str, Any]:
    """A shelter as another directory tells it, its address marked as private, and again in attributes of its own."""
    return {
        "id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a01",
        "name": "Willow Shelter",
        "status": "active",
        "geometry": {"lat": 44.93771, "lon": -93.25432},
        "driving": f"Left at {STREET}",
        "organization": {
            "id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a02",
            "name": "Shelters Together",
            "description": "Safe houses.",
            "locations": [{"id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a05", "name": STREET, "location_type": "physical"}],
        },
        "contacts": [{"id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a06", "name": "Kofi Zebra"}],
        "phones": [{"number": "612-555-0177", "private": True}, {"number": "612-555-0100"}],
        "service_at_locations": [
            {
                "id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a03",
                "location": {
                    "id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a04",
                    "location_type": "physical",
                    "private": "yes",
                    "latitude": 44.93771,
                    "longitude": -93.25432,
                    "addresses": [
                        {
                            "address_1": STREET,
                            "city": "Minneapolis",
                            "state_province": "MN",
                            "postal_code": "55407",
                            "country": "US",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
    }


@pytest.fixture
def told(settings, session, cast: Cast) -> Any:
    """Private things of every kind, kept; the session is not committed but for the test to do so."""
    make = Make(session, NOW)
    drafts = {mint_id("tests", kind): shelter(kind) for kind in ("area_only", "hidden")}
    elsewhere = said_elsewhere() | {"name": "Safe House"}
    drafts[mint_id("tests", "elsewhere")] = one_record(elsewhere).draft
    drafts[mint_id("tests", "turned private")] = one_record(_public(elsewhere)).draft.model_copy(
        update={"place": shelter("hidden").place}
    )
    save_listings(session, drafts, now=NOW, origin=EDITED)
    known = make.listing(name="Known to peers", listing_id=mint_id("tests", "known"))
    session.add(PeerNote(listing_id=known.id, written_by_id=cast.ana.id, words="Kofi is kind", written_at=NOW))
    session.add(
        KeyContact(listing_id=known.id, role="Zebra at the desk", phone="0142", added_by_id=cast.ana.id, added_at=NOW)
    )
    session.commit()
    return settings


def _public(said: dict[str, Any]) -> dict[str, Any]:
    """The same, told as if nothing of it were private: it became so here."""
    text = json.dumps(said).replace('"private": "yes", ', "").replace("7a0", "7b0")
    return json.loads(text)


def leaks(text: str) -> list[str]:
    lower = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text.lower())  # digits of an id tell nothing
    return [secret for secret in SECRETS if secret in lower]


def test_nothing_private_is_in_any_answer(told):
    database = Database(told.resolved_database_url)
    index_keeper(told, database).rebuild(NOW)
    database.close()
    with TestClient(create_app(told, clock=lambda: NOW)) as client:
        for path in PATHS:
            answer = client.get(f"/hsds{path}")
            assert answer.status_code == 200, path
            assert leaks(answer.text) == [], path
        page = client.get("/hsds/services?per_page=100").json()["contents"]
        assert len(page) == 5
        for service in page:
            assert leaks(client.get(f"/hsds/services/{service['id']}").text) == []


def test_nothing_private_is_in_any_file(told, session, tmp_path: Path):
    assert export_hsds(session, tmp_path / "out", now=NOW) == 5
    for file in (tmp_path / "out").iterdir():
        assert leaks(file.read_text(encoding="utf-8")) == [], file.name


def test_of_a_private_place_no_more_is_told_than_its_area(told, session, tmp_path: Path):
    export_hsds(session, tmp_path / "out", now=NOW)
    services = {one["name"]: one for one in json.loads((tmp_path / "out" / "services.json").read_text())}
    [area] = services["Harbor House area_only"]["service_at_locations"]
    assert area["peer_recovery"]["area"]["postal_code"] == "55407"
    assert not area["location"].keys() & {"addresses", "latitude", "longitude", "transportation"}
    [hidden] = services["Harbor House hidden"]["service_at_locations"]
    assert hidden["peer_recovery"]["area"] == {"state_province": "MN", "country": "US", "visibility": "hidden"}


def test_a_bare_name_stays_here_and_one_with_a_role_goes_out():
    said = said_elsewhere()
    said["contacts"].append({"id": "c1a3d1a0-57a6-4f42-9b6f-5d3f3d1f7a07", "name": "Ann", "title": "Intake"})
    contacts = one_record(said).draft.contacts
    assert [(one.name, one.public) for one in contacts] == [("Kofi Zebra", False), ("Ann", True)]
