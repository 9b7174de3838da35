"""Which zone the clock of a row hangs in."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from directory.errors import Worded, marked, worded
from directory.feeds.readers.text import as_line
from directory.feeds.records import ReadingContext, RowReport
from directory.listings.forms import PlaceDraft
from search.zones import Doubt, resolve_zone

NEVER_ON = marked("it is never shown as on now")
FLAGGED = marked("it was kept and flagged")


def zone_of(
    value: Any, place: PlaceDraft | None, context: ReadingContext, report: RowReport, *, matters: bool = True
) -> str | None:
    """Return the zone a row is in: the one it names, else that of its place; None with a note when nobody can tell.

    A row without times does not need one (`matters`), so its lack is not worth a note.
    """
    written = as_line(value)
    of_place = _zone_of_place(place, context)
    if not written:
        if of_place is None and matters:
            report.note("timezone", marked("no time zone is given and none follows from its place"), NEVER_ON)
        return of_place
    zone, doubt = resolve_zone(written)
    if doubt is None:
        return zone
    if of_place and written.upper() in _abbreviations(of_place):
        report.note(
            "timezone",
            worded(
                "the time zone “%(written)s” was read as that of its place, %(of_place)s",
                written=written,
                of_place=of_place,
            ),
            FLAGGED,
        )
        return of_place
    report.note("timezone", _told(doubt, written, zone or ""), FLAGGED if zone else NEVER_ON)
    return zone


def _told(doubt: Doubt, written: str, zone: str) -> Worded:
    if doubt is Doubt.UNIVERSAL:
        return worded("the time zone “%(written)s” is rarely meant for a place people go to", written=written)
    if doubt is Doubt.FIXED:
        return worded("the time zone “%(written)s” never moves to daylight saving time", written=written)
    if doubt is Doubt.MEANT:
        return worded("the time zone “%(written)s” was read as %(zone)s", written=written, zone=zone)
    return worded("the time zone “%(written)s” is not known", written=written)


def _abbreviations(zone: str) -> set[str]:
    """What clocks in a zone call themselves in winter and summer: MST alone in Arizona, MST and MDT in Colorado."""
    return {str(datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).tzname()) for month in (1, 7)}


def _zone_of_place(place: PlaceDraft | None, context: ReadingContext) -> str | None:
    if place is None:
        return None
    at_point = context.zone_at(place.lat, place.lon) if place.lat is not None and place.lon is not None else None
    return at_point or context.zone_of_zip(place.postal_code[:5])


def zone_as_written(written: Any, zone: str | None) -> str:
    """Return the zone in the words of the row where they are not the name of the zone it is in."""
    said = as_line(written)
    return said if said != zone else ""
