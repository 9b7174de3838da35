"""All the rows of some listings, in the same few statements whatever the number of listings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Executable, select
from sqlmodel import Session, col

from directory.listings.models import (
    Address,
    Attribute,
    Contact,
    FitFact,
    Language,
    Listing,
    Location,
    Organization,
    Phone,
    Place,
    RequiredDocument,
    SaidInHsds,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)

# A save writes behind the session's back, so what the session remembers is read anew.
_AFRESH: Final = {"populate_existing": True}


@dataclass(slots=True)
class Gathered:
    """All rows of one listing, each kind in the order in which it was handed in."""

    listing: Listing
    service_at_location: ServiceAtLocation
    service: Service
    organization: Organization
    location: Location
    place: Place
    address: Address | None
    hsds: SaidInHsds | None
    terms: list[str] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    contact_phones: list[Phone] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    facts: list[FitFact] = field(default_factory=list)


def gather(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Gathered]:
    """Return the rows of each of these listings that exists."""
    by_listing = {row[0].id: Gathered(*row) for row in session.execute(_whole(ids), execution_options=_AFRESH)}
    by_service = {rows.service.id: rows for rows in by_listing.values()}
    _gather_of_listings(session, by_listing)
    _gather_of_services(session, by_service)
    return by_listing


def _whole(ids: Sequence[UUID]) -> Executable:
    return (
        select(Listing, ServiceAtLocation, Service, Organization, Location, Place, Address, SaidInHsds)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .join(Place, col(Place.location_id) == col(Location.id))
        .outerjoin(Address, col(Address.location_id) == col(Location.id))
        .outerjoin(SaidInHsds, col(SaidInHsds.listing_id) == col(Listing.id))
        .where(col(Listing.id).in_(ids))
    )


def _gather_of_listings(session: Session, rows: Mapping[UUID, Gathered]) -> None:
    def of_listing(model: Any, owner: Any) -> Any:
        chosen = select(owner, model).where(owner.in_(rows)).order_by(model.position)
        return session.execute(chosen, execution_options=_AFRESH)

    for listing_id, schedule in of_listing(Schedule, Schedule.service_at_location_id):
        rows[listing_id].schedules.append(schedule)
    for listing_id, phone in of_listing(Phone, Phone.service_at_location_id):
        rows[listing_id].phones.append(phone)
    for listing_id, contact in of_listing(Contact, Contact.service_at_location_id):
        rows[listing_id].contacts.append(contact)
    for listing_id, fact in of_listing(FitFact, FitFact.listing_id):
        rows[listing_id].facts.append(fact)
    of_contacts = (
        select(col(Contact.service_at_location_id), Phone)
        .join(Contact, col(Contact.id) == col(Phone.contact_id))
        .where(col(Contact.service_at_location_id).in_(rows))
    )
    for listing_id, phone in session.execute(of_contacts, execution_options=_AFRESH):
        rows[listing_id].contact_phones.append(phone)


def _gather_of_services(session: Session, rows: Mapping[UUID, Gathered]) -> None:
    terms = (
        select(col(Attribute.link_id), col(TaxonomyTerm.code))
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(col(Attribute.link_entity) == "service", col(Attribute.link_id).in_(rows))
        .order_by(col(Attribute.position))
    )
    for service_id, code in session.execute(terms):
        rows[service_id].terms.append(code)
    languages = select(col(Language.service_id), col(Language.code)).where(col(Language.service_id).in_(rows))
    for service_id, code in session.execute(languages.order_by(col(Language.position))):
        rows[service_id].languages.append(code)
    documents = select(col(RequiredDocument.service_id), col(RequiredDocument.document))
    asked = documents.where(col(RequiredDocument.service_id).in_(rows)).order_by(col(RequiredDocument.position))
    for service_id, document in session.execute(asked):
        rows[service_id].documents.append(document)
