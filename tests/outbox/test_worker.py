"""The worker does what is due, once among many, and goes on whatever fails."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from inspect import getclosurevars
from threading import Event

import pytest
from sqlmodel import func, select
from structlog.testing import capture_logs

from directory.accounts.models import Invitation, SignedIn, SignInTry
from directory.errors import UnavailableError
from directory.outbox.models import State
from directory.worker.jobs import JOBS, Job
from directory.worker.models import JobRun
from directory.worker.turns import LEASE, SOON, claim_job, settle_job
from directory.worker.working import Worker
from tests.cast import signed_in_as
from tests.faults.installation import wait_until

HOUR = timedelta(hours=1)


@dataclass
class Work:
    """Something to do, that counts how often it was done."""

    fails: bool = False
    times: int = 0
    done: Event = field(default_factory=Event)

    def __call__(self, *_: object) -> None:
        self.times += 1
        self.done.set()
        if self.fails:
            raise RuntimeError("ana.canary@example.org broke it")


def run_of(database, name) -> JobRun:
    with database.reading() as session:
        return session.exec(select(JobRun).where(JobRun.name == name)).one()


@pytest.fixture
def working(database, settings, now):
    """Makes a worker with these jobs, at a moment."""

    def made(*jobs: Job, at=now) -> Worker:
        return Worker(database, settings, lambda: at, jobs)

    return made


def test_no_work_is_two_jobs():
    verbs = [getclosurevars(job.work).nonlocals.get("verb", job.work) for job in JOBS]
    assert len(verbs) == len(set(verbs))
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_a_job_is_done_when_it_is_due_and_then_not_before_its_time(database, working, now):
    work = Work()
    job = Job("tidy", HOUR, work)
    for at, times in ((now, 1), (now + HOUR / 2, 1), (now + HOUR, 2)):
        assert working(job, at=at).work_once() == []
        assert work.times == times
    run = run_of(database, "tidy")
    assert (run.done_at, run.due_at, run.lease) == (now + HOUR, now + 2 * HOUR, None)


def test_many_workers_do_a_job_once(working):
    work = Work()
    job = Job("tidy", HOUR, work)
    with ThreadPoolExecutor(6) as workers:
        list(workers.map(lambda _: working(job).work_once(), range(6)))
    assert work.times == 1


def test_a_job_that_fails_is_told_with_an_id_and_keeps_nothing_else_from_being_done(database, working, now):
    broken, sound = Work(fails=True), Work()
    jobs = Job("broken", HOUR, broken), Job("sound", HOUR, sound)
    with capture_logs() as lines:
        assert working(*jobs).work_once() == ["broken"]
    assert sound.times == 1
    run = run_of(database, "broken")
    [line] = [line for line in lines if line["event"] == "job failed"]
    assert (line["failure"], line["job"], line["kind"]) == (run.failure, "broken", "RuntimeError")
    assert "canary" not in str(lines)
    assert (run.failed_at, run.done_at, run.due_at) == (now, None, now + SOON)


def test_a_job_that_failed_is_done_again_soon_and_then_is_well(database, working, now):
    work = Work(fails=True)
    job = Job("broken", HOUR, work)
    working(job).work_once()
    work.fails = False
    assert working(job, at=now + SOON).work_once() == []
    assert (work.times, run_of(database, "broken").failed_at, run_of(database, "broken").failure) == (2, None, "")


def test_a_job_with_something_to_do_is_done_before_its_time_but_not_right_after_it_failed(working, now):
    work = Work()
    job = Job("send", HOUR, work, has_work=lambda *_: True)
    for _ in range(3):
        working(job).work_once()
    assert work.times == 3
    work.fails = True
    for _ in range(3):
        working(job).work_once()
    assert work.times == 4


def test_a_worker_that_died_keeps_a_job_from_the_others_only_for_a_while(database, working, now):
    job = Job("tidy", HOUR, Work())
    with database.writing() as session:
        dead = claim_job(session, job, now=now)
    with database.writing() as session:
        assert claim_job(session, job, now=now + LEASE / 2) is None
    with database.writing() as session:
        living = claim_job(session, job, now=now + LEASE)
    for lease in (dead, living):
        with database.writing() as session:
            settle_job(session, job, lease, failure="", now=now + LEASE)
        assert (run_of(database, "tidy").done_at is None) == (lease == dead)


def test_the_worker_goes_on_after_a_database_that_was_away(database, settings, now):
    work, stumbles = Work(), iter([True])

    def clock():
        if next(stumbles, False):
            raise OSError("the database is away")
        return now

    worker = Worker(database, settings, clock, (Job("tidy", HOUR, work),))
    assert worker._look() > 0
    assert work.times == 0
    worker._look()
    assert work.times == 1


def test_the_worker_beside_the_pages_stops_when_it_is_told(working):
    work = Work()
    worker = working(Job("tidy", HOUR, work))
    worker.start()
    assert work.done.wait(10)
    worker.stop()
    assert not worker._thread.is_alive()


def test_what_is_owed_is_sent_by_the_worker_at_once(post, working):
    working(*JOBS).work_once()
    post.owe()
    working(*JOBS).work_once()
    assert post.row.state == State.SENT
    assert len(list(post.folder.glob("*.eml"))) == 1


def test_what_ran_out_is_thrown_away_and_what_counts_stays(database, working, cast, now):
    with database.writing() as session:
        for full_until in (now, now + HOUR):
            caller, _ = signed_in_as(session, cast.ana, now - HOUR)
            session.get_one(SignedIn, caller.session_id).full_until = full_until
        for at in (now - HOUR, now - HOUR / 2):
            session.add(SignInTry(bucket="one", at=at))
        for expires_at in (now, now + HOUR):
            facts = {"token_hash": str(expires_at), "purpose": "reset", "created_at": now, "expires_at": expires_at}
            session.add(Invitation(person_id=cast.ana.id, **facts))
    assert working(*JOBS).work_once() == []
    with database.reading() as session:
        for table in (SignedIn, SignInTry, Invitation):
            assert session.exec(select(func.count()).select_from(table)).one() == 1


def test_letters_that_cannot_leave_are_a_failed_job(post, working):
    post.folder.touch()
    post.owe()
    assert working(*JOBS).work_once() == ["send mail"]
    assert post.row.state == State.OWED


def test_letters_that_could_never_leave_keep_the_worker_from_starting(database, settings, now):
    wrong = settings.model_copy(update={"mail_transport": "smtp"})
    with pytest.raises(UnavailableError, match="ALONGSIDE_SMTP_HOST"):
        Worker(database, wrong, lambda: now)


def test_every_job_has_a_name_of_its_own():
    names = [job.name for job in JOBS]
    assert len(names) == len(set(names))


COMMAND = [sys.executable, "-c", "from directory.cli import main; main()", "worker"]


@pytest.fixture
def environment(settings):
    return os.environ | {
        "ALONGSIDE_DATA": str(settings.data),
        "ALONGSIDE_DATABASE_URL": settings.database_url,
        "ALONGSIDE_MASTER_KEY_FILE": str(settings.master_key_file),
    }


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_command_does_what_is_due_once_and_says_when_something_failed(post, environment):
    post.folder.touch()
    post.owe()
    ran = subprocess.run([*COMMAND, "--once"], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "These jobs failed and are done again: send mail." in ran.stderr
    assert "canary" not in ran.stderr


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_command_goes_on_until_it_is_told_to_stop(post, environment):
    post.owe()
    with subprocess.Popen(COMMAND, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: post.row.state == State.SENT)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
