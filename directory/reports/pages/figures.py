"""Figures in words: what was measured, of how many, for how many it is too early, and what it means."""

from dataclasses import dataclass

from babel.numbers import format_decimal, format_percent

from directory.i18n import Translator
from directory.reports.measures import Lapse, Measures, Share

DAYS_FROM = 72
"""Hours from which a time is told in days."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the first table."""

    label: str
    value: str
    counted: str
    pending: str
    meaning: str


def figures(measures: Measures, replies: Lapse, words: Translator) -> tuple[Figure, ...]:
    """The measures of a cohort, each with its meaning."""
    return (*_of_connecting(measures, words), *_of_lasting(measures, words), *_of_time(measures, replies, words))


def _of_connecting(measures: Measures, words: Translator) -> tuple[Figure, ...]:
    _ = words.gettext
    return (
        Figure(
            _("Referrals agreed"),
            str(measures.cohort),
            "",
            "",
            _("What clients said yes to in this period. Everything below is about these."),
        ),
        _share(
            _("Connected within 30 days"),
            measures.connection,
            _("The client got there. Where the place said no, or the client stopped, it counts as not connected."),
            words,
        ),
        _share(
            _("… where the client still wanted it"),
            measures.connection_where_wanted,
            _("The same, without those who changed their mind, found something else, or said not now."),
            words,
        ),
    )


def _of_lasting(measures: Measures, words: Translator) -> tuple[Figure, ...]:
    _ = words.gettext
    return (
        _share(
            _("Still going after 30 days"),
            measures.retention,
            _("Of those connected at least 37 days ago to something they can go back to."),
            words,
        ),
        _share(
            _("… not known"),
            measures.retention_unknown,
            _("Nobody recorded how it was going after a month; above, they count as not going."),
            words,
        ),
        _share(
            _("Loop closed within 45 days"),
            measures.closure,
            _("It is known what became of it, somebody witnessed it, and the peer has seen it."),
            words,
        ),
        Figure(
            _("Steps of a bridge"),
            "–" if measures.bridge_steps is None else decimal(measures.bridge_steps, words),
            "",
            "",
            _("The median number of steps done where the peer goes along."),
        ),
        _share(
            _("Introduced to somebody there"),
            measures.reached_introduction,
            _("Of the referrals where the peer goes along."),
            words,
        ),
    )


def _of_time(measures: Measures, replies: Lapse, words: Translator) -> tuple[Figure, ...]:
    _ = words.gettext
    return (
        _lapse(
            _("Time to the first contact with the place"),
            measures.first_contact,
            _("From the client's yes until client and place spoke or met. Half took no longer than this."),
            words,
        ),
        _lapse(
            _("Time to the answer of the place"),
            measures.answer,
            _("From sending to the yes or no, where the place was told in writing."),
            words,
        ),
        _lapse(
            _("Time to our reply"),
            replies,
            _("From a client reaching out to our next contact, counted in working hours."),
            words,
        ),
    )


def _share(label: str, share: Share, meaning: str, words: Translator) -> Figure:
    return Figure(label, percent(share.value, words), of(share.part, share.whole, words), waits(share, words), meaning)


def _lapse(label: str, lapse: Lapse, meaning: str, words: Translator) -> Figure:
    counted = of(lapse.known, lapse.known + lapse.never, words)
    slow = "" if lapse.p90 is None else words.gettext("9 of 10 within %(time)s") % {"time": duration(lapse.p90, words)}
    return Figure(label, duration(lapse.median, words), counted, slow, meaning)


def percent(value: float | None, words: Translator) -> str:
    """`37.5%`, and a dash of nothing."""
    return "–" if value is None else str(format_percent(value, format="#,##0.#%", locale=words.locale))


def of(part: int, whole: int, words: Translator) -> str:
    """`3 of 8`; nothing of nothing."""
    return words.gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole} if whole else ""


def waits(share: Share, words: Translator) -> str:
    """For how many it is too early to say."""
    if not share.pending:
        return ""
    return words.ngettext("%(count)s pending", "%(count)s pending", share.pending) % {"count": share.pending}


def duration(hours: float | None, words: Translator) -> str:
    """`2.5 h`, `10 days`; a dash of nothing."""
    if hours is None:
        return "–"
    if hours < DAYS_FROM:
        return words.gettext("%(hours)s h") % {"hours": decimal(hours, words)}
    return words.gettext("%(count)s days") % {"count": decimal(hours / 24, words)}


def decimal(value: float, words: Translator) -> str:
    """With at most one digit behind the point."""
    return str(format_decimal(value, format="#,##0.#", locale=words.locale))
