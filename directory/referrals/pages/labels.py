"""The words of a referral in the reader's language: states, ways, steps, what is due, and who says so."""

from collections.abc import Iterable, Mapping
from datetime import date

from directory.accounts.pages.parts import Option
from directory.formats import short_date
from directory.i18n import Translator
from directory.referrals.codes import Course, Mode, NextAct, Provenance, SaidYes, SkipReason, Spoken, State, Step


def state_names(words: Translator) -> Mapping[str, str]:
    """Where a referral stands, in a few words."""
    _ = words.gettext
    return {
        State.DRAFT: _("Being prepared"),
        State.AGREED: _("Agreed"),
        State.SENT: _("Sent to the place"),
        State.ACCEPTED: _("Welcome there"),
        State.WAITLISTED: _("On the waiting list"),
        State.BRIDGING: _("On the way there"),
        State.CONNECTED: _("Connected"),
        State.SETTLED: _("Still going"),
        State.DRIFTED: _("Not going now"),
        State.DECLINED: _("The place said no"),
        State.NOT_CONNECTED: _("Did not happen"),
        State.WITHDRAWN: _("Stopped"),
        State.ERROR: _("Logged by mistake"),
    }


def mode_names(words: Translator) -> Mapping[str, str]:
    """How the client gets there."""
    _ = words.gettext
    return {Mode.SELF: _("On their own"), Mode.BRIDGE: _("I go along"), Mode.SEND: _("Tell the place in writing")}


def mode_meanings(words: Translator) -> Mapping[str, str]:
    """What each way means for who learns of it."""
    _ = words.gettext
    return {
        Mode.SELF: _("Nobody there is told anything."),
        Mode.BRIDGE: _("You go along, or speak for the client as you agreed."),
        Mode.SEND: _("Needs the client's written consent."),
    }


def course_names(words: Translator) -> Mapping[str, str]:
    """Whether there is something to go back to."""
    _ = words.gettext
    return {Course.ONGOING: _("Something to keep going to"), Course.ONE_OFF: _("Once")}


def spoken_names(words: Translator) -> Mapping[str, str]:
    """How a place was put to the client."""
    _ = words.gettext
    return {
        Spoken.SPOKEN: _("Told them"),
        Spoken.SHOWN: _("Showed them"),
        Spoken.PRINTED: _("Gave them the print"),
        Spoken.SENT: _("Sent it to them"),
    }


def yes_names(words: Translator) -> Mapping[str, str]:
    """How the client agreed; without a yes it stays a draft."""
    _ = words.gettext
    return {
        SaidYes.SPOKEN: _("Yes, spoken"),
        SaidYes.BY_TEXT: _("Yes, by text"),
        SaidYes.IN_WRITING: _("Yes, in writing"),
        "": _("Not yet"),
    }


def provenance_names(words: Translator) -> Mapping[str, str]:
    """Who witnessed it."""
    _ = words.gettext
    return {
        Provenance.PEER_WITNESSED: _("I was there"),
        Provenance.RECIPIENT: _("They told me"),
        Provenance.CLIENT: _("The client says"),
    }


def witness_names(words: Translator) -> Mapping[str, str]:
    """Who witnessed it, told to others than who recorded it."""
    _ = words.gettext
    return {
        Provenance.PEER_WITNESSED: _("the peer was there"),
        Provenance.RECIPIENT: _("the place said so"),
        Provenance.CLIENT: _("the client said so"),
    }


def step_names(words: Translator) -> Mapping[str, str]:
    """What each step of a bridge is."""
    _ = words.gettext
    return {
        Step.PREPARE: _("Prepare"),
        Step.CONTACT: _("Speak to the contact"),
        Step.PLAN: _("Plan the visit"),
        Step.ACCOMPANY: _("Go along"),
        Step.INTRODUCE: _("Introduce"),
        Step.SETTLE: _("Settle"),
        Step.STEP_BACK: _("Step back"),
        Step.CHECK_7: _("7-day check"),
        Step.CHECK_30: _("30-day check"),
        Step.CHECK_90: _("90-day check"),
    }


def steps_done(words: Translator) -> Mapping[str, str]:
    """What each step of a bridge is once it is done."""
    _ = words.gettext
    return {
        Step.PREPARE: _("Prepared"),
        Step.CONTACT: _("Spoke to the contact"),
        Step.PLAN: _("Planned the visit"),
        Step.ACCOMPANY: _("Went along"),
        Step.INTRODUCE: _("Introduced"),
        Step.SETTLE: _("Went together again"),
        Step.STEP_BACK: _("First visit alone"),
        Step.CHECK_7: _("7-day check made"),
        Step.CHECK_30: _("30-day check made"),
        Step.CHECK_90: _("90-day check made"),
    }


def step_meanings(words: Translator) -> Mapping[str, str]:
    """What is done in each step, in a sentence."""
    _ = words.gettext
    return {
        Step.PREPARE: _("What to expect there, hopes and worries."),
        Step.CONTACT: _("Only what the client allowed. They see the words first."),
        Step.PLAN: _("When, where you meet, the way there and home, the word to leave on."),
        Step.ACCOMPANY: _("Be there together."),
        Step.INTRODUCE: _("Somebody there knows the client by name."),
        Step.SETTLE: _("Visits together until it feels usual."),
        Step.STEP_BACK: _("The client goes alone for the first time."),
        Step.CHECK_7: _("How is it going after a week?"),
        Step.CHECK_30: _("Still going after a month?"),
        Step.CHECK_90: _("How is it going after three months?"),
    }


def next_names(words: Translator) -> Mapping[str, str]:
    """What is due next."""
    _ = words.gettext
    return {
        **step_names(words),
        NextAct.FINISH_DRAFT: _("Ask the client for their yes"),
        NextAct.ASK: _("Ask how it stands"),
        NextAct.AWAIT_PLACE: _("Hear from the place"),
    }


def skip_names(words: Translator) -> Mapping[str, str]:
    """Why a step was left out."""
    _ = words.gettext
    return {
        SkipReason.NOT_NEEDED: _("Not needed"),
        SkipReason.CLIENT_PREFERS_NOT: _("The client prefers not"),
        SkipReason.NOBODY_TO_MEET: _("Nobody to meet there"),
        SkipReason.NO_TIME: _("No time"),
        SkipReason.SERVICE_ENDED: _("The service ended"),
        SkipReason.OTHER: _("Another reason"),
    }


def due_day(day: date, words: Translator, *, today: date) -> str:
    """The day by which something is due: it has no hour, so that it is never tonight."""
    named = {0: words.gettext("Today"), 1: words.gettext("Tomorrow")}
    return named.get((day - today).days) or short_date(day, words, today=today)


def options(names: Mapping[str, str], chosen: str, *, only: Iterable[str] | None = None) -> tuple[Option, ...]:
    """Codes with their names to choose from, all of them or `only` some."""
    offered = names if only is None else [code for code in names if code in set(only)]
    return tuple(Option(str(code), names[code], str(code) == chosen) for code in offered)
