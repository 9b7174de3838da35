"""BMLT, the meeting lists of Narcotics Anonymous, in both dialects of its servers."""

from directory.errors import marked
from directory.feeds.declaring import FeedFormat
from directory.feeds.readers.bmlt.reading import NAME, read
from directory.feeds.readers.meeting_words import said_by_meetings

__all__ = ["FORMAT", "read"]

FORMAT = FeedFormat(NAME, marked("BMLT (NA meetings)"), read, said_by_meetings)
