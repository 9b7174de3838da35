"""The history of a listing: what it said, who changed it, when, why and on whose word.

Two things that a listing shows stand apart from it: that it was reported wrong, because the order of versions would
tell the day on which somebody was there, and what its source said that has no place here (`unmapped`, `hsds`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, col, func, select, tuple_
from sqlmodel.sql.expression import Select

from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.fields import changed_fields
from directory.listings.forms import ListingDraft
from directory.listings.models import ListingVersion
from directory.listings.queries import ListingDetail
from directory.listings.shared import insert_rows

STANDS_APART: Final = frozenset({"reported_wrong_on", "unmapped", "hsds"})
LONGEST_WORDS: Final = 200
MOST_VERSIONS: Final = 2**31 - 1
"""What a column of numbers can count to."""
NOT_ALONE: Final = marked("Some of this makes sense only together. Take all of it, or none.")


class Reason(StrEnum):
    """Why a listing changed."""

    SEEDED = "seeded"
    """It came with the program: the demo county."""
    IMPORTED = "imported"
    """A file or feed was trusted as a whole, or a rule of its source let the change through."""
    PROPOSED = "proposed"
    """Somebody took up a proposal."""
    EDITED = "edited"
    CHECKED = "checked"
    """A person found it right."""
    RETIRED = "retired"
    REVERTED = "reverted"
    """An earlier version was put back."""
    MERGED = "merged"
    UNMERGED = "unmerged"
    FOUND = "found"
    """How it stood before its history was kept."""
    SHARED = "shared"
    """What it shares with others, its organization, was told anew through another listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a change comes from."""

    reason: Reason
    by: UUID | None = None
    """The person who made it."""
    source_id: UUID | None = None
    """The source on whose word it was made."""
    words: str = ""
    """Why, as whoever made it wrote it down."""
    proposal_id: UUID | None = None
    batch_id: UUID | None = None
    """What all changes of one act share, so that they can be taken back together."""


def said(draft: ListingDraft) -> dict[str, Any]:
    """Return what a listing says, as its history keeps it: two drafts that say the same give the same."""
    until = draft.room_now_until
    in_utc = draft.model_copy(update={"room_now_until": until.astimezone(UTC)}) if until else draft
    return in_utc.model_dump(mode="json", exclude_defaults=True, exclude=set(STANDS_APART))


def write_versions(
    session: Session,
    before: Mapping[UUID, ListingDetail],
    after: Mapping[UUID, ListingDraft],
    origin: Origin,
    *,
    now: datetime,
) -> None:
    """Add a version of every listing that says something else than before; `before` lacks those that are new.

    A listing whose history does not end with what stood in the tables gets that as a version first.
    """
    newest = newest_versions(session, after)
    writing = _Writing(origin, now)
    for key, draft in after.items():
        writing.follow(key, newest.get(key), before.get(key), draft)
    insert_rows(session, writing.rows)


@dataclass(slots=True)
class _Writing:
    """The versions that one save adds."""

    origin: Origin
    now: datetime
    rows: list[ListingVersion] = field(default_factory=list)

    def follow(
        self, listing_id: UUID, newest: ListingVersion | None, before: ListingDetail | None, after: ListingDraft
    ) -> None:
        """Go on from the newest version, and from how the listing stood just before, to what it says from now on."""
        number, was, is_now = newest.number if newest else 0, newest.draft if newest else {}, said(after)
        stood = said(before.draft) if before else was
        if before and stood == is_now:
            return
        if before and stood != was:
            number += 1
            catching_up = (Reason.SHARED, self.now) if was else (Reason.FOUND, before.modified_at)
            self._add(listing_id, number, was, stood, Origin(reason=catching_up[0]), catching_up[1])
        self._add(listing_id, number + 1, stood, is_now, self.origin, self.now)

    def _add(  # noqa: PLR0917 - the columns of one row
        self,
        listing_id: UUID,
        number: int,
        was: Mapping[str, Any],
        is_now: dict[str, Any],
        origin: Origin,
        at: datetime,
    ) -> None:
        self.rows.append(
            ListingVersion(
                listing_id=listing_id,
                number=number,
                draft=is_now,
                changed=changed_fields(was, is_now),
                by_id=origin.by,
                source_id=origin.source_id,
                reason=origin.reason,
                words=origin.words[:LONGEST_WORDS],
                proposal_id=origin.proposal_id,
                batch_id=origin.batch_id,
                at=at,
            )
        )


def newest_versions(session: Session, listing_ids: Collection[UUID]) -> dict[UUID, ListingVersion]:
    """Return the newest version of each of these listings that has one."""
    newest = _newest(listing_ids).subquery().select()
    kept = select(ListingVersion).where(tuple_(col(ListingVersion.listing_id), col(ListingVersion.number)).in_(newest))
    return {version.listing_id: version for version in session.exec(kept)}


def newest_numbers(session: Session, listing_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the number of the newest version of each of these listings that has one."""
    return dict(session.exec(_newest(listing_ids)).all())


def _newest(listing_ids: Collection[UUID]) -> Select[UUID, int]:
    """Each of these listings with the number of its newest version."""
    numbers = select(ListingVersion.listing_id, func.max(ListingVersion.number))
    return numbers.where(col(ListingVersion.listing_id).in_(listing_ids)).group_by(col(ListingVersion.listing_id))


def versions_of(session: Session, listing_id: UUID) -> Sequence[ListingVersion]:
    """Return the versions of a listing, the newest first."""
    kept = select(ListingVersion).where(col(ListingVersion.listing_id) == listing_id)
    return session.exec(kept.order_by(col(ListingVersion.number).desc())).all()


def get_version(session: Session, listing_id: UUID, number: int) -> ListingVersion:
    """Return one version of a listing. Raises NotFoundError."""
    version = session.get(ListingVersion, (listing_id, number)) if 0 < number <= MOST_VERSIONS else None
    if version is None:
        raise NotFoundError("There is nothing here.")
    return version


def draft_of_saying(saying: Mapping[str, Any], today: ListingDraft | None = None) -> ListingDraft:
    """Return the listing that says this; what stands apart is as `today` has it. Raises RefusedError."""
    apart = today.model_dump(include=set(STANDS_APART)) if today else {}
    try:
        return ListingDraft.model_validate({**saying, **apart})
    except ValidationError:
        raise RefusedError(NOT_ALONE) from None
