"""What lists of meetings have words for: whatever their codes mean, and nothing that only people know."""

from directory.feeds.declaring import Options, Sayable, every_field_but
from directory.feeds.meeting_types import CodesOfFormat

FIELDS = every_field_but(
    "alternate_name",
    "first_time",
    "fees",
    "required_documents",
    "closed_until",
    "closed_reason",
    "room_now_until",
    "organization_description",
    "hsds",
)
ACCESS_SAID_BY_OTHER_FIELDS = frozenset({"phone_dial_in", "bus"})


def said_by_meetings(codes: CodesOfFormat, options: Options) -> Sayable:
    """Return what a list of meetings can say, from the meaning of its codes."""
    del options
    return Sayable(
        fields=FIELDS,
        facts={fact for known in codes.types for fact in known.facts},
        access={one for known in codes.types for one in known.access} | ACCESS_SAID_BY_OTHER_FIELDS,
    )
