"""iCalendar: the events of a calendar as activities that one can go to."""

from directory.errors import marked
from directory.feeds.declaring import FeedFormat, Options, Sayable
from directory.feeds.meeting_types import CodesOfFormat
from directory.feeds.readers.icalendar.reading import NAME, read

__all__ = ["FORMAT", "read"]

FIELDS = frozenset(
    {
        "name",
        "organization",
        "description",
        "terms",
        "in_person",
        "online",
        "online_url",
        "place",
        "url",
        "timezone",
        "schedules",
        "hours_note",
        "status",
        "group",
        "unmapped",
    }
)


def said_by_calendars(codes: CodesOfFormat, options: Options) -> Sayable:
    """Return what a calendar can say: what, where and when; nothing of whom it suits."""
    del codes, options
    return Sayable(FIELDS)


FORMAT = FeedFormat(
    NAME,
    marked("iCalendar (events)"),
    read,
    said_by_calendars,
    media_types=("text/calendar",),
    asks_who_and_what=True,
)
