"""An installation whose listings say in every place how often they were saved, so that half a save would show."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from directory.config import Settings
from directory.db import Database
from directory.listings.find import Finder
from directory.listings.following import IndexFollower
from directory.listings.indexing import IndexKeeper
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from search.index import Index
from search.query import Query
from search.versions import version_folder
from tests.factories import EDITED, draft

PATIENCE = 60.0
"""Seconds that a test waits for what must happen: the machine may be busy."""


@dataclass
class Suffering:
    """One process's view of the installation: its own connections, its own follower."""

    settings: Settings
    database: Database
    keeper: IndexKeeper
    follower: IndexFollower
    now: datetime

    @classmethod
    def begin(cls, settings: Settings, keeper: IndexKeeper, finder: Finder, now: datetime) -> "Suffering":
        database = Database(settings.resolved_database_url)
        own = replace(keeper, database=database, folder=version_folder(settings.index_folder))
        made = cls(settings, database, own, IndexFollower(finder, own, lambda: made.now), now)
        return made

    def in_another_process(self) -> "Suffering":
        """The same as a process that was just started holds it; called in that process."""
        return Suffering.begin(self.settings, self.keeper, replace(self.follower.finder, index=None), self.now)

    @property
    def index(self) -> Index:
        assert self.follower.finder.index
        return self.follower.finder.index

    @property
    def generation(self) -> Path:
        return self.keeper.folder / (self.keeper.folder / "CURRENT").read_text()

    def step(self) -> None:
        """What the follower's thread does again and again."""
        self.follower.step()

    def save(self, key: int, turn: int, **facts: Any) -> None:
        """Save a listing; when this returns, it is acknowledged."""
        said = {"name": f"Group {key} turn{turn}", "alternate_name": f"key{key}", "description": f"said{turn}"}
        with self.database.writing() as session:
            save_listing(
                session, draft(**{**said, **facts}), listing_id=mint_id("tests", str(key)), now=self.now, origin=EDITED
            )

    def found(self, index: Index | None = None) -> dict[int, int]:
        """The turn of each listing that is found, having looked whether its words and its card are of one save."""
        asked = index or self.index
        turns = {}
        for hit in asked.find(Query(per_page=100), self.now).hits:
            group, turn = hit.card["name"].removeprefix("Group ").split(" turn")
            assert hit.card["alternate_name"] == f"key{group}"
            assert hit.card["summary"] == f"said{turn}"
            turns[int(group)] = int(turn)
        return turns

    def found_by_word(self, key: int, turn: int) -> bool:
        """Whether the words of a save find its listing, and no other."""
        question = Query(words=f"said{turn} key{key}", exact=True)
        return [hit.card["name"] for hit in self.index.find(question, self.now).hits] == [f"Group {key} turn{turn}"]

    def digest_of_rebuilt(self) -> str:
        self.keeper.rebuild(self.now)
        return self.keeper.open().digest()


@contextmanager
def process(work: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    """Run work in a process of its own; it does not outlive the block."""
    started = get_context("fork").Process(target=work, args=arguments)
    started.start()
    try:
        yield started
    finally:
        started.kill()
        started.join()


def end_well(started: BaseProcess) -> None:
    started.join(PATIENCE)
    assert started.exitcode == 0


def wait_until(is_so: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Ask again and again until it is so; fail when it never is."""
    ends, pause = monotonic() + patience, Event()
    while not is_so():
        assert monotonic() < ends, "it never came to be so"
        pause.wait(0.02)


@dataclass
class Acknowledgements:
    """A pipe on which a process says what it has saved; what was said stays said when it is killed."""

    reading: int
    writing: int

    @classmethod
    def open(cls) -> "Acknowledgements":
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        return cls(reading, writing)

    def say(self, turn: int) -> None:
        os.write(self.writing, f"{turn}\n".encode())

    def said(self) -> list[int]:
        """What was said since this was last asked."""
        try:
            return [int(turn) for turn in os.read(self.reading, 1 << 20).split()]
        except BlockingIOError:
            return []

    def close(self) -> None:
        os.close(self.reading)
        os.close(self.writing)
