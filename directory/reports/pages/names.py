"""What periods, parts and lines of reports are called."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from directory.accounts.pages.parts import Option
from directory.clients.codes import Channel
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.referrals.pages.labels import mode_names, spoken_names, witness_names
from directory.reports.growth import Kind
from directory.reports.periods import Period, last_months, last_quarters, last_years
from directory.reports.reporting import By


def period_name(period: Period, words: Translator) -> str:
    """`November 2026`, `Q4 2026 (October to December)`, `2026`."""
    if period.months == 12:
        return str(period.start.year)
    if period.months == 1:
        return _written(period.start, "LLLL y", words)
    last = period.by_month()[-1].start
    return words.gettext("%(year)s, quarter %(quarter)s: %(first)s to %(last)s") % {
        "year": period.start.year,
        "quarter": period.quarter,
        "first": _written(period.start, "LLLL", words),
        "last": _written(last, "LLLL", words),
    }


def period_options(chosen: Period, words: Translator, *, today: date) -> tuple[Option, ...]:
    """The quarters, months and years that can be chosen."""
    offered = [*last_quarters(today), *last_years(today), *last_months(today)]
    if chosen not in offered:
        offered.insert(0, chosen)
    return options_of(offered, chosen, words)


def options_of(periods: Sequence[Period], chosen: Period, words: Translator) -> tuple[Option, ...]:
    """Some periods to choose from."""
    return tuple(Option(period.code, period_name(period, words), period == chosen) for period in periods)


def by_names(words: Translator) -> Mapping[By, str]:
    """By what numbers are divided up."""
    _ = words.gettext
    return {
        By.MONTH: _("By month"),
        By.TEAM: _("By team"),
        By.MODE: _("By way of getting there"),
        By.SPOKEN: _("By how it was put to the client"),
        By.DOMAIN: _("By part of life"),
        By.KIND: _("By kind"),
        By.PROVENANCE: _("By who witnessed what became of it"),
    }


def part_names(
    by: By, codes: Sequence[str], words: Translator, vocabulary: Vocabulary, teams: Mapping[str, str]
) -> Mapping[str, str]:
    """What the parts are called, in the order in which they stand: their own, never that of their numbers."""
    named: Mapping[str, str] = {
        By.MONTH: {code: _written(date.fromisoformat(f"{code}-01"), "LLLL y", words) for code in sorted(codes)}
        if by is By.MONTH
        else {},
        By.TEAM: dict(sorted(teams.items(), key=lambda team: team[1])),
        By.MODE: mode_names_of_others(words),
        By.SPOKEN: spoken_names(words),
        By.DOMAIN: {code: entry.label(words.code) for code, entry in vocabulary.domains.items()},
        By.KIND: {code: term.label(words.code) for code, term in vocabulary.terms.items()},
        By.PROVENANCE: witness_names(words),
    }[by]
    present = {str(code): name for code, name in named.items() if str(code) in codes}
    unnamed = {code: code or _nothing_said(by, words) for code in codes if code not in present}
    return {**present, **unnamed}


def mode_names_of_others(words: Translator) -> Mapping[str, str]:
    """How clients get there, said of referrals of several peers."""
    named = dict(mode_names(words))
    return {code: words.gettext("The peer goes along") if code == "bridge" else name for code, name in named.items()}


def _nothing_said(by: By, words: Translator) -> str:
    return words.gettext("Nothing known yet") if by is By.PROVENANCE else words.gettext("Not said")


def kind_names(words: Translator) -> Mapping[str, str]:
    """What somebody did to grow at their work."""
    _ = words.gettext
    return {
        Kind.SUPERVISION: _("Supervision, one to one"),
        Kind.GROUP_SUPERVISION: _("Supervision in a group"),
        Kind.TRAINING: _("Training"),
        Kind.CERTIFICATE: _("Certificate or license"),
    }


def channel_names(words: Translator) -> Mapping[str, str]:
    """How contacts were made."""
    _ = words.gettext
    return {
        Channel.IN_PERSON: _("In person"),
        Channel.CALL: _("Call"),
        Channel.TEXT: _("Text"),
        Channel.EMAIL: _("E-mail"),
        Channel.VIDEO: _("Video"),
        Channel.MAIL: _("Mail"),
    }


def _written(day: date, pattern: str, words: Translator) -> str:
    written = format_date(day, pattern, locale=words.locale)
    return written[:1].upper() + written[1:] if pattern.endswith("y") else written
