"""What the numbers mean: each measure of a cohort of referrals, computed from what happened to each of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from directory.referrals.codes import NOT_WANTED, Course, Mode, Provenance, State, Step

CONNECTED_WITHIN = timedelta(days=30)
CLOSED_WITHIN = timedelta(days=45)
RESULT_KNOWN_AFTER = timedelta(days=37)
"""A result after 30 days may be recorded until the 37th; before that, nothing is missing yet."""
P90 = 0.9


@dataclass(frozen=True, slots=True)
class History:
    """What happened to one referral, as far as the measures ask; all moments are instants."""

    referral_id: UUID
    mode: Mode
    domain: str
    kind: str | None
    """The code of its first taxonomy term."""
    spoken: str | None
    """How it was put to the client."""
    state: State
    reason: str | None
    agreed_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    """The first accepted or declined after it was sent."""
    first_contact_at: datetime | None = None
    """The first two-way contact between client and recipient by any channel, attendance included."""
    connected_at: datetime | None = None
    closed_at: datetime | None = None
    """When the loop was closed: ended or connected, witnessed, and seen by the owner."""
    steps_done: frozenset[Step] = frozenset()
    course: Course = Course.ONGOING
    provenance: Provenance | None = None
    """Who witnessed what became of it."""
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole, with those for whom it is too early to say."""

    part: int
    whole: int
    pending: int = 0

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Lapse:
    """How long something took, in hours, over those for whom it happened."""

    median: float | None
    p90: float | None
    known: int
    never: int


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of one cohort."""

    cohort: int
    first_contact: Lapse
    answer: Lapse
    connection: Share
    connection_where_wanted: Share
    retention: Share
    retention_unknown: Share
    closure: Share
    bridge_steps: float | None
    """The median number of steps done in referrals with a bridge."""
    reached_introduction: Share


def measure(histories: Iterable[History], *, now: datetime) -> Measures:
    """Return the measures of the cohort as of `now`; referrals that are errors or duplicates are left out of it."""
    cohort = [history for history in histories if counts(history)]
    wanted = [history for history in cohort if not (_is_withdrawn(history) and history.reason in NOT_WANTED)]
    bridges = [history for history in cohort if history.mode is Mode.BRIDGE]
    sent = [history for history in cohort if history.mode is Mode.SEND and history.sent_at]
    return Measures(
        cohort=len(cohort),
        first_contact=lapse([_hours(history.agreed_at, history.first_contact_at) for history in cohort]),
        answer=lapse([_hours(history.sent_at, history.answered_at) for history in sent]),
        connection=_within(cohort, CONNECTED_WITHIN, lambda history: history.connected_at, now),
        connection_where_wanted=_within(wanted, CONNECTED_WITHIN, lambda history: history.connected_at, now),
        retention=_retained(cohort, now),
        retention_unknown=_unknown(cohort, now),
        closure=_within(cohort, CLOSED_WITHIN, lambda history: history.closed_at, now),
        bridge_steps=median(len(history.steps_done) for history in bridges) if bridges else None,
        reached_introduction=Share(sum(Step.INTRODUCE in history.steps_done for history in bridges), len(bridges)),
    )


def counts(history: History) -> bool:
    """Whether a referral belongs to any cohort: errors and duplicates do not."""
    return history.state is not State.ERROR and not (_is_withdrawn(history) and history.reason == "duplicate")


def _is_withdrawn(history: History) -> bool:
    return history.state is State.WITHDRAWN


def _within(
    cohort: Sequence[History], window: timedelta, moment_of: Callable[[History], datetime | None], now: datetime
) -> Share:
    part = pending = 0
    for history in cohort:
        moment = moment_of(history)
        if moment is not None and moment <= history.agreed_at + window:
            part += 1
        elif now < history.agreed_at + window and history.state not in FINAL_WITHOUT:
            pending += 1
    return Share(part, len(cohort), pending)


FINAL_WITHOUT = frozenset({State.DECLINED, State.NOT_CONNECTED, State.WITHDRAWN})
"""States after which a connection can no longer come, however much of its window is left."""


def _lasting(cohort: Sequence[History]) -> list[History]:
    """Those who connected to something that one can go back to: what is done once is not retained."""
    return [history for history in cohort if history.connected_at is not None and history.course is Course.ONGOING]


def _ripe(cohort: Sequence[History], now: datetime) -> list[History]:
    return [
        history
        for history in _lasting(cohort)
        if history.connected_at is not None and now >= history.connected_at + RESULT_KNOWN_AFTER
    ]


def _retained(cohort: Sequence[History], now: datetime) -> Share:
    ripe = _ripe(cohort, now)
    pending = len(_lasting(cohort)) - len(ripe)
    return Share(sum(history.state is State.SETTLED for history in ripe), len(ripe), pending)


def _unknown(cohort: Sequence[History], now: datetime) -> Share:
    ripe = _ripe(cohort, now)
    return Share(sum(history.state is State.CONNECTED for history in ripe), len(ripe))


def _hours(start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None:
        return None
    return (end - start).total_seconds() / 3600


def lapse(hours: Sequence[float | None]) -> Lapse:
    """Return how long something took, None standing for those for whom it did not happen."""
    known = sorted(hour for hour in hours if hour is not None)
    if not known:
        return Lapse(None, None, 0, len(hours))
    return Lapse(median(known), _nearest_rank(known, P90), len(known), len(hours) - len(known))


def _nearest_rank(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values do not exceed."""
    rank = -(-len(ordered) * share // 1)
    return ordered[max(0, int(rank) - 1)]
