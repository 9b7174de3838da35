"""Steps of a coordinator, one after another, each in a transaction of its own, and the index that follows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from directory.config import Settings
from directory.db import Database
from directory.errors import RefusedError
from directory.listings.indexing import index_keeper
from tests.cast import Cast, caller_as

Step = tuple[Any, ...]
"""The name of a method of a `Keeping`, and what it is handed after the session and Dee."""


@dataclass
class Keeping:
    """Dee, who keeps the directory, and the hour, which goes on with each step."""

    database: Database
    cast: Cast
    now: datetime

    def take(self, step: Step) -> None:
        """Take one step; what is refused changes nothing."""
        self.now += timedelta(minutes=1)
        name, *details = step
        try:
            with self.database.writing() as session:
                getattr(self, name)(session, caller_as(session, self.cast.dee, self.now), *details)
        except RefusedError:
            pass

    def judge(self) -> None:
        """Hold what stands after a step to what must be true."""
        raise NotImplementedError

    def take_all(self, steps: Iterable[Step], settings: Settings) -> None:
        """Take the steps and judge each; the index that followed them is what one built anew is."""
        keeper = index_keeper(settings, self.database)
        keeper.open_current(self.now)
        for step in steps:
            self.take(step)
            self.judge()
        keeper.bring_up_to_date(self.now)
        followed = keeper.open().digest()
        keeper.rebuild(now=self.now)
        assert keeper.open().digest() == followed
