"""kill -9 at any moment: what was acknowledged is found, what was not is there whole or not at all."""

import os
import random
import signal
import sys
from collections.abc import Iterator
from itertools import count

import pytest

from tests.faults.installation import Acknowledgements, Suffering, process, wait_until

LISTINGS = 7
"""Each save of the writing process changes the next of so many listings, round and round."""


@pytest.fixture
def said() -> Iterator[Acknowledgements]:
    opened = Acknowledgements.open()
    yield opened
    opened.close()


def save_and_follow(suffering: Suffering, said: Acknowledgements, first: int) -> None:
    own = suffering.in_another_process()
    for turn in count(first):
        own.save(turn % LISTINGS, turn)
        said.say(turn)
        own.keeper.bring_up_to_date(own.now)


def rebuild_for_ever(suffering: Suffering, said: Acknowledgements, first: int) -> None:
    own = suffering.in_another_process()
    own.save(first % LISTINGS, first)
    said.say(first)
    while True:
        own.keeper.rebuild(own.now)


@pytest.mark.parametrize("work", [save_and_follow, rebuild_for_ever])
@pytest.mark.parametrize("rounds", [4, pytest.param(50, marks=pytest.mark.torture)])
def test_nothing_acknowledged_is_lost_when_a_writer_is_killed_at_random_moments(suffering, said, work, rounds):
    moments = random.Random(3)
    newest = suffering.found()
    turn = 1
    for _ in range(rounds):
        with process(work, suffering, said, turn) as writer:
            told: list[int] = []
            wait_until(lambda told=told: bool(told.extend(said.said()) or told))
            writer.join(moments.uniform(0, 0.25))
            writer.kill()
            writer.join()
        told += said.said()
        newest |= {each % LISTINGS: each for each in told}
        turn = told[-1] + 1
        unacknowledged = newest | {turn % LISTINGS: turn}
        # A process that starts now opens the index as the dead one left it.
        assert suffering.keeper.open()
        suffering.step()
        found = suffering.found()
        assert found in (newest, unacknowledged)
        assert all(suffering.found_by_word(key, of) for key, of in found.items())
        newest = found
        turn += 1
    assert suffering.index.digest() == suffering.digest_of_rebuilt()


def die_at_step(suffering: Suffering, said: Acknowledgements, turn: int, step: int, follow: str) -> None:
    """Save, acknowledge, and be killed at the given step that touches a file of the index."""
    own = suffering.in_another_process()
    own.save(turn % LISTINGS, turn)
    said.say(turn)
    folder, steps = str(own.keeper.folder), count(1)

    def kill_at_step(event: str, arguments: tuple[object, ...]) -> None:
        touches = event in TOUCHING and any(str(each).startswith(folder) for each in arguments)
        if touches and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill_at_step)
    getattr(own.keeper, follow)(own.now)


TOUCHING = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir", "os.truncate"}


@pytest.mark.parametrize("follow", ["bring_up_to_date", "rebuild"])
@pytest.mark.parametrize("every", [13, pytest.param(1, marks=pytest.mark.torture)])
def test_a_writer_may_be_killed_at_every_single_step_of_a_commit(suffering, said, every, follow):
    expected = suffering.found()
    for turn in count(1):
        step = turn * every
        with process(die_at_step, suffering, said, turn, step, follow) as writer:
            writer.join()
        assert said.said() == [turn]
        expected[turn % LISTINGS] = turn
        assert suffering.keeper.open()
        suffering.step()
        assert suffering.found() == expected
        if writer.exitcode == 0:
            break
        assert writer.exitcode == -signal.SIGKILL
    assert step > 30
    assert suffering.index.digest() == suffering.digest_of_rebuilt()


def test_what_a_killed_build_left_is_swept_before_the_next_takes_more_of_the_disk(suffering, said):
    with process(die_at_step, suffering, said, 1, 40, "rebuild") as writer:
        writer.join()
    assert generations(suffering) == ["generation-000001", "generation-000002"]
    meanwhile: list[str] = []
    suffering.keeper.rebuild(suffering.now, lambda *_: meanwhile.extend(generations(suffering)))
    assert meanwhile == ["generation-000001", "generation-000002"]
    assert generations(suffering) == ["generation-000002"]


def generations(suffering: Suffering) -> list[str]:
    return sorted(folder.name for folder in suffering.keeper.folder.glob("generation-*"))
