"""Giving a short list away: a link that cannot be guessed, kept as a hash, with the places and a last day alone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.models import SharedList
from directory.listings.queries import ListingDetail, load_listings, resolve_alias

TOKEN_BYTES = 24
NOTHING_TO_SHARE = marked("There is nothing on this list yet.")


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list as its link shows it."""

    places: tuple[ListingDetail, ...]
    expires_at: datetime


def listed_places(session: Session, ids: Sequence[UUID]) -> tuple[ListingDetail, ...]:
    """Return the listings with these ids in this order, each once; a merged one is the one it was merged into."""
    wanted = dict.fromkeys(resolve_alias(session, listing_id) for listing_id in ids)
    found = {listing.id: listing for listing in load_listings(session, wanted)}
    return tuple(found[listing_id] for listing_id in wanted if listing_id in found)


def share_list(session: Session, ids: Sequence[UUID], *, lasts: timedelta, now: datetime) -> str:
    """Keep these places for whoever has the link, and return its token, which is kept nowhere. Raises RefusedError."""
    places = listed_places(session, ids)
    if not places:
        raise RefusedError(NOTHING_TO_SHARE)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SharedList(token_hash=_hash(token), listing_ids=[str(place.id) for place in places], expires_at=now + lasts)
    session.add(row)
    session.flush()
    return token


def open_list(session: Session, token: str, *, now: datetime) -> OpenedList:
    """Return the places under a link. Raises NotFoundError: a list that ran out is as one that never was."""
    row = session.get(SharedList, _hash(token))
    if row is None or row.expires_at <= now:
        raise NotFoundError("There is no such list.")
    return OpenedList(listed_places(session, [UUID(listing_id) for listing_id in row.listing_ids]), row.expires_at)


def forget_lists(session: Session, *, now: datetime) -> None:
    """Delete the lists whose time is over."""
    session.execute(delete(SharedList).where(col(SharedList.expires_at) <= now))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
