"""Which listings are worth comparing: those that share a number, an address, a site, a hall or the words of a name.

Nothing is compared with everything: what shares a key meets, and where too many share it, only its neighbors by name.
What is kept while comparing does not grow with the number of pairs.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableSequence, Sequence
from typing import Final
from uuid import UUID

from directory.curation.duplicates.scoring import Score, score
from directory.curation.duplicates.traits import Traits

SMALL: Final = 40
"""A block of so many is compared each with each: at most 780 pairs."""
NEIGHBORS: Final = 8
"""In a larger one each is compared with so many before it by name, and so many after it."""
OFFICE: Final = 3
"""A number or an e-mail address that more listings share is an office's: by itself it tells nothing of two of them."""

Pairing = tuple[Traits, Traits, Score]
Blocks = Mapping[str, MutableSequence[int]]
"""The positions of those who share a key, in the order of their names."""


def likely_pairs(listings: Sequence[Traits], *, changed: Collection[UUID] | None = None) -> Iterator[Pairing]:
    """Yield the pairs that are likely one; of `changed`, only those of which at least one changed."""
    offices = offices_of(listings)
    for first, second in candidates(listings, changed=changed):
        one, other = listings[first], listings[second]
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


def candidates(listings: Sequence[Traits], *, changed: Collection[UUID] | None = None) -> Iterator[tuple[int, int]]:
    """Yield the positions of those to compare, each pair once; of `changed`, only pairs of which one changed."""

    def is_asked(position: int) -> bool:
        return changed is None or listings[position].id in changed

    blocks = _blocks(listings)
    for position in filter(is_asked, range(len(listings))):
        for other in sorted(_who_meets(position, listings, blocks)):
            # Of two that are asked about, the pair was yielded when it was the first one's turn.
            if other > position or not is_asked(other):
                yield min(position, other), max(position, other)


def _blocks(listings: Sequence[Traits]) -> Blocks:
    blocks: dict[str, array[int]] = defaultdict(lambda: array("I"))
    in_order = sorted(range(len(listings)), key=lambda position: (listings[position].name, position))
    for position in in_order:
        for key in set(_keys(listings[position])):
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


def _who_meets(position: int, listings: Sequence[Traits], blocks: Blocks) -> set[int]:
    met: set[int] = set()
    for key in _keys(listings[position]):
        members = blocks.get(key, ())
        if len(members) > SMALL:
            met.update(_neighbors(position, members, listings))
        else:
            met.update(members)
    return met - {position}


def _neighbors(position: int, members: Sequence[int], listings: Sequence[Traits]) -> Sequence[int]:
    place = bisect_left(members, (listings[position].name, position), key=lambda one: (listings[one].name, one))
    return members[max(0, place - NEIGHBORS) : place + NEIGHBORS + 1]
