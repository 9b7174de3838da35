"""What can be recorded of a referral in one tap on Today, and what each tap does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from directory.accounts.working_time import WEEKDAYS
from directory.errors import RefusedError
from directory.referrals.bridging import count_visit, move_next, not_this_time, take_step, we_went
from directory.referrals.codes import Course, NextAct, Provenance, SaidYes, State, Step
from directory.referrals.events import Tap, step_of
from directory.referrals.forms import Outcome
from directory.referrals.models import Referral
from directory.referrals.next_steps import VISITS
from directory.referrals.opening import agree
from directory.referrals.outcomes import record_check, record_outcome
from directory.referrals.today.rows import A_CHECK

MAY_CONNECT: Final = frozenset({State.ACCEPTED, State.WAITLISTED, State.BRIDGING})
ASKED_AGAIN_AFTER: Final = timedelta(days=2)
LONGEST_PUT_OFF: Final = timedelta(days=60)
MORNING: Final = time(9)
WEEKEND: Final = frozenset({"sa", "su"})


class Did(StrEnum):
    """A tap on Today."""

    WE_WENT = "we_went"
    WENT = "went"
    """The client says that they went, or still go."""
    NOT_THIS_TIME = "not_this_time"
    DONE = "done"
    """The step is done."""
    SAID_YES = "said_yes"
    """The client agreed to what was a draft."""
    LATER = "later"


def offers_of(referral: Referral, *, has_visit: bool) -> tuple[Did, ...]:
    """Return what one tap may record of what is due, the likeliest first; `has_visit`: a time to go was agreed."""
    due = referral.next_act
    if due in VISITS:
        return Did.WE_WENT, Did.NOT_THIS_TIME if has_visit else Did.LATER
    if due in {Step.PREPARE, Step.CONTACT}:
        return Did.DONE, Did.LATER
    if due in A_CHECK or (due == NextAct.ASK and State(referral.state) in MAY_CONNECT):
        return Did.WENT, Did.NOT_THIS_TIME, Did.LATER
    return (Did.SAID_YES, Did.LATER) if due == NextAct.FINISH_DRAFT else (Did.LATER,)


def record(tap: Tap, did: Did, *, at: datetime, later_on: date | None, zone: ZoneInfo) -> None:
    """Do what a tap on Today says that was made at a moment.

    Raises RefusedError for one that is not offered as the referral stands now.
    """
    visit = next((step for step in VISITS if step == tap.referral.next_act), None)
    has_visit = visit is not None and step_of(tap.session, tap.referral, visit).planned_at is not None
    if did not in offers_of(tap.referral, has_visit=has_visit):
        raise RefusedError("This is no longer due. Look at how it stands now.")
    if did is Did.LATER:
        _put_off(tap, later_on, zone)
    elif did is Did.WE_WENT:
        went = count_visit if visit is Step.SETTLE else we_went
        went(tap, at=at, zone=zone)
    elif did is Did.DONE:
        take_step(tap, Step(tap.referral.next_act or ""), at=at, zone=zone)
    elif did is Did.SAID_YES:
        agree(tap, SaidYes.SPOKEN, zone=zone)
    elif tap.referral.next_act in A_CHECK:
        _check(tap, at, zone, still_going=did is Did.WENT)
    elif did is Did.WENT:
        _connect(tap, at, zone)
    elif visit is not None:
        not_this_time(tap, zone=zone)
    else:
        _put_off(tap, tap.now.astimezone(zone).date() + timedelta(days=7), zone)


def ask_again_on(today: date, hours: Sequence[Mapping[str, str]], away: frozenset[date]) -> date:
    """Return the first day somebody works that is two days ahead or more; without hours, Monday to Friday."""
    worked = {stretch["day"] for stretch in hours} or set(WEEKDAYS) - WEEKEND
    days = (today + ASKED_AGAIN_AFTER + timedelta(days=more) for more in range(LONGEST_PUT_OFF.days - 2))
    there = (day for day in days if WEEKDAYS[day.weekday()] in worked and day not in away)
    return next(there, today + ASKED_AGAIN_AFTER)


def _put_off(tap: Tap, day: date | None, zone: ZoneInfo) -> None:
    today = tap.now.astimezone(zone).date()
    if day is None or not today < day <= today + LONGEST_PUT_OFF:
        raise RefusedError("Choose a day within the next two months.")
    move_next(tap, datetime.combine(day, MORNING, zone))


def _check(tap: Tap, at: datetime, zone: ZoneInfo, *, still_going: bool) -> None:
    said = Outcome(state=State.SETTLED, provenance=Provenance.CLIENT, at=at)
    record_check(tap, said, still_going=still_going, zone=zone)


def _connect(tap: Tap, at: datetime, zone: ZoneInfo) -> None:
    reason = "served" if tap.referral.course == Course.ONE_OFF else "attended_alone"
    said = Outcome(state=State.CONNECTED, reason=reason, provenance=Provenance.CLIENT, at=at)
    record_outcome(tap, said, zone=zone)
