"""What of a listing tells whether another one is the same: its numbers, addresses, names, kinds and times."""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from directory.curation.duplicates.wording import apart_words, fold, name_words, street_and_room
from directory.listings.forms import ListingDraft, ScheduleDraft
from search.hours import Frequency

SHARED_HOSTS: Final = frozenset(
    {"zoom.us", "facebook.com", "meetup.com", "google.com", "instagram.com", "linktr.ee", "eventbrite.com", "aa.org"}
)
"""Sites of many: an address there tells nothing of whose it is."""
LONGEST_MEETING: Final = 180
"""Minutes. What lasts longer is an opening time, not a meeting."""
A_DAY: Final = 24 * 60
UNTOLD_LENGTH: Final = 60
"""Minutes that a meeting lasts of which no end is told."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What two listings are compared by."""

    id: UUID | None
    """None for one that is being written."""
    name: str
    words: tuple[str, ...]
    """The words of its names, folded; what stands alone is left as it is."""
    apart: frozenset[str]
    organization: str
    phones: frozenset[str]
    emails: frozenset[str]
    hosts: frozenset[str]
    street: str
    room: str
    town: str
    """The ZIP, else the town."""
    point: tuple[float, float] | None
    link: str
    """Where an online meeting is joined."""
    terms: frozenset[str]
    times: tuple[tuple[str, int, int], ...]
    """Day, first and last minute of each weekly time."""
    is_meeting: bool
    """Something that people come to at a time, rather than a place with opening hours."""

    @property
    def hall(self) -> str:
        """The address, empty where no street is said."""
        return f"{self.street}|{self.town}" if self.street else ""


def traits_of(draft: ListingDraft, listing_id: UUID | None = None) -> Traits:
    """Return what a listing is compared by."""
    place = draft.place
    street, room = street_and_room(place.address_1, place.address_2) if place else ("", "")
    words = name_words(draft.name)
    times = tuple(_times(draft.schedules))
    return Traits(
        id=listing_id,
        name=" ".join(words),
        words=words,
        apart=apart_words(words),
        organization=" ".join(name_words(draft.organization)),
        phones=frozenset(_numbers(draft)),
        emails=frozenset(_emails(draft)),
        hosts=frozenset(filter(None, (host_of(draft.url), host_of(draft.organization_url)))),
        street=street,
        room=room,
        town=(place.postal_code[:5] or fold(place.city)) if place else "",
        point=(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None,
        link=draft.online_url.casefold().split("?")[0].rstrip("/"),
        terms=frozenset(draft.terms),
        times=times,
        is_meeting=bool(times) and all(last - first <= LONGEST_MEETING for _, first, last in times),
    )


class Alike:
    """Keeps what many listings have alike once for all of them: their words, towns, hosts, kinds and times."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kept: dict[Hashable, Any] = {}

    def kept_once(self, one: Traits) -> Traits:
        """Return the same traits, made of what is kept already."""
        words = tuple(self._kept.setdefault(word, word) for word in one.words)
        said = {name: getattr(one, name) for name in _OFTEN_ALIKE}
        return replace(one, words=words, **{name: self._kept.setdefault(value, value) for name, value in said.items()})


_OFTEN_ALIKE: Final = ("apart", "organization", "emails", "hosts", "street", "town", "link", "terms", "times")


def _numbers(draft: ListingDraft) -> Iterator[str]:
    """The last ten digits of each number that is long enough to be somebody's own; what dials in is everybody's."""
    for phone in draft.phones:
        digits = re.sub(r"\D", "", phone.number)
        if len(digits) >= 10 and phone.type != "dial_in":
            yield digits[-10:]


def _emails(draft: ListingDraft) -> Iterator[str]:
    return (email.casefold() for email in (draft.email, *(one.email for one in draft.contacts)) if email)


def host_of(address: str) -> str:
    """Return the host of a web address, empty where it tells nothing of whose it is."""
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS) else host


def _times(schedules: Iterable[ScheduleDraft]) -> Iterator[tuple[str, int, int]]:
    for line in schedules:
        first = line.starts.hour * 60 + line.starts.minute
        last = line.ends.hour * 60 + line.ends.minute if line.ends else first + UNTOLD_LENGTH
        if line.freq is not Frequency.ONCE:
            for day in line.byday:
                yield day[-2:], first, last if last > first else last + A_DAY
