"""Whose turn a job is: claimed for a while in the database, so that of several workers one does it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session, select

from directory.db import take_turns
from directory.worker.jobs import Job
from directory.worker.models import JobRun

LEASE: Final = timedelta(minutes=15)
"""How long a job is one worker's: a worker that died keeps it from the others no longer than this."""
SOON: Final = timedelta(minutes=1)
"""When a job that failed is done again, unless it comes more often."""


def due_jobs(session: Session, jobs: tuple[Job, ...], *, now: datetime) -> list[Job]:
    """Return the jobs that should be done now and that nobody does."""
    runs = {run.name: run for run in session.exec(select(JobRun))}
    return [job for job in jobs if _is_due(session, job, runs.get(job.name), now)]


def claim_job(session: Session, job: Job, *, now: datetime) -> UUID | None:
    """Take a job for oneself; None when it is not due any more, or somebody else's. Commit before doing it."""
    take_turns(session, "jobs")
    run = session.get(JobRun, job.name) or JobRun(name=job.name, due_at=now)
    if not _is_due(session, job, run, now):
        return None
    run.lease, run.leased_until, run.started_at = uuid4(), now + LEASE, now
    session.add(run)
    return run.lease


def settle_job(session: Session, job: Job, lease: UUID, *, failure: str, now: datetime) -> None:
    """Say that a job ended, well or with a failure of that id, unless it has become another worker's meanwhile."""
    take_turns(session, "jobs")
    run = session.get(JobRun, job.name)
    if run is None or run.lease != lease:
        return
    run.lease = run.leased_until = None
    run.failure = failure
    run.failed_at = now if failure else None
    run.done_at = run.done_at if failure else now
    run.due_at = now + (min(job.every, SOON) if failure else job.every)


def _is_due(session: Session, job: Job, run: JobRun | None, now: datetime) -> bool:
    if run is None:
        return True
    if run.leased_until is not None and run.leased_until > now:
        return False
    # What has just failed is left alone for a while, however much there is to do.
    has_work = run.failed_at is None and job.has_work is not None and job.has_work(session, now)
    return run.due_at <= now or has_work
