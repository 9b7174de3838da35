"""HSDS, the Human Services Data Specification: JSON and CSV packages of 1.1, 2.x and 3.x."""

from directory.errors import marked
from directory.feeds.declaring import FeedFormat, Options, Sayable, every_field_but
from directory.feeds.meeting_types import CodesOfFormat
from directory.feeds.readers.hsds.reading import NAME, read

__all__ = ["FORMAT", "read"]

FIELDS = every_field_but("terms", "audiences", "closed_until", "venue_closed", "room_now_until", "unmapped")
"""What HSDS has words for. Kinds and audiences are often guessed from terms of others: people put them right."""


def _speaks_of(codes: CodesOfFormat, options: Options) -> Sayable:
    del codes, options
    return Sayable(fields=FIELDS)


FORMAT = FeedFormat(
    NAME,
    marked("HSDS (JSON or CSV package)"),
    read,
    _speaks_of,
    ("application/json", "application/zip", "application/x-ndjson"),
)
