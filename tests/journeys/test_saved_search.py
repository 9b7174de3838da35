"""What a phone finds and says by itself is what its words name, and what the server would have said of the time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from directory.i18n import translator
from directory.listings.pages.saved import saved_page
from directory.listings.pages.time_labels import time_line
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder, static_folder
from search.hours import Occurrence, TimeState
from search.windows import When, window_for
from search.zones import zone_named

pytestmark = pytest.mark.browser
SCRIPTS = ("offline-search.js", "offline-times.js")
WHENS: tuple[When, ...] = ("now", "today", "tonight", "tomorrow", "week")
ZONES = ("America/Chicago", "America/Phoenix", "America/New_York")
MOMENTS = [datetime(2026, 10, 30, 3, tzinfo=UTC) + timedelta(hours=7 * step, minutes=13 * step) for step in range(24)]
"""Over the night in which the clocks go back."""
TOLD = (
    "also",
    "organization",
    "about",
    "hall",
    "door",
    "address",
    "way",
    "fees",
    "hours_note",
    "audiences",
    "languages",
)
PLACE: dict[str, Any] = {**dict.fromkeys(TOLD, ""), "what": ["", ""], "facts": [], "terms": []}
TEXTS = st.text(
    st.characters(categories=("L", "N", "P", "Zs", "M"), exclude_characters="\u2028\u2029"), min_size=1, max_size=40
)
NAMES = st.one_of(
    TEXTS, st.sampled_from(["Café Año Nuevo", "O'Brien's Al-Anon", "Straße der Ärzte", "ＡＡ ﬁrst light"])
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with nothing but the scripts."""
    page = browser.new_context(timezone_id="America/Chicago", locale="en-US").new_page()
    page.set_content("<!doctype html><html lang='en'></html>")
    for script in SCRIPTS:
        page.add_script_tag(content=(static_folder() / script).read_text(encoding="utf-8"))
    yield page
    page.context.close()


FOUND_BY_EACH_WORD = """async (places) => {
  const index = await SavedSearch.indexOf(places, {});
  const missed = [];
  places.forEach((place, number) => {
    for (const word of `${place.name} ${place.about}`.match(/[\\p{L}\\p{M}\\p{N}]+/gu) ?? []) {
      const beginning = [...word].slice(0, Math.ceil(word.length / 2)).join("");
      for (const typed of [word, word.toUpperCase(), word.toLowerCase(), beginning, word.normalize("NFD")]) {
        if (!SavedSearch.wordsOf(typed).length) continue;
        const { numbers, isWhole } = SavedSearch.find(index, typed);
        if (!(isWhole && numbers.includes(number))) missed.push([place.name, typed]);
      }
    }
    const { numbers, isWhole } = SavedSearch.find(index, place.name);
    if (!numbers.includes(number) && isWhole) missed.push([place.name, "all of it"]);
  });
  return missed;
}"""


@settings(max_examples=40)
@given(st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=12))
def test_every_word_of_a_place_and_its_beginning_finds_it(page: Page, texts):
    places = [PLACE | {"name": name, "about": about} for name, about in texts]
    assert page.evaluate(FOUND_BY_EACH_WORD, places) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cafe", "Café Año Nuevo"),
        ("ano nuevo", "Café Año Nuevo"),
        ("MEETINGS", "Meeting House"),
        ("clases", "Clase de inglés"),
        ("obriens", "O'Brien's Al-Anon"),
        ("alanon", "O'Brien's Al-Anon"),
        ("food zebra", "Food Shelf"),
    ],
)
def test_accents_plurals_and_hyphens_keep_nobody_from_finding(page: Page, typed, first):
    names = ["Meeting House", "Clase de inglés", "Food Shelf", "Café Año Nuevo", "O'Brien's Al-Anon"]
    found = page.evaluate(
        "async ([places, typed]) => SavedSearch.find(await SavedSearch.indexOf(places, {}), typed)",
        [[PLACE | {"name": name} for name in names], typed],
    )
    assert [names[number] for number in found["numbers"]] == [first]
    assert found["isWhole"] is (typed != "food zebra")


def test_what_is_in_the_name_comes_before_what_is_told_of_it(page: Page):
    places = [PLACE | {"name": "Quiet Hall", "about": "Beside the garden"}, PLACE | {"name": "Garden Crew"}]
    script = "async (places) => SavedSearch.find(await SavedSearch.indexOf(places, {}), 'garden').numbers"
    assert page.evaluate(script, places) == [1, 0]


def minutes(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def test_tonight_and_tomorrow_mean_on_the_phone_what_they_mean_here(page: Page):
    asked = [(when, minutes(moment), zone) for when in WHENS for moment in MOMENTS for zone in ZONES]
    told = page.evaluate("(asked) => asked.map((one) => SavedTimes.stretch(...one))", asked)
    for (when, now, zone), stretch in zip(asked, told, strict=True):
        window = window_for(when, datetime.fromtimestamp(now * 60, UTC), zone)
        assert stretch == [minutes(window.opens_at), minutes(window.closes_at)], (when, now, zone)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_time_is_said_as_the_pages_say_it(page: Page, language):
    words = translator(language)
    sentences = saved_page(load_vocabulary(seeds_folder() / "vocabulary"), words).sentences
    page.evaluate("(language) => { document.documentElement.lang = language; }", language)
    here = zone_named("America/Chicago")
    assert here is not None
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for away in (-30, -600, 1, 45, 90, 91, 240, 480, 900, 1440, 3000, 9000):
        starts = (now + timedelta(minutes=away)).astimezone(here)
        for length in (60, 700):
            if away + length <= 0:
                continue
            one = Occurrence(starts, starts + timedelta(minutes=length))
            state = TimeState.IN_PROGRESS if one.covers(now) else TimeState.UPCOMING
            line = time_line(state, one, words, now=now, here=here)
            place = {"time": "times", "times": [away, length], "timezone": "America/Chicago", "hours": []}
            at = {
                "begins": minutes(now),
                "now": minutes(now),
                "opens": minutes(now),
                "words": json.loads(json.dumps(sentences)),
            }
            said = page.evaluate("([place, at]) => SavedTimes.said(place, at)", [place, at])
            assert (said["text"], said["tone"]) == (line.text, line.tone)
