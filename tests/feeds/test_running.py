"""Feeds read by the worker: by a schedule, one at a time, by a rule; and what becomes of one that fails."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from directory.errors import RefusedError
from directory.feeds.codes import Ended, Health, Rule, Schedule
from directory.feeds.files import kept_file
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.planning import next_due
from directory.feeds.running import run_feed
from directory.feeds.sources import get_feed, trust_run
from tests.cast import caller_as
from tests.feeds.feed_server import plain
from tests.feeds.office import ROWS, Office
from tests.feeds.reading import MEETING

CHICAGO = ZoneInfo("America/Chicago")


def changed(number: int, **fields: Any) -> list[dict[str, Any]]:
    return [row | (fields if place == number else {}) for place, row in enumerate(ROWS)]


def test_a_first_run_waits_for_a_person_whatever_the_rule(office: Office):
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    run = office.run()
    assert (run.ended, run.rows_new, run.rows_applied, run.rows_to_review) == (Ended.STAGED, 10, 0, 10)
    assert "first run" in run.held_back
    assert office.listings() == {}


def test_a_file_that_somebody_looked_at_is_taken_up_whole_in_their_name(office: Office, cast):
    run = office.run()
    dee = cast.dee
    with office.database.writing() as session:
        trust_run(session, office.source_id, run.id, by=caller_as(session, dee, office.now), now=office.now)
    office.serve(changed(0, name="Something else by now"))
    assert office.run().ended == Ended.APPLIED
    assert office.listings()["group-0"].draft.name == "Group 0"
    assert office.waiting() == {}


def test_a_run_that_was_overtaken_is_not_taken_up_whole(office: Office, cast):
    first = office.run()
    office.serve(changed(0, name="Something else"))
    office.later(hours=1)
    office.run()
    with office.database.writing() as session, pytest.raises(RefusedError, match="once more"):
        trust_run(session, office.source_id, first.id, by=caller_as(session, cast.dee, office.now), now=office.now)


def test_only_a_newer_version_is_asked_for_and_what_has_not_changed_is_seen_again(office: Office):
    office.serve(ROWS, ETag='"v1"')
    office.load()
    office.later(days=1)
    office.server.answers["/feed.json"] = plain(b"", "304 Not Modified")
    run = office.run()
    assert 'If-None-Match: "v1"' in office.server.asked[-1]
    assert (run.ended, run.rows_unchanged) == (Ended.UNCHANGED, 10)
    assert {one.seen_on for one in office.listings().values()} == {office.now.date()}


CALM = [{"time": "12:30"}, {"day": 4}, {"notes": "Bring a cup."}, {"types": ["C"]}, {"end_time": "13:30"}]
BOLD = [{"name": "Renamed"}, {"conference_url": "https://zoom.us/j/1"}, {"types": ["O", "TC"]}]
SENSITIVE = [
    {"address": "9 Oak Street"},
    {"city": "Saint Paul"},
    {"postal_code": "55101"},
    {"latitude": 44.9},
    {"phone": "612-555-0100"},
    {"email": "us@elm.example.org"},
    {"conference_phone": "+16125550100"},
    {"notes": "Call 612-555-0100 first."},
]


@pytest.mark.parametrize(
    ("rule", "field", "passes"),
    [
        *((Rule.UNCHANGED_SHAPE, field, True) for field in CALM[:2]),
        *((Rule.ALL_BUT_SENSITIVE, field, True) for field in (CALM[0], *BOLD)),
        *((Rule.UNCHANGED_SHAPE, {"name": "Renamed"}, False) for _ in range(1)),
        *((rule, field, False) for rule in (Rule.UNCHANGED_SHAPE, Rule.ALL_BUT_SENSITIVE) for field in SENSITIVE),
        (Rule.REVIEW_ALL, CALM[0], False),
    ],
    ids=str,
)
def test_a_rule_lets_through_what_it_says_and_never_a_number_or_an_address(office: Office, rule, field, passes):
    extra = {"notes": "", "phone": "", "email": "", "conference_phone": "", "conference_url": ""}
    office.serve([row | extra for row in ROWS])
    office.load()
    office.by_rule(rule)
    office.later(days=1)
    office.serve([row | extra | (field if row["slug"] == "group-3" else {}) for row in ROWS])
    run = office.run()
    assert (run.rows_changed, run.rows_applied) == (1, int(passes))
    assert office.waiting() == ({} if passes else {"group-3": "change"})


def test_what_somebody_changed_by_hand_is_not_changed_back_by_a_rule(office: Office, cast):
    from directory.listings.history import Origin, Reason
    from directory.listings.service import save_listing

    office.load()
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    detail = office.listings()["group-3"]
    with office.database.writing() as session:
        mended = detail.draft.model_copy(update={"name": "Group Three"})
        origin = Origin(reason=Reason.EDITED, by=cast.dee.id)
        save_listing(session, mended, listing_id=detail.id, now=office.now, origin=origin)
    office.later(days=1)
    office.serve(changed(3, time="12:30"))
    assert office.run().rows_applied == 0
    assert office.waiting() == {"group-3": "change"}


def test_new_rows_pass_only_where_everything_but_the_sensitive_does(office: Office):
    office.load()
    office.later(days=1)
    office.serve([*ROWS, {**MEETING, "slug": "new", "name": "New"}])
    office.by_rule(Rule.UNCHANGED_SHAPE)
    assert office.run().rows_applied == 0
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    assert office.run().rows_applied == 1
    assert "new" in office.listings()


def test_other_columns_or_much_that_changed_hold_everything_back_where_the_shape_should_keep(office: Office):
    office.load()
    office.by_rule(Rule.UNCHANGED_SHAPE)
    office.later(days=1)
    office.serve([row | {"region": "Elm County"} for row in ROWS])
    assert office.run().held_back == "Its rows have other columns than before."
    office.serve([row | {"time": "13:00"} for row in ROWS[:4]] + ROWS[4:])
    assert "a fifth" in office.run().held_back
    assert office.listings()["group-0"].draft.schedules[0].starts.hour == 12


def test_another_feed_under_the_same_ids_is_held_back(office: Office):
    office.load()
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    office.later(days=1)
    office.serve([row | {"name": f"Other {number}", "address": f"{number} Oak"} for number, row in enumerate(ROWS)])
    run = office.run()
    assert (run.rows_applied, run.rows_to_review) == (0, 10)
    assert "another feed" in run.held_back


def test_retiring_waits_for_two_runs_and_for_a_person_when_a_fifth_is_gone(office: Office):
    office.load()
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    office.serve(ROWS[:-1])
    office.later(days=1)
    assert office.run().rows_applied == 0
    assert office.listings()["group-9"].draft.status == "active"
    office.later(days=1)
    assert office.run().rows_applied == 1
    assert office.listings()["group-9"].draft.status == "inactive"
    office.serve(ROWS[:5])
    for _ in range(2):
        office.later(days=1)
        run = office.run()
    assert run.rows_applied == 0
    assert office.waiting() == {f"group-{number}": "retire" for number in range(5, 9)}
    assert {one.draft.status for one in office.listings().values() if one.source_id != "group-9"} == {"active"}
    office.serve(ROWS)
    office.later(days=1)
    office.run()
    assert office.waiting() == {}


def test_a_row_that_was_retired_and_returns_is_listed_again(office: Office):
    office.load()
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    office.serve(ROWS[:-1])
    for _ in range(2):
        office.later(days=1)
        office.run()
    office.serve(ROWS)
    office.later(days=1)
    assert office.run().rows_applied == 1
    assert office.listings()["group-9"].draft.status == "active"


NO_FEEDS = {
    "a page": b"<!doctype html><html><body>Please sign in</body></html>",
    "nothing": b"",
    "an empty list": b"[]",
    "cut off": json.dumps(ROWS).encode()[:-40],
    "no meetings": b'{"error": "busy"}',
    "no row of use": json.dumps([{"slug": ""}, {"slug": "group-1"}, 7]).encode(),
}


@pytest.mark.parametrize("content", NO_FEEDS.values(), ids=NO_FEEDS)
def test_what_is_no_feed_changes_nothing_and_its_bytes_are_kept_to_look_at(office: Office, content):
    office.load()
    before = office.listings()
    office.later(days=1)
    office.server.answers["/feed.json"] = plain(content)
    run = office.run()
    assert run.ended == Ended.REFUSED
    assert run.failure
    assert office.listings() == before
    assert office.waiting() == {}
    assert not content or kept_file(office.settings.feeds_folder, run.content_hash) == content
    assert office.health() == Health.FAILING


def test_a_feed_that_dies_ages_visibly_and_empties_nothing(office: Office):
    assert office.health() == Health.NEW
    office.load()
    assert office.health() == Health.GOOD
    office.later(days=2, hours=1)
    assert office.health() == Health.LATE
    del office.server.answers["/feed.json"]
    for _ in range(8):
        office.later(days=2)
        assert office.run().ended == Ended.UNREACHED
    assert office.health() == Health.DEAD
    assert len(office.listings()) == 10
    assert {one.draft.status for one in office.listings().values()} == {"active"}
    office.serve(ROWS)
    office.run()
    assert office.health() == Health.GOOD


def test_a_failure_is_tried_again_soon_then_less_and_less_often(office: Office):
    del office.server.answers["/feed.json"]
    pauses = []
    for _ in range(10):
        office.run()
        with office.database.reading() as session:
            pauses.append(get_feed(session, office.source_id).feed.due_at - office.now)
    assert pauses[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert max(pauses) <= timedelta(days=1)


def test_files_and_problems_are_kept_of_the_newest_runs_alone(office: Office):
    settings = office.settings.model_copy(update={"feeds_keep_runs": 2})
    for number in range(4):
        office.serve([{**MEETING, "notes": f"Call 612-555-010{number}."}])
        office.later(hours=1)
        run_feed(office.database, settings, office.source_id, clock=lambda: office.now, fetcher=office.server.fetcher())
    assert len(list(settings.feeds_folder.glob("*.gz"))) == 2
    with office.database.reading() as session:
        assert len(session.exec(select(FeedRun)).all()) == 4
        assert len({problem.run_id for problem in session.exec(select(FeedProblem))}) == 2


@pytest.mark.parametrize(
    ("schedule", "hour", "after", "due"),
    [
        (Schedule.HOURLY, 4, "2026-11-22T10:30", "2026-11-22T11:30"),
        (Schedule.DAILY, 4, "2026-11-22T03:59", "2026-11-22T04:00"),
        (Schedule.DAILY, 4, "2026-11-22T04:00", "2026-11-23T04:00"),
        (Schedule.WEEKLY, 6, "2026-11-22T10:00", "2026-11-23T06:00"),
        (Schedule.WEEKLY, 6, "2026-11-23T06:00", "2026-11-30T06:00"),
        (Schedule.DAILY, 2, "2026-03-07T12:00", "2026-03-08T03:00"),  # a night without its third hour
    ],
)
def test_hours_are_those_of_the_agencys_clock(schedule, hour, after, due):
    found = next_due(schedule, hour, after=datetime.fromisoformat(after).replace(tzinfo=CHICAGO), zone=CHICAGO)
    assert found.astimezone(ZoneInfo("UTC")) == datetime.fromisoformat(due).replace(tzinfo=CHICAGO).astimezone(
        ZoneInfo("UTC")
    )
