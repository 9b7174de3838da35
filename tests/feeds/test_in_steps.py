"""A large reading goes in short steps: others write between them, and kill -9 at any of them costs nothing."""

import os
import shutil
import signal
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, func, select

from directory.curation.models import Proposal
from directory.db import Database
from directory.feeds import taking
from directory.feeds.codes import Ended, Rule
from directory.feeds.models import FeedProblem, FeedRun
from directory.feeds.running import LEASE
from directory.feeds.sources import get_feed
from directory.listings.models import Listing, SourceRecord
from tests.faults.installation import process
from tests.feeds.office import Office
from tests.feeds.reading import MEETING

ROWS = [{**MEETING, "slug": f"m-{number}", "name": f"Group {number}", "time": "19:00"} for number in range(60)]


@pytest.fixture
def database_kind() -> str:
    """Of PostgreSQL nobody has to wait for a writer; the steps are the same."""
    return "sqlite"


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ROWS_AT_ONCE", "SEEN_AT_ONCE", "PROBLEMS_AT_ONCE"):
        monkeypatch.setattr(taking, name, 7)


def trusted(office: Office) -> None:
    with office.database.writing() as session:
        feed = get_feed(session, office.source_id, hold=True).feed
        feed.trusted_hash = newest(session).content_hash


def newest(session: Session) -> FeedRun:
    return session.exec(select(FeedRun).order_by(FeedRun.started_at.desc())).first()


def reviewed(office: Office) -> None:
    office.serve(ROWS)


def taken_up_whole(office: Office) -> None:
    office.serve(ROWS)
    office.run()
    trusted(office)


def by_rule(office: Office) -> None:
    taken_up_whole(office)
    office.run()
    office.by_rule(Rule.ALL_BUT_SENSITIVE)
    office.later(days=1)
    changed = [row | ({"notes": "Upstairs."} if number % 3 == 0 else {}) for number, row in enumerate(ROWS)]
    changed[5] = {"slug": "m-5"}
    office.serve([*changed[:-5], *({**row, "slug": f"n-{row['slug']}"} for row in ROWS[-3:])])


def standing(office: Office) -> dict[str, Any]:
    """All that a reading leaves behind, without the ids of what it filed."""
    with office.database.reading() as session:
        return {
            "listings": {key: one.draft for key, one in office.listings().items()},
            "records": {
                (one.external_id, one.hash, one.missing_since is None, str(one.said))
                for one in session.exec(select(SourceRecord))
            },
            "proposals": sorted(
                (one.external_id, one.kind, one.state, one.draft_hash) for one in session.exec(select(Proposal))
            ),
            "problems": session.exec(
                select(func.count()).select_from(FeedProblem).where(FeedProblem.run_id == newest(session).id)
            ).one(),
            "rows": session.exec(select(func.count()).select_from(Listing)).one(),
        }


def die_after(office: Office, commits: int) -> None:
    """Run, and be killed in the middle of that transaction."""
    made = count(1)

    def kill(session: Session) -> None:
        if next(made) == commits:
            session.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    office.database.engine.dispose(close=False)
    event.listen(Session, "before_commit", kill)
    office.run()


@pytest.mark.parametrize(
    "begin",
    [
        by_rule,
        pytest.param(reviewed, marks=pytest.mark.torture),
        pytest.param(taken_up_whole, marks=pytest.mark.torture),
    ],
)
@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.torture)])
def test_a_reading_that_is_killed_again_and_again_ends_as_one_that_was_not(
    office: Office, small_steps, tmp_path: Path, begin: Callable[[Office], None], every: int
) -> None:
    begin(office)
    undisturbed = twin_of(office, tmp_path / "twin.sqlite3")
    undisturbed.run()
    deaths = 0
    for commits in count(2, every):
        with process(die_after, office, commits) as reader:
            reader.join()
        if reader.exitcode == 0:
            break
        assert reader.exitcode == -signal.SIGKILL
        deaths += 1
        with office.database.reading() as session:
            assert commits == 2 or newest(session).ended == Ended.UNDER_WAY
        office.now += LEASE + timedelta(seconds=1)
    assert deaths > 12 // every
    assert standing(office) == standing(undisturbed)
    undisturbed.database.close()


def twin_of(office: Office, file: Path) -> Office:
    """The same office with a copy of its database."""
    office.database.close()
    shutil.copy(office.settings.data / "alongside.sqlite3", file)
    twin = copy(office)
    twin.database = Database(f"sqlite:///{file}")
    return twin


def test_no_step_writes_more_rows_than_a_moment_takes(office: Office, small_steps) -> None:
    taken_up_whole(office)
    written: list[int] = []

    def note(session: Session) -> None:
        written.append(session.exec(select(func.count()).select_from(SourceRecord)).one())

    event.listen(Session, "before_commit", note)
    try:
        assert office.run().rows_applied == len(ROWS)
    finally:
        event.remove(Session, "before_commit", note)
    grown = [later - earlier for earlier, later in pairwise(written)]
    assert max(grown) <= 7
    assert sum(grown) == len(ROWS)


def test_what_somebody_decides_between_two_steps_is_not_overruled(office: Office, small_steps) -> None:
    reviewed(office)
    office.run()
    trusted(office)
    commits = count(1)

    def reject(session: Session) -> None:
        if next(commits) == 4:
            for proposal in session.exec(select(Proposal).where(Proposal.external_id == "m-59")):
                proposal.state = "rejected"

    event.listen(Session, "before_commit", reject)
    try:
        office.run()
    finally:
        event.remove(Session, "before_commit", reject)
    assert len(office.listings()) == len(ROWS) - 1
    assert "m-59" not in office.listings()
