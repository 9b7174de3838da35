"""Whatever is edited, in whatever batches: an index that was kept up to date equals one that is built anew."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.listings.models import mint_id
from directory.listings.service import save_listings
from search.index import Index
from tests.factories import EDITED
from tests.faults.installation import Suffering
from tests.listings.drafts import drafts

KEYS = st.integers(0, 6)


@st.composite
def saves(draw: st.DrawFn) -> dict[int, object]:
    """Listings saved in one transaction; some of them take a listing out of use."""
    return draw(st.dictionaries(KEYS, drafts(), min_size=1, max_size=3))


batches = st.lists(saves(), min_size=1, max_size=3)
"""Transactions between two looks of the follower: one may save again what another has just saved."""


@given(looks=st.lists(batches, min_size=1, max_size=4), minutes=st.integers(0, 100_000))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_the_digest_of_an_index_that_followed_random_edits_is_that_of_a_rebuilt_one(suffering, looks, minutes):
    for batch in looks:
        for saved in batch:
            with suffering.database.writing() as session:
                by_id = {mint_id("tests", str(key)): draft for key, draft in saved.items()}
                save_listings(session, by_id, now=suffering.now, origin=EDITED)
        suffering.step()
        suffering.now += timedelta(minutes=minutes)
    suffering.step()
    followed = suffering.keeper.open()
    rebuilt = rebuilt_elsewhere(suffering)
    assert (len(followed), followed.digest()) == (len(rebuilt), rebuilt.digest())


def rebuilt_elsewhere(suffering: Suffering) -> Index:
    """The same listings in an index of their own, so that the one that follows is never built anew."""
    other = suffering.in_another_process()
    other.keeper = replace(other.keeper, folder=suffering.settings.data / "rebuilt")
    other.keeper.rebuild(other.now)
    other.database.close()
    return other.keeper.open()
