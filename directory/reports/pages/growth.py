"""The page of what somebody does to grow at their work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.accounts.pages.own_days import to_account
from directory.accounts.pages.parts import Option, Way
from directory.formats import long_date
from directory.i18n import Translator
from directory.reports.growth import Hours, due_renewals
from directory.reports.models import Growth
from directory.reports.pages.figures import decimal
from directory.reports.pages.names import channel_names, kind_names, period_name, period_options
from directory.reports.periods import Period
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class Renewal:
    """What has to be renewed, and by when."""

    title: str
    said: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what was done."""

    id: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class GrowthPage:
    """Supervision, training, renewals, and the hours of a period."""

    title: str
    form: Filled
    kinds: tuple[Option, ...]
    renewals: tuple[Renewal, ...]
    entries: tuple[Entry, ...]
    period: str
    periods: tuple[Option, ...]
    asked: dict[str, str]
    totals: tuple[tuple[str, str], ...]
    back: Way


def growth_page(
    form: Filled,
    rows: Sequence[Growth],
    contacts: Sequence[Hours],
    words: Translator,
    *,
    period: Period,
    today: date,
) -> GrowthPage:
    """Build the page; `contacts` are the caller's own, of the period."""
    chosen = form.value("kind") or "supervision"
    return GrowthPage(
        title=words.gettext("Supervision and training"),
        form=form,
        kinds=tuple(Option(str(code), name, str(code) == chosen) for code, name in kind_names(words).items()),
        renewals=tuple(_renewal(row, words, today) for row in due_renewals(rows, today=today)),
        entries=tuple(_entry(row, words) for row in rows),
        period=period_name(period, words),
        periods=period_options(period, words, today=today),
        asked={"period": period.code},
        totals=_totals(rows, contacts, period, words),
        back=to_account(words),
    )


def _renewal(row: Growth, words: Translator, today: date) -> Renewal:
    day = row.renews_on or today
    is_late = day < today
    said = words.gettext("was due on %(day)s") if is_late else words.gettext("due on %(day)s")
    return Renewal(row.title, said % {"day": long_date(day, words)}, is_late)


def _entry(row: Growth, words: Translator) -> Entry:
    kind = kind_names(words)[row.kind]
    parts = [long_date(row.on_day, words)]
    if row.title:
        parts.append(kind)
    if row.minutes:
        parts.append(_hours(row.minutes, words))
    if row.renews_on:
        parts.append(words.gettext("renew by %(day)s") % {"day": long_date(row.renews_on, words)})
    return Entry(str(row.id), row.title or kind, " · ".join(parts))


def _totals(
    rows: Sequence[Growth], contacts: Sequence[Hours], period: Period, words: Translator
) -> tuple[tuple[str, str], ...]:
    """The hours of the period by kind, those of contacts by how they were made."""
    kinds, channels = kind_names(words), channel_names(words)
    minutes: dict[str, int] = dict.fromkeys([*kinds.values(), *_with_clients(channels, words).values()], 0)
    for row in rows:
        if period.start <= row.on_day < period.end:
            minutes[kinds[row.kind]] += row.minutes
    for each in contacts:
        minutes[_with_clients(channels, words)[each.kind]] += each.minutes
    return tuple((name, _hours(count, words)) for name, count in minutes.items() if count)


def _with_clients(channels: Mapping[str, str], words: Translator) -> Mapping[str, str]:
    return {code: words.gettext("With clients: %(how)s") % {"how": name} for code, name in channels.items()}


def _hours(minutes: int, words: Translator) -> str:
    if minutes < 60:
        return words.gettext("%(minutes)s min") % {"minutes": minutes}
    return words.gettext("%(hours)s h") % {"hours": decimal(minutes / 60, words)}
