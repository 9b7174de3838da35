"""The worker: does what is due, one job after the other, until it is told to stop."""

from threading import Event, Thread
from typing import Final

import structlog

from directory.clock import Clock
from directory.config import Settings
from directory.db import Database
from directory.mail import Sender, transport_of
from directory.web.logs import tell_bug
from directory.worker.jobs import JOBS, Job
from directory.worker.turns import claim_job, due_jobs, settle_job

PAUSE_SECONDS: Final = 2.0
"""Between two looks: a letter leaves that long after its change at the latest."""
PAUSE_AFTER_FAILURE_SECONDS: Final = 10.0
STOPS_WITHIN_SECONDS: Final = 5.0

log = structlog.get_logger("alongside.worker")


def require_ways_out(settings: Settings) -> None:
    """Raise UnavailableError or RefusedError, one sentence, where letters cannot leave as the settings say."""
    transport_of(settings)
    Sender.of(settings)


class Worker:
    """Does the jobs of one installation. Any number may work beside each other."""

    def __init__(self, database: Database, settings: Settings, clock: Clock, jobs: tuple[Job, ...] = JOBS) -> None:
        """Raises UnavailableError or RefusedError, one sentence, where letters cannot leave as the settings say."""
        require_ways_out(settings)
        self._database = database
        self._settings = settings
        self._clock = clock
        self._jobs = jobs
        self._stopped = Event()
        self._thread = Thread(target=self.work, name="worker", daemon=True)

    def work_once(self) -> list[str]:
        """Do what is due now; returns the names of the jobs that failed. Raises what the database raises."""
        with self._database.reading() as session:
            due = due_jobs(session, self._jobs, now=self._clock())
        return [job.name for job in due if not self._stopped.is_set() and not self._do(job)]

    def work(self) -> None:
        """Do what is due again and again, whatever fails, until `stop` is called."""
        pause = 0.0
        while not self._stopped.wait(pause):
            pause = self._look()

    def start(self) -> None:
        """Begin to work, beside whatever else this process does."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job that is under way; one that takes long ends with the process and is done again."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(STOPS_WITHIN_SECONDS)

    def _look(self) -> float:
        try:
            failed = self.work_once()
        except Exception as bug:  # noqa: BLE001 - a database that is away comes back, and the jobs must go on then
            tell_bug(log, "no job can be looked for", bug)
            return PAUSE_AFTER_FAILURE_SECONDS
        return PAUSE_AFTER_FAILURE_SECONDS if failed else PAUSE_SECONDS

    def _do(self, job: Job) -> bool:
        """Do one job, if it is still to be done; tells whether nothing went wrong."""
        with self._database.writing() as session:
            lease = claim_job(session, job, now=self._clock())
        if lease is None:
            return True
        failure = ""
        try:
            job.work(self._database, self._settings, self._clock)
        except Exception as bug:  # noqa: BLE001 - one job that fails must not keep the others
            failure = tell_bug(log, "job failed", bug, job=job.name)
        with self._database.writing() as session:
            settle_job(session, job, lease, failure=failure, now=self._clock())
        return not failure
