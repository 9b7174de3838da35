"""The rows of Today, from facts alone: one for each client, the most pressing first, each with why it is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.referrals.codes import CHECKS
from directory.referrals.next_steps import MEET_BEFORE

PINNED_FROM: Final = timedelta(hours=3)
"""How long before a visit it stands above everything but distress, and how long after its start it stays there."""
A_CHECK: Final = frozenset(check.value for check in CHECKS)


class Why(StrEnum):
    """Why something stands on Today, in the order in which it does."""

    DISTRESS = "distress"
    """The client was in distress, and nobody has spoken with them since."""
    VISIT = "visit"
    REPLY = "reply"
    """The client reached us, and nobody answered."""
    PROMISE = "promise"
    OVERDUE = "overdue"
    DUE = "due"
    CHECK = "check"


ORDER: Final[Mapping[Why, int]] = {why: place for place, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class OpenContact:
    """A line of the contact log that still asks for something."""

    id: UUID
    client_id: UUID
    at: datetime
    in_distress: bool = False
    is_owed_reply: bool = False
    promise_due: date | None = None


@dataclass(frozen=True, slots=True)
class DueReferral:
    """A referral on which something is due by the end of the day, or a visit is near."""

    id: UUID
    client_id: UUID
    next_at: datetime
    next_act: str
    has_visit: bool = False
    """What is due is a visit for which a time was agreed."""
    meet_at: datetime | None = None
    """When they meet for it, where an hour was agreed on."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do for one client."""

    why: Why
    client_id: UUID
    at: datetime
    """Since when, or for when: within one reason the earlier comes first."""
    subject_id: UUID
    """The contact or the referral."""
    meet_at: datetime | None = None
    """Of a visit: when they meet for it, where an hour was agreed on."""

    @property
    def leave_at(self) -> datetime:
        """Of a visit: when to be on the way, at the latest."""
        return self.meet_at or self.at - MEET_BEFORE

    @property
    def rank(self) -> tuple[int, datetime, UUID]:
        """Where it stands among all items."""
        return ORDER[self.why], self.at, self.subject_id


@dataclass(frozen=True, slots=True)
class Row:
    """Everything to do for one client, the most pressing first: one call may clear it all."""

    client_id: UUID
    items: tuple[Item, ...]

    @property
    def first(self) -> Item:
        """What the row stands where it stands for."""
        return self.items[0]


def rows_of(
    contacts: Iterable[OpenContact], referrals: Iterable[DueReferral], *, now: datetime, zone: ZoneInfo
) -> list[Row]:
    """Return the rows of Today in their order. Every client of whom something is open has one, and no other has."""
    items = [*_of_contacts(contacts, now, zone), *_of_referrals(referrals, now, zone)]
    items.sort(key=lambda item: (item.client_id, *item.rank))
    rows = [Row(client_id, tuple(group)) for client_id, group in groupby(items, key=lambda item: item.client_id)]
    return sorted(rows, key=lambda row: row.first.rank)


def why_due(referral: DueReferral, *, now: datetime, zone: ZoneInfo) -> Why | None:
    """Why a referral is on the page; None when nothing of it is due by the end of the day."""
    pinned = (referral.meet_at or referral.next_at) - PINNED_FROM, referral.next_at + PINNED_FROM
    if referral.has_visit and pinned[0] <= now <= pinned[1]:
        return Why.VISIT
    days = (referral.next_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days != 0:
        return Why.OVERDUE if days < 0 else None
    return Why.CHECK if referral.next_act in A_CHECK else Why.DUE


def next_visit(rows: Iterable[Row], now: datetime) -> Item | None:
    """The visit among those pinned for which to leave first; None when there is none, or it has begun."""
    visits = (item for row in rows for item in row.items if item.why is Why.VISIT and item.at > now)
    return min(visits, key=lambda visit: visit.leave_at, default=None)


def _of_contacts(contacts: Iterable[OpenContact], now: datetime, zone: ZoneInfo) -> Iterable[Item]:
    """One for the longest open distress and the longest unanswered contact of each client, one for each promise."""
    today = now.astimezone(zone).date()
    told: set[tuple[UUID, Why]] = set()
    in_distress: set[UUID] = set()
    for contact in sorted(contacts, key=lambda contact: (not contact.in_distress, contact.at, contact.id)):
        if contact.in_distress:
            in_distress.add(contact.client_id)
        why = Why.DISTRESS if contact.in_distress else Why.REPLY if contact.is_owed_reply else None
        answered_with_distress = why is Why.REPLY and contact.client_id in in_distress
        if why and not answered_with_distress and (contact.client_id, why) not in told:
            told.add((contact.client_id, why))
            yield Item(why, contact.client_id, contact.at, contact.id)
        if contact.promise_due and contact.promise_due <= today:
            due = datetime.combine(contact.promise_due, datetime.min.time(), zone)
            yield Item(Why.PROMISE, contact.client_id, due, contact.id)


def _of_referrals(referrals: Iterable[DueReferral], now: datetime, zone: ZoneInfo) -> Iterable[Item]:
    for referral in referrals:
        if why := why_due(referral, now=now, zone=zone):
            yield Item(why, referral.client_id, referral.next_at, referral.id, referral.meet_at)
