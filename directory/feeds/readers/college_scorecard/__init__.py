"""College Scorecard: colleges and trade schools of the United States, as the Department of Education lists them."""

from directory.errors import marked
from directory.feeds.declaring import FeedFormat, Options, Sayable
from directory.feeds.meeting_types import CodesOfFormat
from directory.feeds.readers.college_scorecard.reading import NAME, read

__all__ = ["FORMAT", "read"]

FIELDS = frozenset(
    {
        *("name", "organization", "description", "terms", "audiences", "status", "group", "unmapped"),
        *("in_person", "online", "place", "url", "timezone"),
    }
)


def said_by_schools(codes: CodesOfFormat, options: Options) -> Sayable:
    """Return what the list can say: which school and where; nothing of how it treats anybody."""
    del codes, options
    return Sayable(FIELDS)


FORMAT = FeedFormat(
    NAME, marked("College Scorecard (schools)"), read, said_by_schools, media_types=("text/csv", "text/plain")
)
