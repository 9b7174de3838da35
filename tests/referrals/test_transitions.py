"""A referral goes only where the table of the design lets it, and says in a sentence what is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from directory.referrals.codes import ENDED, UNDER_WAY, Actor, Course, Mode, Provenance, State
from directory.referrals.transitions import Change, RefusedTransition, Standing, check_transition, next_states

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MANY_ATTEMPTS = (date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 3))

LISTED = {
    ("draft", "agreed"): "owner",
    ("agreed", "accepted"): "system owner",
    ("agreed", "declined"): "recipient owner",
    ("sent", "declined"): "recipient owner",
    ("sent", "accepted"): "recipient owner",
    ("accepted", "waitlisted"): "recipient owner",
    ("waitlisted", "bridging"): "recipient owner",
    ("accepted", "bridging"): "owner client",
    ("accepted", "connected"): "owner recipient client",
    ("bridging", "connected"): "owner recipient client",
    ("waitlisted", "connected"): "owner recipient client",
    ("connected", "settled"): "owner client",
    ("connected", "drifted"): "owner client",
    ("accepted", "not_connected"): "owner recipient client",
    ("bridging", "not_connected"): "owner recipient client",
    ("waitlisted", "not_connected"): "owner recipient client",
    **{(state.value, "withdrawn"): "owner client system" for state in UNDER_WAY},
    **{(state.value, "error"): "owner supervisor" for state in State if state is not State.ERROR},
}
"""Every way of the design but sending, with who may take it."""
REASON = {
    State.DECLINED: "no_capacity",
    State.WITHDRAWN: "moved",
    State.NOT_CONNECTED: "transport",
    State.CONNECTED: "attended_alone",
    State.ERROR: "other",
}


def standing(state: State = State.ACCEPTED, **facts: object) -> Standing:
    plain = Standing(state, Mode.SELF, Course.ONGOING, "recovery", connected_at=NOW - timedelta(days=30))
    return replace(plain, **facts)


def change(enters: State, **facts: object) -> Change:
    plain = Change(
        enters,
        Actor.OWNER,
        NOW,
        reason=REASON.get(enters),
        provenance=Provenance.CLIENT,
        client_said_yes="spoken",
        place_said_yes=True,
        expected_on=date(2026, 12, 1),
        step_done=True,
        with_supervisor=True,
    )
    return replace(plain, **facts)


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize("enters", list(State))
@pytest.mark.parametrize("state", list(State))
def test_with_everything_known_exactly_the_listed_ways_are_open(state: State, enters: State, actor: Actor) -> None:
    may = actor.value in LISTED.get((state.value, enters.value), "").split()
    asked = standing(state), change(enters, actor=actor)
    if may:
        check_transition(*asked)
    else:
        with pytest.raises(RefusedTransition):
            check_transition(*asked)


def refusal(at: Standing, wanted: Change) -> str:
    with pytest.raises(RefusedTransition) as refused:
        check_transition(at, wanted)
    return str(refused.value)


def test_a_referral_is_agreed_only_with_the_clients_yes_and_a_domain() -> None:
    assert "how the client said yes" in refusal(standing(State.DRAFT), change(State.AGREED, client_said_yes=None))
    assert "what it is about" in refusal(standing(State.DRAFT, domain=None), change(State.AGREED))


def test_sending_is_refused_until_consents_can_be_recorded() -> None:
    assert "written consent" in refusal(standing(State.AGREED, mode=Mode.SEND), change(State.SENT))


def test_a_bridge_to_a_place_that_must_agree_needs_its_yes() -> None:
    bridge = standing(State.AGREED, mode=Mode.BRIDGE)
    assert "said yes" in refusal(bridge, change(State.ACCEPTED, place_said_yes=False))
    check_transition(replace(bridge, open_door=True), change(State.ACCEPTED, place_said_yes=False))


@pytest.mark.parametrize("enters", [State.DECLINED, State.WITHDRAWN, State.CONNECTED, State.NOT_CONNECTED, State.ERROR])
def test_an_outcome_needs_one_of_its_own_reasons(enters: State) -> None:
    leaves = State.AGREED if enters is State.DECLINED else State.BRIDGING if enters in REASON else State.CONNECTED
    assert "why" in refusal(standing(leaves), change(enters, reason=None))
    assert "why" in refusal(standing(leaves), change(enters, reason="the weather"))


def test_connected_says_who_witnessed_it() -> None:
    assert "how you know" in refusal(standing(State.BRIDGING), change(State.CONNECTED, provenance=None))


@pytest.mark.parametrize("attempts", [(), MANY_ATTEMPTS[:2], (date(2026, 11, 1),) * 5])
def test_unreachable_needs_three_attempts_on_two_days(attempts: tuple[date, ...]) -> None:
    unreachable = change(State.NOT_CONNECTED, reason="unreachable", provenance=None)
    assert "3 attempts" in refusal(standing(attempts=attempts), unreachable)
    check_transition(standing(attempts=MANY_ATTEMPTS), unreachable)


@pytest.mark.parametrize(("days", "may"), [(22, False), (23, True), (37, True), (38, False)])
def test_the_30_day_result_rests_on_evidence_of_those_days(days: int, may: bool) -> None:
    connected = standing(State.CONNECTED, connected_at=NOW - timedelta(days=days))
    for enters in (State.SETTLED, State.DRIFTED):
        if may:
            check_transition(connected, change(enters))
        else:
            assert "23 to 37 days" in refusal(connected, change(enters))


def test_a_one_off_referral_has_no_30_day_result() -> None:
    assert "one-off" in refusal(standing(State.CONNECTED, course=Course.ONE_OFF), change(State.SETTLED))


def test_only_the_supervisor_lets_a_referral_become_an_error() -> None:
    assert "supervisor" in refusal(standing(), change(State.ERROR, with_supervisor=False))
    check_transition(standing(), change(State.ERROR, with_supervisor=False, actor=Actor.SUPERVISOR))


@pytest.mark.parametrize("state", sorted(ENDED - {State.ERROR}))
def test_a_closed_referral_is_never_opened_again(state: State) -> None:
    for enters in UNDER_WAY:
        assert "closed" in refusal(standing(state), change(enters))
    assert next_states(standing(state), Actor.CLIENT) == ()
