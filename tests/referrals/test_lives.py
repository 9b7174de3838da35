"""A referral from the first yes to what became of it: every act leaves one event, and says what is due next."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from directory.audit.models import AuditEntry
from directory.clients.models import ClientBlock
from directory.curation.unmet import needs_between
from directory.db import Database
from directory.errors import RefusedError
from directory.listings.queries import get_listing
from directory.referrals.bridging import count_visit, move_next, plan_visit, skip_step, take_step, we_went
from directory.referrals.codes import Mode, Provenance, SkipReason, State, Step
from directory.referrals.events import history_of, steps_of
from directory.referrals.forms import Outcome, Plan
from directory.referrals.models import Referral
from directory.referrals.outcomes import mark_seen, record_check, undo_last
from directory.referrals.transitions import RefusedTransition
from tests.cast import Cast, caller_as
from tests.factories import Make
from tests.referrals.conftest import CHICAGO, Desk

A_DAY = timedelta(days=1)


def states(desk: Desk, referral: Referral) -> list[str]:
    return [event.to_state for event in history_of(desk.session, referral)]


def test_going_alone_is_logged_agreed_and_accepted_in_one_tap(desk: Desk) -> None:
    referral = desk.open()
    assert states(desk, referral) == ["draft", "agreed", "accepted"]
    assert len({event.tap for event in history_of(desk.session, referral)}) == 1
    assert (referral.domain, referral.term) == ("recovery", "aa")
    assert (referral.next_act, referral.next_at) == ("ask", desk.now + timedelta(days=7))


def test_without_the_clients_yes_it_stays_a_draft(desk: Desk) -> None:
    referral = desk.open(client_said_yes=None)
    assert referral.state == State.DRAFT
    assert referral.next_act == "finish_draft"


def test_a_place_that_is_not_in_the_directory_is_logged_by_its_name_sealed(desk: Desk) -> None:
    referral = desk.open(listing_id=None, place_name="Marta's pottery class", domain="social")
    desk.session.expire_all()
    assert referral.place_name == "Marta's pottery class"
    stored = desk.session.connection().exec_driver_sql("SELECT place_name_sealed FROM referral").scalar_one()
    assert b"pottery" not in bytes(stored)


def test_nothing_to_go_to_is_refused(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="Choose a place"):
        desk.open(listing_id=None)


def test_a_blocked_place_is_refused_without_saying_why(desk: Desk) -> None:
    organization = get_listing(desk.session, desk.listing_id).organization_id
    block = ClientBlock(client_id=desk.client.id, organization_id=organization, by_id=desk.ana.person_id, at=desk.now)
    desk.session.add(block)
    desk.session.flush()
    with pytest.raises(RefusedError, match="cannot be chosen"):
        desk.open()


def test_we_went_takes_going_along_meeting_somebody_and_connecting_in_one_tap(desk: Desk) -> None:
    referral = desk.bridge()
    plan_visit(desk.tap(referral), Plan(visit_at=desk.now + A_DAY, meeting_point="bus stop"), zone=CHICAGO)
    assert (referral.state, referral.next_act, referral.next_at) == ("bridging", "accompany", desk.now + A_DAY)
    we_went(desk.tap(referral, later=A_DAY), at=desk.now + A_DAY, met=uuid4(), zone=CHICAGO)
    steps = steps_of(desk.session, referral)
    assert (referral.state, referral.reason) == ("connected", "attended_with_peer")
    assert steps[Step.ACCOMPANY].done_at == steps[Step.INTRODUCE].done_at == desk.now + A_DAY
    assert referral.first_contact_at == referral.connected_at == desk.now + A_DAY
    assert referral.closed_at == desk.now + A_DAY
    assert (referral.next_act, referral.next_at) == ("check_7", desk.now + 8 * A_DAY)


def test_being_let_in_is_the_yes_of_a_place_that_had_to_agree(desk: Desk, make: Make) -> None:
    closed = make.listing(name="By referral", facts={"registration": True})
    referral = desk.bridge(listing_id=closed.id)
    assert referral.state == State.AGREED
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    assert states(desk, referral)[1:] == ["agreed", "accepted", "accepted", "bridging", "connected"]


def test_a_tap_is_taken_back_with_everything_it_did(desk: Desk) -> None:
    referral = desk.bridge()
    take_step(desk.tap(referral), Step.PREPARE, at=desk.now, zone=CHICAGO)
    due = (referral.state, referral.next_act, referral.next_at)
    we_went(desk.tap(referral, later=A_DAY), at=desk.now + A_DAY, zone=CHICAGO)
    undo_last(desk.tap(referral, later=A_DAY + timedelta(seconds=59)))
    assert (referral.state, referral.next_act, referral.next_at) == due
    assert (referral.connected_at, referral.closed_at, referral.reason) == (None, None, None)
    assert steps_of(desk.session, referral)[Step.ACCOMPANY].done_at is None
    assert history_of(desk.session, referral)[-1].act == "undone"


def test_after_a_minute_nothing_is_taken_back(desk: Desk) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    with pytest.raises(RefusedError, match="can no longer"):
        undo_last(desk.tap(referral, later=timedelta(seconds=61)))
    assert referral.state == State.CONNECTED


def test_nobody_takes_back_what_another_did(desk: Desk, cast: Cast) -> None:
    referral = desk.bridge()
    sol = caller_as(desk.session, cast.sol, desk.now)
    with pytest.raises(RefusedError, match="can no longer"):
        undo_last(desk.tap(referral, by=sol))


def test_a_referral_opened_by_mistake_becomes_an_error_that_counts_nowhere(desk: Desk) -> None:
    referral = desk.open()
    undo_last(desk.tap(referral))
    assert (referral.state, referral.next_at) == (State.ERROR, None)


def test_one_undo_is_not_undone(desk: Desk) -> None:
    referral = desk.bridge()
    take_step(desk.tap(referral), Step.PREPARE, at=desk.now, zone=CHICAGO)
    undo_last(desk.tap(referral))
    with pytest.raises(RefusedError, match="nothing to take back"):
        undo_last(desk.tap(referral))


def test_checks_follow_at_seven_thirty_and_ninety_days(desk: Desk) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    week = desk.tap(referral, later=7 * A_DAY)
    record_check(
        week, Outcome(state=State.CONNECTED, at=week.now, provenance=Provenance.CLIENT), still_going=True, zone=CHICAGO
    )
    assert (referral.state, referral.next_act, referral.next_at) == ("connected", "check_30", desk.now + 30 * A_DAY)
    month = desk.tap(referral, later=31 * A_DAY)
    record_check(
        month, Outcome(state=State.SETTLED, at=month.now, provenance=Provenance.CLIENT), still_going=True, zone=CHICAGO
    )
    assert (referral.state, referral.next_act) == ("settled", None)


def test_without_evidence_the_checks_end_as_unknown(desk: Desk) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    for check in (Step.CHECK_7, Step.CHECK_30, Step.CHECK_90):
        assert referral.next_act == check
        skip_step(desk.tap(referral), check, SkipReason.OTHER, zone=CHICAGO)
    assert (referral.state, referral.next_act, referral.next_at) == ("connected", None, None)


def test_a_one_off_has_one_check(desk: Desk) -> None:
    referral = desk.open(course="one_off")
    desk.outcome(referral, State.CONNECTED, reason="served", provenance=Provenance.CLIENT)
    assert referral.next_act == "check_7"
    week = desk.tap(referral, later=7 * A_DAY)
    record_check(week, Outcome(state=State.CONNECTED, at=week.now), still_going=True, zone=CHICAGO)
    assert referral.next_act is None


def test_a_check_can_be_moved_by_hand(desk: Desk) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    move_next(desk.tap(referral), desk.now + 9 * A_DAY)
    assert referral.next_at == desk.now + 9 * A_DAY
    count_visit(desk.tap(referral), at=desk.now, zone=CHICAGO)
    assert referral.next_at == desk.now + 9 * A_DAY
    with pytest.raises(RefusedError, match="still to come"):
        move_next(desk.tap(referral), desk.now)


def test_no_response_ends_it_and_leaves_the_loop_open(desk: Desk) -> None:
    referral = desk.open()
    desk.outcome(referral, State.WITHDRAWN, reason="no_response")
    assert (referral.state, referral.closed_at, referral.next_at) == ("withdrawn", None, None)


def test_a_need_counted_by_a_slip_is_taken_back_with_it(desk: Desk) -> None:
    desk.client.area = "55401"
    week = date(2026, 11, 16), date(2026, 11, 23)
    for times in (1, 2):
        referral = desk.open()
        desk.outcome(referral, State.NOT_CONNECTED, reason="not_a_fit", nothing_else_near=True)
        assert [need.times for need in needs_between(desk.session, *week)] == [times]
    undo_last(desk.tap(referral, later=timedelta(seconds=59)))
    assert [need.times for need in needs_between(desk.session, *week)] == [1]
    marks = [event.before.get("unmet") for event in history_of(desk.session, referral)]
    assert set(marks) == {None, True}, "which need it was, and where, is not kept with the client's referral"


def test_where_nothing_else_is_near_the_need_is_counted_by_kind_and_region_alone(desk: Desk) -> None:
    desk.client.area = "55401"
    referral = desk.open()
    desk.outcome(referral, State.NOT_CONNECTED, reason="not_a_fit", nothing_else_near=True)
    (need,) = needs_between(desk.session, date(2026, 11, 16), date(2026, 11, 23))
    assert (need.domain, need.term, need.zip3, need.times) == ("recovery", "aa", "554", 1)


def test_what_a_cover_recorded_closes_the_loop_once_the_owner_saw_it(desk: Desk, cast: Cast) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral, by=caller_as(desk.session, cast.ben, desk.now)), at=desk.now, zone=CHICAGO)
    assert referral.closed_at is None
    mark_seen(desk.tap(referral, later=A_DAY))
    assert referral.closed_at == desk.now + A_DAY


def test_what_has_not_happened_yet_is_not_recorded(desk: Desk) -> None:
    referral = desk.open()
    with pytest.raises(RefusedError, match="after it did"):
        desk.outcome(referral, State.CONNECTED, at=desk.now + A_DAY, reason="served", provenance=Provenance.CLIENT)


def test_a_refused_change_changes_nothing(desk: Desk) -> None:
    referral = desk.open(mode=Mode.SEND)
    before = referral.model_dump()
    with pytest.raises(RefusedTransition, match="written consent"):
        desk.outcome(referral, State.SENT)
    assert referral.model_dump() == before


def test_every_event_has_one_line_in_the_audit(desk: Desk, database: Database) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    events = len(history_of(desk.session, referral))
    desk.session.commit()
    with database.reading() as session:
        lines = session.exec(select(AuditEntry).where(AuditEntry.subject_ids == str(referral.id))).all()
    assert len(lines) == events
    assert not any("truck" in repr(line) for line in lines)
