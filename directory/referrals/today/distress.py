"""The task that a contact in distress is for the supervisor, and its end."""

from datetime import datetime

from sqlmodel import Session

from directory.audit import Act, Subject, note
from directory.clients.access import Standing, standing_of
from directory.clients.entries import A_SLIP, TOO_LATE
from directory.clients.models import Client, ContactEntry
from directory.db import take_turns
from directory.errors import RefusedError
from directory.policy import Caller
from directory.referrals.today.models import DistressHeard


def hear_of_distress(session: Session, client: Client, entry: ContactEntry, *, by: Caller, now: datetime) -> None:
    """Have a supervisor say that they have spoken to them; the task is over for everybody."""
    if standing_of(client, by) is not Standing.SUPERVISOR:
        raise RefusedError("A supervisor of the team says this. Log your own contact with the client instead.")
    if not entry.distress:
        raise RefusedError("Nobody was in distress here.")
    take_turns(session, f"distress {entry.id}")  # of two who speak with them at once, the second finds it said
    if session.get(DistressHeard, entry.id) is None:
        session.add(DistressHeard(contact_id=entry.id, by_id=by.person_id, at=now))
    _note(session, client, by, now)


def take_back_heard(session: Session, client: Client, entry: ContactEntry, *, by: Caller, now: datetime) -> None:
    """Open the task again, within a minute."""
    heard = session.get(DistressHeard, entry.id)
    if heard is None or heard.by_id != by.person_id or now - heard.at > A_SLIP:
        raise RefusedError(TOO_LATE)
    session.delete(heard)
    _note(session, client, by, now)


def _note(session: Session, client: Client, by: Caller, now: datetime) -> None:
    session.flush()
    note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)
