"""The page of one's own numbers, or of a team's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.accounts.pages.parts import Option
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.reports.measures import Measures
from directory.reports.pages.figures import Figure, figures, of, percent, waits
from directory.reports.pages.names import by_names, part_names, period_name, period_options
from directory.reports.pages.picture import Picture, bars
from directory.reports.reporting import Report, Split
from directory.reports.scopes import ALL_TEAMS, OWN, Scope


@dataclass(frozen=True, slots=True)
class Cell:
    """A share, of how many, and for how many it is too early to say."""

    label: str
    value: str
    counted: str
    pending: str


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a division."""

    name: str
    cohort: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """One thing by which the numbers are divided up."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Numbers of a scope and a period."""

    title: str
    whose: str
    period: str
    figures: tuple[Figure, ...]
    picture: Picture | None
    divisions: tuple[Division, ...]
    scopes: tuple[Option, ...]
    periods: tuple[Option, ...]
    asked: Mapping[str, str]
    has_teams: bool
    is_empty: bool
    back: None = None


def report_page(
    report: Report, scopes: Sequence[Scope], vocabulary: Vocabulary, words: Translator, *, today: date
) -> ReportPage:
    """Build the page; divisions stand in an order of their own, so that nothing is a ranking."""
    return ReportPage(
        title=words.gettext("Numbers"),
        whose=scope_name(report.scope, words),
        period=period_name(report.period, words),
        figures=figures(report.overall, report.replies, words),
        picture=_picture(report.overall, words),
        divisions=tuple(_division(split, report.scope, vocabulary, words) for split in report.splits),
        scopes=tuple(Option(each.code, scope_name(each, words), each == report.scope) for each in scopes),
        periods=period_options(report.period, words, today=today),
        asked={"scope": report.scope.code, "period": report.period.code},
        has_teams=any(scope.teams for scope in scopes),
        is_empty=not report.overall.cohort,
    )


def scope_name(scope: Scope, words: Translator) -> str:
    """Whose numbers these are."""
    if scope.code == OWN:
        return words.gettext("Your own")
    return words.gettext("Your teams together") if scope.code == ALL_TEAMS else scope.teams[0][1]


def _picture(measures: Measures, words: Translator) -> Picture | None:
    _ = words.gettext
    return bars(
        _("From the client's yes to still going"),
        [
            (_("Agreed"), measures.cohort),
            (_("First contact with the place"), measures.first_contact.known),
            (_("Connected within 30 days"), measures.connection.part),
            (_("Still going after 30 days"), measures.retention.part),
        ],
    )


def _division(split: Split, scope: Scope, vocabulary: Vocabulary, words: Translator) -> Division:
    teams = {str(team_id): name for team_id, name in scope.teams}
    names = part_names(split.by, list(split.parts), words, vocabulary, teams)
    lines = tuple(_line(name, split.parts[code], words) for code, name in names.items())
    return Division(split.by, by_names(words)[split.by], lines)


def _line(name: str, measures: Measures, words: Translator) -> Line:
    shares = {
        words.gettext("Connected"): measures.connection,
        words.gettext("Still going"): measures.retention,
        words.gettext("Loop closed"): measures.closure,
    }
    cells = (
        Cell(label, percent(share.value, words), of(share.part, share.whole, words), waits(share, words))
        for label, share in shares.items()
    )
    return Line(name, measures.cohort, tuple(cells))
