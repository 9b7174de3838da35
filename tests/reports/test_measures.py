"""The measures agree with ten referrals whose figures were worked out by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.referrals.codes import Mode, State, Step
from directory.reports.measures import History, Measures, Share, measure

AS_OF = datetime(2026, 6, 30, 23, 59, tzinfo=UTC)


def moment(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def history(agreed: datetime, state: State, **known: Any) -> History:
    plain = {"referral_id": uuid4(), "mode": Mode.SELF, "domain": "recovery", "kind": "aa", "spoken": "spoken"}
    return History(**{**plain, "reason": None, "agreed_at": agreed, "state": state, **known})


def connected(agreed: datetime, contact: datetime, at: datetime, state: State) -> History:
    return history(agreed, state, first_contact_at=contact, connected_at=at, closed_at=at)


TEN = [
    connected(moment(1, 5), moment(1, 6), moment(1, 10), State.SETTLED),
    connected(moment(1, 7), moment(1, 7, 14), moment(1, 20), State.CONNECTED),
    history(moment(1, 10), State.DECLINED, reason="no_capacity", closed_at=moment(1, 12)),
    connected(moment(1, 15), moment(1, 25), moment(2, 20), State.SETTLED),
    history(moment(2, 1), State.WITHDRAWN, reason="changed_mind", closed_at=moment(2, 3)),
    history(moment(2, 5), State.ERROR, reason="wrong_client"),
    history(moment(2, 6), State.WITHDRAWN, reason="duplicate", closed_at=moment(2, 7)),
    history(moment(2, 10), State.WITHDRAWN, reason="no_response"),
    connected(moment(3, 1), moment(3, 2), moment(3, 5), State.DRIFTED),
    history(moment(3, 20), State.AGREED),
]


@pytest.fixture
def ten() -> Measures:
    return measure(TEN, now=AS_OF)


def test_errors_and_duplicates_belong_to_no_cohort(ten: Measures) -> None:
    assert ten.cohort == 8


def test_the_first_contact_takes_a_day_at_the_median_and_never_comes_for_four(ten: Measures) -> None:
    assert (ten.first_contact.median, ten.first_contact.p90) == (24, 240)
    assert (ten.first_contact.known, ten.first_contact.never) == (4, 4)


def test_three_of_eight_connect_within_thirty_days(ten: Measures) -> None:
    assert ten.connection == Share(3, 8)
    assert ten.connection.value == pytest.approx(0.375)


def test_who_changed_their_mind_is_left_out_where_the_client_still_wanted_it(ten: Measures) -> None:
    assert ten.connection_where_wanted == Share(3, 7)


def test_no_evidence_is_not_retained_and_is_told_beside_it(ten: Measures) -> None:
    assert ten.retention == Share(2, 4)
    assert ten.retention_unknown == Share(1, 4)


def test_no_response_leaves_the_loop_open(ten: Measures) -> None:
    assert ten.closure == Share(6, 8)


def test_a_window_that_has_not_elapsed_says_for_how_many() -> None:
    early = measure(TEN, now=moment(3, 25))
    assert early.connection.pending == 1
    assert early.retention.pending == 2  # those connected on February 20th and March 5th


def test_nothing_is_a_share_of_nothing() -> None:
    nobody = measure([], now=AS_OF)
    assert nobody.connection.value is None
    assert (nobody.first_contact.median, nobody.bridge_steps) == (None, None)


def test_bridges_tell_how_deep_they_went() -> None:
    deep = history(moment(1, 5), State.BRIDGING, mode=Mode.BRIDGE, steps_done=frozenset({Step.PLAN, Step.INTRODUCE}))
    begun = history(moment(1, 6), State.BRIDGING, mode=Mode.BRIDGE, steps_done=frozenset({Step.PREPARE}))
    measured = measure([deep, begun, *TEN], now=AS_OF)
    assert measured.bridge_steps == pytest.approx(1.5)
    assert measured.reached_introduction == Share(1, 2)


@st.composite
def histories(draw: st.DrawFn) -> list[History]:
    def one() -> History:
        agreed = moment(1, 1) + timedelta(days=draw(st.integers(0, 150)))
        after = st.one_of(st.none(), st.integers(0, 90).map(lambda days: agreed + timedelta(days=days)))
        return history(
            agreed,
            draw(st.sampled_from(State)),
            reason=draw(st.sampled_from([None, "duplicate", "not_now", "other"])),
            connected_at=draw(after),
            closed_at=draw(after),
            first_contact_at=draw(after),
        )

    return [one() for _ in range(draw(st.integers(0, 12)))]


@given(histories(), st.integers(0, 300))
def test_every_share_lies_within_its_whole(some: list[History], days: int) -> None:
    measured = measure(some, now=moment(1, 1) + timedelta(days=days))
    shares = (measured.connection, measured.connection_where_wanted, measured.closure, measured.retention_unknown)
    for share in shares:
        assert 0 <= share.part <= share.whole
        assert share.part + share.pending <= share.whole
    assert measured.first_contact.known + measured.first_contact.never == measured.cohort


@given(histories())
def test_the_order_of_referrals_changes_nothing(some: list[History]) -> None:
    assert measure(some, now=AS_OF) == measure(reversed(some), now=AS_OF)
