"""How the directory is kept, counted on real rows: freshness, ages, sources, gaps, and needs beside what there is."""

from datetime import date, timedelta

import pytest

from directory.curation.kinds import Kind
from directory.curation.proposing import suggest_correction
from directory.curation.unmet import record_need
from directory.feeds.codes import Ended
from directory.feeds.models import FeedRun
from directory.listings.forms import PhoneDraft
from directory.reports.keeping.beside import needs_beside_listings
from directory.reports.keeping.completeness import POINTS, Thing, listings_to_mend, share_that_says
from directory.reports.keeping.freshness import (
    Fresh,
    ages_of_proposals,
    freshness_by_domain,
    freshness_by_kind,
    freshness_by_town,
)
from directory.reports.keeping.sources import health_of_sources
from tests.factories import HALL

TODAY = date(2026, 11, 22)
EDINA = HALL.model_copy(update={"city": "Edina"})


def test_freshness_counts_each_listing_once_in_each_part_of_life_kind_and_town(session, make):
    make.listing(name="Old", checked_on=date(2026, 1, 1), checked_how="called", terms=("aa", "smart"))
    make.listing(name="New", checked_on=TODAY, checked_how="called", reported_wrong_on=date(2026, 11, 1), place=EDINA)
    make.listing(name="Unknown", terms=("basketball",))
    make.listing(name="Over", status="inactive")
    make.listing(name="Hidden", place=HALL.model_copy(update={"visibility": "hidden"}), terms=("basketball",))
    assert freshness_by_domain(session, TODAY) == [Fresh("recovery", 2, 1, 0, 1), Fresh("social", 2, 0, 2, 0)]
    assert freshness_by_kind(session, TODAY) == [
        Fresh("aa", 2, 1, 0, 1),
        Fresh("smart", 1, 1, 0, 0),
        Fresh("basketball", 2, 0, 2, 0),
    ]
    assert freshness_by_town(session, TODAY) == [Fresh("Minneapolis", 2, 1, 1, 0), Fresh("Edina", 1, 0, 0, 1)]


def test_proposals_are_counted_by_how_long_they_waited(session, make, now):
    for days in (0, 7, 8, 31, 400):
        at = now - timedelta(days=days)
        suggest_correction(session, make.listing().id, {"fees": f"${days}"}, "", now=at)
    [ages] = ages_of_proposals(session, now)
    assert (ages.kind, ages.numbers) == (Kind.CORRECTION, (1, 2, 1, 1))


def test_a_source_tells_of_its_last_run_and_of_what_is_missing(session, make, now):
    never, read = make.source("A list"), make.source("B list")
    make.record(make.listing(), read, missing_since=now)
    for days, ended in ((2, Ended.APPLIED), (1, Ended.UNREACHED)):
        run = FeedRun(source_id=read.id, started_at=now - timedelta(days=days), ended=ended, rows_read=7 * days)
        session.add(run)
    session.flush()
    first, second = health_of_sources(session)
    assert (first.source, first.feed, first.read_at, first.rows) == (never, None, None, 0)
    assert (second.failed, second.rows, second.missing) == (True, 7, 1)


def test_what_says_least_is_mended_first(session, make):
    whole = make.listing(
        name="Whole",
        phones=(PhoneDraft(number="612 555 0100"),),
        description="A meeting.",
        facts={"id": False, "fee": False, "registration": False},
        access={"wheelchair": True},
        languages=("en",),
        first_time="Ring twice.",
        checked_on=TODAY,
        checked_how="called",
    )
    bare = make.listing(name="Bare", schedules=(), place=None, in_person=False)
    some = make.listing(name="Some", description="A meeting.")
    make.listing(name="Over", status="inactive", schedules=())
    found = listings_to_mend(session)
    assert [(one.listing_id, one.score) for one in found] == [(bare.id, 0), (some.id, 45)]
    assert whole.id not in {one.listing_id for one in found}
    assert found[0].missing == tuple(POINTS)
    assert Thing.TIMES not in found[1].missing
    assert share_that_says(session)[Thing.TIMES] == pytest.approx(2 / 3)


def test_the_points_are_a_hundred_together():
    assert sum(POINTS.values()) == 100


def test_an_empty_directory_has_nothing_to_tell(session, now):
    assert (freshness_by_domain(session, TODAY), ages_of_proposals(session, now)) == ([], [])
    assert (list(listings_to_mend(session)), share_that_says(session)) == ([], {})


def test_what_was_missed_stands_beside_what_there_is_and_small_counts_stay_hidden(session, make, now):
    last_quarter = now - timedelta(days=70)
    for _ in range(12):
        record_need(session, "recovery", "smart", "554", now=last_quarter)
    for _ in range(3):
        record_need(session, "social", "basketball", "554", now=last_quarter)
    for _ in range(20):
        record_need(session, "recovery", "", "554", now=last_quarter)
    make.listing(terms=("smart",))
    make.listing(terms=("aa",))
    _, rows = needs_beside_listings(session, TODAY)
    found = {(one.domain, one.term): (one.missed, one.listings) for one in rows}
    assert found["recovery", ""][1] == 2
    assert found["recovery", "smart"][1] == 1
    assert found["social", "basketball"] == (None, 0)
