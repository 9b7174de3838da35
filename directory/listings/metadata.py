"""What changed in listings, as HSDS metadata has it: one row for each field, with the value before and the value after.

How a listing came to be is no change, and is not in it. What may not leave the installation is not in it either:
contacts, and of a place that is not public every text in which its address may stand. Who changed something is told
by what they are here or by their source, never by name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import PersonRole
from directory.listings.fields import flat
from directory.listings.forms import PlaceDraft
from directory.listings.models import ListingVersion, Source, mint_id
from directory.listings.privacy import screened_of
from directory.listings.queries import in_batches
from directory.listings.rows import service_id_of
from directory.policy import Role

COORDINATOR: Final = "coordinator"
STAFF: Final = "staff"
SYSTEM: Final = "system"
_BATCH: Final = 500
_FIRST: Final = 1
"""The number of the version with which a listing began."""
_OF_SERVICE: Final = frozenset(
    {
        *("name", "alternate_name", "description", "url", "email", "status", "fees", "closed_reason"),
        *("terms", "languages", "required_documents"),
    }
)
_TEXTS: Final = frozenset(
    {
        *("name", "alternate_name", "description", "first_time", "hours_note", "online_notes", "closed_reason"),
        *("url", "online_url", "email", "group", "organization_description"),
    }
)
"""What people write in their own words, where an address may stand."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One row of HSDS metadata."""

    id: UUID
    resource_id: UUID
    resource_type: str
    last_action_date: date
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


def metadata_of(session: Session, listing_ids: Iterable[UUID]) -> dict[UUID, list[FieldChange]]:
    """Return what changed in each of these listings, the oldest first."""
    told: dict[UUID, list[FieldChange]] = {}
    for some in in_batches(listing_ids, _BATCH):
        versions = _versions(session, some)
        authors = _Authors.of(session, versions)
        for listing_id, own in _by_listing(versions).items():
            told[listing_id] = list(_changes(own, authors))
    return told


def _versions(session: Session, listing_ids: Iterable[UUID]) -> list[ListingVersion]:
    """Every version of those that changed at all: of most there is only the first, and it is not even read."""
    changed = select(ListingVersion.listing_id).where(
        col(ListingVersion.listing_id).in_(listing_ids), col(ListingVersion.number) > _FIRST
    )
    kept = select(ListingVersion).where(col(ListingVersion.listing_id).in_(changed))
    return list(session.exec(kept.order_by(col(ListingVersion.listing_id), col(ListingVersion.number))))


def _by_listing(versions: Iterable[ListingVersion]) -> dict[UUID, list[ListingVersion]]:
    own: dict[UUID, list[ListingVersion]] = {}
    for version in versions:
        own.setdefault(version.listing_id, []).append(version)
    return own


def _changes(versions: list[ListingVersion], authors: "_Authors") -> Iterator[FieldChange]:
    is_public = all(_shows_its_address(version.draft) for version in versions)
    private = () if is_public else tuple(_places(versions))
    before: Mapping[str, Any] = {}
    for version in versions:
        after = flat(version.draft)
        if version.number > _FIRST:
            for name in version.changed:
                if name not in {"place", "contacts"} and (is_public or not _may_tell_where(name)):
                    was, is_now = (screened_of(saying.get(name), *private) for saying in (before, after))
                    yield _change(version, name, was, is_now, authors)
        before = after


def _shows_its_address(saying: Mapping[str, Any]) -> bool:
    return bool(flat(saying).get("place.visibility", "full") == "full")


def _places(versions: Iterable[ListingVersion]) -> Iterator[PlaceDraft]:
    """Where it was, in any version: what once was private stays so after it moved."""
    for version in versions:
        if place := version.draft.get("place"):
            yield PlaceDraft.model_validate(place)


def _may_tell_where(name: str) -> bool:
    return name.startswith("place.") or name in _TEXTS


def _change(version: ListingVersion, name: str, was: Any, is_now: Any, authors: "_Authors") -> FieldChange:
    of_service = name in _OF_SERVICE
    return FieldChange(
        id=mint_id(str(version.listing_id), f"metadata {version.number} {name}"),
        resource_id=service_id_of(version.listing_id) if of_service else version.listing_id,
        resource_type="service" if of_service else "service_at_location",
        last_action_date=version.at.date(),
        field_name=name,
        previous_value=_text(was),
        replacement_value=_text(is_now),
        updated_by=authors.told(version),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


@dataclass(frozen=True, slots=True)
class _Authors:
    """Who stands behind versions, without a name."""

    coordinators: frozenset[UUID]
    sources: Mapping[UUID, str]

    @classmethod
    def of(cls, session: Session, versions: Iterable[ListingVersion]) -> "_Authors":
        people = {version.by_id for version in versions if version.by_id}
        named = {version.source_id for version in versions if version.source_id}
        kept = select(PersonRole.person_id).where(
            col(PersonRole.person_id).in_(people), PersonRole.role == Role.COORDINATOR
        )
        sources = select(Source.id, Source.name).where(col(Source.id).in_(named))
        return cls(frozenset(session.exec(kept)), dict(session.exec(sources).all()))

    def told(self, version: ListingVersion) -> str:
        if version.by_id is not None:
            return COORDINATOR if version.by_id in self.coordinators else STAFF
        return self.sources.get(version.source_id, SYSTEM) if version.source_id else SYSTEM
