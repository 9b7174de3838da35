"""When next, and how it is known, in one line each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.i18n import translator
from directory.listings.pages.time_labels import TimeLine, time_line
from directory.listings.pages.trust_labels import Known, TrustLine, trust_line
from search.hours import Occurrence, TimeState

ENGLISH, SPANISH = translator("en"), translator("es")
CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, 18, 20, tzinfo=CHICAGO)
TODAY = NOW.date()


def line(state, starts_at=None, hours=1.0, words=ENGLISH):
    occurrence = Occurrence(starts_at, starts_at + timedelta(hours=hours)) if starts_at else None
    return time_line(state, occurrence, words, now=NOW, here=CHICAGO)


def test_what_is_on_says_until_when():
    said = line(TimeState.IN_PROGRESS, datetime(2026, 11, 21, 18, tzinfo=CHICAGO), hours=2)
    assert said == TimeLine("In progress until 8:00 pm", "now")


def test_what_runs_past_midnight_ends_tomorrow():
    said = line(TimeState.IN_PROGRESS, datetime(2026, 11, 21, 18, tzinfo=CHICAGO), hours=12)
    assert said == TimeLine("In progress until tomorrow 6:00 am", "now")


def test_what_starts_soon_is_warm_and_what_is_far_off_is_not():
    assert line(TimeState.UPCOMING, datetime(2026, 11, 21, 20, tzinfo=CHICAGO)).tone == "soon"
    assert line(TimeState.UPCOMING, datetime(2026, 11, 22, 20, tzinfo=CHICAGO)).tone == "later"


def test_another_clock_is_named():
    said = line(TimeState.UPCOMING, datetime(2026, 11, 21, 20, tzinfo=NEW_YORK))
    assert said.text == "Tonight 8:00 pm, in 40 min (Eastern Time)"


@pytest.mark.parametrize(
    ("state", "english", "spanish"),
    [
        (TimeState.ALWAYS, "Always open, day and night", "Siempre abierto, día y noche"),
        (TimeState.BY_APPOINTMENT, "By appointment: call first", "Con cita: llame antes"),
        (TimeState.CLOSED, "No more dates are known", "No se conocen más fechas"),
        (TimeState.UNKNOWN, "Times not stated: call first", "Horario no indicado: llame antes"),
    ],
)
def test_every_state_without_a_time_has_its_words(state, english, spanish):
    assert line(state).text == english
    assert line(state, words=SPANISH).text == spanish


@pytest.mark.parametrize(
    ("known", "english", "tone"),
    [
        (Known(date(2026, 11, 9), "called", date(2027, 2, 1)), "Called and confirmed 12 days ago", "good"),
        (Known(date(2026, 11, 9), "visited", date(2027, 2, 1)), "Visited and confirmed 12 days ago", "good"),
        (Known(date(2026, 11, 9), None, date(2027, 2, 1)), "Confirmed 12 days ago", "good"),
        (Known(date(2026, 6, 21), "called", date(2026, 9, 21)), "Last confirmed 5 months ago: call first", "check"),
        (
            Known(date(2026, 6, 21), "called", date(2026, 9, 21), live_source=True),
            "Last confirmed 5 months ago; still on the group's own list",
            "plain",
        ),
        (Known(live_source=True), "On the group's own list, not checked by us", "plain"),
        (Known(), "Not checked yet: call first", "check"),
        (
            Known(date(2026, 11, 20), "called", date(2027, 2, 1), reported_wrong=True),
            "Reported wrong: check first",
            "check",
        ),
    ],
)
def test_how_a_listing_is_known_is_one_honest_line(known, english, tone):
    assert trust_line(known, ENGLISH, today=TODAY) == TrustLine(english, tone)
    assert trust_line(known, SPANISH, today=TODAY).text != english


def test_the_day_it_is_due_still_counts_as_checked():
    assert trust_line(Known(date(2026, 8, 1), "called", TODAY), ENGLISH, today=TODAY).tone == "good"
