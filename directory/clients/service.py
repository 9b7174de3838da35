"""What is done for a client's record: beginning with somebody, their goals and wishes, and safe ways to them."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import phonenumbers
from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.clients.codes import REMOTE, EndReason, GoalOutcome, Purpose
from directory.clients.forms import Identity, NewClient, Preferences, SafeChannel
from directory.clients.handles import new_handle
from directory.clients.models import Client, ClientGoal, ClientNote, KnownOutside, SafeContact, SharedExperience
from directory.crypto import blind_index, new_data_key
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller

SAFE_FOR: Final = timedelta(days=60)
"""What a client said about safe ways to reach them is asked again after this time."""


def open_client(session: Session, new: NewClient, *, team_id: UUID, by: Caller, now: datetime) -> Client:
    """Begin with somebody, under a handle that nobody had before; the caller owns the record."""
    if team_id not in by.team_ids:
        raise RefusedError("Choose one of your own teams.")
    if new.goal and not new.domain:
        raise RefusedError("Choose what the goal is about.")
    client = Client(
        handle=new_handle(lambda handle: _is_taken(session, handle)),
        team_id=team_id,
        owner_id=by.person_id,
        opened_at=now,
        changed_at=now,
        data_key_id=new_data_key(session, subject="client", now=now),
    )
    client.cue, client.area = new.cue, new.area
    session.add(client)
    session.flush()
    note(session, Act.CLIENT_OPENED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)
    if new.goal:
        set_goal(session, client, new.domain, new.goal, by=by, now=now)
    return client


def set_goal(session: Session, client: Client, domain: str, words: str, *, by: Caller, now: datetime) -> ClientGoal:
    """Write down what the client wants, in their words, in one of the six domains."""
    if not domain:
        raise RefusedError("Choose what the goal is about.")
    goal = ClientGoal(client_id=client.id, domain=domain, opened_at=now, data_key_id=client.data_key_id)
    goal.words = words
    session.add(goal)
    _note_change(session, client, by, now)
    return goal


def get_goal(session: Session, client: Client, goal_id: UUID) -> ClientGoal:
    """Return a goal of the client's; raises NotFoundError."""
    goal = session.get(ClientGoal, goal_id)
    if goal is None or goal.client_id != client.id:
        raise NotFoundError("There is nothing here.")
    return goal


def list_goals(session: Session, client: Client) -> list[ClientGoal]:
    """Return the client's goals, the open ones first, the older ones before the newer."""
    statement = select(ClientGoal).where(col(ClientGoal.client_id) == client.id).order_by(col(ClientGoal.opened_at))
    return sorted(session.exec(statement), key=lambda goal: goal.closed_at is not None)


def list_notes(session: Session, client: Client, *, most: int = 50) -> list[ClientNote]:
    """Return the newest notes, the newest first."""
    statement = select(ClientNote).where(col(ClientNote.client_id) == client.id).order_by(col(ClientNote.at).desc())
    return list(session.exec(statement.limit(most)))


def save_cue(session: Session, client: Client, cue: str, *, by: Caller, now: datetime) -> None:
    """Keep what brings the client to mind; only the owner has one."""
    if client.owner_id != by.person_id:
        raise NotFoundError("There is nothing here.")
    client.cue = cue
    client.version += 1
    _note_change(session, client, by, now)


def close_goal(
    session: Session, client: Client, goal: ClientGoal, outcome: GoalOutcome, *, by: Caller, now: datetime
) -> None:
    """Say that a goal is reached, or let go. Raises RefusedError where the other was said of it already."""
    if goal.closed_at is not None:
        if goal.outcome != outcome:
            raise RefusedError("Something else was said of this goal in the meantime. Look at it, then decide.")
        return
    goal.closed_at, goal.outcome = now, outcome
    _note_change(session, client, by, now)


def save_preferences(
    session: Session, client: Client, preferences: Preferences, area: str, *, by: Caller, now: datetime
) -> None:
    """Keep what suits the client when something is looked for, and about where they live."""
    client.preferences, client.area = preferences.model_dump_json(exclude_defaults=True), area
    client.version += 1
    _note_change(session, client, by, now)


def preferences_of(client: Client) -> Preferences:
    """Return what suits the client."""
    return Preferences.model_validate_json(client.preferences) if client.preferences else Preferences()


def save_identity(session: Session, client: Client, identity: Identity, *, by: Caller, now: datetime) -> None:
    """Keep who the client is, as far as they want it kept; by the phone number they are found again."""
    client.name, client.phone = identity.name, identity.phone
    client.email, client.birth_year = identity.email, identity.birth_year
    client.phone_index = index_of_phone(session, identity.phone)
    client.version += 1
    _note_change(session, client, by, now)


def index_of_phone(session: Session, typed: str) -> str | None:
    """Return the blind index of a phone number however it was written; None for nothing. A US number is assumed."""
    if not typed:
        return None
    try:
        number = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        raise RefusedError("Write the phone number with its area code.") from None
    return blind_index(session, "client phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def record_safe_channel(
    session: Session, client: Client, said: SafeChannel, zone: ZoneInfo, *, by: Caller, now: datetime
) -> None:
    """Keep whether a channel is safe, for 60 days."""
    if said.channel not in REMOTE:
        raise RefusedError("Nothing needs to be recorded about meeting in person.")
    session.merge(
        SafeContact(
            client_id=client.id,
            channel=said.channel,
            is_safe=said.is_safe,
            voicemail_is_safe=said.is_safe and said.voicemail_is_safe,
            others_read=said.others_read,
            recorded_at=now,
            lapses_on=(now + SAFE_FOR).astimezone(zone).date(),
        )
    )
    _note_change(session, client, by, now)


def add_note(session: Session, client: Client, words: str, *, by: Caller, now: datetime) -> None:
    """Keep a note about the client."""
    if not words:
        raise RefusedError("Write the note first.")
    written = ClientNote(client_id=client.id, by_id=by.person_id, at=now, data_key_id=client.data_key_id)
    written.words = words
    session.add(written)
    _note_change(session, client, by, now)


def know_outside(session: Session, client: Client, *, by: Caller, now: datetime) -> None:
    """Keep that the caller knows the client outside work: for the caller and the supervisor alone."""
    if not is_known_outside(session, client, by.person_id):
        session.add(KnownOutside(person_id=by.person_id, client_id=client.id, at=now))
        session.flush()


def is_known_outside(session: Session, client: Client, person_id: UUID) -> bool:
    """Whether somebody said that they know the client outside work."""
    statement = select(KnownOutside.id).where(
        col(KnownOutside.client_id) == client.id, col(KnownOutside.person_id) == person_id
    )
    return session.exec(statement).first() is not None


def share_experience(session: Session, client: Client, purpose: Purpose, *, by: Caller, now: datetime) -> None:
    """Keep that the caller shared something of their own story, and to what purpose; never what."""
    session.add(SharedExperience(client_id=client.id, person_id=by.person_id, at=now, purpose=purpose))
    _note_change(session, client, by, now)


def end_service(
    session: Session, client: Client, reason: EndReason, *, keep_for: timedelta, by: Caller, now: datetime
) -> None:
    """End the service to a client; what is kept is erased when the time of keeping is over."""
    client.ended_at, client.end_reason = now, reason
    client.erase_on = (now + keep_for).date()
    client.changed_at = now
    note(session, Act.CLIENT_ENDED, caller=by, subject=Subject.CLIENT, ids=[client.id], reason=reason, now=now)


def resume_service(session: Session, client: Client, *, by: Caller, now: datetime) -> None:
    """Take up again what had ended: nothing is erased any more."""
    client.ended_at = client.end_reason = client.erase_on = None
    _note_change(session, client, by, now)


def _is_taken(session: Session, handle: str) -> bool:
    return session.exec(select(Client.id).where(col(Client.handle) == handle)).first() is not None


def _note_change(session: Session, client: Client, by: Caller, now: datetime) -> None:
    client.changed_at = now
    session.flush()
    note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)
