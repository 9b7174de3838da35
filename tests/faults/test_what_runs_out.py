"""A room that was free until a moment is no longer found after it, though nobody edits the listing."""

from datetime import timedelta

import pytest

from search.query import Query

ROOM = Query(chosen={"need": frozenset({"room_now"})})


@pytest.fixture
def room(suffering):
    """A listing with a free room for two hours, in an index that is in step."""
    suffering.save(8, 8, facts={"room_now": True}, room_now_until=suffering.now + timedelta(hours=2))
    suffering.step()
    assert shown(suffering) == (1, True)
    return suffering


def shown(suffering) -> tuple[int, bool | None]:
    """How many are found to have a room, and what the card of the listing says of it."""
    total = suffering.index.find(ROOM, suffering.now).total
    [hit] = suffering.index.find(Query(words="said8", exact=True), suffering.now).hits
    return total, hit.card["facts"].get("room_now")


def test_a_room_that_is_free_no_longer_is_not_shown_by_the_next_look(room):
    room.now += timedelta(hours=2)
    room.step()
    assert shown(room) == (0, None)


def test_a_room_that_is_still_free_is_shown_and_nothing_is_written(room):
    before = room.index.generation
    room.now += timedelta(minutes=119)
    room.step()
    assert (shown(room), room.index.generation) == ((1, True), before)


def test_a_room_that_ran_out_while_nothing_was_running_is_not_shown_after_the_start(room):
    room.now += timedelta(days=2)
    started = room.in_another_process()
    started.step()
    assert shown(started) == (0, None)
    started.database.close()


def test_a_room_that_ran_out_is_written_once_whoever_looks(room):
    room.now += timedelta(hours=3)
    room.step()
    written = room.index.generation
    other = room.in_another_process()
    other.step()
    room.step()
    assert room.index.generation == other.index.generation == written
    other.database.close()


def test_a_room_that_runs_out_beside_other_changes_is_not_forgotten(room):
    room.now += timedelta(hours=1)
    room.save(0, 4)
    room.step()
    assert shown(room) == (1, True)
    room.now += timedelta(hours=1, minutes=1)
    room.save(0, 5)
    room.step()
    assert shown(room) == (0, None)


def test_a_room_is_shown_again_when_the_clock_was_wrong(room):
    room.now += timedelta(days=400)
    room.step()
    assert shown(room) == (0, None)
    room.now -= timedelta(days=400)
    room.step()
    assert shown(room) == (1, True)


def test_a_look_that_finds_nothing_new_asks_three_small_questions(room, count_statements):
    with count_statements() as statements:
        room.step()
    questions = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(questions) == 3
