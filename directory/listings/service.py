"""Writing listings: a draft becomes rows, all of them replaced together, with the same few statements for many."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, SQLModel, col

from directory.errors import RefusedError
from directory.listings.changes import note_change
from directory.listings.due import next_check_on
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, write_versions
from directory.listings.models import (
    Attribute,
    Contact,
    FitFact,
    Language,
    Listing,
    Organization,
    Phone,
    RequiredDocument,
    SaidInHsds,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from directory.listings.queries import in_batches, load_listings
from directory.listings.rows import (
    Ids,
    listing_row,
    part_rows,
    service_at_location_row,
    service_id_of,
    service_row,
)
from directory.listings.shared import find_or_add_locations, find_or_add_organizations, insert_rows, sweep

_BATCH: Final = 500


class UnknownTerm(RefusedError):  # noqa: N818 - the sentence it is: unknown term
    """A draft names a term that is not in the taxonomy."""

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__(f"The taxonomy has no term {', '.join(sorted(codes))}.")


def save_listing(session: Session, draft: ListingDraft, *, listing_id: UUID, now: datetime, origin: Origin) -> UUID:
    """Write one listing, new or in place of what was known of it, and note the change and its origin. Returns its id.

    Raises UnknownTerm. The organization is found by its name; what the draft says of it becomes true for all its
    listings. Listings that say the same of their place share one location.
    """
    save_listings(session, {listing_id: draft}, now=now, origin=origin)
    return listing_id


def save_listings(session: Session, drafts: Mapping[UUID, ListingDraft], *, now: datetime, origin: Origin) -> None:
    """Write many listings as `save_listing` writes one, in batches."""
    for some in in_batches(drafts.items(), _BATCH):
        _save_batch(session, dict(some), origin, now)


def remove_listing(session: Session, listing_id: UUID, *, now: datetime) -> None:
    """Delete a listing that was merged into another and that no row names any more; its history stays.

    So does what its source said of it in HSDS words: the change feed tells under which id it was known.
    """
    before = _before(session, [listing_id])
    _delete_parts(session, before)
    session.execute(delete(Listing).where(col(Listing.id).in_(before)))
    session.execute(delete(ServiceAtLocation).where(col(ServiceAtLocation.id).in_(before)))
    session.execute(delete(Service).where(col(Service.id).in_([service_id_of(one) for one in before])))
    sweep(
        session,
        organizations={was.organization_id for was in before.values()},
        locations={was.location_id for was in before.values()},
    )
    session.expire_all()
    note_change(session, listing_id, now=now)


@dataclass(frozen=True, slots=True)
class _Before:
    """How a listing stood before the save."""

    organization_id: UUID
    location_id: UUID
    created_at: datetime
    used_in: date | None


@dataclass(frozen=True, slots=True)
class _Term:
    id: UUID
    parent_id: UUID | None
    code: str
    domain: str


def _save_batch(session: Session, drafts: Mapping[UUID, ListingDraft], origin: Origin, now: datetime) -> None:
    session.flush()
    terms = _terms(session, drafts.values())
    before = _before(session, drafts)
    stood = {detail.id: detail for detail in load_listings(session, before)}
    organizations = find_or_add_organizations(session, drafts, now=now)
    locations = find_or_add_locations(session, drafts)
    ids = {
        listing_id: Ids(listing_id, organizations[draft.organization].id, locations[listing_id])
        for listing_id, draft in drafts.items()
    }
    _delete_parts(session, before)
    session.execute(delete(SaidInHsds).where(col(SaidInHsds.listing_id).in_(before)))
    _write_wholes(session, _wholes(drafts, ids, before, terms, now), before)
    term_ids = {code: term.id for code, term in terms.items()}
    insert_rows(session, (row for key, draft in drafts.items() for row in part_rows(ids[key], draft, term_ids)))
    sweep(
        session,
        organizations={was.organization_id for was in before.values()},
        locations={was.location_id for was in before.values()},
    )
    write_versions(session, stood, _as_kept(drafts, organizations), origin, now=now)
    for listing_id in drafts:
        note_change(session, listing_id, now=now)


def _as_kept(
    drafts: Mapping[UUID, ListingDraft], organizations: Mapping[str, Organization]
) -> dict[UUID, ListingDraft]:
    """The drafts as they read back: with what is known of their organization, whoever said it."""
    return {
        listing_id: draft.model_copy(
            update={
                "organization_description": organizations[draft.organization].description,
                "organization_url": organizations[draft.organization].website,
            }
        )
        for listing_id, draft in drafts.items()
    }


def _terms(session: Session, drafts: Iterable[ListingDraft]) -> dict[str, _Term]:
    """Return every term of the taxonomy by its code, having made sure that it has those of the drafts."""
    columns = (col(TaxonomyTerm.id), col(TaxonomyTerm.parent_id), col(TaxonomyTerm.code), col(TaxonomyTerm.domain))
    known = {row.code: _Term(*row) for row in session.execute(select(*columns))}
    if unknown := {code for draft in drafts for code in draft.terms} - known.keys():
        raise UnknownTerm(unknown)
    return known


def _kinds(draft: ListingDraft, terms: Mapping[str, _Term]) -> set[str]:
    """The codes of a draft's terms, of their ancestors and of their domains."""
    by_id = {term.id: term for term in terms.values()}
    kinds: set[str] = set()
    for code in draft.terms:
        term: _Term | None = terms[code]
        while term:
            kinds |= {term.code, term.domain}
            term = by_id.get(term.parent_id) if term.parent_id else None
    return kinds


def kinds_of(session: Session, drafts: Mapping[UUID, ListingDraft]) -> dict[UUID, set[str]]:
    """Return of each listing what decides when it falls due (`directory.listings.due.next_check_on`)."""
    terms = _terms(session, drafts.values())
    return {listing_id: _kinds(draft, terms) for listing_id, draft in drafts.items()}


def _before(session: Session, ids: Collection[UUID]) -> dict[UUID, _Before]:
    columns = (
        col(Listing.id),
        col(Service.organization_id),
        col(ServiceAtLocation.location_id),
        col(Listing.created_at),
        col(Listing.used_in),
    )
    known = (
        select(*columns)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(Listing.id).in_(ids))
        .order_by(col(Listing.id))
        .with_for_update(of=Listing, key_share=True)
    )
    return {row[0]: _Before(*row[1:]) for row in session.execute(known)}


def _wholes(
    drafts: Mapping[UUID, ListingDraft],
    ids: Mapping[UUID, Ids],
    before: Mapping[UUID, _Before],
    terms: Mapping[str, _Term],
    now: datetime,
) -> Iterable[tuple[UUID, SQLModel]]:
    """The rows of which each listing has one, with the listing's id."""
    for key, draft in drafts.items():
        created_at = before[key].created_at if key in before else now
        used_in = before[key].used_in if key in before else None
        known_on = draft.checked_on or created_at.date()
        due_on = next_check_on(_kinds(draft, terms), max(known_on, used_in or known_on))
        yield key, service_row(ids[key], draft)
        yield key, service_at_location_row(ids[key], draft)
        yield key, listing_row(ids[key], draft, due_on=due_on, created_at=created_at, now=now)


def _write_wholes(session: Session, rows: Iterable[tuple[UUID, SQLModel]], before: Collection[UUID]) -> None:
    """Update the rows of listings that were there before (what a draft never says stays), insert the others."""
    added: list[SQLModel] = []
    known: dict[type[SQLModel], list[dict[str, object]]] = {}
    for listing_id, row in rows:
        if listing_id in before:
            known.setdefault(type(row), []).append(row.model_dump(exclude_unset=True))
        else:
            added.append(row)
    insert_rows(session, added)
    for table, values in known.items():
        session.execute(update(table), values)


def _delete_parts(session: Session, ids: Collection[UUID]) -> None:
    """Delete everything of which these listings have several."""
    if not ids:
        return
    services = [service_id_of(listing_id) for listing_id in ids]
    contacts = select(col(Contact.id)).where(col(Contact.service_at_location_id).in_(ids))
    its_phone = or_(col(Phone.service_at_location_id).in_(ids), col(Phone.contact_id).in_(contacts))
    session.execute(delete(Phone).where(its_phone))
    session.execute(delete(Contact).where(col(Contact.service_at_location_id).in_(ids)))
    session.execute(delete(Schedule).where(col(Schedule.service_at_location_id).in_(ids)))
    session.execute(delete(Language).where(col(Language.service_id).in_(services)))
    session.execute(delete(RequiredDocument).where(col(RequiredDocument.service_id).in_(services)))
    of_service = (col(Attribute.link_entity) == "service", col(Attribute.link_id).in_(services))
    session.execute(delete(Attribute).where(*of_service))
    session.execute(delete(FitFact).where(col(FitFact.listing_id).in_(ids)))
