"""Logs that take their numbers just before commit."""

import threading
from uuid import UUID

import pytest
from sqlalchemy import event

from directory.audit import Act, Subject, note
from directory.listings.changes import note_change
from directory.numbering import IN_ORDER, LISTING_CHANGES, last_number, take_numbers


def test_numbers_of_a_log_follow_one_another(session):
    assert take_numbers(session, LISTING_CHANGES, 3) == 1
    assert take_numbers(session, LISTING_CHANGES, 1) == 4
    assert last_number(session, LISTING_CHANGES) == 4


def test_two_writers_never_share_a_number(database):
    taken: list[int] = []

    def write() -> None:
        for _ in range(5):
            with database.writing() as session:
                first = take_numbers(session, LISTING_CHANGES, 2)
                taken.extend((first, first + 1))

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(taken) == list(range(1, 41))


@pytest.mark.parametrize("is_feed_first", [True, False])
def test_the_heads_are_taken_in_one_order_after_everything_else(database, now, is_feed_first):
    statements: list[str] = []
    taken: list[str] = []

    def watch(connection, cursor, statement, parameters, *rest) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append(statement.split()[1 if statement.startswith("UPDATE") else 2])
        if statement.startswith("UPDATE log_head SET number"):
            values = parameters.values() if isinstance(parameters, dict) else parameters
            taken.extend(value for value in values if value in IN_ORDER)

    noting = [
        lambda session: note_change(session, UUID(int=1), now=now),
        lambda session: note(session, Act.TEAM_MADE, caller=None, subject=Subject.TEAM, now=now),
    ]
    event.listen(database.engine, "before_cursor_execute", watch)
    with database.writing() as session:
        for each in noting if is_feed_first else reversed(noting):
            each(session)
    assert tuple(taken) == IN_ORDER
    assert statements == ["log_head", "listing_change", "log_head", "audit_entry", "log_head"]
