"""Which listings are worth comparing: those that share a number, an address, a site, a hall or the words of a name.

Nothing is compared with everything: what shares a key meets, and where too many share it, only its neighbors by name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final
from uuid import UUID

from directory.curation.duplicates.scoring import Score, score
from directory.curation.duplicates.traits import Traits

SMALL: Final = 40
"""A block of so many is compared each with each: at most 780 pairs."""
NEIGHBORS: Final = 8
"""In a larger one each is compared with so many that follow it by name."""
OFFICE: Final = 3
"""A number or an e-mail address that more listings share is an office's: by itself it tells nothing of two of them."""

Pairing = tuple[Traits, Traits, Score]


def likely_pairs(listings: Sequence[Traits], *, changed: Collection[UUID] | None = None) -> Iterator[Pairing]:
    """Yield the pairs that are likely one; of `changed`, only those of which at least one changed."""
    offices = offices_of(listings)
    for first, second in candidates(listings):
        one, other = listings[first], listings[second]
        if changed is None or one.id in changed or other.id in changed:
            weighed = score(one, other, offices=offices)
            if weighed.is_likely:
                yield one, other, weighed


def offices_of(listings: Iterable[Traits]) -> frozenset[str]:
    """Return the numbers and e-mail addresses that too many listings share to tell one from another."""
    shared: dict[str, int] = defaultdict(int)
    for one in listings:
        for key in (*one.phones, *one.emails):
            shared[key] += 1
    return frozenset(key for key, number in shared.items() if number > OFFICE)


def candidates(listings: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    """Yield the positions of those to compare, each pair once."""
    blocks = _blocks(listings)
    seen: set[int] = set()
    for members in blocks.values():
        for first, second in _meeting(members, listings):
            pair = first * len(listings) + second
            if pair not in seen:
                seen.add(pair)
                yield first, second


def _blocks(listings: Sequence[Traits]) -> Mapping[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(listings):
        for key in set(_keys(one)):
            blocks[key].append(position)
    return {key: members for key, members in blocks.items() if len(members) > 1}


def _keys(one: Traits) -> Iterator[str]:
    yield from (f"phone {number}" for number in one.phones)
    yield from (f"mail {email}" for email in one.emails)
    yield from (f"host {host} {one.town}" for host in one.hosts)
    if one.hall:
        yield f"hall {one.hall}"
    if one.link:
        yield f"link {one.link}"
    if one.name:
        yield f"name {' '.join(sorted(one.words))}"
        yield from (f"word {word} {one.town}" for word in one.words if len(word) > 3)
    if one.point:
        yield f"spot {one.point[0]:.3f} {one.point[1]:.3f}"


def _meeting(members: Sequence[int], listings: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    if len(members) <= SMALL:
        yield from combinations(members, 2)
        return
    by_name = sorted(members, key=lambda position: (listings[position].name, position))
    for place, first in enumerate(by_name):
        for second in by_name[place + 1 : place + 1 + NEIGHBORS]:
            yield min(first, second), max(first, second)
