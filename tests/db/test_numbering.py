"""Logs that take their numbers just before commit."""

import threading

from directory.numbering import last_number, take_numbers


def test_numbers_of_a_log_follow_one_another(session):
    assert take_numbers(session, "listing_change", 3) == 1
    assert take_numbers(session, "listing_change", 1) == 4
    assert last_number(session, "listing_change") == 4


def test_two_writers_never_share_a_number(database):
    taken: list[int] = []

    def write() -> None:
        for _ in range(5):
            with database.writing() as session:
                first = take_numbers(session, "listing_change", 2)
                taken.extend((first, first + 1))

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(taken) == list(range(1, 41))
