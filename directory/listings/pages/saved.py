"""The page that searches what a phone keeps, with every sentence that its script may need to say without a server."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from directory.formats import SOON_HOURS, SOON_MINUTES
from directory.i18n import Translator
from directory.listings.asking import DAYS
from directory.listings.pages.area_places import VERSION
from directory.listings.pages.hours_labels import weekday_name
from directory.listings.pages.labels import WHEN, miles_label
from directory.listings.pages.question import Choice
from directory.listings.vocabulary import Vocabulary

DISTANCES: Final = (2, 5, 10, 25, 60, 100)
USUAL: Final = 10
"""Miles of an area unless others are chosen."""
Sentences = Mapping[str, str | list[str] | int]
"""By name; of a sentence that counts both forms, for one and for more. What is put into one stands in braces."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page without anything that is kept: that is put in on the device."""

    title: str
    version: int
    whens: tuple[Choice, ...]
    domains: tuple[Choice, ...]
    distances: tuple[Choice, ...]
    sentences: Sentences


def saved_page(vocabulary: Vocabulary, words: Translator) -> SavedPage:
    """The page and its sentences in one language."""
    domains = (Choice(code, entry.label(words.code), is_chosen=False) for code, entry in vocabulary.domains.items())
    sentences = {**_saving(words), **_finding(words), **_times(words)}
    return SavedPage(
        title=words.gettext("Saved on this phone"),
        version=VERSION,
        whens=tuple(_whens(words)),
        domains=(Choice("", words.gettext("All of them"), is_chosen=True), *domains),
        distances=tuple(Choice(str(miles), miles_label(miles, words), miles == USUAL) for miles in DISTANCES),
        sentences={name: _with_braces(said) for name, said in sentences.items()},
    )


def _whens(words: Translator) -> list[Choice]:
    named = {code: say(words) for code, say in WHEN.items()}
    named |= {code: weekday_name(number, words) for number, code in enumerate(DAYS)}
    any_time = Choice("", words.gettext("Any time"), is_chosen=True)
    return [any_time, *(Choice(code, label, is_chosen=False) for code, label in named.items())]


def _saving(words: Translator) -> Sentences:
    return {
        "near_first": words.gettext("Near where? Write a ZIP code or a town."),
        "looking": words.gettext("Looking how much that is …"),
        "offer": _forms(
            lambda count: words.ngettext(
                "%(count)s place, about %(size)s MB.", "%(count)s places, about %(size)s MB.", count
            )
        ),
        "offer_nearest": words.gettext("The %(count)s nearest of %(total)s places, about %(size)s MB."),
        "offer_none": words.gettext("There is no place to go to within this distance."),
        "loading": words.gettext("%(count)s of %(total)s places"),
        "kept": words.gettext("%(place)s is kept on this phone. You can search it without signal."),
        "stopped": words.gettext("Stopped. Nothing was changed."),
        "no_signal": words.gettext("No connection. Nothing was changed, and what was saved before is still here."),
        "not_kept": words.gettext("This browser does not let pages keep anything, so nothing could be saved."),
        "no_room": words.gettext("There is not enough room on this device. Nothing was changed."),
        "needs_signal": words.gettext(
            "It is kept, but this browser opens this page only while there is a connection. Another browser may do"
            " without."
        ),
        "older_form": words.gettext(
            "%(place)s was saved by an older version that cannot be read any more, so it was removed. Save it again."
        ),
        "removed": words.gettext("%(place)s is no longer kept on this phone."),
        "renew": words.gettext("Renew %(place)s"),
        "remove": words.gettext("Remove %(place)s"),
        "position": words.gettext("Where you were"),
        "area": words.gettext("%(far)s, %(count)s places, about %(size)s MB"),
        "within": _forms(lambda count: words.ngettext("Within %(miles)s mile", "Within %(miles)s miles", count)),
        "today": words.gettext("Saved today; times may have changed since."),
        "days_ago": _forms(
            lambda count: words.ngettext(
                "Saved %(count)s day ago; times may have changed since.",
                "Saved %(count)s days ago; times may have changed since.",
                count,
            )
        ),
        "run_out": words.gettext("The saved times have run out. Renew this area when there is signal, or call first."),
    }


def _finding(words: Translator) -> Sentences:
    return {
        "found": _forms(lambda count: words.ngettext("%(count)s place", "%(count)s places", count)),
        "any_word": words.gettext("No place has all of these words; these have some of them."),
        "none": words.gettext("Nothing that is kept here fits all of that. Take something away, or call 211."),
        "more": words.gettext("Show %(count)s more"),
        "wide": words.gettext("Any distance"),
    }


def _times(words: Translator) -> Sentences:
    return {
        "always": words.gettext("Always open, day and night"),
        "by_appointment": words.gettext("By appointment: call first"),
        "unknown": words.gettext("Times not stated: call first"),
        "over": words.gettext("No more dates are known"),
        "around_the_clock": words.gettext("Open now, around the clock"),
        "until": words.gettext("In progress until %(time)s"),
        "this_day": words.gettext("Today"),
        "tonight": words.gettext("Tonight"),
        "tomorrow": words.gettext("Tomorrow"),
        "in_minutes": words.gettext("in %(minutes)s min"),
        "in_hours": words.gettext("in %(hours)s h"),
        "am": words.gettext("am"),
        "pm": words.gettext("pm"),
        "date": "{weekday} {day} de {month}" if words.code == "es" else "{weekday} {month} {day}",
        "soon_minutes": SOON_MINUTES,
        "soon_hours": SOON_HOURS,
    }


def _forms(say: Callable[[int], str]) -> list[str]:
    return [say(1), say(2)]


def _with_braces(said: str | list[str] | int) -> str | list[str] | int:
    if isinstance(said, list):
        return [re.sub(r"%\((\w+)\)s", r"{\1}", form) for form in said]
    return re.sub(r"%\((\w+)\)s", r"{\1}", said) if isinstance(said, str) else said
