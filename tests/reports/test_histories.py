"""The numbers of a quarter written through the services are those worked out by hand, and those its events tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, col, select

from directory.errors import RefusedError
from directory.referrals.bridging import take_step, we_went
from directory.referrals.codes import Mode, Provenance, State, Step
from directory.referrals.models import Referral
from directory.referrals.outcomes import mark_seen, undo_last
from directory.reports.histories import read_histories, read_histories_as_of
from directory.reports.measures import Measures, Share, measure
from directory.reports.periods import read_period
from directory.reports.replies import reply_time
from directory.reports.reporting import By, Report, report_on
from directory.reports.scopes import OWN, Scope
from tests.cast import Cast
from tests.reports.conftest import CHICAGO, Work, here
from tests.reports.retelling import retell
from tests.reports.second_oracle import write_quarter

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
AS_OF = here(9, 30)
QUARTER = read_period("2026-q2", today=AS_OF.date())
A_DAY = timedelta(days=1)


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(*told: Any) -> None:
        sent.append(told[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def north(cast: Cast) -> Scope:
    return Scope("north", teams=((cast.north.id, "North team"),))


@pytest.fixture
def quarter(work: Work, north: Scope) -> Report:
    write_quarter(work)
    return report_on(work.session, north, QUARTER, now=AS_OF, zone=CHICAGO)


def test_the_cohort_is_what_the_team_agreed_on_within_the_quarter_here(quarter: Report) -> None:
    # A1-A10, B1-B8, C1-C6, D6; B9 is a mistake and B10 a duplicate.
    assert quarter.overall.cohort == 10 + 8 + 6 + 1


def test_the_figures_are_those_worked_out_by_hand(quarter: Report) -> None:
    told = quarter.overall
    # A1-A7, B1-B3, C3, C4, D6; A8 came on the 40th day. Nobody is pending at the end of September.
    assert told.connection == Share(13, 25)
    # Without A9, B4 and B5.
    assert told.connection_where_wanted == Share(13, 22)
    # Connected to something lasting: A1-A8, B1-B3, C4, D6. Still going: A1-A4, A8, B1-B3. Not known: A7, C4, D6.
    assert (told.retention, told.retention_unknown) == (Share(8, 13), Share(3, 13))
    # A1-A10, B1-B5, C1-C3, D6; not B6 (no witness), B7, B8, C6 (open), C4 (seen on the 60th day), C5 (no response).
    assert told.closure == Share(19, 25)


def test_the_times_are_those_worked_out_by_hand(quarter: Report) -> None:
    told = quarter.overall.first_contact
    # 24 h: A1-A4, C3; 48: D6; 96: C4; 168: B1-B3; 240: A5, A6; 288: A7; 960: A8.
    # Of 14, the middle is between the 7th (96) and the 8th (168); the 13th is 288.
    assert (told.median, told.p90, told.known, told.never) == (132, 288, 14, 11)


def test_the_depth_of_bridges_is_that_worked_out_by_hand(quarter: Report) -> None:
    # Four steps: B1-B3; two: B6; one: B4, B5; none: B7, B8, C1, C2. Of ten, the middle is between 1 and 1.
    assert quarter.overall.bridge_steps == 1
    assert quarter.overall.reached_introduction == Share(3, 10)


def test_the_parts_are_those_worked_out_by_hand_and_add_up(quarter: Report) -> None:
    splits = {split.by: split.parts for split in quarter.splits}
    by_mode = {code: (told.cohort, told.connection) for code, told in splits[By.MODE].items()}
    # Alone: A1-A10, C3-C6, D6, of whom A1-A7, C3, C4 and D6 connected. Along: B1-B8, C1, C2, of whom B1-B3.
    assert by_mode == {"self": (15, Share(10, 15)), "bridge": (10, Share(3, 10))}
    assert {code: told.cohort for code, told in splits[By.MONTH].items()} == {"2026-04": 10, "2026-05": 8, "2026-06": 7}
    # Nothing known of: B6, B7, B8, C5, C6. C5's no response came from the client.
    assert splits[By.PROVENANCE]["recipient"].cohort == 2
    for parts in splits.values():
        assert sum(told.cohort for told in parts.values()) == quarter.overall.cohort
        assert sum(told.connection.part for told in parts.values()) == quarter.overall.connection.part


def test_a_report_takes_five_statements_however_many_referrals(work: Work, north: Scope) -> None:
    write_quarter(work)
    work.session.flush()
    with statements(work.session) as sent:
        report_on(work.session, north, QUARTER, now=AS_OF, zone=CHICAGO)
    assert len(sent) == 5


def test_a_peer_counts_what_they_own_alone(work: Work) -> None:
    write_quarter(work)
    ben = Scope(OWN, person_id=work.ben.person_id)
    assert report_on(work.session, ben, QUARTER, now=AS_OF, zone=CHICAGO).overall.cohort == 0


def from_events(session: Session, scope: Scope, at_least: Referral | None = None) -> Measures:
    start, end = QUARTER.moments(CHICAGO)
    rows = session.exec(select(Referral).where(scope.of_referrals()).order_by(col(Referral.created_at))).all()
    told = [history for row in rows if (history := retell(session, row))]
    return measure([history for history in told if start <= history.agreed_at < end], now=AS_OF)


def test_the_events_alone_tell_the_same(work: Work, quarter: Report, north: Scope) -> None:
    assert from_events(work.session, north) == quarter.overall


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["prepare", "introduce", "went", "undo", "seen", "speak", *State]),
        st.integers(0, 50),
        st.sampled_from([None, *Provenance]),
        st.booleans(),
    ),
    max_size=8,
)


@given(lives=st.lists(st.tuples(st.sampled_from([Mode.SELF, Mode.BRIDGE]), st.integers(1, 89), ACTS), max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_rows_and_events_tell_the_same(work: Work, north: Scope, lives: list[Any]) -> None:
    with work.session.begin_nested() as of_its_own:  # each history begins with an empty quarter
        for mode, day, acts in lives:
            referral = work.agree(here(4, 1) + day * A_DAY, mode=mode)
            for what, days, provenance, by_ben in acts:
                try_act(work, referral, what, days, provenance, by_ben=by_ben)
        told = report_on(work.session, north, QUARTER, now=AS_OF, zone=CHICAGO)
        assert told.overall == from_events(work.session, north)
        of_its_own.rollback()


def try_act(
    work: Work, referral: Referral, what: str, days: int, provenance: Provenance | None, *, by_ben: bool
) -> None:
    """One act that may be refused, then nothing changes."""
    tap = work.tap(referral, after=days * A_DAY, by=work.ben if by_ben else None)
    reasons = {"connected": "enrolled", "declined": "other", "not_connected": "transport", "withdrawn": "no_response"}
    try:
        if what in {"prepare", "introduce"}:
            take_step(tap, Step(what), at=tap.now, zone=CHICAGO)
        elif what == "went":
            we_went(tap, at=tap.now, zone=CHICAGO)
        elif what == "undo":
            undo_last(tap)
        elif what == "seen":
            mark_seen(replace(tap, by=work.ana))
        elif what == "speak":
            work.speaks(referral, days=days)
        else:
            work.becomes(
                referral, State(what), days=days, reason=reasons.get(what, "other"), provenance=provenance, by=tap.by
            )
    except RefusedError:
        work.session.flush()


def test_what_was_known_at_a_moment_stays_known_whatever_comes_later(work: Work) -> None:
    referral = work.agree(here(5, 2))
    work.becomes(referral, State.CONNECTED, days=10, reason="enrolled")
    then = here(5, 20)
    before = list(read_histories_as_of(work.session, QUARTER, then, zone=CHICAGO))
    work.becomes(referral, State.DRIFTED, days=40)
    work.speaks(referral, days=25)
    assert list(read_histories_as_of(work.session, QUARTER, then, zone=CHICAGO)) == before
    assert before[0].state == State.CONNECTED
    assert next(read_histories_as_of(work.session, QUARTER, here(5, 5), zone=CHICAGO)).connected_at is None


def test_histories_are_read_in_two_statements(work: Work, north: Scope) -> None:
    write_quarter(work)
    work.session.flush()
    with statements(work.session) as sent:
        assert len(list(read_histories(work.session, north, QUARTER, zone=CHICAGO))) == 26
    assert len(sent) == 2


def test_a_reply_is_owed_in_working_hours(work: Work, cast: Cast, north: Scope) -> None:
    person = work.session.merge(cast.ana)
    person.working_hours = [{"day": day, "starts": "09:00", "ends": "17:00"} for day in ("mo", "tu", "we", "th", "fr")]
    # Friday June 5th 16:00 to Monday June 8th 10:00: an hour on Friday, an hour on Monday.
    work.log(here(6, 5, 16), direction="in")
    work.log(here(6, 8, 10))
    # Tuesday at noon, and again at 13:00, to 14:00: two hours, and one.
    work.log(here(6, 9, 12), direction="in")
    work.log(here(6, 9, 13), direction="in")
    work.log(here(6, 9, 14))
    # Reached at once; and once never answered.
    work.log(here(6, 10, 9), direction="in", two_way=True)
    work.log(here(6, 29, 9), direction="in")
    told = reply_time(work.session, north, QUARTER, zone=CHICAGO)
    # 0, 1, 2 and 2 hours.
    assert (told.median, told.p90, told.known, told.never) == (1.5, 2, 4, 1)


def test_an_answer_after_the_end_of_the_period_counts_for_it(work: Work, north: Scope) -> None:
    work.log(here(6, 30, 23), direction="in")
    work.log(here(7, 1, 1))
    assert reply_time(work.session, north, QUARTER, zone=ZoneInfo("America/Chicago")).median == 2
