"""The rows of Today are made from facts: one for each client, in the order of need, each with why it is there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from directory.referrals.codes import NextAct, State, Step
from directory.referrals.today.balance import weight_of
from directory.referrals.today.offers import ask_again_on
from directory.referrals.today.rows import ORDER, DueReferral, OpenContact, Why, next_visit, rows_of, why_due

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
"""Tuesday, 10:30 am in Chicago."""
TODAY = NOW.astimezone(CHICAGO).date()
CLIENTS = [UUID(int=number) for number in range(1, 5)]
MOMENTS = st.timedeltas(timedelta(days=-40), timedelta(days=3)).map(lambda span: NOW + span)
CONTACTS = st.lists(
    st.builds(
        OpenContact,
        id=st.uuids(),
        client_id=st.sampled_from(CLIENTS),
        at=MOMENTS,
        in_distress=st.booleans(),
        is_owed_reply=st.booleans(),
        promise_due=st.none() | MOMENTS.map(lambda moment: moment.date()),
    ),
    max_size=12,
    unique_by=lambda contact: contact.id,
)
REFERRALS = st.lists(
    st.builds(
        DueReferral,
        id=st.uuids(),
        client_id=st.sampled_from(CLIENTS),
        next_at=MOMENTS,
        next_act=st.sampled_from([*NextAct, *Step]).map(str),
        has_visit=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda referral: referral.id,
)


def rows(contacts=(), referrals=()):
    return rows_of(contacts, referrals, now=NOW, zone=CHICAGO)


def due(next_act: str, **later: float) -> DueReferral:
    return DueReferral(UUID(int=9), CLIENTS[0], NOW + timedelta(**later), next_act, has_visit=next_act == "accompany")


def why(next_act: str, **later: float) -> Why | None:
    return why_due(due(next_act, **later), now=NOW, zone=CHICAGO)


@given(CONTACTS, REFERRALS)
def test_there_is_one_row_for_each_client_in_the_order_of_need(contacts, referrals):
    made = rows(contacts, referrals)
    assert len({row.client_id for row in made}) == len(made)
    assert [row.first.rank for row in made] == sorted(row.first.rank for row in made)
    for row in made:
        assert row.items
        assert {item.client_id for item in row.items} == {row.client_id}
        assert [ORDER[item.why] for item in row.items] == sorted(ORDER[item.why] for item in row.items)


@given(CONTACTS, REFERRALS)
def test_nothing_that_is_open_is_left_out_and_nothing_else_gets_in(contacts, referrals):
    shown = {(item.client_id, item.why) for row in rows(contacts, referrals) for item in row.items}
    in_distress = {contact.client_id for contact in contacts if contact.in_distress}
    assert {client for client, reason in shown if reason is Why.DISTRESS} == in_distress
    owed = {contact.client_id for contact in contacts if contact.is_owed_reply and not contact.in_distress}
    assert {client for client, reason in shown if reason is Why.REPLY} == owed - in_distress
    subjects = [item.subject_id for row in rows(contacts, referrals) for item in row.items if item.why is Why.PROMISE]
    assert sorted(subjects) == sorted(
        contact.id for contact in contacts if contact.promise_due and contact.promise_due <= TODAY
    )
    taken = {item.subject_id for row in rows(contacts, referrals) for item in row.items}
    assert {referral.id for referral in referrals if why_due(referral, now=NOW, zone=CHICAGO)} <= taken


@given(CONTACTS, REFERRALS, st.randoms())
def test_the_order_in_which_facts_are_read_does_not_matter(contacts, referrals, chance):
    before = rows(contacts, referrals)
    chance.shuffle(contacts)
    chance.shuffle(referrals)
    assert rows(contacts, referrals) == before


def test_a_visit_is_pinned_from_three_hours_before():
    assert why("accompany", hours=3) is Why.VISIT
    assert why("accompany", hours=3, minutes=1) is Why.DUE
    assert why("accompany", hours=-2) is Why.VISIT, "while they are there"
    assert why("accompany", days=-1) is Why.OVERDUE


def test_a_visit_without_a_time_is_due_and_not_pinned():
    undated = DueReferral(UUID(int=9), CLIENTS[0], NOW, Step.ACCOMPANY)
    assert why_due(undated, now=NOW, zone=CHICAGO) is Why.DUE


def test_overdue_due_and_checks_are_told_apart_by_the_day_of_the_agency():
    assert why("ask", hours=-11) is Why.OVERDUE, "half past eleven, the night before"
    assert why("ask", hours=-10) is Why.DUE
    assert why("ask", hours=13) is Why.DUE
    assert why("ask", hours=14) is None, "tomorrow"
    assert why("check_7", hours=1) is Why.CHECK
    assert why("check_7", days=-1) is Why.OVERDUE


def test_one_leaves_three_quarters_of_an_hour_before_the_visit():
    visit = next_visit(rows(referrals=[due("accompany", hours=2)]), NOW)
    assert visit
    assert visit.leave_at == NOW + timedelta(hours=1, minutes=15)
    assert next_visit(rows(referrals=[due("accompany", hours=-1)]), NOW) is None
    assert next_visit([], NOW) is None


def test_where_an_hour_to_meet_was_agreed_on_one_leaves_for_that_and_is_reminded_before_it():
    meets_in_two_hours = replace(due("accompany", hours=4), meet_at=NOW + timedelta(hours=2))
    assert why_due(meets_in_two_hours, now=NOW, zone=CHICAGO) is Why.VISIT
    visit = next_visit(rows(referrals=[meets_in_two_hours, due("accompany", hours=3)]), NOW)
    assert visit
    assert visit.leave_at == NOW + timedelta(hours=2)


def test_asking_again_falls_on_a_day_that_somebody_works():
    monday_and_thursday = [{"day": day, "starts": "09:00", "ends": "17:00"} for day in ("mo", "th")]
    assert ask_again_on(TODAY, [], frozenset()).isoformat() == "2026-11-26"
    assert ask_again_on(TODAY, monday_and_thursday, frozenset()).isoformat() == "2026-11-26"
    thursday = ask_again_on(TODAY, monday_and_thursday, frozenset())
    assert ask_again_on(TODAY, monday_and_thursday, frozenset({thursday})).isoformat() == "2026-11-30"
    assert ask_again_on(thursday, [], frozenset()).isoformat() == "2026-11-30", "Saturday and Sunday are passed over"


def test_an_open_bridge_weighs_three_an_agreed_one_two_a_follow_up_one():
    assert weight_of({State.BRIDGING: 2, State.AGREED: 1, State.ACCEPTED: 1, State.CONNECTED: 1, State.DRAFT: 1}) == 12
    assert weight_of({State.SETTLED: 5, State.WITHDRAWN: 3, State.ERROR: 1}) == 0
