"""Acts of one tap: a word for each, which is all that a device without signal keeps until it can be sent."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from directory.referrals.bridging import count_visit, move_next, not_this_time, take_step, we_went
from directory.referrals.codes import Step
from directory.referrals.events import Tap
from directory.referrals.outcomes import mark_seen, undo_last
from directory.referrals.typed import MORNING, read_code

ASK_AGAIN_AFTER: Final = timedelta(days=2)
TAKE: Final = "step_"
"""Before the code of a step that is done."""


def do_tap(tap: Tap, act: str, *, at: datetime, zone: ZoneInfo) -> None:
    """Do what one tap says: `went`, `not_this_time`, `ask_again`, `visit`, `seen`, `undo`, `step_prepare` and so on.

    `at` is when it was tapped. Raises RefusedError for an act that is none, or cannot be done now.
    """
    match act:
        case "went":
            we_went(tap, at=at, zone=zone)
        case "not_this_time":
            not_this_time(tap, zone=zone)
        case "ask_again":
            move_next(tap, ask_again_on(tap.now, zone))
        case "visit":
            count_visit(tap, at=at, zone=zone)
        case "seen":
            mark_seen(tap)
        case "undo":
            undo_last(tap)
        case _:
            take_step(tap, read_code(Step, act.removeprefix(TAKE)), at=at, zone=zone)


def ask_again_on(now: datetime, zone: ZoneInfo) -> datetime:
    """When a question that had no answer yet is asked again: in two days, in the morning."""
    day = (now.astimezone(zone) + ASK_AGAIN_AFTER).date()
    return datetime.combine(day, MORNING, zone)
