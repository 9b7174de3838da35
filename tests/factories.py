"""Builders of real rows: a test says what matters to it and leaves the rest to be plausible."""

from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from typing import Any
from uuid import UUID

from sqlmodel import Session

from directory.accounts.models import Person
from directory.accounts.people import teams_of
from directory.clients.codes import Channel, Direction
from directory.clients.contacts import log_contact
from directory.clients.forms import NewClient, NewContact
from directory.clients.models import Client, ContactEntry
from directory.clients.service import open_client
from directory.listings.forms import ListingDraft, PlaceDraft, ScheduleDraft
from directory.listings.history import Origin, Reason
from directory.listings.models import Source, SourceRecord, mint_id
from directory.listings.queries import ListingDetail, get_listing
from directory.listings.service import save_listing, save_listings
from tests.cast import caller_as

HALL = PlaceDraft(
    name="Elm Street Hall",
    address_1="100 Elm Street",
    city="Minneapolis",
    state_province="MN",
    postal_code="55401",
    lat=44.9833,
    lon=-93.2667,
)
EDITED = Origin(reason=Reason.EDITED)
"""Somebody wrote it; who, and why, does not matter to the test."""
MONDAY_EVENING = ScheduleDraft(starts=time(19), ends=time(20), byday=("MO",))


def draft(**facts: Any) -> ListingDraft:
    """A meeting on Monday evenings in a hall, but for what is said otherwise."""
    plausible = {
        "name": "Elm Street Group",
        "organization": "Elm Street Fellowship",
        "terms": ("aa",),
        "in_person": True,
        "place": HALL,
        "timezone": "America/Chicago",
        "schedules": (MONDAY_EVENING,),
    }
    return ListingDraft(**{**plausible, **facts})


@dataclass
class Make:
    """Makes rows in one session at one moment."""

    session: Session
    now: datetime
    _numbers: Any = field(default_factory=lambda: count(1))

    def listing(self, *, listing_id: UUID | None = None, **facts: Any) -> ListingDetail:
        """A saved listing, see `draft`."""
        key = listing_id or mint_id("tests", str(next(self._numbers)))
        save_listing(self.session, draft(**facts), listing_id=key, now=self.now, origin=EDITED)
        return get_listing(self.session, key)

    def listings(self, **facts: dict[str, Any]) -> dict[str, UUID]:
        """Several saved listings at once, see `draft`; gives the id of each by its name here."""
        ids = {name: mint_id("tests", str(next(self._numbers))) for name in facts}
        drafts = {ids[name]: draft(**said) for name, said in facts.items()}
        save_listings(self.session, drafts, now=self.now, origin=EDITED)
        return ids

    def source(self, name: str = "Elm County Intergroup", format: str = "meeting_guide") -> Source:  # noqa: A002 - its name in the table
        """A source of listings."""
        source = Source(id=mint_id("source", name), name=name, format=format, created_at=self.now)
        self.session.add(source)
        self.session.flush()
        return source

    def record(self, listing: ListingDetail, source: Source, **facts: Any) -> SourceRecord:
        """What a source says of a listing."""
        plausible = {
            "external_id": f"row-{next(self._numbers)}",
            "hash": "0" * 64,
            "first_seen_at": self.now,
            "last_seen_at": self.now,
        }
        record = SourceRecord(source_id=source.id, listing_id=listing.id, **{**plausible, **facts})
        self.session.add(record)
        self.session.flush()
        return record

    def client(self, owner: Person, **known: Any) -> Client:
        """A client of somebody, in the first of their teams; `known` as in `NewClient`."""
        by = caller_as(self.session, owner, self.now)
        team = teams_of(self.session, owner.id)[0]
        return open_client(self.session, NewClient(**known), team_id=team.id, by=by, now=self.now)

    def contact_form(self, **facts: Any) -> NewContact:
        """A text message that was sent just now and not answered, but for what is said otherwise."""
        plausible = {"at": self.now, "channel": Channel.TEXT, "direction": Direction.OUTBOUND, "two_way": False}
        return NewContact(**{**plausible, **facts})

    def contact(self, client: Client, owner: Person, **facts: Any) -> ContactEntry:
        """A line of the contact log, see `contact_form`."""
        by = caller_as(self.session, owner, self.now)
        return log_contact(self.session, client, self.contact_form(**facts), by=by, now=self.now)
