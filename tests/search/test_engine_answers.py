"""Facets, order, pages, groups and relaxing, told in single cases."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from search.document import Texts
from search.hours import Hours, Schedule
from search.query import Near, Query, Reason, Relaxed
from tests.search.engine_cases import NOW
from tests.search.engine_listings import HERE, Opener, away, first, ids, listing

TODAY = NOW.date()
TONIGHT = Hours((Schedule(time(19), time(20), "America/Chicago", byday=("FR",)),))


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "index")


# Facets


def test_what_is_not_stated_is_left_out_counted_and_kept_when_asked(opened):
    need = frozenset({"same_day"})
    index = opened(
        listing("yes", stated={"need": need}),
        listing("silent", unstated={"need": need}),
        listing("no"),
    )
    asked = Query(chosen={"need": need})
    strict, loose = index.find(asked, NOW), index.find(replace(asked, unstated=True), NOW)
    assert (ids(strict), strict.unstated) == (["yes"], 1)
    assert (sorted(ids(loose)), loose.unstated) == (["silent", "yes"], 0)


def test_not_drops_only_a_stated_yes(opened):
    index = opened(listing("asks", asks=frozenset({"id"})), listing("silent"))
    assert ids(index.find(Query(excluded=frozenset({"id"})), NOW)) == ["silent"]


@pytest.mark.parametrize(("facet", "both"), [("need", {"x": 1, "y": 1}), ("access", {"x": 1, "y": 1})])
def test_needs_and_access_must_all_hold_and_their_counts_keep_the_choice(opened, facet, both):
    index = opened(listing("a", stated={facet: frozenset({"x", "y"})}), listing("b", stated={facet: frozenset({"x"})}))
    results = index.find(Query(chosen={facet: frozenset({"x", "y"})}), NOW)
    assert (ids(results), results.facets[facet]) == (["a"], both)
    assert index.find(Query(chosen={facet: frozenset({"x"})}), NOW).facets[facet] == {"x": 2, "y": 1}


@pytest.mark.parametrize("facet", ["domain", "term", "language", "for", "free"])
def test_of_other_facets_any_value_will_do_and_their_counts_ignore_the_choice(opened, facet):
    index = opened(
        listing("a", stated={facet: frozenset({"x"})}),
        listing("b", stated={facet: frozenset({"y"})}),
        listing("c", stated={facet: frozenset({"z"})}),
    )
    results = index.find(Query(chosen={facet: frozenset({"x", "y"})}), NOW)
    assert (ids(results), results.facets[facet]) == (["a", "b"], {"x": 1, "y": 1, "z": 1})
    other = index.find(Query(chosen={facet: frozenset({"x"}), "format": frozenset({"online"})}), NOW)
    assert (other.total, other.facets[facet], other.facets["format"]) == (0, {}, {"in_person": 1})


def test_verified_counts_within_its_steps(opened):
    days = (0, 30, 31, 365, 366)
    index = opened(*(listing(f"n{ago}", verified_on=TODAY - timedelta(days=ago)) for ago in days))
    results = index.find(Query(verified_days=30), NOW)
    assert (results.total, results.facets["verified"]) == (2, {"30": 2, "90": 3, "180": 3, "365": 4})


# Order, pages, groups


def test_a_question_in_spanish_ranks_what_is_in_spanish_first(opened):
    index = opened(
        listing("a", texts=Texts("yoga yoga")), listing("b", texts=Texts("x", place="yoga"), text_language="es")
    )
    assert ids(index.find(Query(words="yoga", language="en"), NOW)) == ["a", "b"]
    results = index.find(Query(words="yoga", language="es"), NOW)
    assert (ids(results), first(results).reasons[-1]) == (["b", "a"], Reason("language", "es"))


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("sort", ["best", "nearest", "soonest"])
def test_pages_never_overlap_and_leave_nothing_out(opened, sort, grouped):
    listings = [
        listing(f"n{n:02}", group=f"g{n % 9}", **away(n % 4), hours=TONIGHT if n % 3 else Hours()) for n in range(30)
    ]
    index = opened(*listings)
    whole = Query(near=HERE, sort=sort, grouped=grouped, per_page=100)
    expected = ids(index.find(whole, NOW))
    pages = [index.find(replace(whole, page=page, per_page=4), NOW) for page in range(1, 10)]
    assert [one for page in pages for one in ids(page)] == expected
    assert len(expected) == (9 if grouped else 30)
    assert {(page.total, page.groups) for page in pages} == {(30, 9)}


def test_a_group_is_one_hit_by_its_best_listing_with_the_others_counted(opened):
    index = opened(
        listing("Far", group="g", **away(5)), listing("Near", group="g", **away(1)), listing("Other", **away(3))
    )
    results = index.find(Query(near=HERE, sort="nearest", grouped=True), NOW)
    assert [(hit.id, hit.others) for hit in results.hits] == [("near", 1), ("other", 0)]
    assert (results.total, results.groups) == (3, 2)


def test_a_page_beyond_the_last_is_empty(opened):
    results = opened(listing("One")).find(Query(page=7), NOW)
    assert (results.hits, results.total) == ((), 1)


# Relaxing


def test_a_word_that_nobody_knows_is_respelt(opened):
    index = opened(listing("Women walk"))
    results = index.find(Query(words="wemen"), NOW)
    assert (ids(results), results.relaxed) == (["women-walk"], (Relaxed("spelling", "wemen", "women"),))


def test_exact_matches_stay_first_when_any_word_is_enough(opened):
    index = opened(listing("a yoga"), listing("b chess yoga chess yoga night shift"), listing("c chess chess"))
    results = index.find(Query(words="chess yoga"), NOW)
    assert ids(results)[0] == "b-chess-yoga-chess-yoga-night-shift"
    assert (results.total, results.relaxed) == (3, (Relaxed("any_word", "chess yoga", "chess, yoga"),))


def test_the_circle_widens_ring_by_ring_and_no_further_than_it_helps(opened):
    index = opened(
        listing("a", **away(2)), listing("b", **away(20)), listing("c", **away(24)), listing("d", **away(50))
    )
    results = index.find(Query(near=replace(HERE, miles=5)), NOW)
    assert (ids(results), results.miles) == (["a", "b", "c"], 25)
    assert results.relaxed == (Relaxed("wider", "5", "25"),)
    assert opened(listing("a"), listing("e", **away(150))).find(Query(near=HERE), NOW).relaxed == ()


def test_what_matched_as_asked_is_kept_when_the_words_meant_are_found_much_nearer(opened):
    near = [listing(f"Women {n}", **away(1)) for n in range(12)]
    results = opened(listing("Wemen", **away(40)), *near).find(Query(words="wemen", near=Near(44.98, -93.27)), NOW)
    assert (results.miles, results.relaxed, ids(results)) == (60, (), ["wemen"])
    far = opened(listing("Women yoga", **away(40)), *near, listing("Yogic"))
    results = far.find(Query(words="women yoga", near=Near(44.98, -93.27)), NOW)
    assert (results.miles, ids(results)[0]) == (60, "women-yoga")


def test_a_slip_is_forgiven_though_only_another_step_finds_anything(opened):
    index = opened(listing("Women walk", **away(20)))
    results = index.find(Query(words="wemen dance", near=replace(HERE, miles=1)), NOW)
    assert (ids(results), [relaxed.kind for relaxed in results.relaxed]) == (
        ["women-walk"],
        ["spelling", "any_word", "wider"],
    )


@pytest.mark.parametrize("pinned", [{"exact": True}, {"guarded": True}])
def test_what_is_pinned_or_speaks_of_danger_is_never_relaxed(opened, pinned):
    index = opened(listing("Women walk", **away(20)))
    results = index.find(Query(words="wemen dance", near=replace(HERE, miles=1), **pinned), NOW)
    assert (results.total, results.relaxed) == (0, ())


def test_three_are_enough_and_facets_do_not_relax(opened):
    index = opened(*(listing(f"Chess {n}") for n in range(3)), listing("Yoga"))
    results = index.find(Query(words="chess", chosen={"domain": frozenset({"work"})}), NOW)
    assert (results.total, results.relaxed) == (0, ())


def test_words_in_quotes_are_not_respelt(opened):
    assert opened(listing("Women walk")).find(Query(words='"wemen"'), NOW).relaxed == ()
