"""A town whose listings say hostile things in every field."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from directory.db import Database
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft
from directory.listings.indexing import index_keeper
from directory.listings.models import mint_id
from directory.listings.service import save_listings
from tests.factories import EDITED
from tests.web.town import NOW, Town, build_town, evening, listing

SAYINGS: Mapping[str, str] = {
    "script": '"><script>alert(1)</script><img src=x onerror=alert(2)>',
    "formula": '=HYPERLINK("https://evil.example.org";"free")',
    "bidi": "abc \u202e\u2066 fed \u200f\u0000".replace("\u0000", "") + "\u2028next",
    "long": "very long words " * 312 + "unbroken" * 10,
    "unbroken": "x" * 5000,
    "none": "",
}


def hostile_listing(saying: str) -> ListingDraft:
    """A listing that says this wherever it may say anything."""
    short = saying[:250]
    return listing(
        closed_reason=saying,
        group=saying[:60],
        name=short or "A name",
        alternate_name=saying,
        organization=short or "An organization",
        organization_description=saying,
        description=saying,
        first_time=saying,
        hours_note=saying,
        fees=saying,
        required_documents=(saying,) if saying else (),
        online=True,
        online_url=saying,
        online_notes=saying,
        url=saying,
        organization_url=saying,
        email=saying,
        phones=(PhoneDraft(number="612-555-0142", description=saying),),
        contacts=(ContactDraft(name=saying, title=saying, best_time=saying, phone=saying[:40], public=True),),
        place=PlaceDraft(
            name=saying,
            address_1=saying,
            city=short,
            state_province="MN",
            postal_code="55401",
            description=saying,
            transportation=saying,
            lat=44.98,
            lon=-93.27,
        ),
        schedules=(evening("SA", description=saying),),
    )


def closed(draft: ListingDraft) -> ListingDraft:
    """The same, closed for now for what it says: its page names others instead, in the words they say."""
    return draft.model_copy(update={"status": "temporarily_closed", "closed_until": NOW.date()})


def build_hostile_town(folder: Path) -> tuple[Town, dict[str, UUID]]:
    """The town with two listings for each saying: one that is open, and one that is closed for now."""
    town = build_town(folder)
    ids = {name: mint_id("hostile", name) for name in SAYINGS}
    database = Database(town.settings.resolved_database_url)
    ids |= {f"{name}, closed": mint_id("hostile", f"{name}, closed") for name in SAYINGS}
    with database.writing() as session:
        drafts = {ids[name]: hostile_listing(saying) for name, saying in SAYINGS.items()}
        drafts |= {ids[f"{name}, closed"]: closed(drafts[ids[name]]) for name in SAYINGS}
        save_listings(session, drafts, now=NOW, origin=EDITED)
    index_keeper(town.settings, database).open_current(NOW)
    database.close()
    return town, ids
