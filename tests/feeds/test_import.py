"""Importing a feed: what becomes of its rows, and what stays as it was."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, func, select

from directory.curation.models import Proposal
from directory.db import take_turns
from directory.feeds import service
from directory.feeds.codes import Ended
from directory.feeds.comparing import compare
from directory.feeds.formats import read_feed
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.records import FeedRefusedError
from directory.listings.changes import changed_since, newest_change
from directory.listings.forms import ContactDraft
from directory.listings.models import Listing, SourceRecord
from directory.listings.queries import ListingDetail, load_listings
from directory.listings.service import save_listing
from tests.conftest import BOTH_DATABASES
from tests.factories import EDITED
from tests.feeds.reading import MEETING, context, real_feed

WEDNESDAY = {**MEETING, "slug": "wednesday", "name": "Wednesday Night", "day": 3}
THURSDAY = {**MEETING, "slug": "thursday", "name": "Thursday Night", "day": 4}


ON_BOTH = pytest.mark.parametrize("database_kind", BOTH_DATABASES, indirect=True)
"""Between them these tests send every statement of an import; the others are about what it decides."""


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test asks for both."""
    kind: str = getattr(request, "param", "sqlite")
    return kind


def import_rows(
    session: Session, *rows: Any, now: datetime, accept: bool = True, source: str | None = "Elm Intergroup"
) -> dict[str, Any]:
    """Import Meeting Guide rows and return the report."""
    reading = read_feed(json.dumps(list(rows)).encode(), "meeting_guide", context())
    comparison = compare(session, reading, source_name=source)
    (service.accept if accept else service.stage)(session, comparison, now=now)
    session.commit()
    return comparison.as_report()


def counts(report: dict[str, Any]) -> dict[str, int]:
    return {what: number for what, number in report.items() if what != "problems" and number}


def listings(session: Session) -> dict[str | None, ListingDetail]:
    return {detail.source_id: detail for detail in load_listings(session)}


def proposals(session: Session, state: str = "open") -> dict[str, str]:
    found = session.exec(select(Proposal).where(Proposal.state == state))
    return {proposal.external_id: proposal.kind for proposal in found}


@ON_BOTH
def test_a_first_accepted_import_makes_one_listing_of_each_row(session, now):
    report = import_rows(session, MEETING, WEDNESDAY, now=now)
    assert counts(report) == {"read": 2, "new": 2}
    detail = listings(session)["tuesday-lunch"]
    assert (detail.draft.name, detail.seen_source, detail.seen_on) == ("Tuesday Lunch", "Elm Intergroup", now.date())
    assert detail.verified_on is None


@ON_BOTH
def test_importing_the_same_twice_changes_nothing_and_says_so(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    number, before = newest_change(session), listings(session)
    report = import_rows(session, MEETING, WEDNESDAY, now=now)
    assert counts(report) == {"read": 2, "unchanged": 2}
    assert newest_change(session) == number
    assert listings(session) == before


def test_seeing_a_row_again_moves_only_the_date_it_was_seen(session, now):
    import_rows(session, MEETING, now=now)
    import_rows(session, MEETING, now=now + timedelta(days=3))
    detail = listings(session)["tuesday-lunch"]
    assert detail.seen_on == (now + timedelta(days=3)).date()
    assert (detail.verified_on, detail.modified_at) == (None, now)
    [record] = session.exec(select(SourceRecord))
    assert (record.first_seen_at, record.last_seen_at) == (now, now + timedelta(days=3))


@ON_BOTH
def test_a_row_seen_again_is_a_change_once_a_day_since_its_listing_shows_the_day(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    first = newest_change(session)
    import_rows(session, MEETING, WEDNESDAY, now=now + timedelta(hours=23, minutes=59))
    assert newest_change(session) == first
    import_rows(session, MEETING, now=now + timedelta(days=1))
    seen = {detail.source_id: detail.id for detail in listings(session).values()}
    assert set(changed_since(session, first)) == set(seen.values())
    second = newest_change(session)
    import_rows(session, MEETING, now=now + timedelta(days=2))
    assert list(changed_since(session, second)) == [seen["tuesday-lunch"]]


@ON_BOTH
def test_a_changed_row_updates_its_listing_in_place(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    before, number = listings(session), newest_change(session)
    report = import_rows(session, {**MEETING, "time": "12:30"}, WEDNESDAY, now=now)
    assert counts(report) == {"read": 2, "changed": 1, "unchanged": 1}
    after = listings(session)["tuesday-lunch"]
    assert after.id == before["tuesday-lunch"].id
    assert after.draft.schedules[0].starts == time(12, 30)
    assert list(changed_since(session, number)) == [after.id]
    record = session.exec(select(SourceRecord).where(SourceRecord.external_id == "tuesday-lunch")).one()
    assert record.raw["time"] == "12:30"


@ON_BOTH
def test_what_people_know_survives_a_change_of_the_feed(session, now):
    import_rows(session, {**MEETING, "types": ["O", "X"]}, now=now)
    detail = listings(session)["tuesday-lunch"]
    known = detail.draft.model_copy(
        update={
            "checked_on": date(2026, 11, 1),
            "checked_how": "called",
            "first_time": "Use the blue door.",
            "facts": {**detail.draft.facts, "medication_friendly": True, "attendance_slip": True},
            "access": {**detail.draft.access, "parking": True},
            "contacts": (ContactDraft(name="Robin S.", key=True),),
        }
    )
    save_listing(session, known, listing_id=detail.id, now=now, origin=EDITED)
    import_rows(session, {**MEETING, "types": ["C"]}, now=now)
    draft = listings(session)["tuesday-lunch"].draft
    assert (draft.checked_on, draft.checked_how, draft.first_time) == (
        date(2026, 11, 1),
        "called",
        "Use the blue door.",
    )
    assert draft.facts["medication_friendly"] is True
    assert draft.facts["open_meeting"] is False
    assert draft.facts["attendance_slip"] is True
    assert draft.access == {"parking": True}
    assert [contact.name for contact in draft.contacts] == ["Robin S."]


@ON_BOTH
def test_a_row_that_is_gone_is_missing_since_and_its_listing_stays(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    later = now + timedelta(days=7)
    assert counts(import_rows(session, MEETING, now=later)) == {"read": 1, "unchanged": 1, "missing": 1}
    gone = listings(session)["wednesday"]
    assert (gone.missing_since, gone.draft.status, gone.seen_on) == (later, "active", now.date())
    back = import_rows(session, MEETING, WEDNESDAY, now=later + timedelta(days=7))
    assert counts(back) == {"read": 2, "unchanged": 2}
    assert listings(session)["wednesday"].missing_since is None


@ON_BOTH
def test_retiring_is_proposed_only_after_a_second_file_without_the_row(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    import_rows(session, MEETING, now=now + timedelta(days=1))
    import_rows(session, MEETING, now=now + timedelta(days=2))
    assert proposals(session) == {}
    import_rows(session, {**MEETING, "time": "12:30"}, now=now + timedelta(days=3))
    assert proposals(session) == {"wednesday": "retire"}
    assert listings(session)["wednesday"].draft.status == "active"
    import_rows(session, MEETING, WEDNESDAY, now=now + timedelta(days=4))
    assert proposals(session, "superseded") == {"wednesday": "retire"}


def test_the_last_good_copy_of_a_row_that_became_unreadable_is_kept(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    report = import_rows(session, MEETING, {"slug": "wednesday", "name": ""}, now=now)
    assert counts(report) == {"read": 2, "unchanged": 1, "rejected": 1}
    kept = listings(session)["wednesday"]
    assert (kept.draft.name, kept.missing_since) == ("Wednesday Night", None)


def test_a_file_of_which_nothing_could_be_read_makes_nothing_missing(session, now):
    import_rows(session, MEETING, now=now)
    assert counts(import_rows(session, {"slug": "other"}, None, now=now)) == {"read": 2, "rejected": 2}
    assert listings(session)["tuesday-lunch"].missing_since is None


@ON_BOTH
def test_a_row_that_its_source_takes_back_is_no_longer_active_and_may_return(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    report = import_rows(session, MEETING, {**WEDNESDAY, "private": True}, now=now)
    assert counts(report) == {"read": 2, "unchanged": 1, "missing": 1, "rejected": 1}
    assert listings(session)["wednesday"].draft.status == "inactive"
    assert counts(import_rows(session, MEETING, WEDNESDAY, now=now)) == {"read": 2, "changed": 1, "unchanged": 1}
    assert listings(session)["wednesday"].draft.status == "active"


def test_a_row_repeated_in_one_file_is_reported_and_counted_once(session, now):
    report = import_rows(session, MEETING, {**MEETING, "name": "Impostor"}, now=now)
    assert counts(report) == {"read": 2, "new": 1, "rejected": 1}
    assert listings(session)["tuesday-lunch"].draft.name == "Tuesday Lunch"
    assert report["problems"] == [
        {
            "row": 2,
            "source_id": "tuesday-lunch",
            "field": "id",
            "message": "row 1 already has this id and was kept",
            "action": "the row was refused",
        }
    ]


@ON_BOTH
def test_without_accept_nothing_live_changes_and_nothing_piles_up(session, now):
    for _ in range(2):
        report = import_rows(session, MEETING, WEDNESDAY, now=now, accept=False)
        assert counts(report) == {"read": 2, "new": 2}
        assert proposals(session) == {"tuesday-lunch": "create", "wednesday": "create"}
        assert session.exec(select(func.count()).select_from(Listing)).one() == 0
        assert newest_change(session) == 0


@ON_BOTH
def test_a_later_file_takes_the_place_of_what_was_proposed(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now, accept=False)
    import_rows(session, {**MEETING, "name": "Tuesday Noon"}, now=now, accept=False)
    assert proposals(session) == {"tuesday-lunch": "create"}
    assert proposals(session, "superseded") == {"wednesday": "create"}
    [proposal] = session.exec(select(Proposal).where(Proposal.state == "open"))
    assert proposal.draft["name"] == "Tuesday Noon"
    assert proposal.evidence["raw"]["name"] == "Tuesday Noon"


def test_a_change_is_proposed_with_the_listing_it_would_change(session, now):
    import_rows(session, MEETING, now=now)
    before = listings(session)
    import_rows(session, {**MEETING, "time": "12:30"}, now=now, accept=False)
    [proposal] = session.exec(select(Proposal).where(Proposal.state == "open"))
    assert (proposal.kind, proposal.listing_id) == ("change", before["tuesday-lunch"].id)
    assert listings(session) == before


def test_accepting_a_file_closes_its_proposals(session, now):
    import_rows(session, MEETING, now=now, accept=False)
    import_rows(session, MEETING, now=now)
    assert proposals(session) == {}
    assert proposals(session, "accepted") == {"tuesday-lunch": "create"}


@ON_BOTH
def test_a_rejected_proposal_is_remembered_and_the_next_reading_stays_quiet(session, now):
    import_rows(session, MEETING, now=now, accept=False)
    session.exec(select(Proposal)).one().state = "rejected"
    for accept in (False, True):
        assert counts(import_rows(session, MEETING, now=now, accept=accept)) == {"read": 1, "unchanged": 1}
        assert proposals(session) == {}
        assert listings(session) == {}


def test_a_withdrawal_that_was_rejected_is_not_proposed_again(session, now):
    import_rows(session, MEETING, WEDNESDAY, now=now)
    withdrawn = {**WEDNESDAY, "private": True}
    import_rows(session, MEETING, withdrawn, now=now, accept=False)
    assert proposals(session) == {"wednesday": "retire"}
    session.exec(select(Proposal)).one().state = "rejected"
    import_rows(session, MEETING, withdrawn, now=now, accept=False)
    assert proposals(session) == {}


@ON_BOTH
def test_every_reading_is_kept_with_its_counts_and_problems(session, now):
    import_rows(session, MEETING, {"slug": "x"}, now=now)
    [run] = session.exec(select(FeedRun))
    assert (run.started_at, run.ended, run.rows_read, run.rows_new, run.rows_rejected) == (now, Ended.APPLIED, 2, 1, 1)
    [problem] = session.exec(select(FeedProblem).where(FeedProblem.run_id == run.id))
    assert (problem.row, problem.external_id, problem.message) == (2, "x", "it has no name")


def test_a_file_without_a_name_is_named_after_its_format(session, now):
    import_rows(session, MEETING, now=now, source=None)
    assert listings(session)["tuesday-lunch"].seen_source == "meeting_guide"


def test_another_feed_under_the_same_name_is_refused_whole(session, now):
    import_rows(session, MEETING, WEDNESDAY, THURSDAY, now=now, source=None)
    before = listings(session)
    elsewhere = {"name": "Elsewhere", "address": "9 Oak Street", "city": "Duluth", "postal_code": "55802"}
    with pytest.raises(FeedRefusedError, match="name it with --source"):
        import_rows(session, {**MEETING, **elsewhere}, WEDNESDAY, THURSDAY, now=now, source=None)
    session.rollback()
    assert listings(session) == before
    assert counts(import_rows(session, {**MEETING, **elsewhere}, now=now, source="Duluth")) == {"read": 1, "new": 1}


def test_another_feed_does_not_take_the_place_of_what_waits_for_review(session, now):
    import_rows(session, MEETING, now=now, source=None, accept=False)
    elsewhere = {**MEETING, "name": "Elsewhere", "address": "9 Oak Street", "city": "Duluth", "postal_code": "55802"}
    with pytest.raises(FeedRefusedError, match="name it with --source"):
        import_rows(session, elsewhere, now=now, source=None, accept=False)


def test_a_group_that_moved_or_changed_its_name_is_the_same_feed(session, now):
    import_rows(session, MEETING, now=now, source=None)
    moved = {**MEETING, "address": "9 Oak Street"}
    assert counts(import_rows(session, moved, now=now, source=None)) == {"read": 1, "changed": 1}
    assert counts(import_rows(session, {**moved, "name": "New"}, now=now, source=None)) == {"read": 1, "changed": 1}


def test_a_source_keeps_to_its_format(session, now):
    import_rows(session, MEETING, now=now, source="bmlt")
    reading = read_feed(json.dumps([{"id_bigint": "1"}]).encode(), "bmlt", context())
    with pytest.raises(FeedRefusedError, match="holds meeting_guide, not bmlt"):
        compare(session, reading)


def test_two_sources_may_use_the_same_id(session, now):
    import_rows(session, MEETING, now=now, source="Elm Intergroup")
    import_rows(session, {**MEETING, "name": "Other"}, now=now, source="Oak Intergroup")
    assert session.exec(select(func.count()).select_from(Listing)).one() == 2


@ON_BOTH
def test_two_imports_at_once_take_turns(database, now):
    def import_both(_: int) -> dict[str, int]:
        reading = read_feed(json.dumps([MEETING, WEDNESDAY]).encode(), "meeting_guide", context())
        with database.writing() as own:
            take_turns(own, "feeds")
            comparison = compare(own, reading)
            service.accept(own, comparison, now=now)
        return counts(comparison.as_report())

    with ThreadPoolExecutor(2) as both:
        first, second = sorted(both.map(import_both, range(2)), key=lambda report: "unchanged" in report)
    assert (first, second) == ({"read": 2, "new": 2}, {"read": 2, "unchanged": 2})


def test_the_real_new_york_feed_is_imported_whole_and_once(session, now):
    content = real_feed("ny_getsearchresults_with_formats.json")
    reading = read_feed(content, "bmlt", context())
    first = compare(session, reading)
    service.accept(session, first, now=now)
    assert counts(first.as_report()) == {"read": 1513, "new": 1513}
    assert counts(compare(session, reading).as_report()) == {"read": 1513, "unchanged": 1513}
    assert session.exec(select(func.count()).select_from(Listing)).one() == 1513
