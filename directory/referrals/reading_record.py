"""Everything that one client's page shows, read at once for somebody who may see the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import Person
from directory.clients import service
from directory.clients.access import Standing, standing_of
from directory.clients.boundaries import list_blocks, who_knows_outside
from directory.clients.contacts import list_contacts, safe_channels
from directory.clients.emergency_seen import AccessLine, list_accesses
from directory.clients.forms import Preferences
from directory.clients.handing import CoverLine, list_covers
from directory.clients.models import Client, ClientGoal, ClientNote, ContactEntry, EmergencyAccess, SafeContact
from directory.policy import Caller
from directory.referrals.merging import MergeLine, list_merges
from directory.referrals.of_client import ReferralLine, list_referrals

MOST_CONTACTS = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One client, as whoever looks may see them."""

    client: Client
    standing: Standing
    names: Mapping[UUID, str]
    """Of everybody who stands in it."""
    goals: Sequence[ClientGoal]
    referrals: Sequence[ReferralLine]
    contacts: Sequence[ContactEntry]
    notes: Sequence[ClientNote]
    safe: Mapping[str, SafeContact]
    preferences: Preferences
    covers: Sequence[CoverLine]
    blocks: int
    knows_outside: bool
    others_know_outside: bool
    merges: Sequence[MergeLine]
    accesses: Sequence[AccessLine]
    """Who opened it in an emergency."""
    emergency: EmergencyAccess | None
    """By which whoever looks sees it."""


def read_record(
    session: Session, client: Client, *, seen_by: Caller, today: date, emergency: EmergencyAccess | None = None
) -> Record:
    """Read a client's record; what only a supervisor may know stays away from others."""
    standing = standing_of(client, seen_by) if emergency is None else Standing.EMERGENCY
    contacts = list_contacts(session, client, most=MOST_CONTACTS)
    notes = service.list_notes(session, client)
    known = who_knows_outside(session, client)
    people = {client.owner_id, *(entry.by_id for entry in contacts), *(note.by_id for note in notes)}
    return Record(
        client=client,
        standing=standing,
        names=names_of(session, people),
        goals=service.list_goals(session, client),
        referrals=list_referrals(session, client),
        contacts=contacts,
        notes=notes,
        safe=safe_channels(session, client, today),
        preferences=service.preferences_of(client),
        covers=list_covers(session, client, today=today),
        blocks=len(list_blocks(session, client)),
        knows_outside=seen_by.person_id in known,
        others_know_outside=standing is Standing.SUPERVISOR and bool(set(known) - {seen_by.person_id}),
        merges=list_merges(session, client),
        accesses=list_accesses(session, client, seen_by=seen_by),
        emergency=emergency,
    )


def names_of(session: Session, person_ids: set[UUID]) -> dict[UUID, str]:
    """Return what people are called, by id."""
    return dict(session.exec(select(Person.id, Person.display_name).where(col(Person.id).in_(person_ids))).all())
