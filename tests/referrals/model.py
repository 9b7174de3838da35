"""What a plain model knows of a referral, and what may become of it: the table of the design, said once more."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from directory.referrals.codes import REASONS, Actor, Course, Mode, State, Step
from directory.referrals.forms import Outcome
from directory.referrals.models import Referral
from tests.referrals.test_transitions import LISTED

A_DAY = timedelta(days=1)


@dataclass
class Known:
    """What the model knows of one referral."""

    referral: Referral
    state: State
    mode: Mode
    course: Course
    open_door: bool
    connected_at: datetime | None = None
    attempts: list[date] = field(default_factory=list)
    done: set[Step] = field(default_factory=set)
    skipped: set[Step] = field(default_factory=set)
    taps: list[tuple[str, datetime, "Known"]] = field(default_factory=list)
    """Who did what last, when, and what was known before; one undo is not undone."""

    def remembered(self) -> "Known":
        """A copy to come back to."""
        return Known(
            self.referral,
            self.state,
            self.mode,
            self.course,
            self.open_door,
            self.connected_at,
            list(self.attempts),
            set(self.done),
            set(self.skipped),
        )


def is_allowed(known: Known, standing: Actor, outcome: Outcome, now: datetime) -> bool:
    """Whether somebody in that standing may record an outcome now."""
    state = outcome.state
    if standing.value not in LISTED.get((known.state.value, state.value), "").split():
        return False
    if state in REASONS and outcome.reason not in REASONS[state]:
        return False
    if state in {State.SETTLED, State.DRIFTED}:
        return _is_30_day_result(known, outcome, now)
    if outcome.reason == "unreachable":
        return len(known.attempts) >= 3 and len(set(known.attempts)) >= 2
    is_open = known.mode is Mode.SELF or known.open_door or outcome.place_said_yes
    needed = {
        State.ACCEPTED: known.state is State.SENT or is_open,
        State.WAITLISTED: outcome.expected_on is not None,
        State.CONNECTED: outcome.provenance is not None,
        State.ERROR: standing is Actor.SUPERVISOR,
    }
    return needed.get(state, True)


def _is_30_day_result(known: Known, outcome: Outcome, now: datetime) -> bool:
    assert known.connected_at is not None
    days = (now - known.connected_at) / A_DAY
    return known.course is Course.ONGOING and outcome.provenance is not None and 23 <= days <= 37
