"""What nobody needs any more is forgotten, and what still counts is not."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from directory.curation.checking.models import CheckLink
from directory.curation.duplicates.merging import merge_listings, newest_merges, undo_merge
from directory.curation.duplicates.models import ListingMerge
from directory.curation.forgetting import forget_links, forget_merges
from directory.curation.handmade import decided_by_people
from directory.errors import NotFoundError
from directory.listings.queries import get_listing
from tests.cast import Cast, caller_as
from tests.factories import Make


def test_links_are_forgotten_a_month_after_they_ran_out(cast: Cast, session: Session, make: Make, now) -> None:
    listing = make.listing()
    for days, used in ((-31, None), (-31, now), (-29, None), (3, None)):
        expires_at = now + timedelta(days=days)
        link = CheckLink(
            token_hash=f"{days} {used}",
            listing_id=listing.id,
            sent_by_id=cast.dee.id,
            created_at=now,
            expires_at=expires_at,
            used_at=used,
        )
        session.add(link)
    session.flush()
    forget_links(session, now=now)
    assert {one.token_hash for one in session.exec(select(CheckLink))} == {"-29 None", "3 None"}


def test_a_merge_can_be_taken_back_until_it_is_forgotten_and_its_choices_count_for_good(
    cast: Cast, session: Session, make: Make, now
) -> None:
    dee = caller_as(session, cast.dee, now)
    merges = []
    for _ in range(2):
        kept, gone = make.listing(name="Elm Street Group"), make.listing(name="Elm St Group")
        merges.append(merge_listings(session, kept, gone, kept.draft, None, by=dee, now=now))
    undo_merge(session, merges[1].id, by=dee, now=now)
    forget_merges(session, now=now + timedelta(days=29))
    assert newest_merges(session, limit=9) == [merges[0]]
    forget_merges(session, now=now + timedelta(days=31))
    assert kept_of(session, merges[1]) == {}
    assert kept_of(session, merges[0])["draft"]["name"] == "Elm Street Group"
    forget_merges(session, now=now + timedelta(days=401))
    assert (kept_of(session, merges[0]), newest_merges(session, limit=9)) == ({}, [])
    with pytest.raises(NotFoundError):
        undo_merge(session, merges[0].id, by=dee, now=now)
    assert get_listing(session, merges[0].gone_id).id == merges[0].kept_id
    assert "name" in decided_by_people(session, {merges[0].kept_id})[merges[0].kept_id].fields


def kept_of(session: Session, merge: ListingMerge) -> dict[str, object]:
    session.refresh(merge)
    return merge.kept_before
