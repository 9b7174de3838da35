"""Either database tells the same numbers, and the same as they were known at a moment."""

from directory.reports.histories import read_histories_as_of
from directory.reports.measures import Share
from directory.reports.periods import read_period
from directory.reports.reporting import report_on
from directory.reports.scopes import Scope
from directory.reports.sharing import share_report
from tests.cast import Cast
from tests.reports.conftest import CHICAGO, Work, here
from tests.reports.second_oracle import write_quarter


def test_the_second_oracle_holds(work: Work, cast: Cast) -> None:
    write_quarter(work)
    quarter = read_period("2026-q2", today=here(9, 30).date())
    north = Scope("north", teams=((cast.north.id, "North team"),))
    told = report_on(work.session, north, quarter, now=here(9, 30), zone=CHICAGO).overall
    assert (told.connection, told.closure, told.retention) == (Share(13, 25), Share(19, 25), Share(8, 13))
    assert share_report(work.session, quarter, zone=CHICAGO).cohort == 27
    in_may = list(read_histories_as_of(work.session, quarter, here(5, 1, 9), zone=CHICAGO))
    assert sum(history.connected_at is not None for history in in_may) == 7
