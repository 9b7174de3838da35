"""What several listings share, an organization or a place: found or added before a save, swept after it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, select
from sqlmodel import Session, SQLModel, col, insert

from directory.listings.changes import note_change
from directory.listings.forms import ListingDraft
from directory.listings.models import Address, Location, Organization, Place, Service, ServiceAtLocation
from directory.listings.rows import fingerprint_of, location_rows


def insert_rows(session: Session, rows: Iterable[SQLModel]) -> None:
    """Insert rows behind the session's back: one statement per table, a table after those it refers to."""
    by_table: dict[str, list[SQLModel]] = {}
    for row in rows:
        by_table.setdefault(str(row.__tablename__), []).append(row)
    for table in SQLModel.metadata.sorted_tables:
        if some := by_table.get(table.name):
            # Without nulls written out, rows that leave different columns empty would each need a statement.
            into = insert(type(some[0])).execution_options(render_nulls=True)
            session.execute(into, [row.model_dump() for row in some])


def find_or_add_organizations(
    session: Session, drafts: Mapping[UUID, ListingDraft], *, now: datetime
) -> dict[str, Organization]:
    """Return the organizations of these drafts by name; what the drafts say of them is taken over.

    A draft that says nothing of its organization takes nothing away.
    """
    names = {draft.organization for draft in drafts.values()}
    known = select(Organization).where(col(Organization.name).in_(names)).order_by(col(Organization.id).desc())
    found = {row.name: row for row in session.scalars(known)}
    details = _said_of_organizations(drafts.values())
    for name, organization in found.items():
        _take_over(session, organization, details[name], now)
    added = [
        Organization.model_validate({"id": uuid4(), "name": name, **details[name]})
        for name in sorted(names - found.keys())
    ]
    insert_rows(session, added)
    return {row.name: row for row in (*found.values(), *added)}


def _said_of_organizations(drafts: Iterable[ListingDraft]) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for draft in drafts:
        stated = {"description": draft.organization_description, "website": draft.organization_url}
        said.setdefault(draft.organization, {}).update({name: text for name, text in stated.items() if text})
    return said


def _take_over(session: Session, organization: Organization, said: Mapping[str, str], now: datetime) -> None:
    changed = {name: text for name, text in said.items() if getattr(organization, name) != text}
    if not changed:
        return
    for name, text in changed.items():
        setattr(organization, name, text)
    session.flush()
    listings = (
        select(col(ServiceAtLocation.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(Service.organization_id) == organization.id)
    )
    for listing_id in session.scalars(listings):
        note_change(session, listing_id, now=now)


def find_or_add_locations(session: Session, drafts: Mapping[UUID, ListingDraft]) -> dict[UUID, UUID]:
    """Return the location of each draft, by listing id: a hall that is known is used again."""
    prints = {listing_id: fingerprint_of(draft.place, listing_id) for listing_id, draft in drafts.items()}
    known = select(col(Place.fingerprint), col(Place.location_id)).where(col(Place.fingerprint).in_(prints.values()))
    found = {row.fingerprint: row.location_id for row in session.execute(known)}
    added: list[SQLModel] = []
    for listing_id, fingerprint in prints.items():
        if fingerprint not in found:
            found[fingerprint] = uuid4()
            added.extend(location_rows(found[fingerprint], drafts[listing_id].place, fingerprint))
    insert_rows(session, added)
    return {listing_id: found[fingerprint] for listing_id, fingerprint in prints.items()}


def sweep(session: Session, *, organizations: Collection[UUID], locations: Collection[UUID]) -> None:
    """Delete those of these organizations and locations that no listing uses any more."""
    unused = ~exists().where(col(ServiceAtLocation.location_id) == col(Location.id))
    empty = session.scalars(select(col(Location.id)).where(col(Location.id).in_(locations), unused)).all()
    if empty:
        session.execute(delete(Address).where(col(Address.location_id).in_(empty)))
        session.execute(delete(Place).where(col(Place.location_id).in_(empty)))
        session.execute(delete(Location).where(col(Location.id).in_(empty)))
    idle = ~exists().where(col(Service.organization_id) == col(Organization.id))
    session.execute(delete(Organization).where(col(Organization.id).in_(organizations), idle))
