"""Deciding many proposals at once, and taking it back."""

import pytest
from sqlmodel import select

from directory.curation.kinds import Decision, Kind, RejectReason
from directory.curation.many import Rule, Why, decide_many, look
from directory.curation.models import Proposal
from directory.curation.queue import Asked
from directory.curation.reverting import Reversion, revert_bulk_decision, revert_listing
from directory.curation.service import Suggestion, propose
from directory.curation.taking_up import StalePageError
from directory.errors import RefusedError
from directory.listings.forms import ListingDraft, PhoneDraft
from directory.listings.history import newest_numbers, versions_of
from directory.listings.models import SourceRecord
from directory.listings.queries import get_listing
from directory.listings.service import save_listing
from tests.cast import caller_as
from tests.factories import EDITED, MONDAY_EVENING, draft

LATER = MONDAY_EVENING.model_copy(update={"byday": ("TU",)})
HOURS = frozenset({"hours"})
PHONE = (PhoneDraft(number="612 555 0100"),)


class Feed:
    """A source with many rows."""

    def __init__(self, session, make, dee, now) -> None:
        self.session, self.make, self.dee, self.now = session, make, dee, now
        self.source = make.source()
        self.rows = 0

    def changes(self, **facts) -> Proposal:
        """A listing of the source, and a change of it."""
        listing = self.make.listing(name=f"Group {self.rows}")
        self.make.record(listing, self.source, external_id=f"row {self.rows}")
        return self.suggest(listing.id, draft(name=f"Group {self.rows}", **facts))

    def lists(self, **facts) -> Proposal:
        """A listing that is new."""
        return self.suggest(None, draft(name=f"New group {self.rows}", **facts))

    def suggest(self, listing_id, said: ListingDraft) -> Proposal:
        row, self.rows = f"row {self.rows}", self.rows + 1
        dump = said.model_dump(mode="json", exclude_defaults=True)
        kind = "change" if listing_id else "create"
        suggestion = Suggestion(row, listing_id, kind, dump, f"{self.rows:064}", {"raw": dump})
        propose(self.session, self.source.id, [suggestion], now=self.now)
        return self.session.exec(select(Proposal).where(Proposal.external_id == row)).one()

    def rule(self, **chosen) -> Rule:
        return Rule(**{"asked": Asked(source=self.source.id), "decision": Decision.ACCEPTED, "parts": HOURS, **chosen})

    def look(self, rule: Rule):
        return look(self.session, rule, me=self.dee.person_id, now=self.now)

    def decide(self, rule: Rule):
        return decide_many(self.session, rule, shown=self.look(rule).mark, by=self.dee, now=self.now)

    def listing(self, proposal: Proposal) -> ListingDraft:
        return get_listing(self.session, proposal.listing_id).draft


@pytest.fixture
def feed(session, make, cast, now) -> Feed:
    return Feed(session, make, caller_as(session, cast.dee, now), now)


def test_what_touches_only_the_times_is_taken_up_together(feed: Feed) -> None:
    chosen = [feed.changes(schedules=(LATER,)) for _ in range(3)]
    other = feed.changes(schedules=(LATER,), fees="Free")
    decision = feed.decide(feed.rule())
    assert decision.proposals == 3
    assert {one.state for one in chosen} == {Decision.ACCEPTED}
    assert other.state == Decision.OPEN
    assert {feed.listing(one).schedules for one in chosen} == {(LATER,)}
    [newest, *_] = versions_of(feed.session, chosen[0].listing_id)
    assert (newest.batch_id, newest.source_id, newest.changed) == (decision.id, feed.source.id, ["schedules"])


def test_phones_and_addresses_are_looked_at_one_by_one(feed: Feed) -> None:
    feed.changes(phones=PHONE)
    found = feed.look(feed.rule(parts=frozenset()))
    assert (found.chosen, found.others) == ((), {Why.LOOKED_AT_ALONE: 1})
    with pytest.raises(RefusedError, match="No proposal is like this"):
        feed.decide(feed.rule(parts=frozenset()))
    assert feed.decide(feed.rule(parts=frozenset(), decision=Decision.REJECTED)).proposals == 1


def test_what_was_changed_meanwhile_is_left_for_a_look(feed: Feed) -> None:
    proposal = feed.changes(schedules=(LATER,))
    edited = feed.listing(proposal).model_copy(update={"schedules": ()})
    save_listing(feed.session, edited, listing_id=proposal.listing_id, now=feed.now, origin=EDITED)
    assert feed.look(feed.rule()).others == {Why.CHANGED_MEANWHILE: 1}


def test_two_proposals_about_one_listing_are_not_decided_together(feed: Feed) -> None:
    proposal = feed.changes(schedules=(LATER,))
    feed.suggest(proposal.listing_id, draft(name="Group 0", schedules=(LATER,), by_appointment=True))
    assert feed.look(feed.rule()).others == {Why.SAME_LISTING: 1}


def test_what_was_not_shown_is_not_decided(feed: Feed) -> None:
    feed.changes(schedules=(LATER,))
    shown = feed.look(feed.rule()).mark
    late = feed.changes(schedules=(LATER,))
    with pytest.raises(StalePageError):
        decide_many(feed.session, feed.rule(), shown=shown, by=feed.dee, now=feed.now)
    assert late.state == Decision.OPEN


def test_a_decision_about_many_is_taken_back(feed: Feed) -> None:
    changed = [feed.changes(schedules=(LATER,), fees="Free") for _ in range(2)]
    new = feed.lists()
    decision = feed.decide(feed.rule(parts=frozenset()))
    edited = feed.listing(changed[0]).model_copy(update={"fees": "$2"})
    save_listing(feed.session, edited, listing_id=changed[0].listing_id, now=feed.now, origin=EDITED)
    back = revert_bulk_decision(feed.session, decision.id, by=feed.dee, now=feed.now)
    assert (back.listings, back.left) == (3, 1)
    assert [feed.listing(one).schedules for one in changed] == [(MONDAY_EVENING,)] * 2
    assert [feed.listing(one).fees for one in changed] == ["$2", ""]
    assert feed.listing(new).status == "inactive"
    assert revert_bulk_decision(feed.session, decision.id, by=feed.dee, now=feed.now).listings == 0


def test_what_was_taken_back_is_not_proposed_again(feed: Feed) -> None:
    proposal = feed.changes(schedules=(LATER,))
    decision = feed.decide(feed.rule())
    revert_bulk_decision(feed.session, decision.id, by=feed.dee, now=feed.now)
    record = feed.session.exec(select(SourceRecord)).one()
    assert record.hash == proposal.draft_hash


def test_many_are_rejected_with_one_reason(feed: Feed) -> None:
    some = [feed.lists() for _ in range(2)]
    asked = Asked(source=feed.source.id, kind=Kind.CREATE)
    rule = feed.rule(asked=asked, parts=frozenset(), decision=Decision.REJECTED, reason=RejectReason.OUT_OF_SCOPE)
    assert feed.decide(rule).proposals == 2
    assert {(one.state, one.reason) for one in some} == {("rejected", "out_of_scope")}


def test_the_statements_of_deciding_do_not_grow_with_what_is_decided(feed: Feed, count_statements) -> None:
    def statements(number: int) -> int:
        for _ in range(number):
            feed.changes(schedules=(LATER,))
        rule = feed.rule()
        mark = feed.look(rule).mark
        with count_statements() as counted:
            decide_many(feed.session, rule, shown=mark, by=feed.dee, now=feed.now)
        return len(counted)

    assert statements(2) == statements(12)


def test_a_version_is_put_back_whole_or_in_parts(feed: Feed, make) -> None:
    listing = make.listing(checked_on=feed.now.date(), checked_how="called")
    changed = draft(name="Renamed", fees="$5", checked_on=feed.now.date(), checked_how="called")
    save_listing(feed.session, changed, listing_id=listing.id, now=feed.now, origin=EDITED)
    wanted = Reversion(number=1, shown=2, parts=("name",), words="It is still called that.")
    revert_listing(feed.session, listing.id, wanted, by=feed.dee, now=feed.now)
    now = get_listing(feed.session, listing.id).draft
    assert (now.name, now.fees) == ("Elm Street Group", "$5")
    revert_listing(feed.session, listing.id, Reversion(number=1, shown=3), by=feed.dee, now=feed.now)
    assert get_listing(feed.session, listing.id).draft == listing.draft
    assert [one.reason for one in versions_of(feed.session, listing.id)][:2] == ["reverted", "reverted"]
    with pytest.raises(RefusedError, match="says this already"):
        revert_listing(feed.session, listing.id, Reversion(number=1, shown=4), by=feed.dee, now=feed.now)
    with pytest.raises(StalePageError):
        revert_listing(feed.session, listing.id, Reversion(number=2, shown=3), by=feed.dee, now=feed.now)


def test_putting_back_does_not_unmake_a_check(feed: Feed, make) -> None:
    listing = make.listing()
    checked = {"checked_on": feed.now.date(), "checked_how": "called"}
    save_listing(feed.session, draft(name="Renamed", **checked), listing_id=listing.id, now=feed.now, origin=EDITED)
    revert_listing(feed.session, listing.id, Reversion(number=1, shown=2), by=feed.dee, now=feed.now)
    found = get_listing(feed.session, listing.id)
    assert (found.draft.name, found.verified_on) == ("Elm Street Group", feed.now.date())
    assert newest_numbers(feed.session, [listing.id]) == {listing.id: 3}
