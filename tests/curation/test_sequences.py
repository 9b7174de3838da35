"""Any sequence of proposals, decisions, edits and reversions: every id still leads to its listing, nothing is lost."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from directory.curation.deciding import reject
from directory.curation.kinds import Decision, RejectReason
from directory.curation.many import Rule, decide_many, look
from directory.curation.models import BulkDecision, Proposal
from directory.curation.proposing import suggest_correction
from directory.curation.queue import Asked
from directory.curation.reverting import Reversion, revert_bulk_decision, revert_listing
from directory.curation.service import Suggestion, propose
from directory.curation.taking_up import TakenUp, take_up
from directory.curation.weighing import weigh
from directory.db import Database
from directory.listings.forms import PhoneDraft
from directory.listings.history import newest_numbers, said, versions_of
from directory.listings.models import Source, mint_id
from directory.listings.queries import get_listing
from directory.listings.service import save_listing
from directory.policy import Caller
from tests.cast import Cast
from tests.curation.one_after_another import Keeping
from tests.factories import EDITED, HALL, MONDAY_EVENING, Make, draft

ROWS = ("a", "b", "c")
SAYINGS: tuple[dict[str, Any], ...] = (
    {},
    {"fees": "Free"},
    {"fees": "$2", "phones": (PhoneDraft(number="612 555 0100"),)},
    {"schedules": (MONDAY_EVENING.model_copy(update={"byday": ("TU",)}),), "facts": {"fee": True}},
    {"place": HALL.model_copy(update={"city": "Edina"}), "facts": {"room_now": True}},
    {"place": None, "in_person": False, "online": True, "online_url": "https://example.org/a"},
)
rows, sayings = st.sampled_from(ROWS), st.sampled_from(SAYINGS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("feed"), rows, sayings),
        st.tuples(st.just("gone"), rows),
        st.tuples(st.just("correct"), rows, st.sampled_from(["Free", "$5"])),
        st.tuples(st.just("edit"), rows, sayings),
        st.tuples(st.just("decide"), st.integers(0, 5), st.sampled_from(["take", "part", "reject"])),
        st.tuples(st.just("many"), st.sampled_from([Decision.ACCEPTED, Decision.REJECTED])),
        st.tuples(st.just("back"), st.integers(0, 3)),
        st.tuples(st.just("revert"), rows, st.integers(1, 4)),
    ),
    max_size=12,
)


@dataclass
class FeedKeeping(Keeping):
    """A source with three rows, and Dee, who keeps the directory."""

    source_id: UUID
    seen: set[UUID] = field(default_factory=set)
    readings: int = 0

    def id_of(self, row: str) -> UUID:
        return mint_id("Elm County Intergroup", row)

    def feed(self, session: Session, dee: Caller, row: str, saying: dict[str, Any]) -> None:
        del dee
        self.readings += 1
        read = draft(name=f"Group {row}", **saying).model_dump(mode="json", exclude_defaults=True)
        is_known = self.id_of(row) in newest_numbers(session, [self.id_of(row)])
        kind = "change" if is_known else "create"
        listing_id = self.id_of(row) if is_known else None
        suggestion = Suggestion(row, listing_id, kind, read, f"{self.readings:064}", {"raw": read})
        propose(session, self.source_id, [suggestion], now=self.now)

    def gone(self, session: Session, dee: Caller, row: str) -> None:
        del dee
        if newest_numbers(session, [self.id_of(row)]):
            suggestion = Suggestion(row, self.id_of(row), "retire", {}, "", {})
            propose(session, self.source_id, [suggestion], now=self.now)

    def correct(self, session: Session, dee: Caller, row: str, fees: str) -> None:
        del dee
        if newest_numbers(session, [self.id_of(row)]):
            suggest_correction(session, self.id_of(row), {"fees": fees}, "", now=self.now)

    def edit(self, session: Session, dee: Caller, row: str, saying: dict[str, Any]) -> None:
        del dee
        save_listing(
            session, draft(name=f"Group {row}", **saying), listing_id=self.id_of(row), now=self.now, origin=EDITED
        )

    def decide(self, session: Session, dee: Caller, number: int, how: str) -> None:
        waiting = self.waiting(session)
        if not waiting:
            return
        weighed = weigh(session, waiting[number % len(waiting)])
        if how == "reject":
            reject(session, weighed.proposal.id, RejectReason.NOT_SO, by=dee, now=self.now)
            return
        parts = weighed.parts[:1] if how == "part" else None
        take_up(session, weighed.proposal.id, TakenUp(shown=weighed.mark, parts=parts), by=dee, now=self.now)

    def many(self, session: Session, dee: Caller, decision: Decision) -> None:
        rule = Rule(Asked(), decision)
        shown = look(session, rule, me=dee.person_id, now=self.now).mark
        decide_many(session, rule, shown=shown, by=dee, now=self.now)

    def back(self, session: Session, dee: Caller, number: int) -> None:
        decisions = session.exec(select(BulkDecision.id).order_by(col(BulkDecision.at))).all()
        if decisions:
            revert_bulk_decision(session, decisions[number % len(decisions)], by=dee, now=self.now)

    def revert(self, session: Session, dee: Caller, row: str, number: int) -> None:
        shown = newest_numbers(session, [self.id_of(row)]).get(self.id_of(row), 0)
        if shown:
            wanted = Reversion(number=min(number, shown), shown=shown)
            revert_listing(session, self.id_of(row), wanted, by=dee, now=self.now)

    def waiting(self, session: Session) -> list[Proposal]:
        rows = select(Proposal).where(col(Proposal.state) == Decision.OPEN)
        return list(session.exec(rows.order_by(col(Proposal.created_at), col(Proposal.id))))

    def judge(self) -> None:
        """What was once a listing is one for good, and its newest version says what it says."""
        with self.database.reading() as session:
            for row in ROWS:
                versions = versions_of(session, self.id_of(row))
                if versions:
                    self.seen.add(self.id_of(row))
                if self.id_of(row) in self.seen:
                    stands = get_listing(session, self.id_of(row)).draft
                    assert versions[0].draft == said(stands)
                    assert [one.number for one in versions] == list(range(len(versions), 0, -1))


@pytest.fixture
def keeping(database: Database, cast: Cast, now: datetime) -> FeedKeeping:
    with database.writing() as session:
        source: Source = Make(session, now).source()
        return FeedKeeping(database, cast, now, source.id)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=steps)
def test_every_id_still_leads_to_its_listing_and_the_index_equals_a_rebuild(keeping, settings, steps):
    keeping.take_all(steps, settings)
