"""Time, place, language, cost and exclusion are read from the text, and names that only look so are left alone."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.phrases import Phrases
from search.understanding import Understood
from tests.search.golden_queries import SATURDAY_EVENING, VOCABULARY, public, understanding


def understood(text: str, now: datetime = SATURDAY_EVENING) -> Understood:
    return understanding().understand(text, now=now)


def read(text: str, now: datetime = SATURDAY_EVENING) -> dict[str, Any]:
    return public(understood(text, now).parameters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tonite", {"when": "tonight"}),
        ("hoy", {"when": "today"}),
        ("open right now", {"when": "now"}),
        ("mañana", {"when": "tomorrow"}),
        ("esta semana", {"when": "week"}),
        ("every tuesday", {"day": "tu"}),
        ("todos los jueves", {"day": "th"}),
        ("sat 7pm", {"day": "sa", "from": "19:00", "to": "20:00"}),
        ("on sun", {"day": "su"}),
        ("monday night", {"day": "mo", "from": "18:00", "to": "04:00"}),
        ("mañana por la mañana", {"day": "su", "from": "05:00", "to": "12:00"}),
        ("lunes a las 8 de la mañana", {"day": "mo", "from": "08:00", "to": "09:00"}),
        ("friday at noon", {"day": "fr", "from": "11:30", "to": "13:30"}),
        ("tuesday before 9am", {"day": "tu", "from": "05:00", "to": "09:00"}),
        ("wed from 5 to 7", {"day": "we", "from": "17:00", "to": "19:00"}),
        ("mon 10-2pm", {"day": "mo", "from": "10:00", "to": "14:00"}),
        ("en las próximas 2 horas", {"within": 120}),
        ("next 30 minutes", {"within": 30}),
        ("en media hora", {"within": 30}),
        ("mon night", {"day": "mo", "from": "18:00", "to": "04:00"}),
        ("open sundays", {"day": "su"}),
        ("abierto los domingos", {"day": "su"}),
        ("in half an hour", {"within": 30}),
        ("en una hora", {"within": 60}),
    ],
)
def test_times_are_read(text: str, expected: dict[str, Any]) -> None:
    assert read(text) == expected
    assert understood(text).words == ""


def test_hours_without_a_day_are_those_of_every_coming_day() -> None:
    assert read("aa at 7pm") == {"from": "19:00", "to": "20:00"}
    assert read("clases por la tarde") == {"from": "12:00", "to": "20:00"}


def test_hours_of_today_are_todays_until_they_are_over() -> None:
    assert read("tonight at 8") == {"day": "sa", "from": "20:00", "to": "21:00"}
    assert read("esta tarde") == {"day": "sa", "from": "12:00", "to": "20:00"}
    assert read("aa this morning") == {"from": "05:00", "to": "12:00"}
    assert read("aa this morning at 9") == {"from": "09:00", "to": "10:00"}


@pytest.mark.parametrize("text", ["volunteer saturday", "i want to give back", "quiero ser voluntaria", "donate blood"])
def test_words_of_helping_are_noted_and_left_in_the_text(text: str) -> None:
    assert understood(text).wants_to_help
    assert set(understood(text).words.split()) & {"volunteer", "give", "voluntaria", "donate"}
    assert not understood("food shelf").wants_to_help


def test_this_weekend_runs_to_the_night_before_monday() -> None:
    wednesday = SATURDAY_EVENING.replace(day=18)
    assert read("this weekend", wednesday) == {"at": "2026-11-21T05:00", "within": 47 * 60}
    assert read("this weekend") == {"at": "2026-11-21T18:00", "within": 34 * 60}


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("near 55401", "55401"),
        ("55401-1234", "55401"),
        ("cerca de 55404", "55404"),
        ("in brooklyn park", "brooklyn park"),
        ("in St. Paul, MN", "St. Paul, MN"),
        ("en Minneapolis", "Minneapolis"),
        ("around the maple grove area", "maple grove"),
        ("brooklyn park 55445", "brooklyn park 55445"),
        ("aa hopkins", "hopkins"),
        ("duluth mn aa", "duluth, MN"),
        ("5 miles of minneapolis", "minneapolis"),
        ("in hennepin county", "hennepin county"),
        ("aa minneapolls", "Minneapolis"),
        ("food shelf st pual", "Saint Paul"),
        ("in saint pual mn", "Saint Paul, MN"),
        ("near brooklin park", "Brooklyn Park"),
        ("en minneapolix", "Minneapolis"),
        ("in columbia hights", "Columbia Heights"),
        ("near chicgo", "Chicago"),
        ("sober house minneapolis women", "minneapolis"),
        ("st. louis park aa", "st. louis park"),
        ("edina yoga", "edina"),
        ("anoka county food", "anoka county"),
    ],
)
def test_places_are_read(text: str, near: str) -> None:
    assert read(text)["near"] == near


@pytest.mark.parametrize(
    "text",
    [
        "Hope",
        "new hope group",
        "independence",
        "friendship club",
        "in recovery",
        "help me",
        "in need of help",
        "hopkins street church",
        "or in me",
        "clases en la escuela",
        "in recovary",
        "crystal meth anonymous",
        "dejar la cristal",
        "sober brunch",
        "enterprises",
        "aa in the mornign",
        "en media hora",
        '"minneapolls"',
    ],
)
def test_ordinary_words_that_are_also_towns_are_not_places(text: str) -> None:
    assert "near" not in read(text)


@pytest.mark.parametrize("text", ["aa near me", "cerca de mí", "nearby", "around here", "comida cerca"])
def test_near_me_asks_for_a_place(text: str) -> None:
    answer = understood(text)
    assert answer.near_me
    assert "near" not in answer.parameters
    assert set(answer.words.split()) <= {"aa", "comida"}


@pytest.mark.parametrize(
    "text",
    [
        "Monday Night Live",
        "Day by Day",
        "One day at a time",
        "just for today",
        "a better tomorrow",
        "english classes",
        "Spanish class",
        "clases de inglés",
        "free from violence",
        "drug-free housing",
        "movie night",
        "sat prep",
        "sunrise yoga",
        "at 12 step meeting",
        "after 30 days sober",
        "kids 5 to 7 years",
        "day labor",
        "get my id",
        "solo por hoy",
    ],
)
def test_names_and_other_meanings_are_left_alone(text: str) -> None:
    answer = understood(text)
    assert (answer.words, answer.taken) == (text, ())


@pytest.mark.parametrize("text", ['"monday night"', '"free" "near me"', "-zoom", '-"in person"', "“tonight”"])
def test_what_is_quoted_or_excluded_is_never_taken(text: str) -> None:
    assert understood(text).taken == ()
    assert understood(text).words == text


def test_taking_a_word_before_a_hyphen_excludes_nothing() -> None:
    assert understood("7pm-aa").words == "aa"


def test_lists_hold_every_value_said() -> None:
    assert read("free aa, no id, no insurance, on zoom or in person") == {
        "free": True,
        "not": ["id", "insurance"],
        "format": ["online", "in_person"],
    }


def test_of_two_days_the_first_is_meant_and_the_other_stays_a_word() -> None:
    answer = understood("aa monday or tuesday")
    assert public(answer.parameters) == {"day": "mo"}
    assert answer.words == "aa or tuesday"


def test_a_chip_is_taken_away_by_leaving_its_words_out() -> None:
    answer = understood("aa meeting tonite near 55401")
    tonight, near = answer.taken
    assert (tonight.parameter, tonight.value, tonight.typed) == ("when", "tonight", "tonite")
    assert answer.without(tonight) == "aa meeting near 55401"
    assert answer.without(near) == "aa meeting tonite"


def test_a_phrase_that_is_read_in_an_unknown_place_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "phrases.csv"
    file.write_text("language,phrase,parameter,value,only\nen,now,when,now,middle\n", encoding="utf-8")
    with pytest.raises(ValueError, match="must be end, beside or nothing"):
        Phrases.read(file, VOCABULARY / "languages.csv")


TYPICAL = """
aa meeting tonite mañana monday por la noche at 7pm 5-7 near in 55401 brooklyn park mn hope free no id -zoom within
5 miles "just for today" en español 24 hours weekend cerca de mí , . - " ñ 😀 مرحبا
"""
PIECES = st.sampled_from(TYPICAL.split())
TYPED = st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=60))


@settings(max_examples=300)
@given(TYPED)
@example("7" * 300)
@example("at 24:00 to 25")
def test_no_text_is_an_error_and_no_word_is_lost(text: str) -> None:
    answer = understood(text)
    spans = [(taken.starts, taken.ends) for taken in answer.taken]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    left = [letter for letter in answer.words if letter.isalnum()]
    taken = [letter for one in answer.taken for letter in one.typed if letter.isalnum()]
    assert sorted(left + taken) == sorted(letter for letter in answer.text if letter.isalnum())
