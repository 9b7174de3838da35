"""Meeting Guide JSON, the meeting lists of Alcoholics Anonymous and many others."""

from directory.errors import marked
from directory.feeds.declaring import FeedFormat
from directory.feeds.readers.meeting_guide.reading import NAME, read
from directory.feeds.readers.meeting_words import said_by_meetings

__all__ = ["FORMAT", "read"]

FORMAT = FeedFormat(NAME, marked("Meeting Guide (AA and other meetings)"), read, said_by_meetings)
