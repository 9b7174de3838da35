"""Forms that were sent from a locked page: kept sealed until their sender unlocks it, so that nothing typed is lost."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import Session, col, select

from directory.accounts.models import KeptPost
from directory.crypto import keyring_of, seal_message, unseal_message
from directory.policy import Caller

KEPT_FOR: Final = timedelta(hours=12)
"""As long as a session can last: a form outlives no sign-in."""
PURPOSE: Final = "kept form"


@dataclass(frozen=True, slots=True)
class SentForm:
    """What somebody sent: where to, and what stood in its fields, in their order."""

    id: UUID
    path: str
    fields: tuple[tuple[str, str], ...]


def keep_form(session: Session, caller: Caller, path: str, fields: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Keep a form for this session of the caller's, and forget those that are too old."""
    session.exec(delete(KeptPost).where(col(KeptPost.kept_at) <= now - KEPT_FOR))
    kept_id = uuid4()
    said = json.dumps({"path": path, "fields": list(fields)})
    sealed = seal_message(keyring_of(session), PURPOSE, said, context=_place(kept_id, caller.session_id), now=now)
    session.add(KeptPost(id=kept_id, session_id=caller.session_id, sealed=sealed, kept_at=now))
    session.flush()


def find_kept_forms(session: Session, caller: Caller, *, now: datetime) -> list[SentForm]:
    """Return what waits for this session of the caller's, the oldest first."""
    rows = session.exec(
        select(KeptPost)
        .where(KeptPost.session_id == caller.session_id, col(KeptPost.kept_at) > now - KEPT_FOR)
        .order_by(col(KeptPost.kept_at), col(KeptPost.id))
    )
    return [_opened(session, row, now) for row in rows]


def has_kept_forms(session: Session, caller: Caller, *, now: datetime) -> bool:
    """Whether something waits to be done once this session is unlocked."""
    waiting = select(KeptPost.id).where(
        KeptPost.session_id == caller.session_id, col(KeptPost.kept_at) > now - KEPT_FOR
    )
    return session.exec(waiting.limit(1)).first() is not None


def forget_kept_form(session: Session, form_id: UUID) -> None:
    """Forget a form that was answered."""
    session.exec(delete(KeptPost).where(col(KeptPost.id) == form_id))


def forget_kept_forms(session: Session, caller: Caller) -> None:
    """Forget what waits for this session: its owner signs out instead."""
    session.exec(delete(KeptPost).where(col(KeptPost.session_id) == caller.session_id))


def _opened(session: Session, row: KeptPost, now: datetime) -> SentForm:
    place = _place(row.id, row.session_id)
    text = unseal_message(keyring_of(session), PURPOSE, row.sealed, context=place, lasts=KEPT_FOR, now=now)
    said = json.loads(text)
    return SentForm(row.id, said["path"], tuple((name, value) for name, value in said["fields"]))


def _place(kept_id: UUID, session_id: UUID) -> str:
    """What the seal is bound to: no form is moved to another row or another session."""
    return f"{kept_id} {session_id}"
