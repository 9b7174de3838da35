"""The page of what is shared beyond the teams, with its small numbers hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.accounts.pages.parts import Option
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.reports.pages.figures import Figure, duration, of, percent
from directory.reports.pages.names import by_names, options_of, part_names, period_name
from directory.reports.periods import Period
from directory.reports.reporting import By
from directory.reports.sharing import SharedReport


@dataclass(frozen=True, slots=True)
class SharedDivision:
    """How many of each part; an empty text stands for what is hidden."""

    id: str
    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """One quarter of the agency."""

    title: str
    period: str
    figures: tuple[Figure, ...]
    divisions: tuple[SharedDivision, ...]
    periods: tuple[Option, ...]
    asked: Mapping[str, str]
    back: None = None


def shared_page(
    report: SharedReport | None,
    quarters: Sequence[Period],
    vocabulary: Vocabulary,
    words: Translator,
    *,
    teams: Mapping[str, str],
) -> SharedPage:
    """Build the page; without a quarter that can be told, it says from when there will be one."""
    title = words.gettext("Shared numbers")
    if report is None:
        return SharedPage(title, "", (), (), (), {})
    return SharedPage(
        title=title,
        period=period_name(report.period, words),
        figures=_figures(report, words),
        divisions=tuple(_division(by, report.divisions[by], vocabulary, words, teams) for by in report.divisions),
        periods=options_of(quarters, report.period, words),
        asked={"period": report.period.code},
    )


def _figures(report: SharedReport, words: Translator) -> tuple[Figure, ...]:
    _ = words.gettext
    agreed = "" if report.cohort is None else str(report.cohort)
    took = "" if report.contact_hours is None else duration(report.contact_hours, words)
    return (
        Figure(_("Referrals agreed"), agreed, "", "", _("What clients said yes to in this quarter.")),
        _share(_("Connected within 30 days"), report.connection, _("The client got there."), words),
        _share(
            _("Still going after 30 days"),
            report.retention,
            _("Of those connected at least 37 days ago to something they can go back to."),
            words,
        ),
        _share(
            _("Loop closed within 45 days"),
            report.closure,
            _("It is known what became of it, somebody witnessed it, and the peer has seen it."),
            words,
        ),
        _share(_("First contact with the place"), report.contact, _("Client and place spoke or met."), words),
        Figure(_("Time to the first contact with the place"), took, "", "", _("Half took no longer than this.")),
    )


def _share(label: str, share: tuple[int, int] | None, meaning: str, words: Translator) -> Figure:
    if share is None:
        return Figure(label, "", "", "", meaning)
    part, whole = share
    return Figure(label, percent(part / whole, words), of(part, whole, words), "", meaning)


def _division(
    by: By, parts: Mapping[str, int | None], vocabulary: Vocabulary, words: Translator, teams: Mapping[str, str]
) -> SharedDivision:
    names = part_names(by, list(parts), words, vocabulary, teams)
    lines = tuple((name, "" if parts[code] is None else str(parts[code])) for code, name in names.items())
    return SharedDivision(by, by_names(words)[by], lines)
