"""What people know of a listing stays when its feed changes: a feed can only take back what it can say."""

from collections.abc import Collection
from dataclasses import dataclass

from directory.feeds.meeting_types import CodesOfFormat
from directory.listings.forms import ListingDraft

NEVER_SAID_BY_FEEDS = (
    "alternate_name",
    "first_time",
    "fees",
    "required_documents",
    "closed_until",
    "closed_reason",
    "room_now_until",
    "organization_description",
    "checked_on",
    "checked_how",
    "reported_wrong_on",
)
ACCESS_SAID_BY_OTHER_FIELDS = frozenset({"phone_dial_in", "bus"})


@dataclass(frozen=True, slots=True)
class Sayable:
    """The facts and kinds of access about which a format has words."""

    facts: Collection[str]
    access: Collection[str]


def sayable_in(codes: CodesOfFormat) -> Sayable:
    """Return what a format can say, from the meaning of its codes."""
    return Sayable(
        facts={fact for known in codes.types for fact in known.facts},
        access={one for known in codes.types for one in known.access} | ACCESS_SAID_BY_OTHER_FIELDS,
    )


def with_what_people_know(read: ListingDraft, before: ListingDraft, sayable: Sayable) -> ListingDraft:
    """Return the listing as read now, with what people have added to it and the dates on which they checked it.

    Kept are the fields no feed speaks of, the facts and access its format has no words for, and the contacts that
    people made public or named as somebody to introduce a client to.
    """
    kept = {name: getattr(before, name) for name in NEVER_SAID_BY_FEEDS}
    by_people = tuple(one for one in before.contacts if one.key or one.public)
    return read.model_copy(
        update={
            **kept,
            "facts": {code: said for code, said in before.facts.items() if code not in sayable.facts} | read.facts,
            "access": {code: said for code, said in before.access.items() if code not in sayable.access} | read.access,
            "contacts": read.contacts + tuple(one for one in by_people if one not in read.contacts),
        }
    )
