"""What can be recorded about a referral with one tap."""

from dataclasses import dataclass

from directory.formats import short_date
from directory.i18n import Translator
from directory.referrals.codes import CHECKS, UNDER_WAY, Course, Mode, NextAct, State, Step
from directory.referrals.next_steps import is_behind
from directory.referrals.pages.bridge import is_planned
from directory.referrals.pages.labels import steps_done
from directory.referrals.pages.reader import Reader
from directory.referrals.tapping import TAKE, ask_again_on
from directory.referrals.whole import Whole


@dataclass(frozen=True, slots=True)
class Quick:
    """An act of one tap."""

    act: str
    label: str
    is_main: bool = False


def quick_acts(whole: Whole, reader: Reader) -> tuple[Quick, ...]:
    """The acts of one tap that make sense now, the likeliest first."""
    referral, words = whole.referral, reader.words
    state, due = State(referral.state), referral.next_act
    if state is State.DRAFT or due is None:
        return ()
    quick = list(_steps_to_tap(whole, words)) if referral.mode == Mode.BRIDGE else []
    if state is State.CONNECTED and referral.mode == Mode.BRIDGE and referral.course == Course.ONGOING:
        quick += _visits_to_tap(whole, words)
    if due in {*CHECKS, NextAct.ASK, NextAct.AWAIT_PLACE} or (due == Step.ACCOMPANY and not is_planned(whole)):
        quick.append(_ask_again(reader))
    return tuple(quick)


def _steps_to_tap(whole: Whole, words: Translator) -> list[Quick]:
    if State(whole.referral.state) not in UNDER_WAY:
        return []
    went = Quick("went", words.gettext("We went"), is_main=whole.referral.next_act == Step.ACCOMPANY)
    missed = [Quick("not_this_time", words.gettext("Not this time"))] if is_planned(whole) else []
    due = whole.referral.next_act
    if due in {Step.PREPARE, Step.CONTACT}:
        return [Quick(f"{TAKE}{due}", steps_done(words)[due], is_main=True), went, *missed]
    return [went, *missed]


def _visits_to_tap(whole: Whole, words: Translator) -> list[Quick]:
    again = [Quick("visit", words.gettext("Went together again"))]
    if is_behind(whole.steps.get(Step.STEP_BACK)):
        return again
    return [*again, Quick(f"{TAKE}{Step.STEP_BACK}", steps_done(words)[Step.STEP_BACK])]


def _ask_again(reader: Reader) -> Quick:
    again = ask_again_on(reader.now, reader.zone)
    day = short_date(again.date(), reader.words, today=again.date())
    return Quick("ask_again", reader.words.gettext("Ask again %(day)s") % {"day": day})
