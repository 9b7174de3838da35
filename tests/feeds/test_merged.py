"""Two sources feed one merged listing: both go on, and what a person chose stands against what they said then."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from directory.config import Settings
from directory.curation.duplicates.choosing import Side
from directory.curation.duplicates.merging import Merging, merge_pair, undo_merge
from directory.curation.duplicates.pairs import Found, file_pairs, get_pair
from directory.curation.duplicates.scoring import Likeness, Score
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.curation.taking_up import TakenUp, take_up
from directory.curation.weighing import weigh
from directory.db import Database
from directory.feeds.codes import Rule
from directory.feeds.models import FeedRun
from directory.feeds.sources import FeedPlan
from directory.listings.forms import ListingDraft
from directory.listings.models import SourceRecord, mint_id
from directory.listings.queries import get_listing
from tests.cast import Cast, caller_as
from tests.feeds.feed_server import feed_server
from tests.feeds.office import ROWS, Office
from tests.feeds.reading import MEETING

OTHERS = ROWS[:5]
ELM = {**MEETING, "slug": "elm", "name": "Elm Street Group", "notes": "Ring the bell."}
OAK = {**MEETING, "slug": "oak", "name": "Elm St Group", "time": "12:15", "notes": "Side door."}


class Town(Office):
    """Two intergroups that list one meeting, each in its own words, and Dee, who made one listing of the two."""

    def __init__(self, *given: Any, cast: Cast) -> None:
        super().__init__(*given)
        self.cast = cast
        self.elm, self.oak = self.source_id, self.add(FeedPlan("Oak Intergroup", "meeting_guide", self.oak_address))
        self.says(self.elm, ELM)
        self.says(self.oak, OAK)
        for source_id in (self.elm, self.oak):
            self.source_id = source_id
            self.later(hours=1)
            self.load()
            self.by_rule(Rule.ALL_BUT_SENSITIVE)
        self.left, self.right = mint_id("Elm Intergroup", "elm"), mint_id("Oak Intergroup", "oak")
        self.merge_id = self.merge(name=Side.LEFT, hours=Side.RIGHT, description=Side.LEFT)

    @property
    def oak_address(self) -> str:
        return self.server.address("/oak.json")

    def says(self, source_id: UUID, *rows: dict[str, Any]) -> None:
        """What a source says from now on, beside what it always lists."""
        path = "/feed.json" if source_id == self.elm else "/oak.json"
        own = [{**row, "slug": f"{row['slug']}-{path[1:4]}"} for row in OTHERS]
        self.serve([*own, *rows])
        self.server.answers[path] = self.server.answers["/feed.json"]
        if source_id == self.oak:
            self.server.answers["/feed.json"] = self.elm_answer
        else:
            self.elm_answer = self.server.answers["/feed.json"]

    def read(self, source_id: UUID) -> FeedRun:
        self.later(days=1)
        self.source_id = source_id
        return self.run()

    def merge(self, **choices: Side) -> UUID:
        with self.database.writing() as session:
            file_pairs(session, [Found(self.left, self.right, Score(1.0, (Likeness.NAME,)))], now=self.now)
            pair = session.exec(select(Proposal).where(Proposal.kind == Kind.MERGE)).one()
            merging = Merging(get_pair(session, pair.id).mark, choices)
            dee = caller_as(session, self.cast.dee, self.now)
            return merge_pair(session, pair.id, merging, by=dee, now=self.now).id

    def undo(self) -> None:
        with self.database.writing() as session:
            undo_merge(session, self.merge_id, by=caller_as(session, self.cast.dee, self.now), now=self.now)

    def draft(self, listing_id: UUID | None = None) -> ListingDraft:
        with self.database.reading() as session:
            return get_listing(session, listing_id or self.left).draft

    def proposed(self) -> dict[str, set[str]]:
        """What waits, with the fields that a reader would see change."""
        with self.database.reading() as session:
            found = session.exec(select(Proposal).where(Proposal.state == Decision.OPEN, Proposal.kind != Kind.MERGE))
            return {one.external_id: set(one.fields) - {"group"} for one in found}

    def take(self, external_id: str) -> None:
        with self.database.writing() as session:
            waiting = select(Proposal).where(Proposal.external_id == external_id, Proposal.state == Decision.OPEN)
            proposal = session.exec(waiting).one()
            shown = TakenUp(shown=weigh(session, proposal).mark)
            take_up(session, proposal.id, shown, by=caller_as(session, self.cast.dee, self.now), now=self.now)


@pytest.fixture
def database_kind() -> str:
    """What a run asks of a database is tested on both elsewhere; this is about what it concludes."""
    return "sqlite"


@pytest.fixture
def town(database: Database, settings: Settings, now: datetime, cast: Cast) -> Iterator[Town]:
    with feed_server() as server:
        yield Town(database, settings, server, now, cast=cast)


def test_sources_that_repeat_themselves_ask_for_nothing_and_take_nothing_back(town: Town) -> None:
    chosen = town.draft()
    assert (chosen.name, f"{chosen.schedules[0].starts:%H:%M}") == ("Elm Street Group", "12:15")
    for source_id in (town.elm, town.oak, town.elm):
        assert town.read(source_id).rows_unchanged == 6
    assert (town.draft(), town.proposed()) == (chosen, {})


def test_what_either_says_anew_is_proposed_and_nothing_that_it_only_repeats(town: Town) -> None:
    town.says(town.oak, {**OAK, "types": ["O", "X"]})
    assert town.read(town.oak).rows_applied == 0
    assert town.proposed() == {"oak": {"access.wheelchair"}}
    town.take("oak")
    town.says(town.elm, {**ELM, "types": ["C"]})
    assert town.read(town.elm).rows_applied == 1
    merged = town.draft()
    assert (merged.name, merged.access["wheelchair"], merged.facts["open_meeting"]) == ("Elm Street Group", True, False)
    assert f"{merged.schedules[0].starts:%H:%M}" == "12:15"


def test_no_rule_lets_a_source_change_what_a_person_chose_however_long_ago(town: Town) -> None:
    town.says(town.oak, {**OAK, "types": ["O", "X"]})
    town.read(town.oak)
    town.take("oak")
    town.says(town.oak, {**OAK, "types": ["O", "X"], "name": "The Elms"})
    town.says(town.elm, {**ELM, "time": "13:00"})
    assert (town.read(town.oak).rows_applied, town.read(town.elm).rows_applied) == (0, 0)
    assert (town.draft().name, town.proposed()) == ("Elm Street Group", {"oak": {"name"}, "elm": {"schedules"}})
    town.take("oak")
    assert town.draft().name == "The Elms"


def test_a_merge_that_is_undone_leaves_each_source_with_its_own_listing(town: Town) -> None:
    town.says(town.oak, {**OAK, "types": ["O", "X"]})
    town.read(town.oak)
    town.take("oak")
    town.undo()
    left, right = town.draft(), town.draft(town.right)
    assert (left.name, f"{left.schedules[0].starts:%H:%M}") == ("Elm Street Group", "12:00")
    assert (right.name, right.description, "wheelchair" in right.access) == ("Elm St Group", "Side door.", False)
    assert town.read(town.elm).rows_unchanged == 6
    town.read(town.oak)
    assert town.proposed() == {"oak": {"access.wheelchair"}}
    town.take("oak")
    assert town.draft(town.right).access["wheelchair"]


def test_a_listing_goes_only_when_no_row_lists_it_any_more(town: Town) -> None:
    town.says(town.oak)
    for _ in range(3):
        assert town.read(town.oak).rows_applied == 0
    town.says(town.oak, {**OAK, "private": True})
    town.read(town.oak)
    assert (town.draft().status, town.proposed()) == ("active", {})
    town.says(town.elm)
    for _ in range(2):
        town.read(town.elm)
    assert town.draft().status == "inactive"


def test_two_rows_of_one_source_that_are_one_listing_outlive_either(town: Town) -> None:
    with town.database.writing() as session:
        for record in session.exec(select(SourceRecord).where(SourceRecord.external_id == "oak")):
            record.source_id, record.external_id = town.elm, "elm-again"
            session.add(record)
    town.says(town.elm, ELM, {**OAK, "slug": "elm-again", "types": ["O", "X"]})
    town.read(town.elm)
    town.says(town.elm, {**ELM, "types": ["C"]})
    for _ in range(3):
        town.read(town.elm)
    assert town.draft().status == "active"
    assert "elm-again" not in town.proposed()
