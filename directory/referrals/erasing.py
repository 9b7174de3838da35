"""Erasing a client for good: the keys are destroyed, so that nothing sealed opens again, here or in a backup.

What stays are ids, codes and dates, by which counts of past years remain what they were, and a certificate.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from directory.audit import Act, Subject, System, note
from directory.clients.access import sees_record
from directory.clients.models import Client, ClientGoal, ClientNote, ContactEntry, EmergencyAccess, Erasure
from directory.crypto import shred
from directory.errors import NotFoundError
from directory.policy import Caller
from directory.referrals.codes import UNDER_WAY, Actor, State
from directory.referrals.ending import end_follow_up
from directory.referrals.entering import enter
from directory.referrals.events import Tap
from directory.referrals.handing import looked_after
from directory.referrals.models import BridgeStep, Referral, ReferralEvent
from directory.referrals.transitions import Change

NO_ZONE: Final = ZoneInfo("UTC")
SEALED: Final = (Client, ClientGoal, ContactEntry, ClientNote, EmergencyAccess, Referral, ReferralEvent, BridgeStep)
"""The tables with texts under a client's key."""


def erase_client(session: Session, client_id: UUID, *, by: Caller | System, now: datetime) -> Erasure:
    """Erase a client and every record that was merged into theirs. Raises NotFoundError; twice is as once."""
    client = _last_of_merges(session, client_id)
    erased = session.exec(select(Erasure).where(Erasure.client_id == client.id)).first()
    if erased is not None:
        return erased
    records = _with_merged(session, client)
    for record in records:
        _close_referrals(session, record, by=by, now=now)
    erasure = Erasure(
        client_id=client.id,
        by_id=by.person_id if isinstance(by, Caller) else None,
        at=now,
        counts=count_sealed(session, [record.data_key_id for record in records]),
    )
    session.add(erasure)
    for record in records:
        record.erased_at, record.changed_at = now, now
        record.phone_index = record.erase_on = None
        shred(session, record.data_key_id, now=now)
    session.flush()
    ids = [record.id for record in records]
    note(session, Act.CLIENT_ERASED, caller=by, subject=Subject.CLIENT, ids=ids, now=now)
    return erasure


def _close_referrals(session: Session, client: Client, *, by: Caller | System, now: datetime) -> None:
    """End what is under way, as when a consent is taken back, and leave out the checks to come: nobody is there to ask.

    None of it asks what day it is anywhere, so any zone does.
    """
    for referral in looked_after(session, client):
        tap = Tap(session, referral, by, Actor.SYSTEM, now)
        if State(referral.state) in UNDER_WAY:
            enter(tap, Change(State.WITHDRAWN, Actor.SYSTEM, now, reason="consent_revoked"), zone=NO_ZONE)
        end_follow_up(tap, zone=NO_ZONE)


def erase_what_is_due(session: Session, *, now: datetime) -> int:
    """Erase every client whose time of keeping is over; returns how many."""
    due = select(Client.id).where(col(Client.erase_on) <= now.date(), col(Client.erased_at).is_(None))
    ids = session.exec(due.order_by(col(Client.erase_on))).all()
    for client_id in ids:
        erase_client(session, client_id, by=System.WORKER, now=now)
    return len(ids)


def count_sealed(session: Session, key_ids: Collection[UUID]) -> dict[str, int]:
    """Return how many rows of each table are sealed under these keys."""
    counts: Mapping[str, int] = {
        str(table.__tablename__): session.exec(
            select(func.count()).select_from(table).where(col(table.data_key_id).in_(key_ids))
        ).one()
        for table in SEALED
    }
    return dict(counts)


def count_of(session: Session, client: Client) -> dict[str, int]:
    """Return how many rows erasing a client would close for good."""
    return count_sealed(session, [record.data_key_id for record in _with_merged(session, client)])


def get_erasure(session: Session, erasure_id: UUID, *, seen_by: Caller, today: date) -> tuple[Erasure, str]:
    """Return a certificate and the handle it is for, to whoever saw the record; raises NotFoundError."""
    row = session.exec(
        select(Erasure, Client.handle)
        .join(Client, col(Client.id) == col(Erasure.client_id))
        .where(col(Erasure.id) == erasure_id, sees_record(seen_by, today))
    ).first()
    if row is None:
        raise NotFoundError("There is nothing here.")
    return row


def _last_of_merges(session: Session, client_id: UUID) -> Client:
    client = session.get(Client, client_id, with_for_update={"key_share": True})
    if client is None:
        raise NotFoundError("There is no client with this id.")
    return _last_of_merges(session, client.merged_into_id) if client.merged_into_id else client


def _with_merged(session: Session, client: Client) -> list[Client]:
    records = [client]
    for merged in session.exec(select(Client).where(Client.merged_into_id == client.id)).all():
        records += _with_merged(session, merged)
    return records
