"""Making one listing of two, and two again of one."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from directory.curation.duplicates.choosing import Side, joined, parts_apart
from directory.curation.duplicates.merging import Merging, Parted, merge_pair, refuse_pair, undo_merge
from directory.curation.duplicates.pairs import Found, file_pairs, get_pair, waiting_pairs
from directory.curation.duplicates.scoring import score
from directory.curation.duplicates.traits import traits_of
from directory.curation.kinds import Decision
from directory.curation.models import Proposal
from directory.curation.service import Suggestion, propose
from directory.curation.taking_up import StalePageError, TakenUp, take_up
from directory.curation.weighing import weigh
from directory.errors import RefusedError
from directory.listings.changes import changed_since, newest_change
from directory.listings.forms import ListingDraft, PhoneDraft
from directory.listings.history import versions_of
from directory.listings.knowing import NoteState
from directory.listings.models import KeyContact, ListingAlias, PeerNote, PlaceKnown, SourceRecord
from directory.listings.queries import ListingDetail, ListingNotFound, get_listing
from directory.listings.service import save_listing
from directory.policy import Caller
from directory.referrals.models import Outing, StarredListing
from tests.cast import Cast, caller_as
from tests.factories import EDITED, Make, draft

PHONE, OTHER_PHONE = PhoneDraft(number="612-555-0100"), PhoneDraft(number="612-555-0199")


class Desk:
    """Dee, and two listings that are one."""

    def __init__(self, session: Session, make: Make, cast: Cast, now) -> None:
        self.session, self.make, self.cast, self.now = session, make, cast, now
        self.dee: Caller = caller_as(session, cast.dee, now)
        self.left = make.listing(name="Elm Street Group", phones=(PHONE,), facts={"fee": False})
        self.right = make.listing(
            name="Elm St Group", phones=(PHONE, OTHER_PHONE), fees="Free", checked_on=now.date(), checked_how="called"
        )
        self.proposal = self.pair(self.left, self.right)

    def pair(self, one: ListingDetail, other: ListingDetail) -> Proposal:
        before = {row.id for row in self.session.exec(select(Proposal))}
        weighed = score(traits_of(one.draft), traits_of(other.draft))
        file_pairs(self.session, [Found(one.id, other.id, weighed)], now=self.now)
        return next(row for row in self.session.exec(select(Proposal)) if row.id not in before)

    def merge(self, proposal: Proposal | None = None, **choices: Side) -> UUID:
        wanted = (proposal or self.proposal).id
        merging = Merging(shown=get_pair(self.session, wanted).mark, choices=choices)
        return merge_pair(self.session, wanted, merging, by=self.dee, now=self.now).id

    def undo(self, merge_id: UUID) -> Parted:
        return undo_merge(self.session, merge_id, by=self.dee, now=self.now)

    def edit(self, listing_id: UUID, **facts: object) -> None:
        changed = get_listing(self.session, listing_id).draft.model_copy(update=facts)
        save_listing(
            self.session, changed, listing_id=get_listing(self.session, listing_id).id, now=self.now, origin=EDITED
        )

    def draft(self, listing_id: UUID) -> ListingDraft:
        return get_listing(self.session, listing_id).draft


@pytest.fixture
def desk(cast: Cast, session: Session, make: Make, now) -> Desk:
    return Desk(session, make, cast, now)


def test_a_merged_listing_says_what_either_said_and_answers_to_both_ids(desk: Desk) -> None:
    desk.merge(name=Side.LEFT)
    merged = get_listing(desk.session, desk.right.id)
    assert merged.id == desk.left.id
    assert (merged.draft.name, merged.draft.fees, merged.draft.facts) == ("Elm Street Group", "Free", {"fee": False})
    assert merged.draft.phones == (PHONE, OTHER_PHONE)
    assert (merged.draft.checked_on, merged.draft.checked_how) == (desk.now.date(), "called")
    [newest, *_] = versions_of(desk.session, desk.left.id)
    assert (newest.reason, newest.by_id, newest.proposal_id) == ("merged", desk.cast.dee.id, desk.proposal.id)
    assert desk.proposal.state == Decision.ACCEPTED


def test_a_side_is_chosen_part_by_part(desk: Desk) -> None:
    desk.merge(name=Side.RIGHT, phones=Side.LEFT, fees=Side.LEFT)
    merged = desk.draft(desk.left.id)
    assert (merged.name, merged.phones, merged.fees) == ("Elm St Group", (PHONE,), "")


def test_both_is_offered_only_where_both_make_sense() -> None:
    one, other = draft(name="One", phones=(PHONE,)), draft(name="Two", phones=(OTHER_PHONE,), fees="Free")
    parts = {part.name: part for part in parts_apart(one, other)}
    assert {name: part.may_be_both for name, part in parts.items()} == {"name": False, "fees": False, "phones": True}
    assert (parts["fees"].advised, parts["phones"].advised) == (Side.RIGHT, Side.BOTH)
    assert joined(one, other, {"name": Side.BOTH}).name == "One"


def test_everything_that_named_either_follows_and_goes_back(desk: Desk) -> None:
    ana, ben, session, gone = desk.cast.ana, desk.cast.ben, desk.session, desk.right.id
    source = desk.make.source()
    record = desk.make.record(desk.right, source)
    rows = [
        StarredListing(person_id=ana.id, listing_id=gone, at=desk.now),
        StarredListing(person_id=ana.id, listing_id=desk.left.id, at=desk.now - timedelta(days=1)),
        StarredListing(person_id=ben.id, listing_id=gone, at=desk.now),
        PlaceKnown(person_id=ben.id, listing_id=gone, at=desk.now),
        KeyContact(listing_id=gone, role="Greets", added_by_id=ana.id, added_at=desk.now),
        PeerNote(listing_id=gone, written_by_id=ana.id, words="Use the side door.", written_at=desk.now),
        PeerNote(
            listing_id=desk.left.id,
            written_by_id=ana.id,
            words="Warm.",
            written_at=desk.now,
            state=NoteState.APPROVED,
        ),
        Outing(owner_id=ana.id, listing_id=gone, starts_at=desk.now, at=desk.now),
    ]
    for row in rows:
        session.add(row)
    session.flush()
    before = _named(session)
    merge_id = desk.merge()
    assert {listing_id for *_, listing_id in _named(session)} == {desk.left.id}
    [note] = session.exec(select(PeerNote)).all()
    assert (note.words, note.state) == ("Warm.\n\nUse the side door.", "waiting")
    assert session.get_one(SourceRecord, record.id).listing_id == desk.left.id
    desk.undo(merge_id)
    assert _named(session) == before
    assert {note.words for note in session.exec(select(PeerNote))} == {"Warm.", "Use the side door."}
    assert session.get_one(SourceRecord, record.id).listing_id == gone


def test_what_somebody_took_away_since_does_not_come_back(desk: Desk) -> None:
    session, ana, both = desk.session, desk.cast.ana, (desk.left.id, desk.right.id)
    for listing_id in both:
        session.add(StarredListing(person_id=ana.id, listing_id=listing_id, at=desk.now))
        session.add(PeerNote(listing_id=listing_id, written_by_id=ana.id, words="Warm.", written_at=desk.now))
    session.flush()
    merge_id = desk.merge()
    for row in (*session.exec(select(StarredListing)), *session.exec(select(PeerNote))):
        session.delete(row)
    session.flush()
    desk.undo(merge_id)
    assert session.exec(select(StarredListing)).all() == []
    assert session.exec(select(PeerNote)).all() == []


def _named(session: Session) -> set[tuple[str, object, UUID]]:
    people = [("star", row.person_id, row.listing_id) for row in session.exec(select(StarredListing))]
    known = [("known", row.person_id, row.listing_id) for row in session.exec(select(PlaceKnown))]
    contacts = [("contact", row.id, row.listing_id) for row in session.exec(select(KeyContact))]
    outings = [("outing", row.id, row.listing_id) for row in session.exec(select(Outing))]
    return {*people, *known, *contacts, *outings}


def test_undo_gives_both_back_as_they_were(desk: Desk) -> None:
    merge_id = desk.merge(name=Side.RIGHT)
    assert desk.undo(merge_id) == Parted(())
    for before in (desk.left, desk.right):
        now = get_listing(desk.session, before.id)
        assert (now.id, now.draft, now.created_at, now.due_on) == (
            before.id,
            before.draft,
            before.created_at,
            before.due_on,
        )
    assert desk.session.exec(select(ListingAlias)).all() == []
    assert desk.proposal.state == Decision.OPEN
    assert versions_of(desk.session, desk.right.id)[0].reason == "unmerged"
    assert desk.undo(merge_id) == Parted(())


def test_what_was_edited_since_stays_with_the_one_that_stayed(desk: Desk) -> None:
    merge_id = desk.merge(name=Side.RIGHT)
    desk.edit(desk.left.id, name="Elm Street Friends", description="Coffee is on.")
    assert desk.undo(merge_id).fields == ("name",)
    left = desk.draft(desk.left.id)
    assert (left.name, left.description, left.fees) == ("Elm Street Friends", "Coffee is on.", "")
    assert desk.draft(desk.right.id) == desk.right.draft


def test_a_feed_of_either_side_changes_the_merged_listing_and_brings_nothing_back(desk: Desk) -> None:
    source = desk.make.source()
    desk.make.record(desk.right, source, external_id="row")
    desk.merge()
    [record] = desk.session.exec(select(SourceRecord)).all()
    read = draft(name="Elm St Group", description="Now upstairs.")
    dump = read.model_dump(mode="json", exclude_defaults=True)
    suggestion = Suggestion("row", record.listing_id, "change", dump, "1" * 64, {"raw": dump})
    propose(desk.session, source.id, [suggestion], now=desk.now)
    proposal = desk.session.exec(select(Proposal).where(Proposal.external_id == "row")).one()
    assert proposal.listing_id == desk.left.id
    shown = TakenUp(shown=weigh(desk.session, proposal).mark, parts=["description"])
    take_up(desk.session, proposal.id, shown, by=desk.dee, now=desk.now)
    assert desk.draft(desk.right.id).description == "Now upstairs."


def test_the_feed_of_changes_tells_of_both_ids(desk: Desk) -> None:
    desk.session.commit()
    number = newest_change(desk.session)
    merge_id = desk.merge()
    desk.session.commit()
    assert set(changed_since(desk.session, number)) == {desk.left.id, desk.right.id}
    number = newest_change(desk.session)
    desk.undo(merge_id)
    desk.session.commit()
    assert set(changed_since(desk.session, number)) == {desk.left.id, desk.right.id}


def test_ids_stay_alive_through_two_merges_and_the_later_one_is_taken_back_first(desk: Desk) -> None:
    first = desk.merge()
    third = desk.make.listing(name="Elm Street Group again", phones=(PHONE,))
    second = desk.merge(desk.pair(third, get_listing(desk.session, desk.left.id)))
    kept = get_listing(desk.session, desk.right.id).id
    assert {get_listing(desk.session, one.id).id for one in (desk.left, desk.right, third)} == {kept}
    if kept != desk.left.id:
        with pytest.raises(RefusedError, match="merged once more"):
            desk.undo(first)
    desk.undo(second)
    desk.undo(first)
    assert {get_listing(desk.session, one.id).id for one in (desk.left, desk.right, third)} == {
        desk.left.id,
        desk.right.id,
        third.id,
    }


def test_a_page_that_was_overtaken_merges_nothing(desk: Desk) -> None:
    shown = get_pair(desk.session, desk.proposal.id).mark
    desk.now += timedelta(minutes=1)
    desk.edit(desk.right.id, fees="$2")
    with pytest.raises(StalePageError):
        merge_pair(desk.session, desk.proposal.id, Merging(shown), by=desk.dee, now=desk.now)
    assert get_listing(desk.session, desk.right.id).id == desk.right.id


def test_what_is_no_duplicate_is_remembered(desk: Desk) -> None:
    refuse_pair(desk.session, desk.proposal.id, by=desk.dee, now=desk.now)
    refuse_pair(desk.session, desk.proposal.id, by=desk.dee, now=desk.now)
    again = Found(desk.right.id, desk.left.id, score(traits_of(desk.left.draft), traits_of(desk.right.draft)))
    assert file_pairs(desk.session, [again], now=desk.now) == 0
    assert waiting_pairs(desk.session, limit=10) == ([], 0)
    with pytest.raises(RefusedError, match="decided"):
        desk.merge()


def test_what_was_told_apart_from_one_that_was_merged_is_told_apart_from_both(desk: Desk) -> None:
    third = desk.make.listing(name="Elm Street Choir")
    refuse_pair(desk.session, desk.pair(desk.right, third).id, by=desk.dee, now=desk.now)
    desk.merge()
    found = Found(desk.left.id, third.id, score(traits_of(desk.left.draft), traits_of(third.draft)))
    assert file_pairs(desk.session, [found], now=desk.now) == 0


def test_of_three_that_may_be_one_two_that_are_merged_are_asked_about_once(desk: Desk) -> None:
    third = desk.make.listing(name="Elm Street Grp", phones=(PHONE,))
    desk.pair(desk.left, third)
    desk.pair(desk.right, third)
    desk.merge()
    (waiting,), total = waiting_pairs(desk.session, limit=10)
    assert total == 1
    refuse_pair(desk.session, waiting.proposal.id, by=desk.dee, now=desk.now)
    assert waiting_pairs(desk.session, limit=10) == ([], 0)
    found = Found(desk.left.id, third.id, score(traits_of(desk.left.draft), traits_of(third.draft)))
    assert file_pairs(desk.session, [found], now=desk.now) == 0


def test_an_id_that_never_was_is_still_nothing(desk: Desk, now) -> None:
    desk.merge()
    with pytest.raises(ListingNotFound):
        get_listing(desk.session, UUID(int=7))
