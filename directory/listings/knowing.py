"""What peers know of a place: key contacts, notes that a coordinator approved, and who knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import Person
from directory.audit import Act, Subject, note
from directory.db import take_turns
from directory.errors import NotFoundError, RefusedError
from directory.listings.models import KeyContact, PeerNote, PlaceKnown
from directory.policy import Caller


class NoteState(StrEnum):
    """Where a note of a peer stands."""

    WAITING = "waiting"
    """Seen by its writer and by coordinators."""
    APPROVED = "approved"
    DECLINED = "declined"


class DeclineReason(StrEnum):
    """Why a note is not shown to others."""

    NAMES_SOMEBODY = "names_somebody"
    LABELS_PEOPLE = "labels_people"
    NOT_ABOUT_THE_PLACE = "not_about_the_place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NewKeyContact:
    """Somebody there, as a peer adds them."""

    role: str
    name: str = ""
    allowed: bool = False
    """They said that they may be named to peers."""
    best_time: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class KnownByPeers:
    """All that peers know of one listing, as one of them sees it."""

    contacts: tuple[KeyContact, ...]
    notes: tuple[str, ...]
    """What was approved of others, the newest first; who wrote it is not said."""
    own_note: PeerNote | None
    colleagues: tuple[str, ...]
    """Names of those who know the place and say so, without the reader."""
    is_known_to_me: bool


def known_by_peers(session: Session, listing_id: UUID, *, seen_by: Caller) -> KnownByPeers:
    """Return what peers know of a listing."""
    notes = _notes(session, listing_id)
    people = _people_who_know(session, listing_id)
    return KnownByPeers(
        contacts=tuple(key_contacts_of(session, listing_id)),
        notes=tuple(
            one.words for one in notes if one.state == NoteState.APPROVED and one.written_by_id != seen_by.person_id
        ),
        own_note=next((one for one in notes if one.written_by_id == seen_by.person_id), None),
        colleagues=tuple(name for person_id, name in people if person_id != seen_by.person_id),
        is_known_to_me=any(person_id == seen_by.person_id for person_id, _ in people),
    )


def key_contacts_of(session: Session, listing_id: UUID) -> Sequence[KeyContact]:
    """Return whom a peer can introduce a client to, in the order in which they were added."""
    statement = select(KeyContact).where(col(KeyContact.listing_id) == listing_id)
    return session.exec(statement.order_by(col(KeyContact.added_at), col(KeyContact.id))).all()


def add_key_contact(
    session: Session, listing_id: UUID, new: NewKeyContact, *, by: Caller, today: date, now: datetime
) -> KeyContact:
    """Keep somebody to introduce clients to. Raises RefusedError for a name that nobody was allowed to write down."""
    if not new.role:
        raise RefusedError("Say what they do there.")
    if new.name and not new.allowed:
        raise RefusedError("Write the name only if they said that peers may know it.")
    contact = KeyContact(
        listing_id=listing_id,
        role=new.role,
        name=new.name,
        named_since=today if new.name else None,
        best_time=new.best_time,
        phone=new.phone,
        added_by_id=by.person_id,
        added_at=now,
    )
    session.add(contact)
    session.flush()
    note(session, Act.KEY_CONTACT_ADDED, caller=by, subject=Subject.KEY_CONTACT, ids=[contact.id], now=now)
    return contact


def remove_key_contact(session: Session, key_contact_id: UUID, *, by: Caller, now: datetime) -> UUID:
    """Forget somebody who is no longer there, or no longer wants to be named; returns the id of the listing."""
    contact = session.get(KeyContact, key_contact_id)
    if contact is None:
        raise NotFoundError("There is nothing here.")
    session.delete(contact)
    note(session, Act.KEY_CONTACT_REMOVED, caller=by, subject=Subject.KEY_CONTACT, ids=[contact.id], now=now)
    return contact.listing_id


def write_note(session: Session, listing_id: UUID, words: str, *, by: Caller, now: datetime) -> PeerNote:
    """Say what a place is like. It takes the place of what the peer said of it before, and waits for a coordinator."""
    if not words:
        raise RefusedError("Write what it is like there.")
    take_turns(session, f"notes of {by.person_id}")
    found = _own_note(session, listing_id, by)
    kept = found or PeerNote(listing_id=listing_id, written_by_id=by.person_id, words="", written_at=now)
    if kept.words != words:
        kept.words, kept.state, kept.reason = words, NoteState.WAITING, ""
        kept.written_at, kept.decided_at = now, None
        session.add(kept)
        session.flush()
        note(session, Act.NOTE_WRITTEN, caller=by, subject=Subject.PEER_NOTE, ids=[kept.id], now=now)
    return kept


def remove_note(session: Session, listing_id: UUID, *, by: Caller, now: datetime) -> None:
    """Take one's own note back; nothing happens where there is none."""
    kept = _own_note(session, listing_id, by)
    if kept is not None:
        session.delete(kept)
        note(session, Act.NOTE_REMOVED, caller=by, subject=Subject.PEER_NOTE, ids=[kept.id], now=now)


def tell_known(session: Session, listing_id: UUID, *, knows: bool, by: Caller, now: datetime) -> None:
    """Tell colleagues that one knows a place, or no longer tell them."""
    take_turns(session, f"places known to {by.person_id}")
    row = session.get(PlaceKnown, (listing_id, by.person_id))
    if knows and row is None:
        session.add(PlaceKnown(listing_id=listing_id, person_id=by.person_id, at=now))
    elif not knows and row is not None:
        session.delete(row)
    session.flush()


def _own_note(session: Session, listing_id: UUID, by: Caller) -> PeerNote | None:
    own = select(PeerNote).where(col(PeerNote.listing_id) == listing_id, col(PeerNote.written_by_id) == by.person_id)
    return session.exec(own.with_for_update()).first()


def _notes(session: Session, listing_id: UUID) -> Sequence[PeerNote]:
    statement = select(PeerNote).where(col(PeerNote.listing_id) == listing_id)
    return session.exec(statement.order_by(col(PeerNote.written_at).desc(), col(PeerNote.id))).all()


def _people_who_know(session: Session, listing_id: UUID) -> Sequence[tuple[UUID, str]]:
    statement = (
        select(Person.id, Person.display_name)
        .join(PlaceKnown, col(PlaceKnown.person_id) == col(Person.id))
        .where(col(PlaceKnown.listing_id) == listing_id, col(Person.disabled_at).is_(None))
        .order_by(col(Person.display_name), col(Person.id))
    )
    return [(person_id, name) for person_id, name in session.exec(statement)]
