"""What is owed is sent at least once, by one worker at a time, and in the end laid before a person."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from threading import Lock

import pytest
from sqlmodel import select

from directory.audit.models import AuditEntry
from directory.mail import NotSentError, Reason
from directory.mail.transports import FileTransport
from directory.outbox.models import OwedMessage, State
from directory.outbox.sending import LEASE, TRIES, claim_message, pause_after, settle_message
from tests.faults.installation import process


@dataclass
class Noting:
    """A way that leads nowhere and notes which letters went it, and which of them at the same time."""

    names: list[str] = field(default_factory=list)
    under_way: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def send(self, letter: EmailMessage) -> None:
        name = letter["Message-ID"]
        with self.lock:
            assert name not in self.under_way
            self.under_way.add(name)
        with self.lock:
            self.names.append(name)
            self.under_way.remove(name)


def names_in(folder: Path) -> list[str]:
    return [message_from_bytes(file.read_bytes())["Message-ID"] for file in folder.glob("*.eml")]


def test_a_message_is_sent_once_and_bears_its_own_name(post, now):
    message_id = post.owe()
    assert post.send(post.to_folder).sent == 1
    assert post.send(post.to_folder, at=now + timedelta(days=1)).sent == 0
    assert names_in(post.folder) == [f"<{message_id}@localhost>"]


def test_many_workers_send_each_message_once(post):
    expected = {f"<{post.owe()}@localhost>" for _ in range(24)}
    way = Noting()
    with ThreadPoolExecutor(6) as workers:
        done = list(workers.map(lambda _: post.send(way), range(6)))
    assert sorted(way.names) == sorted(expected)
    assert sum(each.sent for each in done) == 24
    assert {row.state for row in post.rows()} == {State.SENT}


class ToFolderAndDie(FileTransport):
    """Takes a letter and is killed before it can say so."""

    def send(self, letter: EmailMessage) -> None:
        FileTransport(self.folder).send(letter)
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_after_sending_leaves_it_to_another_who_sends_the_same(post, now):
    message_id = post.owe()
    first, second = post.folder / "first", post.folder / "second"
    post.database.close()
    with process(post.send, ToFolderAndDie(first)) as dying:
        dying.join()
        assert dying.exitcode == -signal.SIGKILL
    assert post.row.state == State.OWED
    assert post.send(FileTransport(second), at=now + LEASE / 2).sent == 0, "the lease still runs"
    assert post.send(FileTransport(second), at=now + LEASE).sent == 1
    assert names_in(first) == names_in(second) == [f"<{message_id}@localhost>"]


def test_whoever_lost_the_lease_has_nothing_more_to_say(database, post, now):
    post.owe()
    with database.writing() as session:
        late = claim_message(session, post.sender, now=now)
    with database.writing() as session:
        second = claim_message(session, post.sender, now=now + LEASE)
    for claim, reason in ((late, Reason.UNREACHABLE), (second, None), (late, Reason.UNREACHABLE)):
        with database.writing() as session:
            settle_message(session, claim, reason, now=now + LEASE)
        assert post.row.reason == ""
    assert post.row.state == State.SENT


def test_tries_lie_further_and_further_apart_and_then_a_person_decides(database, post, now):
    message_id = post.owe()
    moment, pauses = now, []
    while post.row.state == State.OWED:
        assert post.send(post.nowhere, at=moment).failed == 1
        assert post.send(post.nowhere, at=moment).failed == 0, "not before the pause is over"
        pauses.append(post.row.due_at - moment)
        moment = post.row.due_at
    assert (post.row.state, post.row.tries, post.row.reason) == (State.PARKED, TRIES, Reason.NOT_WRITTEN)
    for pause, minutes in zip(pauses, (1, 4, 16, 64), strict=False):
        assert timedelta(minutes=minutes) <= pause <= timedelta(minutes=1.25 * minutes)
    with database.reading() as session:
        [entry] = session.exec(select(AuditEntry)).all()
    assert (entry.act, entry.subject_ids, entry.reason) == ("message.parked", str(message_id), "not_written")


def test_what_failed_together_is_not_tried_together():
    assert len({pause_after(1) for _ in range(20)}) > 1


def test_a_try_nobody_tells_the_end_of_counts(database, post, now):
    post.owe()
    for turn in range(TRIES):
        with database.writing() as session:
            assert claim_message(session, post.sender, now=now + turn * LEASE)
    with database.writing() as session:
        assert claim_message(session, post.sender, now=now + TRIES * LEASE) is None
    assert (post.row.state, post.row.reason) == (State.PARKED, Reason.INTERRUPTED)


@pytest.mark.parametrize("spoilt", ["", "no seal", None])
def test_a_message_that_cannot_be_opened_does_not_keep_the_others(database, post, now, spoilt):
    broken = post.owe()
    with database.writing() as session:
        session.get_one(OwedMessage, broken).sealed = spoilt
    post.owe(now=now + timedelta(seconds=1))
    tried = post.send(post.to_folder, at=now + timedelta(seconds=1))
    assert (tried.sent, tried.failed) == (1, 1)
    assert {row.reason for row in post.rows() if row.id == broken} == {Reason.UNREADABLE}


def test_a_message_moved_into_another_row_does_not_open(database, post):
    first, second = post.owe(), post.owe(to="ben@example.org")
    with database.writing() as session:
        one, other = session.get_one(OwedMessage, first), session.get_one(OwedMessage, second)
        one.sealed, other.sealed = other.sealed, one.sealed
    assert post.send(post.to_folder).failed == 2
    assert not post.folder.exists()


def test_a_failure_says_a_code_and_nothing_of_the_letter(post):
    letter = EmailMessage()
    letter["Message-ID"] = "<1@localhost>"
    with pytest.raises(NotSentError) as caught:
        post.nowhere.send(letter)
    assert str(caught.value) == "not_written"
    assert caught.value.__suppress_context__
