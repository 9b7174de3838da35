"""Reports as tables for other programs: whatever a spreadsheet would take for a formula is told to be text."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from directory.cells import defused
from directory.reports.growth import Hours
from directory.reports.measures import Lapse, Measures, Share
from directory.reports.needs import Needs
from directory.reports.reporting import By, Report
from directory.reports.sharing import SharedReport

Row = tuple[str, ...]
NameOf = Callable[[By, str], str]
"""What a part is called: the name of a team, else its code."""
HIDDEN: Final = "hidden"
COLUMNS: Final = ("by", "part", "measure", "value", "count", "of", "pending")


def as_csv(rows: Iterable[Row]) -> str:
    """Return the text of a table."""
    text = io.StringIO()
    csv.writer(text).writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def rows_of_report(report: Report, name_of: NameOf) -> Iterator[Row]:
    """Yield the numbers of a scope: all of them, then each part."""
    yield COLUMNS
    yield from _measures("", "", report.overall)
    yield _lapse("", "", "reply_working_hours", report.replies)
    for split in report.splits:
        for code in sorted(split.parts):
            yield from _measures(split.by, name_of(split.by, code), split.parts[code])


def rows_of_shared(report: SharedReport, name_of: NameOf) -> Iterator[Row]:
    """Yield the numbers of the agency, hidden where its page hides them."""
    yield "by", "part", "measure", "count", "of"
    yield "", "", "referrals", _count(report.cohort), ""
    shares: Mapping[str, tuple[int, int] | None] = {
        "connected_in_30_days": report.connection,
        "loop_closed_in_45_days": report.closure,
        "first_contact": report.contact,
        "still_going_after_30_days": report.retention,
    }
    for measure, share in shares.items():
        yield "", "", measure, *([HIDDEN, HIDDEN] if share is None else map(str, share))
    for by, parts in report.divisions.items():
        for code, count in parts.items():
            yield by, name_of(by, code), "referrals", _count(count), ""


def rows_of_needs(needs: Needs) -> Iterator[Row]:
    """Yield what was missed, hidden where its page hides it."""
    yield "domain", "kind", "zip3", "count"
    for (domain, term), count in sorted(needs.kinds.items()):
        yield domain, term, "", _count(count)
    for zip3, count in sorted(needs.regions.items()):
        yield "", "", f"{zip3}xx" if zip3 else "", _count(count)


def rows_of_hours(hours: Iterable[Hours]) -> Iterator[Row]:
    """Yield somebody's own hours."""
    yield "day", "kind", "minutes"
    for each in hours:
        yield each.day.isoformat(), each.kind, str(each.minutes)


def _count(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _measures(by: str, part: str, measures: Measures) -> Iterator[Row]:
    yield by, part, "referrals", "", str(measures.cohort), "", ""
    shares: Mapping[str, Share] = {
        "connected_in_30_days": measures.connection,
        "connected_where_still_wanted": measures.connection_where_wanted,
        "still_going_after_30_days": measures.retention,
        "unknown_after_30_days": measures.retention_unknown,
        "loop_closed_in_45_days": measures.closure,
        "bridge_reached_introduction": measures.reached_introduction,
    }
    for measure, share in shares.items():
        yield by, part, measure, _number(share.value), str(share.part), str(share.whole), str(share.pending)
    yield _lapse(by, part, "first_contact_hours", measures.first_contact)
    yield _lapse(by, part, "answer_hours", measures.answer)
    yield by, part, "bridge_steps_median", _number(measures.bridge_steps), "", "", ""


def _lapse(by: str, part: str, measure: str, lapse: Lapse) -> Row:
    return by, part, measure, _number(lapse.median), str(lapse.known), str(lapse.known + lapse.never), ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
