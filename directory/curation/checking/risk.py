"""How soon a listing should be checked, and which one first: risk times use, in plain numbers that a row can explain.

Use is what peers say openly: that they know the place. Nothing here knows who was sent where.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from directory.curation.checking.models import Outcome

MUCH_USED: Final = 3
"""From so many peers on who know a place, its listings fall due by a quarter of their time sooner."""
QUARTER: Final = 4
MOST_SOONER: Final = timedelta(days=365 // QUARTER + 1)
"""By how much a listing can fall due before the day in its row, at most."""
MINUTES_A_CALL: Final = 5
MINUTES_A_FURTHER_LISTING: Final = 1
REPORTED_WEIGHS: Final = 3.0
LATE_WEIGHS_AT_MOST: Final = 2.0
"""However late: what was reported comes before what is only old."""
NEVER_CHECKED_WEIGHS: Final = 0.5
RESTS: Final = {
    Outcome.NO_ANSWER: timedelta(days=1),
    Outcome.LEFT_MESSAGE: timedelta(days=2),
    Outcome.ASKED: timedelta(days=7),
    Outcome.CHANGED: timedelta(days=14),
}
"""For how long nobody need try again; what was said to be no longer so waits for its decision meanwhile."""


class Why(StrEnum):
    """Why a listing is on the due list; each of its rows says so."""

    REPORTED = "reported"
    CALL_BACK = "call_back"
    OVERDUE = "overdue"
    MUCH_USED = "much_used"
    NEVER_CHECKED = "never_checked"


@dataclass(frozen=True, slots=True)
class Known:
    """What decides when a listing is due and how much it matters."""

    due_on: date
    """As its row has it, by what kind it is."""
    last_known_on: date
    is_checked: bool = True
    reported_on: date | None = None
    peers: int = 0
    """How many peers say that they know the place."""


def due_day(known: Known) -> date:
    """Return the day on which a listing falls due: sooner after a bad outcome, and when many peers know the place."""
    due_on = known.due_on
    if known.peers >= MUCH_USED:
        due_on -= max(due_on - known.last_known_on, timedelta()) // QUARTER
    return min(due_on, known.reported_on) if known.reported_on else due_on


def weight(known: Known, today: date) -> float:
    """Return risk times use: how far past its day in parts of the time it was given, times the peers who know it."""
    due_on = due_day(known)
    given = max((known.due_on - known.last_known_on).days, 1)
    risk = 1 + min(max((today - due_on).days, 0) / given, LATE_WEIGHS_AT_MOST)
    risk += REPORTED_WEIGHS if known.reported_on else 0
    risk += 0 if known.is_checked else NEVER_CHECKED_WEIGHS
    return risk * (1 + known.peers)


def reasons(known: Known) -> Iterable[Why]:
    """Say why a listing is due, the strongest reason first."""
    if known.reported_on:
        yield Why.REPORTED
    yield Why.OVERDUE if known.is_checked else Why.NEVER_CHECKED
    if known.peers >= MUCH_USED:
        yield Why.MUCH_USED


def minutes_of(listings: int) -> int:
    """Return how long a call about so many listings takes, plainly estimated."""
    return MINUTES_A_CALL + MINUTES_A_FURTHER_LISTING * (max(listings, 1) - 1)


def rests_until(outcome: Outcome, on: date, call_back_on: date | None) -> date:
    """Return from which day on somebody should try again after a try."""
    if outcome is Outcome.CALL_BACK and call_back_on:
        return call_back_on
    return on + RESTS.get(outcome, timedelta())
