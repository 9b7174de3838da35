"""Checks of what serving needs around it: an address, a proxy, a worker, letters that leave, feeds that are read."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from sqlmodel import Session, col, func, select

from directory.cli.finding import Finding, doubtful, in_database, right, wrong
from directory.clock import utc_now
from directory.config import Settings
from directory.curation.checking.dropping import count_kept_shown
from directory.feeds.forgetting import last_read_files
from directory.feeds.models import FeedRun
from directory.listings.models import Source
from directory.outbox.queries import waiting_messages
from directory.worker.models import JobRun

SENT_WITHIN: Final = timedelta(hours=1)
WORKED_WITHIN: Final = timedelta(days=1)
READ_WITHIN: Final = timedelta(days=35)
"""Feeds change from week to week; a month and some days without reading is a job that stopped."""
EVERYBODY: Final = {"*", "0.0.0.0/0", "::/0"}


def address(settings: Settings) -> Finding:
    """Look whether people can sign in at the public address, and whether the proxy before it is believed."""
    public = urlsplit(settings.public_url)
    if EVERYBODY & {each.strip() for each in settings.trusted_proxies.split(",")}:
        return wrong("address", "everybody is trusted as a proxy and can pass for any visitor; name your proxy alone")
    if not settings.public_url:
        if _is_loopback(settings.host):
            return right("address", f"{settings.host}, for this machine only")
        return doubtful("address", "people reach it from elsewhere; set ALONGSIDE_PUBLIC_URL=https://…")
    if public.scheme != "https" and not _is_loopback(public.hostname or ""):
        return wrong("address", f"{settings.public_url} is not encrypted, so nobody can sign in; put TLS before it")
    if public.scheme == "https" and not settings.trusted_proxies:
        return doubtful("address", "no proxy is named in ALONGSIDE_TRUSTED_PROXIES: all visitors count as one address")
    return right("address", settings.public_url)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@in_database("letters")
def letters(settings: Settings, session: Session) -> Finding:
    """Look whether letters leave."""
    waiting = waiting_messages(session)
    if waiting.parked:
        return doubtful("letters", f"{waiting.parked} were given up; an admin decides about them under /admin/outbox")
    if waiting.oldest and utc_now() - waiting.oldest > SENT_WITHIN:
        return doubtful("letters", f"{waiting.owed} wait, the oldest for over an hour; is a worker running?")
    return right("letters", f"{waiting.owed} wait; they leave by {settings.mail_transport}")


@in_database("worker")
def worker(settings: Settings, session: Session) -> Finding:
    """Look whether jobs are done, and none of them fails."""
    del settings
    failed = session.exec(select(JobRun.name).where(col(JobRun.failed_at).is_not(None))).all()
    if failed:
        return doubtful(
            "worker", f"the job {failed[0]} failed; the log says why under its id, see: alongside worker --once"
        )
    last = session.exec(select(func.max(JobRun.done_at))).one()
    if last is None:
        return doubtful("worker", "no job was ever done; run: alongside serve, or alongside worker")
    if utc_now() - last > WORKED_WITHIN:
        return doubtful("worker", f"no job was done since {last:%Y-%m-%d %H:%M} UTC; run: alongside worker")
    return right("worker", f"last at {last:%Y-%m-%d %H:%M} UTC")


@in_database("results")
def results(settings: Settings, session: Session) -> Finding:
    """Look whether listings are shown that should have left the results for want of checks."""
    del settings
    kept = count_kept_shown(session)
    if kept:
        told = f"{kept:,} listings are shown though nobody checked them for so long: too many would go at once"
        return doubtful("results", f"{told}; coordinators find them under /curation/due")
    return right("results", "nothing is held back that is too long unchecked")


@in_database("feeds")
def feeds(settings: Settings, session: Session) -> Finding:
    """Look whether every source was read of late, and its last file is kept."""
    last_read = func.max(FeedRun.started_at)
    runs = session.exec(
        select(Source.name, last_read).join(FeedRun).group_by(col(Source.name)).order_by(last_read)
    ).all()
    if not runs:
        return right("feeds", "none was read yet")
    name, oldest = runs[0]
    if utc_now() - oldest > READ_WITHIN:
        return doubtful("feeds", f"{name} was last read on {oldest:%Y-%m-%d}; run: alongside feeds import")
    kept = {file.name.removesuffix(".gz") for file in settings.feeds_folder.glob("*.gz")}
    gone = last_read_files(session) - kept
    if gone:
        return doubtful("feeds", f"{len(gone)} files that were read are not kept any more; the listings stand")
    return right("feeds", f"{len(runs)} read, {name} longest ago: on {oldest:%Y-%m-%d}")
