"""Outcomes repair the directory: a report is filed and shown at once, taken back with a slip, and tells of nobody."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import get_type_hints
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, select

from directory.curation.models import Proposal
from directory.curation.reports import Fault, Month, Report, open_reports, report_listing, withdraw_report
from directory.db import Database
from directory.listings.changes import changed_since, newest_change
from directory.listings.models import Listing
from directory.listings.queries import ListingDetail, get_listing
from directory.listings.service import save_listing
from directory.referrals.codes import LISTING_AT_FAULT, Provenance, State
from directory.referrals.models import Referral
from directory.referrals.outcomes import undo_last
from directory.referrals.reporting import put_off_checks_of_used
from tests.factories import EDITED, Make
from tests.referrals.conftest import Desk

NOVEMBER = Month(2026, 11)
AT_FAULT = (
    (State.NOT_CONNECTED, "listing_wrong"),
    (State.NOT_CONNECTED, "turned_away"),
    (State.DECLINED, "not_offered"),
    (State.WITHDRAWN, "listing_wrong"),
)
CANARY = "Canary Quillfeather"


def wrong_since(desk: Desk) -> date | None:
    return desk.session.get_one(Listing, desk.listing_id).reported_wrong_on


@pytest.mark.parametrize(("state", "reason"), AT_FAULT)
def test_an_outcome_that_blames_the_listing_reports_it_at_once(desk: Desk, state: State, reason: str) -> None:
    desk.session.commit()
    before = newest_change(desk.session)
    referral = desk.bridge() if state is not State.DECLINED else declinable(desk)
    desk.outcome(referral, state, reason=reason, provenance=Provenance.PEER_WITNESSED)
    [report] = open_reports(desk.session, desk.listing_id)
    assert report.evidence == {"fault": reason, "month": "2026-11"}
    assert wrong_since(desk) == date(2026, 11, 1)
    desk.session.commit()
    assert list(changed_since(desk.session, before)) == [desk.listing_id]


def declinable(desk: Desk) -> Referral:
    """A referral to a place that may still say no."""
    place = Make(desk.session, desk.now).listing(listing_id=uuid4(), name="Record Clinic", facts={"registration": True})
    desk.listing_id = place.id
    return desk.bridge()


@pytest.mark.parametrize("reason", ["transport", "did_not_attend", "other"])
def test_what_is_nobodys_fault_reports_nothing(desk: Desk, reason: str) -> None:
    desk.outcome(desk.bridge(), State.NOT_CONNECTED, reason=reason)
    assert open_reports(desk.session, desk.listing_id) == []
    assert wrong_since(desk) is None


def test_every_reason_that_blames_a_listing_is_a_fault() -> None:
    assert {fault.value for fault in Fault} == LISTING_AT_FAULT


def test_a_slip_that_is_undone_leaves_no_report(desk: Desk) -> None:
    referral = desk.bridge()
    desk.outcome(referral, State.NOT_CONNECTED, reason="turned_away", later=timedelta(seconds=1))
    undo_last(desk.tap(referral, later=timedelta(seconds=30)))
    assert desk.session.exec(select(Proposal)).all() == []
    assert wrong_since(desk) is None


def test_undoing_one_of_two_reports_leaves_the_other(desk: Desk) -> None:
    first, second = desk.bridge(), desk.open()
    for referral in (first, second):
        desk.outcome(referral, State.NOT_CONNECTED, reason="turned_away", later=timedelta(seconds=1))
    undo_last(desk.tap(second, later=timedelta(seconds=30)))
    assert len(open_reports(desk.session, desk.listing_id)) == 1
    assert wrong_since(desk) == date(2026, 11, 1)


def test_a_mark_that_a_source_made_outlives_a_slip(session: Session, make: Make, now: datetime) -> None:
    listing = make.listing(reported_wrong_on=date(2026, 10, 9))
    report = Report(listing.id, Fault.TURNED_AWAY, NOVEMBER)
    report_listing(session, report, now=now)
    withdraw_report(session, report, now=now)
    assert session.get_one(Listing, listing.id).reported_wrong_on == date(2026, 10, 9)


def test_withdrawing_what_was_decided_meanwhile_changes_nothing(session: Session, make: Make, now: datetime) -> None:
    listing = make.listing()
    report = Report(listing.id, Fault.TURNED_AWAY, NOVEMBER)
    report_listing(session, report, now=now)
    open_reports(session, listing.id)[0].state = "accepted"
    withdraw_report(session, report, now=now)
    assert session.exec(select(Proposal)).one().state == "accepted"


def test_a_report_has_room_for_a_listing_a_code_and_a_month_alone() -> None:
    assert get_type_hints(Report) == {"listing_id": UUID, "fault": Fault, "month": Month}
    assert get_type_hints(Month) == {"year": int, "month": int}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda listing_id: Report(listing_id, CANARY, NOVEMBER),
        lambda listing_id: Report(listing_id, Fault.TURNED_AWAY, datetime(2026, 11, 22, tzinfo=UTC)),
        lambda listing_id: Report(listing_id, Fault.TURNED_AWAY, date(2026, 11, 22)),
        lambda listing_id: Report(str(listing_id), Fault.TURNED_AWAY, NOVEMBER),
    ],
)
def test_anything_else_is_refused_at_run_time_too(make: Make, wrong) -> None:
    with pytest.raises(TypeError):
        wrong(make.listing().id)


def test_nothing_of_the_client_the_peer_or_the_day_gets_into_the_public_half(desk: Desk) -> None:
    """Canaries stand in everything that is typed on the way; ids and moments of the private half are canaries too."""
    desk.listing_id = listed_long_ago(desk).id
    before = public_half(desk.session)
    referral = desk.bridge()
    facts = {"reason": "turned_away", "words": CANARY, "provenance": Provenance.PEER_WITNESSED}
    desk.outcome(referral, State.NOT_CONNECTED, at=desk.now, later=timedelta(minutes=7), **facts)
    desk.session.flush()
    new = public_half(desk.session) - before
    assert new
    said = json.dumps(sorted(new))
    private = [CANARY, "red truck", desk.client.handle, desk.ana.display_name]
    private += [one.hex for one in (desk.client.id, referral.id, desk.ana.person_id, referral.team_id)]
    private += [str(one) for one in (desk.client.id, referral.id, desk.ana.person_id, referral.team_id)]
    private += [f"{desk.now:%Y-%m-%d}", "peer_witnessed", "bridge"]
    assert [canary for canary in private if canary in said] == []


def listed_long_ago(desk: Desk) -> ListingDetail:
    """Another open meeting, which was listed half a year ago."""
    make = Make(desk.session, desk.now - timedelta(days=200))
    return make.listing(listing_id=uuid4(), name="Old Hands", facts={"open_meeting": True})


PUBLIC_TABLES = ("proposal", "listing", "service", "contact", "key_contact", "peer_note", "fit_fact", "source_record")


def public_half(session: Session) -> set[str]:
    """Every row of the tables that coordinators and readers are shown."""
    bind = session.connection()
    known = set(inspect(bind).get_table_names())
    assert known.issuperset(PUBLIC_TABLES)
    return {
        f"{table} {list(map(str, row))}"
        for table in PUBLIC_TABLES
        for row in bind.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names of our own tables
    }


def test_a_connected_referral_puts_the_check_off_by_the_month_and_shows_nothing(desk: Desk) -> None:
    was = get_listing(desk.session, desk.listing_id)
    desk.outcome(desk.bridge(), State.CONNECTED, reason="attended_with_peer", provenance=Provenance.PEER_WITNESSED)
    desk.session.flush()
    later = desk.now + timedelta(days=40)
    listing = desk.session.get_one(Listing, desk.listing_id)
    listing.due_on = date(2026, 11, 25)
    put_off_checks_of_used(desk.session, now=later)
    assert listing.due_on == date(2026, 11, 1) + timedelta(days=90)
    now_is = get_listing(desk.session, desk.listing_id)
    assert (now_is.verified_on, now_is.verified_how, now_is.modified_at) == (
        was.verified_on,
        was.verified_how,
        was.modified_at,
    )
    assert now_is.draft == was.draft


def test_the_due_date_stays_put_off_when_a_feed_writes_the_listing_anew(desk: Desk, database: Database) -> None:
    old = listed_long_ago(desk)
    desk.listing_id = old.id
    desk.outcome(desk.bridge(), State.CONNECTED, reason="served", provenance=Provenance.CLIENT)
    put_off_checks_of_used(desk.session, now=desk.now + timedelta(days=1))
    put_off_to = desk.session.get_one(Listing, old.id).due_on
    assert put_off_to > old.due_on
    save_listing(desk.session, old.draft, listing_id=old.id, now=desk.now + timedelta(days=2), origin=EDITED)
    desk.session.expire_all()
    assert desk.session.get_one(Listing, old.id).due_on == put_off_to


def test_what_may_be_told_of_a_listing_does_not_move(desk: Desk) -> None:
    old = listed_long_ago(desk)
    desk.listing_id = old.id
    desk.session.commit()
    before = get_listing(desk.session, old.id), newest_change(desk.session)
    desk.outcome(desk.bridge(), State.CONNECTED, reason="served", provenance=Provenance.CLIENT)
    put_off_checks_of_used(desk.session, now=desk.now + timedelta(days=1))
    desk.session.commit()
    assert desk.session.get_one(Listing, old.id).used_in is not None
    assert (get_listing(desk.session, old.id), newest_change(desk.session)) == before


def test_a_check_later_than_the_last_use_counts(desk: Desk) -> None:
    desk.outcome(desk.bridge(), State.CONNECTED, reason="served", provenance=Provenance.CLIENT)
    checked = {"checked_on": date(2026, 11, 20), "checked_how": "called"}
    draft = get_listing(desk.session, desk.listing_id).draft.model_copy(update=checked)
    save_listing(desk.session, draft, listing_id=desk.listing_id, now=desk.now, origin=EDITED)
    put_off_checks_of_used(desk.session, now=desk.now + timedelta(days=1))
    assert get_listing(desk.session, desk.listing_id).due_on == date(2026, 11, 20) + timedelta(days=90)


def test_a_slip_that_was_undone_puts_nothing_off(desk: Desk) -> None:
    referral = desk.bridge()
    desk.outcome(referral, State.CONNECTED, reason="served", provenance=Provenance.CLIENT, later=timedelta(seconds=1))
    undo_last(desk.tap(referral, later=timedelta(seconds=30)))
    put_off_checks_of_used(desk.session, now=desk.now + timedelta(days=1))
    assert desk.session.get_one(Listing, desk.listing_id).used_in is None


def test_doing_it_again_changes_nothing(desk: Desk) -> None:
    desk.outcome(desk.bridge(), State.CONNECTED, reason="served", provenance=Provenance.CLIENT)
    put_off_checks_of_used(desk.session, now=desk.now + timedelta(days=1))
    desk.session.commit()
    before = newest_change(desk.session)
    put_off_checks_of_used(desk.session, now=desk.now + timedelta(days=8))
    desk.session.commit()
    assert newest_change(desk.session) == before
