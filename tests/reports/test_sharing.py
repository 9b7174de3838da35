"""What is shared lets nobody work out a small count, across every table of its page and however often it is asked."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import NotFoundError
from directory.policy import Role
from directory.referrals.codes import Mode, State
from directory.reports.measures import History
from directory.reports.periods import read_period
from directory.reports.reporting import By
from directory.reports.scopes import choose_scope, require_sharing, scopes_of
from directory.reports.sharing import SharedReport, share_report, shared, told_quarters
from directory.reports.suppression import is_small, shown_together
from tests.cast import made_up_caller
from tests.reports.conftest import CHICAGO, Work, here
from tests.reports.second_oracle import write_quarter

QUARTER = read_period("2026-q2", today=date(2026, 12, 1))
TOLD_AT = here(9, 9)
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
MANY = 11
"""As many values a hidden count must be able to have."""


def one(number: int, mode: Mode, domain: str, team: int, days: tuple[int | None, int | None, int | None]) -> History:
    agreed_at = here(5, 1)
    contact, connected, closed = (None if day is None else agreed_at + timedelta(days=day) for day in days)
    return History(
        referral_id=UUID(int=number),
        mode=mode,
        domain=domain,
        kind=None,
        spoken=None,
        state=State.SETTLED if connected and number % 2 else State.CONNECTED if connected else State.ACCEPTED,
        reason=None,
        agreed_at=agreed_at,
        first_contact_at=contact,
        connected_at=connected,
        closed_at=closed,
        team_id=UUID(int=team),
    )


DAYS = st.one_of(st.none(), st.integers(0, 60))
SORTS = st.tuples(
    st.sampled_from(Mode), st.sampled_from(["recovery", "work", ""]), st.integers(1, 3), st.tuples(DAYS, DAYS, DAYS)
)


@st.composite
def agencies(draw: st.DrawFn) -> list[History]:
    groups = draw(st.lists(st.tuples(SORTS, st.integers(1, 40)), max_size=8))
    sorts = [sort for sort, count in groups for _ in range(count)]
    return [one(number, *sort) for number, sort in enumerate(sorts)]


def numbers_of(report: SharedReport) -> list[int]:
    shares = (report.connection, report.closure, report.contact, report.retention)
    told = [number for share in shares if share for number in share]
    return [*told, *([] if report.cohort is None else [report.cohort])]


@given(agencies())
@settings(max_examples=300)
def test_no_small_count_is_told_nor_the_difference_of_two(agency: list[History]) -> None:
    report = shared(QUARTER, TOLD_AT, agency, zone=CHICAGO)
    told = numbers_of(report)
    counts = [count for parts in report.divisions.values() for count in parts.values() if count is not None]
    assert not any(is_small(number) for number in [*told, *counts])
    assert not any(is_small(abs(one - other)) for one in told for other in told)


@given(agencies())
@settings(max_examples=300)
def test_no_hidden_count_can_be_worked_out_from_all_that_is_told(agency: list[History]) -> None:
    report = shared(QUARTER, TOLD_AT, agency, zone=CHICAGO)
    total = known_total(report)
    for parts in report.divisions.values():
        hidden = [code for code, count in parts.items() if count is None]
        if not hidden or total is None:
            continue
        left = total - sum(count for count in parts.values() if count is not None)
        assert left - (len(hidden) - 1) >= MANY, "each hidden count is at least 1, and could be more than 10"
        assert len(hidden) > 1


def known_total(report: SharedReport) -> int | None:
    """What a reader knows of the total: told as such, or as the sum of a table without anything hidden."""
    if report.cohort is not None:
        return report.cohort
    whole = [parts for parts in report.divisions.values() if parts and None not in parts.values()]
    return sum(count or 0 for count in whole[0].values()) if whole else None


@given(st.lists(st.lists(st.integers(0, 3), min_size=12, max_size=60), min_size=1, max_size=1))
def test_tables_of_the_same_things_hide_together(codes: list[list[int]]) -> None:
    things = codes[0]
    fine, coarse = Counter(things), Counter(code // 2 for code in things)
    tables = shown_together([list(fine.values()), list(coarse.values())])
    assert len({table.total for table in tables}) == 1
    if tables[0].total is None:
        assert all(count in (None, 0) for table in tables for count in table.counts)


def test_a_quarter_is_told_when_its_windows_have_run_out() -> None:
    assert QUARTER not in told_quarters(date(2026, 9, 8))
    assert told_quarters(date(2026, 9, 9))[0] == QUARTER


@ON_SQLITE
def test_the_same_question_has_the_same_answer_whatever_is_recorded_later(work: Work) -> None:
    write_quarter(work)
    late = [work.agree(here(5, 3, hour)) for hour in range(8, 20)]
    before = share_report(work.session, QUARTER, zone=CHICAGO)
    for referral in late:
        work.becomes(referral, State.CONNECTED, days=140, reason="enrolled")
    assert share_report(work.session, QUARTER, zone=CHICAGO) == before
    assert before.cohort == 25 + 12 + 2


@ON_SQLITE
def test_a_team_of_two_referrals_is_hidden_and_a_larger_one_with_it(work: Work) -> None:
    write_quarter(work)
    report = share_report(work.session, QUARTER, zone=CHICAGO)
    assert report.cohort == 27
    assert list(report.divisions[By.TEAM].values()) == [None, None]
    assert report.closure is None, "19 of 27 closed their loop, and 8 did not"


def test_who_works_with_clients_is_shown_no_shared_numbers_to_subtract_their_own_from() -> None:
    now = here(9, 9)
    require_sharing(made_up_caller(Role.COORDINATOR, now=now))
    require_sharing(made_up_caller(Role.ADMIN, now=now))
    for role in (Role.PEER, Role.SUPERVISOR):
        with pytest.raises(NotFoundError):
            require_sharing(made_up_caller(role, Role.ADMIN, now=now))


@ON_SQLITE
def test_a_peer_may_ask_for_their_own_numbers_alone(work: Work) -> None:
    scopes = scopes_of(work.session, work.ana)
    assert [scope.code for scope in scopes] == ["own"]
    for other in (str(next(iter(work.ana.team_ids))), "teams", "none"):
        with pytest.raises(NotFoundError):
            choose_scope(scopes, other)


@ON_SQLITE
def test_a_supervisor_may_ask_for_their_teams_alone(work: Work) -> None:
    scopes = scopes_of(work.session, work.sol)
    assert [team for scope in scopes for team in scope.team_ids] == list(work.sol.team_ids)
    with pytest.raises(NotFoundError):
        choose_scope(scopes, str(next(iter(work.cora.team_ids))))
    both = replace(work.sol, team_ids=work.sol.team_ids | work.cora.team_ids)
    assert scopes_of(work.session, both)[0].code == "teams"
