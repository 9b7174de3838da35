"""What is near, what is on and what may be shown, told in single cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from search.document import Texts
from search.hours import DayWindow, Hours, Schedule, TimeState, Window
from search.query import Near, Query, Reason
from tests.search.engine_cases import NOW
from tests.search.engine_listings import HERE, ONLINE, Opener, away, first, ids, listing

TONIGHT = Hours((Schedule(time(19), time(20), "America/Chicago", byday=("FR",)),))
SUNDAYS = Hours((Schedule(time(9), time(10), "America/Chicago", byday=("SU",)),))


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "index")


# Place


def test_without_miles_the_smallest_ring_that_holds_ten_is_taken(opened):
    near, far = [listing(f"Near {n}", **away(n / 2)) for n in range(10)], [listing("Far", **away(20))]
    index = opened(*near, *far)
    assert (index.find(Query(near=Near(44.98, -93.27)), NOW).miles, index.find(Query(near=HERE), NOW).miles) == (5, 10)
    assert opened(*near[:8], *far).find(Query(near=Near(44.98, -93.27)), NOW).miles == 60


def test_what_is_online_comes_after_what_is_near_and_has_no_distance(opened):
    index = opened(listing("Chess online", **ONLINE), listing("Chess chess chess far", **away(9)))
    for sort in ("best", "nearest", "soonest"):
        results = index.find(Query(words="chess", near=HERE, sort=sort), NOW)
        assert ids(results) == ["chess-chess-chess-far", "chess-online"]
        assert (results.total, results.hits[1].miles) == (2, None)


def test_a_hybrid_is_in_person_within_the_circle_and_online_beyond(opened):
    index = opened(listing("Inside", online=True, **away(2)), listing("Outside", online=True, **away(30)))
    results = index.find(Query(near=HERE), NOW)
    assert {hit.id: hit.miles is None for hit in results.hits} == {"inside": False, "outside": True}
    assert results.facets["format"] == {"in_person": 1, "online": 2}
    chosen = Query(near=HERE, chosen={"format": frozenset({"in_person"})})
    assert ids(index.find(chosen, NOW)) == ["inside"]


def test_exactly_at_the_point_is_no_miles_away(opened):
    assert first(opened(listing("Here")).find(Query(near=replace(HERE, miles=1)), NOW)).miles == 0


def test_nearest_without_a_place_is_best(opened):
    index = opened(listing("a", texts=Texts("b", "yoga")), listing("b", texts=Texts("yoga")))
    assert ids(index.find(Query(words="yoga", sort="nearest"), NOW)) == ["b", "a"]


# Time


def test_what_is_shown_is_the_first_time_that_is_not_over(opened):
    index = opened(listing("Tonight", hours=TONIGHT))
    eight = NOW.replace(hour=19, minute=59)
    for now, day, state in (
        (NOW, 30, TimeState.UPCOMING),
        (eight, 30, TimeState.IN_PROGRESS),
        (NOW.replace(hour=20, minute=0), 6, TimeState.UPCOMING),
    ):
        hit = first(index.find(Query(), now))
        assert (hit.state, hit.occurrence.starts_at.day) == (state, day)


def test_a_window_shows_what_falls_in_it_and_says_so_as_of_its_opening(opened):
    index = opened(listing("Sunday", hours=SUNDAYS), listing("Friday", hours=TONIGHT))
    opens = datetime(2026, 11, 1, 12, tzinfo=UTC)
    results = index.find(Query(window=Window(opens, opens + timedelta(hours=12))), NOW)
    assert ids(results) == ["sunday"]
    assert first(results).occurrence.starts_at == datetime(2026, 11, 1, 15, tzinfo=UTC)
    assert Reason("soon", "180") in first(results).reasons


def test_a_day_counts_its_others_too(opened):
    index = opened(listing("Sunday", hours=SUNDAYS), listing("Friday", hours=TONIGHT))
    results = index.find(Query(window=DayWindow(6, time(8), time(12))), NOW)
    assert (ids(results), results.facets["day"]) == (["sunday"], {"fr": 1, "su": 1})


def test_soonest_begins_with_what_is_on_and_ends_with_by_appointment(opened):
    index = opened(
        listing("a by appointment", hours=Hours(by_appointment=True)),
        listing("b unknown"),
        listing("c always", hours=Hours(always=True)),
        listing("d sunday", hours=SUNDAYS),
        listing("e tonight", hours=TONIGHT),
    )
    results = index.find(Query(sort="soonest"), NOW.replace(hour=19, minute=30))
    assert ids(results) == ["e-tonight", "c-always", "d-sunday", "b-unknown", "a-by-appointment"]


def test_two_zones_in_one_listing_keep_their_own_clocks(opened):
    hours = Hours((*SUNDAYS.schedules, Schedule(time(8), time(9), "Asia/Tokyo", byday=("SA",))))
    hit = first(opened(listing("Both", hours=hours)).find(Query(), NOW))
    assert hit.occurrence.starts_at.isoformat() == "2026-10-31T08:00:00+09:00"


# Trust

TODAY = NOW.date()
OVERDUE = {"verified_on": TODAY - timedelta(days=201), "due_on": TODAY - timedelta(days=101)}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "active"),
        ({"status": "inactive"}, None),
        ({"status": "defunct"}, None),
        ({"status": "temporarily_closed"}, "temporarily_closed"),
        ({"status": "temporarily_closed", "closed_until": TODAY}, "temporarily_closed"),
        ({"status": "temporarily_closed", "closed_until": TODAY - timedelta(days=1)}, "active"),
        ({"venue_closed": True}, "temporarily_closed"),
        ({"venue_closed": True, "online": True}, "active"),
        ({"venue_closed": True, "online": True, "status": "temporarily_closed"}, "active"),
        (OVERDUE, "overdue"),
        ({**OVERDUE, "live_source": True}, "active"),
        ({**OVERDUE, "verified_on": TODAY - timedelta(days=202)}, "active"),
        ({"due_on": date(2001, 1, 1)}, "active"),
        ({"reported_wrong": True}, "active"),
    ],
)
def test_who_is_shown_for_which_status(opened, changes, status):
    index = opened(listing("One", **changes))
    shown = {
        asked for asked in ("active", "temporarily_closed", "overdue") if index.find(Query(status=asked), NOW).total
    }
    assert shown == ({status} if status else set())
    assert index.find(Query(status="any"), NOW).total == 1


def test_a_meeting_whose_place_is_closed_is_online_only(opened):
    index = opened(listing("One", venue_closed=True, online=True))
    hit = first(index.find(Query(near=HERE), NOW))
    assert hit.miles is None
    assert index.find(Query(chosen={"format": frozenset({"in_person"})}), NOW).total == 0


def test_what_was_checked_lately_comes_before_what_was_reported_wrong(opened):
    index = opened(listing("a wrong", reported_wrong=True), listing("b never"), listing("c checked", verified_on=TODAY))
    results = index.find(Query(), NOW)
    assert ids(results) == ["c-checked", "b-never", "a-wrong"]
    assert first(results).reasons == (Reason("checked", "2026-10-30"),)
