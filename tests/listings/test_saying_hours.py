"""Hours as people say them become schedules, and schedules words that mean the same."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.listings.forms import ScheduleDraft
from directory.listings.hours import schedule_of
from directory.listings.saying_hours import Trouble, hours_lines, read_hours
from search.hours import Frequency
from search.schedule import WEEKDAYS, dates

TODAY = date(2026, 11, 22)
"""A Sunday."""


def read(text: str) -> tuple[ScheduleDraft, ...]:
    said = read_hours(text, today=TODAY)
    assert said.unread == ()
    return said.schedules


def weekly(days: str, starts: str, ends: str | None = None, **more: object) -> ScheduleDraft:
    clock = {"starts": time.fromisoformat(starts), "ends": time.fromisoformat(ends) if ends else None}
    return ScheduleDraft.model_validate({"byday": tuple(days.split()), **clock, **more})


def monthly(days: str, starts: str, ends: str | None = None, **more: object) -> ScheduleDraft:
    return weekly(days, starts, ends, freq=Frequency.MONTHLY, **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


SAID = {
    "every 2nd and 4th Tuesday 7–8:30 pm": [monthly("2TU 4TU", "19:00", "20:30")],
    "daily except Sunday 9-5": [weekly("MO TU WE TH FR SA", "09:00", "17:00")],
    "Mon Wed Fri noon-1": [weekly("MO WE FR", "12:00", "13:00")],
    "first Saturday of the month 10am": [monthly("1SA", "10:00")],
    "every other Thursday 7pm starting Dec 3": [weekly("TH", "19:00", interval=2, anchor=day("2026-12-03"))],
    "weekdays 6:30-7:30": [weekly("MO TU WE TH FR", "18:30", "19:30")],
    "8-5 Mon through Fri, Sat 9-12": [weekly("MO TU WE TH FR", "08:00", "17:00"), weekly("SA", "09:00", "12:00")],
    "10pm-2 Fri; 8:00-17:00 Mon": [weekly("FR", "22:00", "02:00"), weekly("MO", "08:00", "17:00")],
    "Mon-Sat 9-5, Sunday closed": [weekly("MO TU WE TH FR SA", "09:00", "17:00")],
    "Daily 9-5\nclosed Sundays": [weekly("MO TU WE TH FR SA", "09:00", "17:00")],
    "Mon 9-12 and 1-5": [weekly("MO", "09:00", "12:00"), weekly("MO", "13:00", "17:00")],
    "7 pm Monday, 8 pm Tuesday and Friday": [weekly("MO", "19:00"), weekly("TU FR", "20:00")],
    "2nd Tuesday 7pm and 4th Thursday 8pm": [monthly("2TU", "19:00"), monthly("4TH", "20:00")],
    "the 1st and 15th of every month at 10am": [
        ScheduleDraft(starts=time(10), freq=Frequency.MONTHLY, bymonthday=(1, 15))
    ],
    "last Friday of the month 6-9pm": [monthly("-1FR", "18:00", "21:00")],
    "Tuesdays 7pm Dec 1-22": [
        weekly("TU", "19:00", valid_from=day("2026-12-01"), valid_to=day("2026-12-22"))
    ],
    "Sat Dec 5 10am-2pm": [
        ScheduleDraft(starts=time(10), ends=time(14), freq=Frequency.ONCE, anchor=day("2026-12-05"))
    ],
    "Thursdays 7pm, closed Dec 24–Jan 2": [weekly("TH", "19:00", except_on=(day("2026-12-24"), day("2026-12-31")))],
    "every Thursday 10 am except Thanksgiving": [
        weekly("TH", "10:00", except_on=(day("2026-11-26"), day("2027-11-25")))
    ],
    "every Tuesday 7pm until Mar 30": [weekly("TU", "19:00", until=day("2027-03-30"))],
    "10 times every Monday 5pm starting Jan 4": [weekly("MO", "17:00", count=10, anchor=day("2027-01-04"))],
    "de lunes a viernes de 9 a 5, cerrado del 24 al 26 de diciembre": [
        weekly("MO TU WE TH FR", "09:00", "17:00", except_on=(day("2026-12-24"), day("2026-12-25")))
    ],
    "primer sábado de cada mes a las 10": [monthly("1SA", "10:00")],
    "todos los martes y jueves de 7 a 8:30 de la noche": [weekly("TU TH", "19:00", "20:30")],
    "el último viernes del mes 18:00-20:00": [monthly("-1FR", "18:00", "20:00")],
    "todos los días excepto domingo de 9 a mediodía": [weekly("MO TU WE TH FR SA", "09:00", "12:00")],
    "cada 2 semanas el jueves 19:00, a partir del 3 de diciembre": [
        weekly("TH", "19:00", interval=2, anchor=day("2026-12-03"))
    ],
    "mar 7-8:30 pm": [weekly("TU", "19:00", "20:30")],
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_hours_are_read_as_people_say_them(text: str) -> None:
    assert read(text) == tuple(SAID[text])


@pytest.mark.parametrize("text", ["24 hours", "open 24/7", "siempre abierto", "las 24 horas", "Always open"])
def test_around_the_clock_is_always(text: str) -> None:
    said = read_hours(text, today=TODAY)
    assert (said.always, said.schedules, said.unread) == (True, (), ())


@pytest.mark.parametrize("text", ["by appointment", "Con cita previa", "call first"])
def test_by_appointment_has_no_hours(text: str) -> None:
    said = read_hours(text, today=TODAY)
    assert (said.by_appointment, said.schedules, said.unread) == (True, (), ())


@pytest.mark.parametrize(
    ("text", "trouble", "typed"),
    [
        ("whenever Tuesday 7pm", Trouble.WORDS, "whenever"),
        ("Tuesday", Trouble.NO_TIME, "Tuesday"),
        ("7pm", Trouble.NO_DAYS, "7pm"),
        ("monthly on Tuesday 7pm", Trouble.WHICH_OF_THE_MONTH, "monthly on Tuesday 7pm"),
        ("every other Tuesday 7pm", Trouble.WHICH_WEEKS, "every other Tuesday 7pm"),
        ("Monday Dec 5 10am", Trouble.WRONG_WEEKDAY, "Monday Dec 5 10am"),
        ("Tuesday 7pm from Dec 8, 2026 until Dec 1, 2026", Trouble.BACKWARDS, None),
        ("Sunday except Sunday 10am", Trouble.NOTHING_LEFT, "Sunday except Sunday 10am"),
        ("Mon-Fri 9-5, or by appointment", Trouble.BESIDE_HOURS, ""),
        ("Mon 9-5 " * 900, Trouble.TOO_LONG, None),
    ],
)
def test_what_is_not_understood_is_said(text: str, trouble: Trouble, typed: str | None) -> None:
    unread = [one for one in read_hours(text, today=TODAY).unread if one.trouble is trouble]
    assert unread
    assert typed is None or unread[0].typed == typed


def test_days_in_a_row_that_are_left_out_are_told_as_a_stretch() -> None:
    (line,) = hours_lines(read("daily 9-5, closed Dec 24–Jan 2"))
    assert line.text == "Every day 9 am–5 pm, except Dec 24, 2026 to Jan 2, 2027"


def test_lines_that_differ_in_the_day_alone_are_told_together_and_kept_apart() -> None:
    apart = (weekly("MO", "19:00", "20:00"), weekly("TU", "19:00", "20:00"), weekly("TU", "08:00"))
    first, second = hours_lines(apart)
    assert (first.text, first.schedules) == ("Every Monday and Tuesday 7–8 pm", apart[:2])
    assert (second.text, second.schedules) == ("Every Tuesday 8 am", apart[2:])


def test_a_line_left_as_it_was_told_means_what_it_was_told_of() -> None:
    odd = (weekly("TU MO", "19:00", "20:00", description='the "blue" room'), weekly("WE", "08:00", count=3))
    told = hours_lines(odd)
    text = "\n".join([*(f"  {line.text} " for line in told), "closed Dec 1"])
    said = read_hours(text, today=TODAY, told=told)
    assert said.schedules == (odd[0].model_copy(update={"except_on": (day("2026-12-01"),)}), odd[1])


some_days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
clock_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
every_week = st.fixed_dictionaries(
    {"byday": st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(lambda days: tuple(sorted(days, key=WEEKDAYS.index)))}
)
nth_codes = st.sets(
    st.tuples(st.sampled_from(range(7)), st.sampled_from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5])), min_size=1
)
of_the_month = nth_codes.map(
    lambda codes: {
        "freq": Frequency.MONTHLY,
        "byday": tuple(
            f"{nth}{WEEKDAYS[weekday]}"
            for weekday, nth in sorted(codes, key=lambda code: (code[0], code[1] < 0, abs(code[1])))
        ),
    }
)
days_of_month = st.sets(st.sampled_from([*range(1, 32), -1]), min_size=1).map(
    lambda days: {
        "freq": Frequency.MONTHLY,
        "bymonthday": tuple(sorted(days, key=lambda one: (one < 0, one))),
    }
)
on_one_day = some_days.map(lambda anchor: {"freq": Frequency.ONCE, "anchor": anchor})
odd_rules = st.fixed_dictionaries(
    {
        "freq": st.just(Frequency.MONTHLY),
        "byday": st.just(("FR",)),
        "bymonthday": st.just((13,)),
    }
)
remarks = st.sampled_from(["", "women only", "in the basement, door 3", "solo mujeres"])


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleDraft:
    """Schedules as the reader writes them: days in order, an interval counted from a day."""
    rule = draw(st.one_of(every_week, of_the_month, days_of_month, on_one_day, odd_rules))
    anchor = rule.get("anchor") or draw(st.none() | some_days)
    begins = draw(st.none() | some_days)
    first = max((one for one in (anchor, begins) if one), default=TODAY)
    ends = st.none() | st.integers(0, 900).map(lambda days: first + timedelta(days=days))
    return ScheduleDraft.model_validate(
        {
            **rule,
            "starts": draw(clock_times),
            "ends": draw(st.none() | clock_times),
            "anchor": anchor,
            "interval": draw(st.integers(1, 52)) if anchor and rule.get("freq") is not Frequency.ONCE else 1,
            "valid_from": begins,
            "valid_to": draw(ends),
            "until": draw(ends),
            "count": draw(st.none() | st.integers(1, 500)),
            "except_on": tuple(sorted(draw(st.sets(some_days, max_size=4)))),
            "description": draw(remarks),
        }
    )


@settings(max_examples=300)
@given(schedules(), st.sampled_from(["en", "es"]), some_days)
def test_schedules_told_in_words_are_read_as_they_were(line: ScheduleDraft, language: str, today: date) -> None:
    (told,) = hours_lines([line], language)
    said = read_hours(told.text, today=today)
    assert (said.schedules, said.unread) == ((line,), ()), told.text


WORDS = """every other 2nd last Tuesday Mon-Fri daily except Dec 24 24-26 Jan starting until from 9-5 7pm noon -
    to and , ; 0 times every 0 weeks
    closed holidays 24 hours by appointment month weeks 3 of the domingo cada 1/2 2027 10 times "note" FREQ=WEEKLY
    31 de febrero a las 7 99th 13:75 25:00 &"""
words = st.sampled_from(WORDS.split())


@settings(max_examples=300)
@given(st.lists(words, max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_text_is_read_and_what_was_read_is_told_and_read_again(text: str) -> None:
    said = read_hours(text, today=TODAY)
    for line in said.schedules:
        (told,) = hours_lines([line])
        assert read_hours(told.text, today=TODAY).schedules == (line,), (text, told.text)


@given(st.sets(st.sampled_from(WEEKDAYS), min_size=1), st.dates(TODAY, date(2027, 12, 31)), st.integers(0, 40))
def test_a_closing_leaves_out_just_the_days_on_which_it_would_be(days: set[str], first: date, length: int) -> None:
    last = first + timedelta(days=length)
    names = ", ".join(
        {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}[one] for one in days
    )
    (line,) = read(f"{names} 5pm; closed {first.isoformat()} to {last.isoformat()}")
    bare = schedule_of(line.model_copy(update={"except_on": ()}), None)
    assert line.except_on == tuple(dates(bare, first, last))
