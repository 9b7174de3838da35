"""What the installation is like at this moment, as figures for Prometheus: counts and ages, nothing of anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, func, select

from directory.accounts.models import SignedIn
from directory.clock import Clock
from directory.config import Settings
from directory.db import Database
from directory.listings.changes import newest_change
from directory.listings.indexing import index_number
from directory.outbox.queries import waiting_messages
from directory.worker.models import JobRun


@dataclass(frozen=True)
class InstallationFigures(Collector):
    """Looks into the database whenever somebody asks; while it is away, only that is told."""

    database: Database
    settings: Settings
    clock: Clock

    def collect(self) -> Iterator[Metric]:
        """Give every figure as it is now."""
        now = self.clock()
        try:
            with self.database.reading() as session:
                found = [*_index(session, self.settings), *_outbox(session, now), *_jobs(session, now)]
                found += [_sessions(session, now)]
        except SQLAlchemyError:
            found = []
        yield _gauge("database_up", "1 while the database answers, else 0.", float(bool(found)))
        yield from found


def _index(session: Session, settings: Settings) -> Iterator[Metric]:
    yield _gauge("feed_number", "The number of the newest change of a listing.", newest_change(session))
    number = index_number(settings)
    if number is not None:
        yield _gauge("index_number", "The number of the newest change that the search index holds.", number)


def _outbox(session: Session, now: datetime) -> Iterator[Metric]:
    waiting = waiting_messages(session)
    age = (now - waiting.oldest).total_seconds() if waiting.oldest else 0.0
    yield _gauge("outbox_owed", "Letters that are to be sent.", waiting.owed)
    yield _gauge("outbox_parked", "Letters that wait for an admin's decision.", waiting.parked)
    yield _gauge("outbox_oldest_seconds", "Since when the letter owed longest is owed; 0 when none is.", age)


def _jobs(session: Session, now: datetime) -> Iterator[Metric]:
    age = GaugeMetricFamily("alongside_job_age_seconds", "Since when a job last ended well.", labels=("job",))
    failing = GaugeMetricFamily("alongside_job_failing", "1 when a job failed the last time, else 0.", labels=("job",))
    for run in session.exec(select(JobRun)):
        if run.done_at is not None:
            age.add_metric((run.name,), (now - run.done_at).total_seconds())
        failing.add_metric((run.name,), float(run.failed_at is not None))
    yield from (age, failing)


def _sessions(session: Session, now: datetime) -> Metric:
    count = session.exec(select(func.count()).where(SignedIn.full_until > now)).one()
    return _gauge("sessions", "Sessions that are open or locked.", count)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"alongside_{name}", meaning, value)
