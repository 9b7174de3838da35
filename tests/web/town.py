"""A small invented town with one listing of every kind that the pages must show well."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from uuid import UUID

from directory import migrations
from directory.config import Settings
from directory.db import Database
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft, ScheduleDraft
from directory.listings.indexing import index_keeper
from directory.listings.models import ListingAlias, mint_id
from directory.listings.service import save_listings
from directory.seeding import seed_vocabulary
from tests.factories import EDITED

NOW = datetime(2026, 11, 22, tzinfo=UTC)
"""Saturday, November 21st 2026, 6 pm in Minneapolis."""
HIDDEN_STREET = "4711 Hidden Hollow Road"
HOSTILE = '<script>alert("1")</script>'
MERGED = mint_id("town", "merged")

WESTMINSTER = PlaceDraft(
    name="Westminster Hall",
    address_1="83 12th Street South",
    city="Minneapolis",
    state_province="MN",
    postal_code="55403",
    lat=44.9719,
    lon=-93.2767,
    description="Door on 12th Street",
    transportation="Bus 18 stops in front",
)
LIBRARY = PlaceDraft(
    name="Central Library",
    address_1="300 Nicollet Mall",
    city="Minneapolis",
    state_province="MN",
    postal_code="55401",
    lat=44.9805,
    lon=-93.2701,
)


def evening(*days: str, at: int = 19, **facts: object) -> ScheduleDraft:
    return ScheduleDraft.model_validate({"starts": time(at), "ends": time(at + 1), "byday": days, **facts})


def listing(**facts: object) -> ListingDraft:
    plausible = {
        "organization": "Twin Lakes Intergroup",
        "terms": ("aa",),
        "in_person": True,
        "place": WESTMINSTER,
        "timezone": "America/Chicago",
        "schedules": (evening("SA"),),
        "languages": ("en",),
    }
    return ListingDraft.model_validate({**plausible, **facts})


LISTINGS: dict[str, ListingDraft] = {
    "newcomers": listing(
        name="First Light Newcomers",
        alternate_name="The blue door",
        audiences=("newcomers",),
        facts={"open_meeting": True, "medication_friendly": True, "fee": False, "id": False},
        access={"wheelchair": True, "parking": False},
        description="A gentle meeting for people in their first ninety days.\nCoffee from 6:30.",
        first_time="Somebody with a blue lanyard sits with you. You may just listen.",
        phones=(
            PhoneDraft(number="612-555-0142", description="evenings"),
            PhoneDraft(number="612-555-0199", type="fax"),
        ),
        email="hello@firstlight.example.org",
        url="https://firstlight.example.org/",
        contacts=(
            ContactDraft(name="Marisol", title="greeter", phone="612-555-0177", public=True, key=True),
            ContactDraft(name="Private Person", phone="612-555-0666"),
        ),
        organization_url="http://www.firstlight.example.org",
        organization_description="Volunteers who keep the meetings going.",
        required_documents=("Nothing",),
        checked_on=date(2026, 11, 9),
        checked_how="called",
        group="first-light",
    ),
    "newcomers_tuesday": listing(name="First Light Newcomers", schedules=(evening("TU", at=12),), group="first-light"),
    "women": listing(
        name="Stepping Stones Beginners",
        terms=("na",),
        audiences=("women",),
        facts={"children_welcome": True, "id": True},
        place=LIBRARY,
        schedules=(evening("SA", at=20),),
        checked_on=date(2026, 3, 20),
        checked_how="visited",
    ),
    "online": listing(
        name="Late Lamp Online",
        in_person=False,
        online=True,
        online_url="https://meet.example.org/late-lamp",
        online_notes="Ask the host for the password.",
        place=None,
        timezone="America/New_York",
        schedules=(evening("SA", at=20),),
    ),
    "shelter": listing(
        name="Casa Esperanza",
        organization="Casa Esperanza",
        terms=("dv_shelter",),
        languages=("es", "en"),
        text_language="es",
        description=f"Un lugar seguro. No vaya a {HIDDEN_STREET} sin llamar.",
        place=PlaceDraft(
            name="Casa",
            address_1=HIDDEN_STREET,
            city="Saint Paul",
            state_province="MN",
            postal_code="55104",
            lat=44.95712,
            lon=-93.16245,
            visibility="area_only",
        ),
        phones=(PhoneDraft(number="651-555-0110", type="hotline"),),
        schedules=(),
        always=True,
    ),
    "closed": listing(
        name="Riverside Food Shelf",
        organization="Riverside Neighbors",
        terms=("food_shelf",),
        schedules=(ScheduleDraft(starts=time(10), ends=time(14), byday=("MO", "TH")),),
        status="temporarily_closed",
        closed_reason="The boiler is being replaced",
        closed_until=date(2026, 12, 3),
        place=LIBRARY,
    ),
    "food": listing(
        name="Eastside Food Shelf",
        organization="Eastside Neighbors",
        terms=("food_shelf",),
        facts={"fee": False},
        schedules=(ScheduleDraft(starts=time(16), ends=time(19), byday=("SA",)),),
        place=LIBRARY,
        reported_wrong_on=date(2026, 11, 19),
    ),
    "gone": listing(name="Old Mill Group", status="defunct"),
    "monthly": listing(
        name="Sober Hikers",
        organization="Sober Hikers",
        terms=("hiking",),
        schedules=(
            ScheduleDraft(
                starts=time(9), ends=time(12), freq="MONTHLY", byday=("1SA", "3SA"), except_on=(date(2026, 12, 19),)
            ),
        ),
    ),
    "appointment": listing(
        name="Fresh Start Record Clinic",
        organization="Fresh Start Law",
        terms=("record_clearing",),
        schedules=(),
        by_appointment=True,
        place=LIBRARY,
        facts={"record_exclusion": False, "registration": True},
    ),
    "hostile": listing(
        name=f"Kindness {HOSTILE} Circle",
        description=f'{HOSTILE}\n<b>bold</b> & "quoted"',
        url="javascript:alert(1)",
        online_url="javascript:alert(2)",
        schedules=(evening("SU"),),
        place=LIBRARY,
    ),
}


@dataclass(frozen=True)
class Town:
    """Where the town is kept, and the id of each listing by its name here."""

    settings: Settings
    ids: dict[str, UUID]

    def path(self, name: str) -> str:
        return f"/listings/{self.ids[name]}"


def build_town(folder: Path) -> Town:
    """Make the database and the index of the town in `folder`."""
    settings = Settings(data=folder, timezone="America/Chicago")
    ids = {name: mint_id("town", name) for name in LISTINGS}
    database = Database(settings.resolved_database_url)
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
        save_listings(session, {ids[name]: draft for name, draft in LISTINGS.items()}, now=NOW, origin=EDITED)
        session.add(ListingAlias(old_id=MERGED, listing_id=ids["newcomers"], created_at=NOW))
    index_keeper(settings, database).open_current(NOW)
    database.close()
    return Town(settings, ids)
