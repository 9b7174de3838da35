"""Decisions of coordinators: made once, remembered, audited, and followed by the listing and the index."""

from datetime import date

import pytest
from sqlmodel import Session, select

from directory.audit.models import AuditEntry
from directory.curation.deciding import confirm_listing, get_proposal, reject, retire_reported, take_up_words
from directory.curation.kinds import RejectReason
from directory.curation.models import Proposal
from directory.curation.naming import propose_by_name
from directory.curation.queries import rejected_drafts
from directory.curation.queue import Asked, find_waiting, groups_waiting
from directory.curation.reports import Fault, Month, Report, open_reports, report_listing
from directory.curation.service import Suggestion, propose
from directory.curation.taking_up import StalePageError, TakenUp, take_up
from directory.curation.weighing import weigh
from directory.errors import RefusedError
from directory.listings.changes import changed_since, newest_change
from directory.listings.models import SourceRecord
from directory.listings.queries import get_listing
from tests.cast import Cast, caller_as
from tests.factories import Make, draft

TODAY = date(2026, 11, 21)


@pytest.fixture
def dee(cast: Cast, session: Session, now):
    return caller_as(session, cast.dee, now)


def reported(session: Session, listing_id, now, *faults: Fault) -> Proposal:
    for fault in faults or (Fault.TURNED_AWAY,):
        report_listing(session, Report(listing_id, fault, Month(2026, 11)), now=now)
    return open_reports(session, listing_id)[0]


def acts(session: Session) -> list[str]:
    session.commit()
    return [entry.act for entry in session.exec(select(AuditEntry).order_by(AuditEntry.number))]


def test_checking_a_reported_listing_clears_every_report_on_it(dee, session, make: Make, now) -> None:
    listing = make.listing()
    first = reported(session, listing.id, now, Fault.TURNED_AWAY, Fault.LISTING_WRONG)
    session.commit()
    before = newest_change(session)
    confirm_listing(session, first.id, "called", by=dee, today=TODAY, now=now)
    found = get_listing(session, listing.id)
    assert (found.verified_on, found.verified_how, found.draft.reported_wrong_on) == (TODAY, "called", None)
    assert open_reports(session, listing.id) == []
    assert acts(session).count("listing.checked") == 1
    assert list(changed_since(session, before)) == [listing.id]


def test_checking_twice_does_it_once(dee, session, make: Make, now) -> None:
    listing = make.listing()
    first = reported(session, listing.id, now)
    for _ in range(2):
        confirm_listing(session, first.id, "called", by=dee, today=TODAY, now=now)
    assert acts(session).count("listing.checked") == 1


def test_another_decision_after_the_first_is_refused(dee, session, make: Make, now) -> None:
    first = reported(session, make.listing().id, now)
    confirm_listing(session, first.id, "called", by=dee, today=TODAY, now=now)
    with pytest.raises(RefusedError, match="decided about this already"):
        retire_reported(session, first.id, by=dee, now=now)


def test_what_is_no_longer_offered_says_so_and_the_reports_are_closed(dee, session, make: Make, now) -> None:
    listing = make.listing()
    retire_reported(session, reported(session, listing.id, now).id, by=dee, now=now)
    found = get_listing(session, listing.id)
    assert (found.draft.status, found.draft.reported_wrong_on, found.verified_on) == ("inactive", None, None)
    assert open_reports(session, listing.id) == []


def test_a_report_that_is_rejected_marks_the_listing_no_longer(dee, session, make: Make, now) -> None:
    listing = make.listing()
    reject(session, reported(session, listing.id, now).id, RejectReason.NOT_ENOUGH, by=dee, now=now)
    found = get_listing(session, listing.id)
    assert (found.draft.reported_wrong_on, found.verified_on) == (None, None)


def test_reports_on_one_listing_wait_in_one_line(dee, session, make: Make, now) -> None:
    reported(session, make.listing().id, now, Fault.TURNED_AWAY, Fault.TURNED_AWAY, Fault.NOT_OFFERED)
    [waiting], total = find_waiting(session, Asked(), me=dee.person_id, now=now)
    [group] = groups_waiting(session)
    assert (total, group.number, waiting.name) == (1, 1, "Elm Street Group")


def test_a_name_is_taken_up_and_nothing_else_is(dee, session, make: Make, now) -> None:
    named = propose_by_name(session, "Marta's pottery class", now=now)
    take_up_words(session, named, by=dee, now=now)
    assert get_proposal(session, named).state == "accepted"
    with pytest.raises(RefusedError, match="Only a name or words"):
        take_up_words(session, reported(session, make.listing().id, now).id, by=dee, now=now)


def suggested(session: Session, make: Make, now, **facts) -> Proposal:
    source = make.source()
    said = draft(**facts)
    suggestion = Suggestion(
        external_id="row-7",
        listing_id=None,
        kind="create",
        draft=said.model_dump(mode="json", exclude_defaults=True),
        draft_hash="a" * 64,
        evidence={"raw": {"name": said.name}, "problems": []},
    )
    propose(session, source.id, [suggestion], now=now)
    return session.exec(select(Proposal)).one()


def take(session: Session, proposal: Proposal, by, now, **chosen) -> None:
    take_up(session, proposal.id, TakenUp(shown=weigh(session, proposal).mark, **chosen), by=by, now=now)


def test_a_new_place_of_a_feed_becomes_a_listing_that_nobody_checked(dee, session, make: Make, now) -> None:
    proposal = suggested(session, make, now, name="New Dawn")
    for _ in range(2):
        take(session, proposal, dee, now)
    record = session.exec(select(SourceRecord)).one()
    found = get_listing(session, record.listing_id)
    assert (found.draft.name, found.verified_on, record.hash) == ("New Dawn", None, "a" * 64)
    assert acts(session).count("proposal.accepted") == 1


def test_what_the_page_did_not_show_is_not_taken_up(dee, session, make: Make, now) -> None:
    proposal = suggested(session, make, now)
    with pytest.raises(StalePageError, match="changed while the page was open"):
        take_up(session, proposal.id, TakenUp(shown="something else"), by=dee, now=now)
    assert proposal.state == "open"


def test_what_a_feed_no_longer_lists_is_retired(dee, session, make: Make, now) -> None:
    source = make.source()
    listing = make.listing()
    record = make.record(listing, source, external_id="row-7")
    propose(session, source.id, [Suggestion("row-7", listing.id, "retire", {}, "", {})], now=now)
    take(session, session.exec(select(Proposal)).one(), dee, now)
    assert get_listing(session, listing.id).draft.status == "inactive"
    assert record.hash == "withdrawn"


def test_what_was_rejected_is_remembered(dee, session, make: Make, now) -> None:
    proposal = suggested(session, make, now)
    reject(session, proposal.id, RejectReason.OUT_OF_SCOPE, by=dee, now=now)
    assert rejected_drafts(session, proposal.source_id) == {("row-7", "a" * 64)}
    assert (proposal.state, proposal.reason) == ("rejected", "out_of_scope")
