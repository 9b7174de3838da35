"""Answers of the read API, from the ids that were chosen to whole objects; everything is loaded in batches."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.errors import NotFoundError
from directory.hsds import shapes
from directory.hsds.objects import Tree
from directory.hsds.queries import Level, listings_of
from directory.hsds.taxonomies import Terms
from directory.hsds.trees import tree_of
from directory.listings.metadata import metadata_of
from directory.listings.queries import in_batches, load_listings

Shape = Callable[[Sequence[Tree]], Tree]
"""Makes one answer of the trees of the listings that go out under one id, the newest last."""
AT_ONCE: Final = 100


class NoSuchObject(NotFoundError):  # noqa: N818 - the sentence it is: no such object
    """Nothing goes out under this id."""

    def __init__(self) -> None:
        super().__init__("There is nothing here.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What answers are made from: the database as of one moment, and the words of our taxonomies."""

    session: Session
    terms: Terms
    now: datetime

    def trees(self, listing_ids: Collection[UUID], *, with_history: bool) -> dict[UUID, Tree]:
        """Return the trees of these listings by the listings' own ids."""
        history = metadata_of(self.session, listing_ids) if with_history else {}
        return {
            listing.id: tree_of(listing, self.terms, now=self.now, history=history.get(listing.id, ()))
            for listing in load_listings(self.session, listing_ids)
        }

    def answers(self, level: Level, ids: Iterable[UUID], shape: Shape, *, whole: bool = True) -> Iterator[Tree]:
        """Yield an answer for each id under which something goes out, a batch of them loaded at a time.

        An answer that is not `whole` is made of the listing alone that changed last.
        """
        for some in in_batches(ids, AT_ONCE):
            pairs = listings_of(self.session, level, some)
            if not whole:
                pairs = list(dict(pairs).items())
            trees = self.trees({listing_id for _, listing_id in pairs}, with_history=whole)
            by_id: dict[UUID, list[Tree]] = {}
            for key, listing_id in pairs:
                by_id.setdefault(key, []).append(trees[listing_id])
            yield from (shape(by_id[key]) for key in some if key in by_id)

    def answer(self, level: Level, key: str, shape: Shape) -> Tree:
        """Return what goes out under one id. Raises `NoSuchObject`."""
        for found in self.answers(level, [read_id(key)], shape):
            return found
        raise NoSuchObject


def read_id(text: str) -> UUID:
    """Read an id of an address. Raises `NoSuchObject`: what is no UUID is the id of nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchObject from None


def service_shape(*, full: bool) -> Shape:
    """Return how a service is told."""
    return shapes.full_service if full else shapes.listed_service


def service_at_location_shape(*, full: bool) -> Shape:
    """Return how a service at a location is told. Of two under one id, the one that changed last is."""
    tell = shapes.full_service_at_location if full else shapes.listed_service_at_location
    return lambda trees: tell(trees[-1])


def organization_shape(*, full: bool, whole_services: bool) -> Shape:
    """Return how an organization is told."""
    if not full:
        return lambda trees: shapes.listed_organization(trees[-1])
    return lambda trees: shapes.full_organization(_by_service(trees), whole_services=whole_services)


def _by_service(trees: Sequence[Tree]) -> list[list[Tree]]:
    services: dict[str, list[Tree]] = {}
    for tree in trees:
        services.setdefault(tree["service"]["id"], []).append(tree)
    return [services[key] for key in sorted(services)]
