"""How likely it is that two listings are one: a sum of what speaks for it and against it, told with its reasons.

Every weight stands here, and `docs/decisions` says why. What people meet at a time (a group) is one and the same only
by name *and* place *and* time; of what has opening hours, a name alone is not enough, and neither is a number.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

from rapidfuzz import fuzz

from directory.curation.duplicates.traits import Traits


class Likeness(StrEnum):
    """Why two listings may be one."""

    PHONE = "phone"
    EMAIL = "email"
    HOST = "host"
    """The same web site."""
    ADDRESS = "address"
    NEAR = "near"
    """No more than a few steps apart."""
    LINK = "link"
    """Joined by the same link."""
    NAME = "name"
    ORGANIZATION = "organization"
    TIME = "time"


class Difference(StrEnum):
    """What speaks against two listings being one."""

    NUMBERS = "numbers"
    """Their names are told apart by a number or by a word such as North or Women."""
    NAME = "name"
    PLACE = "place"
    ROOM = "room"
    TIME = "time"
    KIND = "kind"


WEIGHTS: Final = {
    Likeness.PHONE: 0.45,
    Likeness.EMAIL: 0.45,
    Likeness.HOST: 0.25,
    Likeness.ADDRESS: 0.35,
    Likeness.NEAR: 0.3,
    Likeness.LINK: 0.35,
    Likeness.NAME: 0.4,
    Likeness.ORGANIZATION: 0.1,
    Likeness.TIME: 0.25,
}
AGAINST: Final = {
    Difference.NUMBERS: 0.6,
    Difference.NAME: 0.25,
    Difference.PLACE: 0.3,
    Difference.ROOM: 0.2,
    Difference.TIME: 0.5,
    Difference.KIND: 0.2,
}
LIKELY: Final = 0.6
"""From here on somebody should look; no single likeness is enough."""
NAMES_ALIKE: Final = 84.0
"""Of 100, by rapidfuzz."""
LEAST_OF_NAME: Final = 70.0
"""How much of the longer name the shorter one must be: "Elm Group" lies within many names."""
SAME_SPOT_MILES: Final = 0.05
ELSEWHERE_MILES: Final = 0.25
MILES_OF_A_DEGREE: Final = 69.0


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two listings are one, and why."""

    value: float
    """0 to 1."""
    reasons: tuple[Likeness, ...]
    """The weightiest first."""
    differences: tuple[Difference, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether somebody should look."""
        return self.value >= LIKELY


def score(one: Traits, other: Traits, *, offices: frozenset[str] = frozenset()) -> Score:
    """Weigh what two listings have in common, and what tells them apart.

    `offices` are numbers and e-mail addresses that many listings share: they tell nothing of whose a listing is.
    """
    reasons, differences = _likenesses(one, other, offices), _differences(one, other)
    value = sum(WEIGHTS[reason] for reason in reasons) - sum(AGAINST[one] for one in differences)
    if not _could_be_one(one, other, reasons):
        value = min(value, LIKELY - 0.1)
    ordered = tuple(sorted(reasons, key=lambda reason: -WEIGHTS[reason]))
    return Score(round(max(0.0, min(1.0, value)), 2), ordered, tuple(sorted(differences)))


def _could_be_one(one: Traits, other: Traits, reasons: set[Likeness]) -> bool:
    """What must be there, however much else is."""
    there = {Likeness.ADDRESS, Likeness.NEAR, Likeness.LINK}
    if one.is_meeting and other.is_meeting:
        return Likeness.NAME in reasons and bool(there & reasons) and Likeness.TIME in reasons
    if Likeness.NAME in reasons:
        return len(reasons - {Likeness.ORGANIZATION, Likeness.NAME, Likeness.TIME}) > 0
    # Renamed: it still answers the same phone, in the same place, and does the same.
    reached = {Likeness.PHONE, Likeness.EMAIL} & reasons
    return bool(reached) and Likeness.ADDRESS in reasons and one.terms == other.terms and not (one.apart ^ other.apart)


def _likenesses(one: Traits, other: Traits, offices: frozenset[str]) -> set[Likeness]:
    alike = {
        Likeness.PHONE: (one.phones & other.phones) - offices,
        Likeness.EMAIL: (one.emails & other.emails) - offices,
        Likeness.HOST: one.hosts & other.hosts,
        Likeness.ADDRESS: one.hall and _are_one_street(one, other),
        Likeness.LINK: one.link and one.link == other.link,
        Likeness.NAME: have_like_names(one, other),
        Likeness.ORGANIZATION: one.organization and one.organization == other.organization,
        Likeness.TIME: one.is_meeting and other.is_meeting and overlap(one, other),
    }
    reasons = {reason for reason, is_so in alike.items() if is_so}
    miles = _miles(one, other)
    if Likeness.ADDRESS not in reasons and miles is not None and miles <= SAME_SPOT_MILES:
        reasons.add(Likeness.NEAR)
    return reasons


def _differences(one: Traits, other: Traits) -> set[Difference]:
    apart = {
        Difference.NUMBERS: one.apart != other.apart,
        Difference.NAME: fuzz.token_sort_ratio(one.name, other.name) < NAMES_ALIKE and not have_like_names(one, other),
        Difference.PLACE: _are_elsewhere(one, other),
        Difference.ROOM: one.room and other.room and one.room != other.room,
        Difference.TIME: one.is_meeting and other.is_meeting and not overlap(one, other),
        Difference.KIND: one.terms.isdisjoint(other.terms),
    }
    return {difference for difference, is_so in apart.items() if is_so}


def have_like_names(one: Traits, other: Traits) -> bool:
    """Whether two names are nearly the same; numbers that differ say that they are not: group 12 is not group 14."""
    if one.apart != other.apart:
        return False
    if fuzz.token_sort_ratio(one.name, other.name) >= NAMES_ALIKE:
        return True
    shorter, longer = sorted((one.words, other.words), key=len)
    is_within = len(shorter) > 1 and fuzz.token_set_ratio(one.name, other.name) >= NAMES_ALIKE
    return is_within and 100 * len(" ".join(shorter)) >= LEAST_OF_NAME * len(" ".join(longer)) * 0.7


def overlap(one: Traits, other: Traits) -> bool:
    """Whether both have people meet at one time of a day; where none is told, nothing speaks against it."""
    return any(
        day == another and first < later and earlier < last
        for (day, first, last), (another, earlier, later) in product(one.times, other.times)
    )


def _are_one_street(one: Traits, other: Traits) -> bool:
    return one.street == other.street and (one.town == other.town or _miles_at_most(one, other, ELSEWHERE_MILES))


def _are_elsewhere(one: Traits, other: Traits) -> bool:
    if not one.hall or not other.hall or _are_one_street(one, other):
        return False
    miles = _miles(one, other)
    return miles is None or miles > SAME_SPOT_MILES


def _miles_at_most(one: Traits, other: Traits, most: float) -> bool:
    miles = _miles(one, other)
    return miles is not None and miles <= most


def _miles(one: Traits, other: Traits) -> float | None:
    """Miles between two places, on a flat earth: exact enough for what is near."""
    if one.point is None or other.point is None:
        return None
    north, east = one.point[0] - other.point[0], one.point[1] - other.point[1]
    return MILES_OF_A_DEGREE * math.hypot(north, east * math.cos(math.radians(one.point[0])))
