"""How a listing is known, in one line: who checked it, when, and whether to call first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directory.formats import ago
from directory.i18n import Translator

Tone = Literal["good", "plain", "check"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a listing's truth: dates, how it was checked, and whether its source still lists it."""

    verified_on: date | None = None
    verified_how: str | None = None
    due_on: date | None = None
    live_source: bool = False
    reported_wrong: bool = False
    can_be_called: bool = True
    """Nobody is told to call where there is no number."""


@dataclass(frozen=True, slots=True)
class TrustLine:
    """The line and its tone: `good` is checked, `plain` is known from its source, `check` asks to call first."""

    text: str
    tone: Tone


def trust_line(known: Known, words: Translator, *, today: date, when: str = "") -> TrustLine:
    """Say how the listing is known, worst first: reported wrong, then overdue, then checked or on the group's list.

    `when` tells the day of the check, where the line is read long after today; else it is told how long ago it was.
    """
    if known.reported_wrong:
        return TrustLine(words.gettext("Reported wrong: check first"), "check")
    if known.verified_on is None:
        return _never_checked(known, words)
    when = when or ago(known.verified_on, today, words)
    if known.due_on is None or today <= known.due_on:
        return TrustLine(_CONFIRMED.get(known.verified_how or "", _confirmed)(words) % {"when": when}, "good")
    if known.live_source:
        text = words.gettext("Last confirmed %(when)s; still on the group's own list")
        return TrustLine(text % {"when": when}, "plain")
    if known.can_be_called:
        return TrustLine(words.gettext("Last confirmed %(when)s: call first") % {"when": when}, "check")
    return TrustLine(words.gettext("Last confirmed %(when)s: check first") % {"when": when}, "check")


def _never_checked(known: Known, words: Translator) -> TrustLine:
    if known.live_source:
        return TrustLine(words.gettext("On the group's own list, not checked by us"), "plain")
    if known.can_be_called:
        return TrustLine(words.gettext("Not checked yet: call first"), "check")
    return TrustLine(words.gettext("Not checked yet: check first"), "check")


def _confirmed(words: Translator) -> str:
    return words.gettext("Confirmed %(when)s")


_CONFIRMED: Mapping[str, Callable[[Translator], str]] = {
    "visited": lambda words: words.gettext("Visited and confirmed %(when)s"),
    "called": lambda words: words.gettext("Called and confirmed %(when)s"),
    "emailed": lambda words: words.gettext("Confirmed by email %(when)s"),
    "website": lambda words: words.gettext("Checked on their website %(when)s"),
    "contact_confirmed": lambda words: words.gettext("Confirmed by somebody there %(when)s"),
}
