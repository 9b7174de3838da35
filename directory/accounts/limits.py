"""How often somebody may try to sign in.

The tries are rows of our own database, and not a storage of the `limits` library: that library counts by the wall
clock and in one process, or asks for another server beside the database. Rows hold across worker processes, take the
moment they are handed, and let a window slide exactly: of any five minutes, never more than five tries count.

Only tries that were let in are counted, so that somebody who goes on trying does not push their own next try, or
anybody else's, further away. A browser its owner has signed in with before counts in a bucket of its own: whatever
strangers do, at other addresses or at the same one, its owner gets in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from directory.accounts.models import SignInTry
from directory.db import take_turns
from directory.policy.refusals import TooManyRequestsError

FIVE_MINUTES: Final = timedelta(minutes=5)
AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries in any window of this length."""

    name: str
    tries: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Bucket:
    """What tries are counted against."""

    allowance: Allowance
    whose: Sequence[str]

    @property
    def key(self) -> str:
        """A hash: the table tells neither addresses nor who tried."""
        return sha256("\0".join((self.allowance.name, *self.whose)).encode()).hexdigest()


def sign_in_buckets(account: str, address: str, device_id: UUID | None) -> list[Bucket]:
    """Return what a password counts against: the known device alone, or the account there and the address."""
    if device_id:
        return [Bucket(Allowance("known device", 5, FIVE_MINUTES), [str(device_id)])]
    return [
        Bucket(Allowance("account and address", 5, FIVE_MINUTES), [account, address]),
        Bucket(Allowance("address", 20, FIVE_MINUTES), [address]),
    ]


def second_factor_buckets(person_id: UUID, address: str, device_id: UUID | None) -> list[Bucket]:
    """Return what a code counts against.

    Whoever knows a password has a million codes to go through: ten in an hour, from wherever, would take them years.
    """
    if device_id:
        return [Bucket(Allowance("code on a known device", 10, AN_HOUR), [str(device_id)])]
    return [
        Bucket(Allowance("code of an account", 10, AN_HOUR), [str(person_id)]),
        Bucket(Allowance("address", 20, FIVE_MINUTES), [address]),
    ]


def proof_buckets(session_id: UUID) -> list[Bucket]:
    """Return what a password counts against that is asked for again within a session."""
    return [Bucket(Allowance("proof", 5, FIVE_MINUTES), [str(session_id)])]


def reset_buckets(account: str, address: str) -> list[Bucket]:
    """Return what asking for a link counts against: nobody's mailbox is flooded."""
    return [
        Bucket(Allowance("link to an account", 3, AN_HOUR), [account]),
        Bucket(Allowance("links from an address", 10, AN_HOUR), [address]),
    ]


def count_try(session: Session, buckets: Iterable[Bucket], *, now: datetime) -> list[UUID]:
    """Count one try against every bucket and return its rows; raises TooManyRequestsError when one is full.

    Of two processes, one waits for the other here until its transaction ends: keep it short.
    """
    ordered = sorted(buckets, key=lambda bucket: bucket.key)
    for bucket in ordered:
        take_turns(session, f"sign-in try {bucket.key}")
    waits = [_wait(session, bucket, now) for bucket in ordered]
    if any(waits):
        raise TooManyRequestsError(max(waits))
    session.exec(delete(SignInTry).where(col(SignInTry.at) <= now - AN_HOUR))
    tries = [SignInTry(bucket=bucket.key, at=now) for bucket in ordered]
    session.add_all(tries)
    session.flush()
    return [each.id for each in tries]


def take_back(session: Session, tries: Iterable[UUID]) -> None:
    """Uncount a try that was right: an office behind one address may sign in all at nine o'clock."""
    session.exec(delete(SignInTry).where(col(SignInTry.id).in_(list(tries))))


def _wait(session: Session, bucket: Bucket, now: datetime) -> int:
    """How many seconds until a bucket has room; 0 when it has."""
    window = bucket.allowance.window
    counted = session.exec(
        select(SignInTry.at)
        .where(SignInTry.bucket == bucket.key, col(SignInTry.at) > now - window)
        .order_by(col(SignInTry.at).desc())
        .limit(bucket.allowance.tries)
    ).all()
    if len(counted) < bucket.allowance.tries:
        return 0
    return max(1, ceil((counted[-1] + window - now).total_seconds()))
