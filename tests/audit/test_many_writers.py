"""Many writers at once, in threads and in processes, killed or not: one chain, no gap, nothing acknowledged lost."""

import random
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from itertools import count
from uuid import UUID

import pytest
from sqlmodel import select

from directory.accounts.models import Team
from directory.audit import Act, Subject, System, note
from directory.audit.models import AuditEntry
from directory.db import Database
from directory.listings.changes import note_change
from directory.listings.models import ListingChange
from tests.audit.conftest import breaks
from tests.faults.installation import Acknowledgements, process, wait_until

WRITERS = 8


def make_team(database: Database, number: int, now: datetime) -> None:
    """A row, its change in the feed and its entry in the audit; noted in either order."""
    team = Team(id=UUID(int=number), name=f"Team {number}", name_key=f"team {number}", created_at=now)
    with database.writing() as session:
        session.add(team)
        if number % 2:
            note_change(session, team.id, now=now)
        note(session, Act.TEAM_MADE, caller=System.COMMAND, subject=Subject.TEAM, ids=[team.id], now=now)
        if number % 2 == 0:
            note_change(session, team.id, now=now)


def everything_written(database: Database) -> set[int]:
    """The numbers of the teams that are there, having looked that each has one entry and one change, and no gap."""
    with database.reading() as session:
        assert breaks(session) == []
        teams = {team.int for team in session.exec(select(Team.id))}
        noted = Counter(UUID(ids).int for ids in session.exec(select(AuditEntry.subject_ids)))
        changes = session.exec(select(ListingChange).order_by(ListingChange.number)).all()
    assert noted == Counter(teams)
    assert Counter(change.listing_id.int for change in changes) == noted
    assert [change.number for change in changes] == list(range(1, len(changes) + 1))
    return teams


def test_writers_at_the_same_time_neither_fork_the_chain_nor_skip_a_number(database, now):
    each = 12
    numbers = [range(first, WRITERS * each, WRITERS) for first in range(WRITERS)]
    writers = [
        threading.Thread(target=lambda mine=mine: [make_team(database, number, now) for number in mine])
        for mine in numbers
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert everything_written(database) == set(range(WRITERS * each))


def test_writers_that_give_up_half_way_leave_no_gap(database, now):
    def write(mine: range) -> None:
        for number in mine:
            if number % 3:
                make_team(database, number, now)
                continue
            with pytest.raises(RuntimeError), database.writing() as session:
                note(session, Act.TEAM_MADE, caller=None, subject=Subject.TEAM, ids=[UUID(int=number)], now=now)
                note_change(session, UUID(int=number), now=now)
                session.flush()
                raise RuntimeError

    writers = [threading.Thread(target=write, args=(range(first, 40, 4),)) for first in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert everything_written(database) == {number for number in range(40) if number % 3}


def write_for_ever(url: str, said: Acknowledgements, first: int, now: datetime) -> None:
    """Make every eighth team and say so once it is committed."""
    own = Database(url)
    for number in count(first, WRITERS):
        make_team(own, number, now)
        said.say(number)


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.torture)])
def test_what_eight_writers_acknowledged_before_they_were_killed_is_there_once_with_its_entry(
    database, database_url, now, rounds
):
    moments = random.Random(8)
    said = Acknowledgements.open()
    told: list[int] = []
    start = 0

    def heard() -> int:
        told.extend(said.said())
        return len(told)

    for _ in range(rounds):
        with ExitStack() as stack:
            writers = [
                stack.enter_context(process(write_for_ever, database_url, said, start + writer, now))
                for writer in range(WRITERS)
            ]
            enough = len(told) + WRITERS
            wait_until(lambda enough=enough: heard() >= enough)
            writers[0].join(moments.uniform(0, 0.3))
            for writer in writers:
                writer.kill()
        assert heard() == len(set(told))
        there = everything_written(database)
        assert set(told) <= there
        start = (max(there) // WRITERS + 2) * WRITERS  # a server may still be finishing the commit of a dead writer
    said.close()
