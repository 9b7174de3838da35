"""The jobs of the worker: what is done without anybody asking, and how often. A new one is a line in `JOBS`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlmodel import Session

from directory.accounts.asked_links import answer_asked_links, has_asked_links
from directory.accounts.forgetting import forget_what_ran_out
from directory.clock import Clock
from directory.config import Settings
from directory.curation.checking.dropping import keep_from_dropping_out
from directory.curation.correcting import forget_contacts
from directory.curation.duplicates.searching import search_duplicates
from directory.curation.editing.bringing import forget_sheets
from directory.curation.forgetting import forget_links, forget_merges
from directory.db import Database
from directory.errors import UnavailableError
from directory.feeds.running import has_due_feed, run_due_feeds
from directory.listings.short_list.sharing import forget_lists
from directory.mail import Sender, transport_of
from directory.outbox.queries import has_due_message
from directory.outbox.sending import send_owed
from directory.outbox.service import forget_messages
from directory.referrals.erasing import erase_what_is_due
from directory.referrals.reporting import put_off_checks_of_used
from directory.web.once import forget_accepted

Work = Callable[[Database, Settings, Clock], None]
"""What a job does, in transactions of its own. Whatever it raises is logged, and it is done again soon."""


class Verb(Protocol):
    """A service's verb that tidies up."""

    def __call__(self, session: Session, *, now: datetime) -> object:
        """Do it within the transaction of the session."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again, by one worker at a time; safe to be done twice."""

    name: str
    every: timedelta
    work: Work
    has_work: Callable[[Session, datetime], bool] | None = None
    """Whether there is something to do before its time."""


def in_one_transaction(verb: Verb) -> Work:
    """Make a verb a job's work."""

    def work(database: Database, settings: Settings, clock: Clock) -> None:
        del settings
        with database.writing() as session:
            verb(session, now=clock())

    return work


def send_mail(database: Database, settings: Settings, clock: Clock) -> None:
    """Owe the links that were asked for, and send what is owed.

    Raises UnavailableError when letters did not leave; they are tried again by themselves.
    """
    with database.writing() as session:
        answer_asked_links(session, now=clock())
    tried = send_owed(database, transport_of(settings), Sender.of(settings), clock=clock)
    if tried.failed:
        raise UnavailableError(f"{tried.failed} letters could not be sent; the outbox page says why.")


def has_mail(session: Session, now: datetime) -> bool:
    """Whether a letter is due, or asked for."""
    return has_due_message(session, now) or has_asked_links(session)


JOBS: Final[tuple[Job, ...]] = (
    Job("send mail", timedelta(minutes=5), send_mail, has_mail),
    Job("read feeds", timedelta(minutes=5), run_due_feeds, has_due_feed),
    Job("forget what ran out", timedelta(hours=1), in_one_transaction(forget_what_ran_out)),
    Job("forget forms", timedelta(hours=1), in_one_transaction(forget_accepted)),
    Job("forget messages", timedelta(days=1), in_one_transaction(forget_messages)),
    Job("erase clients", timedelta(hours=6), in_one_transaction(erase_what_is_due)),
    Job("put off checks", timedelta(days=7), in_one_transaction(put_off_checks_of_used)),
    Job("forget contacts", timedelta(days=1), in_one_transaction(forget_contacts)),
    Job("forget links", timedelta(days=1), in_one_transaction(forget_links)),
    Job("forget merges", timedelta(days=1), in_one_transaction(forget_merges)),
    Job("forget lists", timedelta(hours=6), in_one_transaction(forget_lists)),
    Job("keep results whole", timedelta(days=1), in_one_transaction(keep_from_dropping_out)),
    Job("search duplicates", timedelta(hours=6), search_duplicates),
    Job("forget sheets", timedelta(hours=6), in_one_transaction(forget_sheets)),
)
"""Every job, in the order in which they are done when several are due."""
