"""Any sequence of merges, undoings, edits, reversions and readings: every id leads somewhere, the index follows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from directory.curation.duplicates.merging import Merging, merge_pair, undo_merge
from directory.curation.duplicates.models import ListingMerge
from directory.curation.duplicates.pairs import Found, file_pairs, get_pair
from directory.curation.duplicates.scoring import Likeness, Score
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.curation.reverting import Reversion, revert_listing
from directory.db import Database
from directory.listings.history import newest_numbers, said
from directory.listings.models import ListingAlias, Source, SourceRecord, mint_id
from directory.listings.queries import get_listing, load_listings
from directory.listings.service import save_listing
from directory.policy import Caller
from tests.cast import Cast
from tests.curation.one_after_another import Keeping
from tests.factories import EDITED, Make, draft

ROWS = ("a", "b", "c", "d")
rows = st.sampled_from(ROWS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), rows, rows),
        st.tuples(st.just("undo"), st.integers(0, 3)),
        st.tuples(st.just("edit"), rows, st.sampled_from(["", "Free", "$2"])),
        st.tuples(st.just("revert"), rows, st.integers(1, 3)),
        st.tuples(st.just("reading"), rows, st.sampled_from(["Upstairs.", "Side door."])),
    ),
    max_size=8,
)


@dataclass
class MergeKeeping(Keeping):
    """Four listings of one source, and Dee, who keeps the directory."""

    source_id: UUID = field(init=False)

    def begin(self) -> None:
        with self.database.writing() as session:
            make = Make(session, self.now)
            source = make.source(f"Source {self.now.isoformat()}")
            self.source_id = source.id
            for row in ROWS:
                listing = make.listing(listing_id=self.id_of(row), name=f"Group {row}")
                make.record(listing, source, external_id=row)

    def id_of(self, row: str) -> UUID:
        return mint_id(str(self.source_id), row)

    def merge(self, session: Session, dee: Caller, one: str, other: str) -> None:
        ids = [get_listing(session, self.id_of(row)).id for row in (one, other)]
        if ids[0] == ids[1]:
            return
        file_pairs(session, [Found(*ids, Score(1.0, (Likeness.NAME,)))], now=self.now)
        for pair in session.exec(select(Proposal).where(Proposal.kind == Kind.MERGE)).all():
            if pair.state == Decision.OPEN:
                merge_pair(session, pair.id, Merging(get_pair(session, pair.id).mark), by=dee, now=self.now)
                return

    def undo(self, session: Session, dee: Caller, number: int) -> None:
        merges = session.exec(select(ListingMerge).order_by(col(ListingMerge.at), col(ListingMerge.id))).all()
        if merges:
            undo_merge(session, merges[number % len(merges)].id, by=dee, now=self.now)

    def edit(self, session: Session, dee: Caller, row: str, fees: str) -> None:
        del dee
        stands = get_listing(session, self.id_of(row))
        save_listing(
            session, stands.draft.model_copy(update={"fees": fees}), listing_id=stands.id, now=self.now, origin=EDITED
        )

    def revert(self, session: Session, dee: Caller, row: str, number: int) -> None:
        listing_id = get_listing(session, self.id_of(row)).id
        shown = newest_numbers(session, [listing_id])[listing_id]
        wanted = Reversion(number=min(number, shown), shown=shown)
        revert_listing(session, listing_id, wanted, by=dee, now=self.now)

    def reading(self, session: Session, dee: Caller, row: str, words: str) -> None:
        """A source that is trusted says something else: it is written wherever its record leads."""
        del dee
        known = SourceRecord.source_id == self.source_id, SourceRecord.external_id == row
        record = session.exec(select(SourceRecord).where(*known)).one()
        assert record.listing_id is not None
        stands = get_listing(session, record.listing_id)
        save_listing(
            session, draft(name=f"Group {row}", description=words), listing_id=stands.id, now=self.now, origin=EDITED
        )
        record.hash = words
        session.add(record)

    def judge(self) -> None:
        """Every id leads to a listing that is there, and every record to one."""
        with self.database.reading() as session:
            there = {detail.id: detail for detail in load_listings(session)}
            for row in ROWS:
                assert get_listing(session, self.id_of(row)).id in there
            for old, new in _aliases(session):
                assert old not in there
                assert new in there
            records = session.exec(select(SourceRecord).where(SourceRecord.source_id == self.source_id)).all()
            assert len(records) == len(ROWS)
            assert {record.listing_id for record in records} <= there.keys()
            assert all(said(detail.draft) for detail in there.values())


def _aliases(session: Session) -> Iterator[tuple[UUID, UUID]]:
    return iter(session.exec(select(ListingAlias.old_id, ListingAlias.listing_id)).all())


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=steps)
def test_every_id_leads_to_a_listing_and_the_index_is_what_one_built_anew_is(
    taken: list[tuple[Any, ...]], database: Database, cast: Cast, now: datetime, settings
) -> None:
    with database.reading() as session:
        count = len(session.exec(select(Source)).all())
    keeping = MergeKeeping(database, cast, now + timedelta(days=count))
    keeping.begin()
    keeping.take_all(taken, settings)
