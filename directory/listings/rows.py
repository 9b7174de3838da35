"""From a draft to the rows it is kept in: what is said here, `directory.listings.drafts` reads back."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import SQLModel

from directory.listings import forms
from directory.listings.forms import ContactDraft, ListingDraft, PlaceDraft, ScheduleDraft
from directory.listings.models import (
    Address,
    Attribute,
    Contact,
    FitFact,
    Language,
    Listing,
    Location,
    Phone,
    Place,
    RequiredDocument,
    SaidInHsds,
    Schedule,
    Service,
    ServiceAtLocation,
    mint_id,
)
from directory.listings.said import changed_since_read
from search.hours import Frequency


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of the rows that make one listing."""

    listing: UUID
    organization: UUID
    location: UUID

    @property
    def service(self) -> UUID:
        """Each listing has a service of its own, whose id follows from the listing's."""
        return service_id_of(self.listing)

    def part(self, name: str, position: int) -> UUID:
        """The id of one of the listing's parts: the same part keeps it from one save to the next."""
        return mint_id(str(self.listing), f"{name} {position}")


def service_id_of(listing_id: UUID) -> UUID:
    """Return the id of the service of a listing."""
    return mint_id(str(listing_id), "service")


def fingerprint_of(place: PlaceDraft | None, listing_id: UUID) -> str:
    """Tell places apart: equal for two listings that say the same of their place.

    `description` (which door, which room) belongs to the listing. A listing without a place has a location to itself.
    """
    said = place.model_dump(exclude={"description"}) if place else {"no place": str(listing_id)}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def location_rows(location_id: UUID, place: PlaceDraft | None, fingerprint: str) -> Iterator[SQLModel]:
    """The location with its address and what we add to it; a listing without a place is at a virtual location."""
    if place is None:
        yield Location(id=location_id, location_type="virtual")
        yield Place(location_id=location_id, fingerprint=fingerprint)
        return
    yield Location(
        id=location_id,
        location_type="physical",
        name=place.name,
        transportation=place.transportation,
        latitude=place.lat,
        longitude=place.lon,
    )
    yield Address(
        id=mint_id(str(location_id), "address"),
        location_id=location_id,
        **place.model_dump(include=set(ADDRESS_FIELDS)),
    )
    yield Place(location_id=location_id, visibility=place.visibility, fingerprint=fingerprint)


ADDRESS_FIELDS = ("address_1", "address_2", "city", "region", "state_province", "postal_code", "country")


def service_row(ids: Ids, draft: ListingDraft) -> Service:
    """What is offered, in HSDS words."""
    return Service(
        id=ids.service,
        organization_id=ids.organization,
        name=draft.name,
        alternate_name=draft.alternate_name,
        description=draft.description,
        url=draft.url,
        email=draft.email,
        status=draft.status.replace("_", " "),
        fees_description=draft.fees,
        alert=draft.closed_reason,
    )


def service_at_location_row(ids: Ids, draft: ListingDraft) -> ServiceAtLocation:
    """The service at its place."""
    door = draft.place.description if draft.place else ""
    return ServiceAtLocation(id=ids.listing, service_id=ids.service, location_id=ids.location, description=door)


def listing_row(ids: Ids, draft: ListingDraft, *, due_on: date, created_at: datetime, now: datetime) -> Listing:
    """What we keep of it beside HSDS."""
    return Listing(
        id=ids.listing,
        group_name=draft.group,
        group_key=group_key_of(draft),
        due_on=due_on,
        created_at=created_at,
        modified_at=now,
        **draft.model_dump(include=set(LISTING_FIELDS)),
    )


LISTING_FIELDS = (
    "in_person",
    "online",
    "online_url",
    "online_notes",
    "first_time",
    "text_language",
    "timezone",
    "always",
    "by_appointment",
    "hours_note",
    "closed_until",
    "venue_closed",
    "checked_on",
    "checked_how",
    "reported_wrong_on",
    "unmapped",
)


def group_key_of(draft: ListingDraft) -> str:
    """What the meetings of one group at one place share: the group as given, else name and place, folded and hashed.

    Of a place that is not public only the town is used, so that the key gives nothing away.
    """
    if draft.group:
        return draft.group
    place = draft.place or PlaceDraft()
    where = (place.name, place.address_1, place.city) if place.visibility == "full" else (place.city,)
    folded = "|".join(" ".join(text.casefold().split()) for text in (draft.name, draft.organization, *where))
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def part_rows(ids: Ids, draft: ListingDraft, term_ids: Mapping[str, UUID]) -> Iterator[SQLModel]:
    """Everything of which a listing has several: a save replaces them all."""
    yield from _terms(ids, draft, term_ids)
    for position, line in enumerate(draft.schedules):
        yield _schedule(ids, position, line, draft.timezone)
    for position, phone in enumerate(draft.phones):
        yield Phone(
            id=ids.part("phone", position),
            service_at_location_id=ids.listing,
            position=position,
            **phone.model_dump(),
        )
    for position, contact in enumerate(draft.contacts):
        yield from _contact(ids, position, contact)
    for position, code in enumerate(draft.languages):
        yield Language(id=ids.part("language", position), service_id=ids.service, code=code, position=position)
    for position, document in enumerate(draft.required_documents):
        yield RequiredDocument(
            id=ids.part("document", position), service_id=ids.service, document=document, position=position
        )
    yield from _facts(ids, draft)
    if draft.hsds:
        yield _said_in_hsds(ids, draft, draft.hsds)


def _said_in_hsds(ids: Ids, draft: ListingDraft, said: forms.SaidInHsds) -> SaidInHsds:
    service = said.tree["service"]
    is_their_organization = "organization" not in changed_since_read(draft, said)
    return SaidInHsds(
        listing_id=ids.listing,
        service_at_location_id=UUID(said.tree["id"]),
        service_id=UUID(service["id"]),
        organization_id=UUID(service["organization"]["id"]) if is_their_organization else None,
        tree=said.tree,
        fields_read=said.fields_read,
    )


def _terms(ids: Ids, draft: ListingDraft, term_ids: Mapping[str, UUID]) -> Iterator[Attribute]:
    for position, code in enumerate(draft.terms):
        yield Attribute(
            id=ids.part("term", position),
            link_id=ids.service,
            link_entity="service",
            taxonomy_term_id=term_ids[code],
            position=position,
        )


def _schedule(ids: Ids, position: int, line: ScheduleDraft, timezone: str | None) -> Schedule:
    return Schedule(
        id=ids.part("schedule", position),
        service_at_location_id=ids.listing,
        timezone=timezone or "",
        opens_at=line.starts,
        closes_at=line.ends,
        freq="" if line.freq is Frequency.ONCE else line.freq.value,
        byday=",".join(line.byday),
        bymonthday=",".join(map(str, line.bymonthday)),
        interval=line.interval,
        dtstart=line.anchor,
        except_on=[day.isoformat() for day in line.except_on],
        position=position,
        **line.model_dump(include={"until", "count", "valid_from", "valid_to", "description"}),
    )


def _contact(ids: Ids, position: int, contact: ContactDraft) -> Iterator[SQLModel]:
    contact_id = ids.part("contact", position)
    yield Contact(
        id=contact_id, service_at_location_id=ids.listing, position=position, **contact.model_dump(exclude={"phone"})
    )
    if contact.phone:
        yield Phone(id=mint_id(str(contact_id), "phone"), contact_id=contact_id, number=contact.phone, type="voice")


def _facts(ids: Ids, draft: ListingDraft) -> Iterator[FitFact]:
    for code, stated in draft.facts.items():
        expires_at = draft.room_now_until if code == "room_now" else None
        yield FitFact(listing_id=ids.listing, kind="fit", code=code, stated=stated, expires_at=expires_at)
    for code, stated in draft.access.items():
        yield FitFact(listing_id=ids.listing, kind="access", code=code, stated=stated)
    for position, code in enumerate(draft.audiences):
        yield FitFact(listing_id=ids.listing, kind="audience", code=code, position=position)
