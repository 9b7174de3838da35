"""What the engine answers, told in single cases: place, time, trust, order, pages, groups, relaxing and reasons."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.document import Document, Texts
from search.hours import DayWindow, Hours, Schedule, TimeState, Window
from search.index import Index, State, rebuild
from search.query import Hit, Near, Query, Reason, Relaxed, Results
from search.synonyms import Synonyms
from tests.search.engine_cases import NOW

HERE = Near(44.98, -93.27, 10)
MILE = 1 / 69.06
"""Degrees of latitude."""
TONIGHT = Hours((Schedule(time(19), time(20), "America/Chicago", byday=("FR",)),))
SUNDAYS = Hours((Schedule(time(9), time(10), "America/Chicago", byday=("SU",)),))

Opened = Callable[..., Index]


def listing(name: str, **changes: object) -> Document:
    plain = Document(
        id=name.lower().replace(" ", "-"),
        group=name,
        texts=Texts(name),
        text_language="en",
        hours=Hours(),
        stated={},
        unstated={},
        asks=frozenset(),
        in_person=True,
        online=False,
        lat=44.98,
        lon=-93.27,
        precision="exact",
    )
    return replace(plain, **changes)


def away(miles: float) -> dict[str, float]:
    return {"lat": 44.98 + miles * MILE}


ONLINE = {"in_person": False, "online": True, "lat": None, "lon": None}


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def opened(*listings: Document, synonyms: Iterable[tuple[str, list[str]]] = ()) -> Index:
        rebuild(tmp_path / "index", listings, State("a database", 1))
        return Index.open(tmp_path / "index", synonyms=Synonyms(synonyms))

    return opened


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def first(results: Results) -> Hit:
    return results.hits[0]


# Words


def test_a_word_in_the_name_outweighs_it_elsewhere(opened):
    bands = ("place", "description", "organization", "terms", "alternate_name", "name")
    listings = [listing(f"Club {band}", texts=Texts(**{"name": "Club", band: "yoga"})) for band in bands]
    expected = [f"club-{band}" for band in ("name", "alternate_name", "terms", "organization", "description", "place")]
    assert ids(opened(*listings).find(Query(words="yoga"), NOW)) == expected


def test_a_phrase_does_not_reach_from_one_field_into_the_next(opened):
    index = opened(listing("a", texts=Texts("night yoga", "club")), listing("b", texts=Texts("x", "yoga club")))
    assert ids(index.find(Query(words='"yoga club"', exact=True), NOW)) == ["b"]


def test_a_word_with_a_minus_drops_and_alone_leaves_everything_else(opened):
    index = opened(listing("Yoga club"), listing("Yoga walk"), listing("Chess club"))
    assert ids(index.find(Query(words="yoga -walk", exact=True), NOW)) == ["yoga-club"]
    assert ids(index.find(Query(words="-yoga", exact=True), NOW)) == ["chess-club"]


def test_while_typing_the_last_word_finds_what_it_begins_and_marks_it(opened):
    index = opened(listing("Yoga club"), listing("Yogurt shop"), listing("Chess"))
    results = index.find(Query(words="yog", typing=True, exact=True), NOW)
    assert {hit.id: hit.matched for hit in results.hits} == {"yoga-club": ("yoga",), "yogurt-shop": ("yogurt",)}
    assert index.find(Query(words="yog", exact=True), NOW).total == 0


def test_a_synonym_finds_and_says_so(opened):
    index = opened(
        listing("Alcoholics Anonymous"), listing("AA at noon"), synonyms=[("both", ["aa", "alcoholics anonymous"])]
    )
    results = index.find(Query(words="aa"), NOW)
    assert ids(results) == ["aa-at-noon", "alcoholics-anonymous"]
    assert first(results).reasons == (Reason("name", "aa"),)
    assert results.hits[1].reasons == (
        Reason("name", "alcoholics anonymous"),
        Reason("synonym", "aa > alcoholics anonymous"),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=220), typing=st.booleans(), language=st.sampled_from(["en", "es"]))
@example(text='"', typing=True, language="en")
@example(text='-"', typing=True, language="en")
@example(text="* ? ~ ^ AND OR NOT ( [ name:x", typing=True, language="en")
@example(text="a" * 200, typing=True, language="en")
@example(text='"' + "a " * 99 + '"', typing=False, language="en")
@example(text="👩‍🍳 مرحبا שלום \u202e \x00 \ud800", typing=True, language="es")
def test_no_text_makes_the_search_fail(index_of_oddities, text, typing, language):
    results = index_of_oddities.find(Query(words=text, typing=typing, language=language, near=HERE), NOW)
    assert results.total >= len(results.hits) >= 0


@pytest.fixture(scope="module")
def index_of_oddities(tmp_path_factory: pytest.TempPathFactory) -> Index:
    names = ["Yoga", "مرحبا بكم", "שלום", "👩‍🍳", "café 12-step", "a", "x" * 300, "\x1f\x00", ""]
    listings = [listing(name, id=f"odd-{number}", texts=Texts(name, name)) for number, name in enumerate(names)]
    rebuild(tmp_path_factory.mktemp("odd"), listings, State("a database", 1))
    return Index.open(tmp_path_factory.getbasetemp() / "odd0")


def test_words_of_any_script_are_found(index_of_oddities):
    for number, word in enumerate(["yoga", "مرحبا", "שלום"]):
        assert ids(index_of_oddities.find(Query(words=word, exact=True), NOW)) == [f"odd-{number}"]


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


def test_a_facet_ignores_its_own_choice_but_needs_keep_theirs(opened):
    values = {"domain": frozenset({"work"}), "need": frozenset({"same_day", "room_now"})}
    other = {"domain": frozenset({"school"}), "need": frozenset({"same_day"})}
    index = opened(listing("a", stated=values), listing("b", stated=other))
    chosen = {"domain": frozenset({"work"}), "need": frozenset({"room_now"})}
    results = index.find(Query(chosen=chosen), NOW)
    assert results.facets["domain"] == {"work": 1}
    assert results.facets["need"] == {"same_day": 1, "room_now": 1}
    without = index.find(Query(chosen={"domain": frozenset({"work"})}), NOW)
    assert (without.total, without.facets["domain"]) == (1, {"work": 1, "school": 1})


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
