"""The demo county as of the golden moment, asked as the page asks, and what its answers are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from directory import migrations
from directory.config import Settings
from directory.db import Database
from directory.listings.asking import FindForm
from directory.listings.find import Finder, Found, find_listings
from directory.listings.finder import open_finder
from directory.listings.indexing import index_keeper
from directory.seeding import seed_demo, seed_vocabulary
from search.query import Hit
from tests.search.golden_queries import HOME, SATURDAY_EVENING, GoldenQuery

NOW = SATURDAY_EVENING.astimezone(UTC)
SHOWN = 10


def open_county(folder: Path) -> Finder:
    """What finding needs, over the demo county; its database and index are made in the folder."""
    settings = Settings(data=folder, timezone="America/Chicago", home=HOME)
    database = Database(settings.resolved_database_url)
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
        seed_demo(session, now=NOW)
    keeper = index_keeper(settings, database)
    finder = open_finder(settings, keeper, keeper.open_current(NOW))
    database.close()
    return finder


@dataclass(frozen=True)
class Judged:
    """The first hits of one golden query, and at which of them (from 1) what was looked for stands."""

    query: GoldenQuery
    found: Found
    ids: Sequence[str]
    """Source ids."""
    terms: Sequence[frozenset[str]]
    """The terms of each hit, with everything above them in the tree."""

    def rank_of_the_first(self) -> int | None:
        """Where the first hit stands that may be the first of all; None when none of those shown may."""
        return next((rank for rank in range(1, len(self.ids) + 1) if self._may_be_first(rank)), None)

    def rank_of_any(self) -> int | None:
        """Where the first hit stands that is of use."""
        return next((rank for rank in range(1, len(self.ids) + 1) if self._is_of_use(rank)), None)

    def _may_be_first(self, rank: int) -> bool:
        if not self.query.names_the_first:
            return self._is_of_use(rank)
        return self.ids[rank - 1] in self.query.first_ids or bool(self.query.first_terms & self.terms[rank - 1])

    def _is_of_use(self, rank: int) -> bool:
        wanted = self.query.first_five_terms | self.query.first_terms
        return self.ids[rank - 1] in self.query.first_ids or bool(wanted & self.terms[rank - 1])


def ask(county: Finder, query: GoldenQuery) -> Judged:
    """The answer as the page asks for it: grouped, near the agency where the text names no place."""
    near = query.near or ("" if "near" in query.understood else HOME)
    found = find_listings(county, FindForm(q=query.text, near=near, grouped=True, per_page=SHOWN), now=NOW)
    hits: tuple[Hit, ...] = found.results.hits if found.results else ()
    lineages = [{term.code for code in hit.card["terms"] for term in county.vocabulary.lineage(code)} for hit in hits]
    ids = [str(hit.card["source_id"]) for hit in hits]
    return Judged(query, found, ids, [frozenset(lineage) for lineage in lineages])
