"""Several processes over one index: one at a time writes, another takes over, and readers see whole commits only."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.listings.models import mint_id
from directory.listings.service import save_listings
from search.query import Query
from tests.factories import EDITED, draft
from tests.faults.installation import Acknowledgements, Suffering, end_well, process, wait_until


@pytest.fixture
def said() -> Iterator[Acknowledgements]:
    opened = Acknowledgements.open()
    yield opened
    opened.close()


def save_and_follow(suffering: Suffering, keys: range) -> None:
    own = suffering.in_another_process()
    for key in keys:
        own.save(key, key)
        own.keeper.bring_up_to_date(own.now)


def test_what_several_processes_write_at_once_is_all_there(suffering):
    with (
        process(save_and_follow, suffering, range(10, 18)) as one,
        process(save_and_follow, suffering, range(20, 28)) as other,
        process(save_and_follow, suffering, range(30, 34)) as third,
    ):
        for writer in (one, other, third):
            end_well(writer)
    written = [*range(10, 18), *range(20, 28), *range(30, 34)]
    assert suffering.found() == {0: 0, 1: 0, 2: 0} | {key: key for key in written}
    assert suffering.index.digest() == suffering.digest_of_rebuilt()


def keep_and_hang(suffering: Suffering, said: Acknowledgements) -> None:
    with suffering.in_another_process().keeper._alone():
        said.say(1)
        signal.pause()


def follow_once(suffering: Suffering) -> None:
    own = suffering.in_another_process()
    own.keeper.bring_up_to_date(own.now)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux says who waits for a lock")
def test_one_process_at_a_time_keeps_the_index_and_another_takes_over_when_it_dies(suffering, said):
    suffering.save(5, 5)
    with process(keep_and_hang, suffering, said) as keeping:
        wait_until(lambda: bool(said.said()))
        with process(follow_once, suffering) as waiting:
            wait_until(lambda: is_waiting(waiting.pid))
            assert suffering.found() == {0: 0, 1: 0, 2: 0}
            keeping.kill()
            end_well(waiting)
    assert suffering.found() == {0: 0, 1: 0, 2: 0, 5: 5}


def is_waiting(process_id: int | None) -> bool:
    """Whether the process stands in line for a lock, as the system itself tells."""
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return any(line[1:3] == ["->", "FLOCK"] and line[5] == str(process_id) for line in lines)


def save_pairs(suffering: Suffering, turns: range) -> None:
    """Two listings in one transaction, always of the same turn."""
    own = suffering.in_another_process()
    for turn in turns:
        both = {mint_id("pairs", str(key)): draft(name=f"Pair turn{turn}", alternate_name=f"{key}") for key in (0, 1)}
        with own.database.writing() as session:
            save_listings(session, both, now=own.now, origin=EDITED)
        if turn % 5:
            own.keeper.bring_up_to_date(own.now)
        else:
            own.keeper.rebuild(own.now)


def test_a_reader_never_sees_half_a_commit(suffering):
    seen: list[str] = []
    question = Query(words="pair", exact=True)
    with process(save_pairs, suffering, range(1, 21)) as writer:
        while writer.is_alive() or not seen:
            results = suffering.index.find(question, suffering.now)
            names = [hit.card["name"] for hit in results.hits]
            assert results.total == len(names)
            assert (len(names), len(set(names))) in {(0, 0), (2, 1)}
            seen += names[:1]
        end_well(writer)
    turns = [int(name.removeprefix("Pair turn")) for name in seen]
    assert turns == sorted(turns)
    assert len(set(turns)) > 3
    last = [hit.card["name"] for hit in suffering.index.find(question, suffering.now).hits]
    assert last == ["Pair turn20"] * 2


def test_a_lock_that_nobody_holds_any_more_is_free(suffering, said):
    with process(keep_and_hang, suffering, said) as keeping:
        wait_until(lambda: bool(said.said()))
        os.kill(keeping.pid, signal.SIGKILL)
        keeping.join()
    suffering.save(6, 6)
    suffering.step()
    assert suffering.found_by_word(6, 6)
