"""The forms by which an outcome is recorded: what it was, why, and a button for each way to know it."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory.accounts.pages.parts import Option
from directory.i18n import Translator
from directory.referrals.codes import Actor, Course, Mode, Provenance, State
from directory.referrals.pages.labels import options, provenance_names
from directory.referrals.pages.reasons import reasons_for
from directory.referrals.transitions import Standing, next_states
from directory.referrals.whole import Whole

NAMED_BY_WITNESS = frozenset({State.CONNECTED, State.NOT_CONNECTED, State.DECLINED})
"""States that somebody witnessed: their buttons say who."""


@dataclass(frozen=True, slots=True)
class OutcomeSection:
    """One outcome with its form."""

    state: str
    title: str
    help: str
    reasons: tuple[Option, ...]
    witnesses: tuple[Option, ...]
    """A button each; without any, one button saves."""
    save: str
    asks_day: bool
    asks_expected: bool
    needs_supervisor: bool


def outcome_sections(whole: Whole, standing: Actor, words: Translator) -> tuple[OutcomeSection, ...]:
    """What the reader may record now; the 30-day result is recorded by its check."""
    referral = whole.referral
    guarded = Standing(State(referral.state), Mode(referral.mode), Course(referral.course), referral.domain)
    offered = set(next_states(guarded, standing))
    return tuple(_section(state, whole, words) for state in _in_order(whole) if state in offered)


def _in_order(whole: Whole) -> Iterator[State]:
    yield State.CONNECTED
    if whole.referral.state in {State.AGREED, State.SENT}:
        yield State.ACCEPTED
    yield from (State.WAITLISTED, State.NOT_CONNECTED, State.DECLINED, State.WITHDRAWN, State.ERROR)


def _section(state: State, whole: Whole, words: Translator) -> OutcomeSection:
    _ = words.gettext
    titles = {
        State.CONNECTED: _("It happened"),
        State.ACCEPTED: _("The place said yes"),
        State.WAITLISTED: _("There is a waiting list"),
        State.NOT_CONNECTED: _("It did not happen"),
        State.DECLINED: _("The place said no"),
        State.WITHDRAWN: _("Stop it"),
        State.ERROR: _("Logged by mistake"),
    }
    helps = {
        State.NOT_CONNECTED: _("What was in the way? It helps the next one."),
        State.WITHDRAWN: _("The place hears at most that it is no longer needed."),
        State.ERROR: _("It is left out of every number. Needs your supervisor."),
    }
    return OutcomeSection(
        state=state,
        title=titles[state],
        help=helps.get(state, ""),
        reasons=options(reasons_for(state, words), _likeliest(state, whole)),
        witnesses=_witnesses(state, words),
        save=_("Save"),
        asks_day=state in {State.CONNECTED, State.NOT_CONNECTED, State.DECLINED},
        asks_expected=state is State.WAITLISTED,
        needs_supervisor=state is State.ERROR,
    )


def _likeliest(state: State, whole: Whole) -> str:
    if state is not State.CONNECTED:
        return ""
    if whole.referral.course == Course.ONE_OFF:
        return "served"
    return "attended_with_peer" if whole.referral.mode == Mode.BRIDGE else "attended_alone"


def _witnesses(state: State, words: Translator) -> tuple[Option, ...]:
    if state not in NAMED_BY_WITNESS:
        return ()
    only = [Provenance.RECIPIENT, Provenance.CLIENT] if state is State.DECLINED else list(Provenance)
    return options(provenance_names(words), "", only=only)
