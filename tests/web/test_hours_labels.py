"""Hours as sentences."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.i18n import translator
from directory.listings.forms import ScheduleDraft
from directory.listings.pages.hours_labels import hours_sentences, schedule_sentence, told_hours
from search.hours import Frequency, Hours, Schedule
from tests.factories import draft

ENGLISH, SPANISH = translator("en"), translator("es")
TODAY = date(2026, 11, 21)
WEEKLY, MONTHLY, ONCE = Frequency.WEEKLY, Frequency.MONTHLY, Frequency.ONCE


def evening(**facts):
    return Schedule(**{"starts": time(19), "ends": time(20, 30), "timezone": "America/Chicago", **facts})


@pytest.mark.parametrize(
    ("line", "english", "spanish"),
    [
        (evening(byday=("TU",)), "Every Tuesday, 7–8:30 pm", "Cada martes, 7–8:30 p.m."),
        (evening(byday=("WE", "MO")), "Mondays and Wednesdays, 7–8:30 pm", "Lunes y miércoles, 7–8:30 p.m."),
        (
            evening(byday=("MO", "TU", "WE", "TH", "FR")),
            "Monday to Friday, 7–8:30 pm",
            "De lunes a viernes, 7–8:30 p.m.",
        ),
        (
            evening(byday=("MO", "TU", "WE", "TH", "FR", "SA", "SU")),
            "Every day, 7–8:30 pm",
            "Todos los días, 7–8:30 p.m.",
        ),
        (
            evening(freq=MONTHLY, byday=("2TU", "4TU")),
            "Every 2nd and 4th Tuesday, 7–8:30 pm",
            "Cada 2.º y 4.º martes, 7–8:30 p.m.",
        ),
        (
            evening(freq=MONTHLY, byday=("1MO", "-1FR")),
            "Every 1st Monday and last Friday, 7–8:30 pm",
            "Cada 1.er lunes y último viernes, 7–8:30 p.m.",
        ),
        (
            evening(freq=MONTHLY, bymonthday=(1, -1)),
            "Every month on day 1 and the last day, 7–8:30 pm",
            "Cada mes: el día 1 y el último día, 7–8:30 p.m.",
        ),
        (
            evening(byday=("TU",), interval=2),
            "Every other Tuesday, 7–8:30 pm",
            "Cada dos semanas: martes, 7–8:30 p.m.",
        ),
        (evening(byday=("TU",), ends=None), "Every Tuesday, 7:00 pm", "Cada martes, 7:00 p.m."),
        (
            evening(byday=("TU",), starts=time(8), ends=time(8)),
            "Every Tuesday, around the clock",
            "Cada martes, las 24 horas",
        ),
        (
            evening(freq=ONCE, anchor=date(2026, 12, 5)),
            "Sat Dec 5, 7–8:30 pm",
            "Sáb 5 de dic, 7–8:30 p.m.",
        ),
        (
            evening(
                byday=("TU",),
                valid_from=date(2027, 1, 5),
                until=date(2027, 3, 1),
                except_on=frozenset({date(2027, 2, 2)}),
            ),
            "Every Tuesday, 7–8:30 pm, from January 5, 2027, until March 1, 2027, not on Tue Feb 2",
            "Cada martes, 7–8:30 p.m., desde el 5 de enero de 2027, hasta el 1 de marzo de 2027, excepto mar 2 de feb",
        ),
    ],
)
def test_a_line_of_hours_reads_like_a_sentence(line, english, spanish):
    assert schedule_sentence(line, ENGLISH, today=TODAY) == english
    assert schedule_sentence(line, SPANISH, today=TODAY) == spanish


def test_lines_at_one_time_of_day_are_told_together():
    hours = Hours((evening(byday=("MO",)), evening(byday=("TH",)), evening(byday=("SA",), starts=time(9))))
    assert hours_sentences(hours, ENGLISH, today=TODAY) == [
        "Mondays and Thursdays, 7–8:30 pm",
        "Every Saturday, 9 am–8:30 pm",
    ]


def test_what_is_said_of_a_line_in_free_words_follows_it_and_keeps_it_apart():
    line = ScheduleDraft(starts=time(19), ends=time(20, 30), byday=("MO",))
    newcomers = line.model_copy(update={"byday": ("TH",), "description": " Newcomers\nfirst "})
    told = told_hours(draft(schedules=(line, newcomers)), ENGLISH, today=TODAY)
    assert list(map(str, told)) == ["Every Monday, 7–8:30 pm", "Every Thursday, 7–8:30 pm · Newcomers first"]


def test_what_is_over_is_not_told():
    hours = Hours((evening(freq=ONCE, anchor=date(2026, 11, 1)), evening(byday=("MO",), until=date(2026, 11, 20))))
    assert hours_sentences(hours, ENGLISH, today=TODAY) == []


def test_a_line_without_days_is_not_told():
    assert hours_sentences(Hours((evening(),)), ENGLISH, today=TODAY) == []


def test_always_and_by_appointment_have_words_of_their_own():
    assert hours_sentences(Hours(always=True), ENGLISH, today=TODAY) == ["Always open, day and night"]
    assert hours_sentences(Hours(by_appointment=True), SPANISH, today=TODAY) == ["Con cita: llame antes"]


DAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "2TU", "-1FR", "4SU"]), max_size=4).map(tuple)
DATES = st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(
    st.builds(
        Schedule,
        starts=st.times(),
        ends=st.none() | st.times(),
        timezone=st.sampled_from([None, "America/Chicago"]),
        freq=st.sampled_from(Frequency),
        byday=DAYS,
        bymonthday=st.lists(st.sampled_from([-1, 1, 15, 31]), max_size=2).map(tuple),
        interval=st.integers(1, 4),
        anchor=DATES,
        until=DATES,
        valid_from=DATES,
        except_on=st.frozensets(st.dates(date(2026, 11, 1), date(2027, 1, 1)), max_size=9),
    )
)
def test_any_hours_can_be_told_in_both_languages(line):
    for words in (ENGLISH, SPANISH):
        for sentence in hours_sentences(Hours((line,)), words, today=TODAY):
            assert sentence
            assert "%(" not in sentence
