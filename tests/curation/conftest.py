"""Ana with a client and a meeting to go to, as the tests of referrals know her; and browsers without script."""

from collections.abc import Callable

import pytest

from directory.accounts.models import Person
from directory.config import Settings
from directory.db import Database
from directory.listings.finder import open_finder
from directory.listings.following import IndexFollower, usable_index
from directory.listings.indexing import index_keeper
from tests.accounts.desk import Desk as Browser
from tests.accounts.desk import Moment, open_desk
from tests.referrals.conftest import desk, office, vocabulary

__all__ = ["desk", "office", "vocabulary"]


@pytest.fixture
def browser_of(settings: Settings, database: Database, now) -> Callable[[Person], Browser]:
    """Opens a browser in which somebody is signed in."""
    keeper = index_keeper(settings, database)
    clock = Moment(now)
    follower = IndexFollower(open_finder(settings, keeper, usable_index(keeper)), keeper, clock)

    def open_for(person: Person) -> Browser:
        opened = open_desk(settings, database, clock)
        opened.client.app.state.follower = follower  # type: ignore[attr-defined]
        opened.sign_in_as(person)
        return opened

    return open_for
