"""What people know of a listing stays when its feed changes: a feed can only take back what it can say."""

from directory.curation.anew import parts_anew, taken_anew
from directory.feeds.comparing import Known
from directory.feeds.declaring import KNOWN_BY_PEOPLE, Sayable
from directory.listings.forms import ListingDraft

PUT_TOGETHER = frozenset({"facts", "access", "contacts"})
"""Fields of which a feed says a part and people another."""


def with_what_people_know(read: ListingDraft, before: ListingDraft, sayable: Sayable) -> ListingDraft:
    """Return the listing as read now, with what people have added to it and the dates on which they checked it.

    Kept are the fields the feed does not speak of, the facts and access its format has no words for, and the contacts
    that people made public or named as somebody to introduce a client to.
    """
    unsaid = ListingDraft.model_fields.keys() - set(sayable.fields) - PUT_TOGETHER | KNOWN_BY_PEOPLE
    by_people = tuple(one for one in before.contacts if one.key or one.public)
    return read.model_copy(
        update={
            **{name: getattr(before, name) for name in unsaid},
            "facts": {code: said for code, said in before.facts.items() if code not in sayable.facts} | read.facts,
            "access": {code: said for code, said in before.access.items() if code not in sayable.access} | read.access,
            "contacts": read.contacts + tuple(one for one in by_people if one not in read.contacts),
        }
    )


def read_anew(read: ListingDraft, known: Known, before: ListingDraft, sayable: Sayable) -> ListingDraft:
    """Return the listing with what its source says anew; what people know, and what it only repeats, stays."""
    return taken_anew(with_what_people_know(read, before, sayable), before, parts_anew(read, known.said))
