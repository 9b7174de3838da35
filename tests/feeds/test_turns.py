"""The worker and the feeds: each is read by one at a time, and one that fails costs no other."""

from datetime import timedelta

import pytest
from sqlmodel import select

from directory.feeds.codes import Ended
from directory.feeds.models import FeedRun
from directory.feeds.running import BeingReadError, due_feeds, run_due_feeds, run_feed
from directory.feeds.sources import FeedPlan, get_feed, list_runs
from tests.accounts.desk import Moment
from tests.feeds.office import Office


def test_two_never_read_one_source_at_once(office: Office):
    def meanwhile(host: str, port: int) -> list[str]:
        with pytest.raises(BeingReadError):
            run_feed(office.database, office.settings, office.source_id, clock=lambda: office.now)
        return ["127.0.0.2"]

    fetcher = office.server.fetcher(resolve=meanwhile)
    run = run_feed(office.database, office.settings, office.source_id, clock=lambda: office.now, fetcher=fetcher)
    assert run.ended == Ended.STAGED


def test_a_worker_that_died_keeps_a_source_from_the_others_only_for_a_while(office: Office):
    class Killed(BaseException):
        pass

    def die(host: str, port: int) -> list[str]:
        raise Killed

    with office.database.writing() as session:
        feed = get_feed(session, office.source_id, hold=True).feed
        feed.lease, feed.leased_until = office.source_id, office.now + timedelta(minutes=10)
    with pytest.raises(BeingReadError):
        office.run()
    office.later(minutes=11)
    assert office.run().ended == Ended.STAGED


def test_a_worker_that_lost_its_turn_takes_nothing_up(office: Office):
    def overtaken(host: str, port: int) -> list[str]:
        office.later(minutes=11)
        assert office.run().ended == Ended.STAGED
        return ["127.0.0.2"]

    fetcher = office.server.fetcher(resolve=overtaken)
    with pytest.raises(BeingReadError):
        run_feed(office.database, office.settings, office.source_id, clock=lambda: office.now, fetcher=fetcher)
    with office.database.reading() as session:
        assert len(list_runs(session, office.source_id, most=9)) == 1


def test_the_worker_reads_what_is_due_and_one_that_fails_costs_no_other(office: Office):
    office.add(FeedPlan("Broken", "bmlt", office.server.address("/none.json")))
    run_due_feeds(office.database, office.settings, Moment(office.now), office.server.fetcher())
    with office.database.reading() as session:
        ended = {run.ended for run in session.exec(select(FeedRun))}
        assert due_feeds(session, now=office.now) == []
    assert ended == {Ended.STAGED, Ended.UNREACHED}


def test_a_fault_of_the_program_in_one_source_is_told_once_the_others_were_read(office: Office):
    office.add(FeedPlan("A broken one", "bmlt", office.server.address("/feed.json", host="broken.example.org")))

    def resolve(host: str, port: int) -> list[str]:
        if host.startswith("broken"):
            raise TypeError("a fault")
        return ["127.0.0.2"]

    fetcher = office.server.fetcher(resolve=resolve)
    with pytest.raises(TypeError):
        run_due_feeds(office.database, office.settings, Moment(office.now), fetcher)
    with office.database.reading() as session:
        assert [run.ended for run in session.exec(select(FeedRun))] == [Ended.STAGED]
        assert due_feeds(session, now=office.now) == []
        assert due_feeds(session, now=office.now + timedelta(minutes=16)) != []
