"""One feed of an installation, its server, and the hands on its clock."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from directory.audit import System
from directory.config import Settings
from directory.curation.models import Proposal
from directory.db import Database
from directory.feeds.codes import Ended, Health, Rule
from directory.feeds.models import FeedRun
from directory.feeds.planning import standing_of
from directory.feeds.running import run_feed
from directory.feeds.sources import FeedPlan, add_feed, get_feed
from directory.listings.queries import ListingDetail, load_listings
from tests.feeds.feed_server import FeedServer, plain
from tests.feeds.reading import MEETING

ROWS = [{**MEETING, "slug": f"group-{number}", "name": f"Group {number}"} for number in range(10)]


class Office:
    """One feed of an installation, its server, and the hands on its clock."""

    def __init__(self, database: Database, settings: Settings, server: FeedServer, now: datetime) -> None:
        self.database = database
        self.settings = settings
        self.server = server
        self.now = now
        self.source_id = self.add(FeedPlan("Elm Intergroup", "meeting_guide", server.address("/feed.json")))

    def add(self, plan: FeedPlan) -> Any:
        with self.database.writing() as session:
            policy = self.server.fetcher().policy
            return add_feed(session, plan, policy=policy, by=System.COMMAND, now=self.now).source.id

    def serve(self, rows: list[Any], **headers: str) -> None:
        self.server.answers["/feed.json"] = plain(json.dumps(rows).encode(), **headers)

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def run(self) -> FeedRun:
        return run_feed(
            self.database, self.settings, self.source_id, clock=lambda: self.now, fetcher=self.server.fetcher()
        )

    def by_rule(self, rule: Rule) -> None:
        with self.database.writing() as session:
            get_feed(session, self.source_id, hold=True).feed.rule = rule

    def load(self) -> None:
        """Take up a first file whole, as somebody who looked at it would have it."""
        run = self.run()
        with self.database.writing() as session:
            feed = get_feed(session, self.source_id, hold=True).feed
            feed.trusted_hash = run.content_hash
        assert self.run().ended == Ended.APPLIED

    def listings(self) -> dict[str | None, ListingDetail]:
        with self.database.reading() as session:
            return {detail.source_id: detail for detail in load_listings(session)}

    def waiting(self) -> dict[str, str]:
        with self.database.reading() as session:
            found = session.exec(select(Proposal).where(Proposal.state == "open"))
            return {proposal.external_id: proposal.kind for proposal in found}

    def health(self) -> Health:
        with self.database.reading() as session:
            return standing_of(get_feed(session, self.source_id).feed, now=self.now).health
