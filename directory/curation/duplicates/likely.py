"""Listings that are likely the same as one that is being written: who shares its number, e-mail, site, hall or name."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, or_, select

from directory.listings.forms import ListingDraft
from directory.listings.models import Address, Contact, Organization, Phone, Service, ServiceAtLocation
from directory.listings.queries import load_listings


class Likeness(StrEnum):
    """Why two listings may be one."""

    PHONE = "phone"
    EMAIL = "email"
    HOST = "host"
    """The same web site."""
    ADDRESS = "address"
    NAME = "name"


WEIGHTS: Final = {
    Likeness.PHONE: 0.45,
    Likeness.EMAIL: 0.45,
    Likeness.HOST: 0.25,
    Likeness.ADDRESS: 0.35,
    Likeness.NAME: 0.4,
}
LIKELY: Final = 0.6
"""From here on somebody should look; no single likeness is enough."""
MOST_COMPARED: Final = 400
MOST_SHARING: Final = 2
"""What more others than this share with it is an office's number or a busy hall: it tells nothing without the name."""
NAMES_ALIKE: Final = 85.0
"""Of 100, by `rapidfuzz.fuzz.token_set_ratio`."""
SHARED_HOSTS: Final = frozenset({"zoom.us", "facebook.com", "meetup.com", "google.com", "instagram.com", "linktr.ee"})
"""Sites of many: an address there tells nothing of whose it is."""


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """A listing that may be the same, with the reasons, the weightiest first."""

    listing_id: UUID
    name: str
    organization: str
    city: str
    score: float
    """0 to 1."""
    reasons: tuple[Likeness, ...]


def likely_duplicates(
    session: Session, draft: ListingDraft, *, limit: int, besides: Collection[UUID] = ()
) -> list[LikelyDuplicate]:
    """Return the listings that are likely the same as `draft`, the likeliest first; never one of `besides`."""
    ids = _sharing(session, draft) - set(besides)
    others = list(load_listings(session, sorted(ids)[:MOST_COMPARED]))
    alike = [likenesses(draft, detail.draft) for detail in others]
    common = {reason for reason in Likeness if sum(reason in reasons for reasons in alike) > MOST_SHARING}
    found = []
    for detail, all_reasons in zip(others, alike, strict=True):
        reasons = (
            all_reasons if Likeness.NAME in all_reasons else tuple(one for one in all_reasons if one not in common)
        )
        score = min(sum(WEIGHTS[reason] for reason in reasons), 1.0)
        if score >= LIKELY:
            city = detail.draft.place.city if detail.draft.place else ""
            names = (detail.draft.name, detail.draft.organization)
            found.append(LikelyDuplicate(detail.id, *names, city, score, reasons))
    return sorted(found, key=lambda one: (-one.score, one.name, one.listing_id))[:limit]


def likenesses(one: ListingDraft, other: ListingDraft) -> tuple[Likeness, ...]:
    """Return in what two listings are alike, the weightiest first."""
    alike = {
        Likeness.PHONE: bool(set(_numbers(one)) & set(_numbers(other))),
        Likeness.EMAIL: bool(set(_emails(one)) & set(_emails(other))),
        Likeness.HOST: bool(set(_hosts(one)) & set(_hosts(other))),
        Likeness.ADDRESS: _address(one) != "" and _address(one) == _address(other),
        Likeness.NAME: _have_like_names(one.name, other.name),
    }
    return tuple(sorted((reason for reason, is_so in alike.items() if is_so), key=lambda reason: -WEIGHTS[reason]))


def _have_like_names(one: str, other: str) -> bool:
    """Whether two names are nearly the same; numbers that differ say that they are not: group 12 is not group 14."""
    if set(re.findall(r"\d+", one)) != set(re.findall(r"\d+", other)):
        return False
    return fuzz.token_set_ratio(one.casefold(), other.casefold()) >= NAMES_ALIKE


def _sharing(session: Session, draft: ListingDraft) -> set[UUID]:
    """The listings with which anything is shared that tells one from another."""
    statements = (block.limit(MOST_COMPARED) for block in _blocks(draft))
    return {listing_id for statement in statements for listing_id in session.scalars(statement)}


def _blocks(draft: ListingDraft) -> Iterator[Select[Any]]:
    listing = (
        select(ServiceAtLocation.id)
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
    )
    if numbers := _numbers(draft):
        digits = _digits_of(col(Phone.number))
        calls = select(Phone.service_at_location_id).where(or_(*(digits.endswith(number) for number in numbers)))
        yield calls.where(col(Phone.service_at_location_id).is_not(None))
    if emails := _emails(draft):
        yield listing.where(func.lower(Service.email).in_(emails))
        yield select(Contact.service_at_location_id).where(func.lower(Contact.email).in_(emails))
    for host in _hosts(draft):
        yield listing.where(or_(col(Service.url).icontains(host), col(Organization.website).icontains(host)))
    if draft.place and (draft.place.postal_code or draft.place.city):
        there = select(ServiceAtLocation.id).join(
            Address, col(Address.location_id) == col(ServiceAtLocation.location_id)
        )
        zip_code, town = draft.place.postal_code[:5], draft.place.city.casefold()
        yield there.where(
            col(Address.postal_code).startswith(zip_code) if zip_code else func.lower(Address.city) == town
        )
    yield listing.where(func.lower(Service.name) == draft.name.casefold())


def _digits_of(number: Any) -> ColumnElement[str]:
    """A number as it is kept, without what people put between its digits."""
    for sign in (" ", "-", "(", ")", ".", "+", "/"):
        number = func.replace(number, sign, "")
    bare: ColumnElement[str] = number
    return bare


def _numbers(draft: ListingDraft) -> list[str]:
    """The last ten digits of each number that is long enough to be somebody's own."""
    digits = (re.sub(r"\D", "", phone.number) for phone in draft.phones)
    return [number[-10:] for number in digits if len(number) >= 10]


def _emails(draft: ListingDraft) -> list[str]:
    emails = (draft.email, *(contact.email for contact in draft.contacts))
    return [email.casefold() for email in emails if email]


def _hosts(draft: ListingDraft) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_host, (draft.url, draft.organization_url)))))


def _host(address: str) -> str:
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS) else host


def _address(draft: ListingDraft) -> str:
    if draft.place is None or not draft.place.address_1:
        return ""
    said: Iterable[str] = (draft.place.address_1, draft.place.city or draft.place.postal_code)
    return " ".join(re.sub(r"[^\w\s]", " ", " ".join(said)).casefold().split())
