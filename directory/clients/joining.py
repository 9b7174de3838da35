"""Two records of one person: what moves from one to the other, and back when they were two after all.

Each sealed row stays under its own key: moving is changing ids, so that taking it back is changing them again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from directory.clients.models import (
    Client,
    ClientBlock,
    ClientGoal,
    ClientNote,
    ContactEntry,
    EmergencyAccess,
    KnownOutside,
    SafeContact,
    SharedExperience,
)

Moved = Mapping[str, Any]
"""What `client_merge.moved` holds: ids by table, the names of texts that were taken over, channels as they were."""
Owned = type[ClientGoal | ContactEntry | ClientNote | SharedExperience | KnownOutside | ClientBlock | EmergencyAccess]
OWNED: Final[Mapping[str, Owned]] = {
    "client_goal": ClientGoal,
    "contact_entry": ContactEntry,
    "client_note": ClientNote,
    "shared_experience": SharedExperience,
    "known_outside": KnownOutside,
    "client_block": ClientBlock,
    "emergency_access": EmergencyAccess,
}
"""The tables whose rows move by their column `client_id`."""
NAMED: Final = "client_block.other"
TEXTS: Final = ("name", "phone", "email", "birth_year", "area", "preferences", "cue")
"""What the record that stays takes over where it has nothing of its own."""


def count_rows(session: Session, client: Client) -> dict[str, int]:
    """Return how many rows of each table belong to a client."""
    return {name: _count(session, table, client.id) for name, table in OWNED.items()}


def texts_taken(kept: Client, merged: Client) -> tuple[str, ...]:
    """The texts that the record that stays would take over; a cue only where one peer owns both."""
    names = TEXTS if kept.owner_id == merged.owner_id else TEXTS[:-1]
    return tuple(name for name in names if getattr(merged, name) and not getattr(kept, name))


def join_rows(session: Session, kept: Client, merged: Client) -> dict[str, Any]:
    """Move what belongs to one record to the other; returns what moved."""
    moved: dict[str, Any] = {
        name: _move(session, table, "client_id", merged.id, kept.id) for name, table in OWNED.items()
    }
    moved[NAMED] = _move(session, ClientBlock, "other_client_id", merged.id, kept.id)
    moved["texts"] = list(texts_taken(kept, merged))
    for name in moved["texts"]:
        setattr(kept, name, getattr(merged, name))
    if "phone" in moved["texts"]:
        kept.phone_index = merged.phone_index
    moved["channels"] = _join_channels(session, kept, merged)
    session.flush()
    return moved


def part_rows(session: Session, kept: Client, merged: Client, moved: Moved, *, joined_at: datetime) -> None:
    """Move everything back that moved and is still there; what was written since stays where it is."""
    for name, table in OWNED.items():
        _move(session, table, "client_id", kept.id, merged.id, only=moved.get(name, []))
    _move(session, ClientBlock, "other_client_id", kept.id, merged.id, only=moved[NAMED])
    for name in moved["texts"]:
        if getattr(kept, name) == getattr(merged, name):
            setattr(kept, name, "")
            kept.phone_index = None if name == "phone" else kept.phone_index
    for channel, before in moved["channels"].items():
        _put_channel_back(session, kept, channel, before, joined_at)
    session.flush()


def _count(session: Session, table: Owned, client_id: UUID) -> int:
    statement = select(func.count()).select_from(table).where(col(table.client_id) == client_id)
    return session.exec(statement).one()


def _move(
    session: Session,
    table: Owned,
    column: str,
    from_id: UUID,
    to_id: UUID,
    *,
    only: list[str] | None = None,
) -> list[str]:
    """Change the ids of one column; a block between the two records would name one record twice, and stays."""
    place, row_id = getattr(table, column), col(table.id)
    statement = select(row_id).where(place == from_id)
    if only is not None:
        statement = statement.where(row_id.in_([UUID(each) for each in only]))
    if table is ClientBlock:
        other = ClientBlock.client_id if column == "other_client_id" else ClientBlock.other_client_id
        statement = statement.where((col(other) != to_id) | col(other).is_(None))
    ids = list(session.exec(statement))
    if ids:
        session.execute(update(table).where(row_id.in_(ids)).values({column: to_id}))
    return [str(each) for each in ids]


def _join_channels(session: Session, kept: Client, merged: Client) -> dict[str, Any]:
    """Of each channel the stricter of what both records say; returns what the record that stays said before."""
    before: dict[str, Any] = {}
    statement = select(SafeContact).where(col(SafeContact.client_id) == merged.id)
    for said in session.exec(statement).all():
        own = session.get(SafeContact, (kept.id, said.channel))
        before[said.channel] = (
            own.model_dump(mode="json", exclude={"client_id", "channel", "recorded_at"}) if own else None
        )
        if own is None:
            session.add(SafeContact(**said.model_dump(exclude={"client_id"}), client_id=kept.id))
            continue
        own.is_safe = own.is_safe and said.is_safe
        own.voicemail_is_safe = own.voicemail_is_safe and said.voicemail_is_safe
        own.others_read = own.others_read or said.others_read
        own.lapses_on = min(own.lapses_on, said.lapses_on)
    return before


def _put_channel_back(
    session: Session, kept: Client, channel: str, before: Mapping[str, Any] | None, joined_at: datetime
) -> None:
    """Have a channel say again what it said, unless the client was asked anew since."""
    own = session.get(SafeContact, (kept.id, channel))
    if own is None or own.recorded_at > joined_at:
        return
    if before is None:
        session.delete(own)
        return
    own.is_safe, own.voicemail_is_safe = before["is_safe"], before["voicemail_is_safe"]
    own.others_read = before["others_read"]
    own.lapses_on = datetime.fromisoformat(before["lapses_on"]).date()
