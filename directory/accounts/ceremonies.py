"""What is begun and waits for one answer: challenges to passkeys, and sign-ins that wait for a second factor."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from directory.accounts.models import Ceremony
from directory.accounts.tokens import fingerprint, new_token

LASTS: Final = timedelta(minutes=5)


class Purpose(StrEnum):
    """What an answer may be used for; it fits nothing else."""

    SECOND_FACTOR = "second_factor"
    """A sign-in whose first factor was right."""
    PASSKEY_REGISTRATION = "passkey_registration"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    PASSKEY_SECOND_FACTOR = "passkey_second_factor"
    PASSKEY_PROOF = "passkey_proof"
    OIDC = "oidc"
    """A way round by the agency's identity provider."""


def begin(
    session: Session,
    purpose: Purpose,
    *,
    person_id: UUID | None = None,
    session_id: UUID | None = None,
    challenge: bytes = b"",
    kept: dict[str, Any] | None = None,
    now: datetime,
) -> str:
    """Begin a ceremony and return the token that names it; those that ran out are swept away."""
    token = new_token()
    session.exec(delete(Ceremony).where(col(Ceremony.expires_at) <= now))
    session.add(
        Ceremony(
            token_hash=fingerprint(token),
            purpose=purpose,
            person_id=person_id,
            session_id=session_id,
            challenge=challenge,
            kept=kept or {},
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, purpose: Purpose, *, now: datetime) -> Ceremony | None:
    """Return a ceremony that still waits. On PostgreSQL a second answer waits until the first is through."""
    return session.exec(
        select(Ceremony)
        .where(Ceremony.token_hash == fingerprint(token), Ceremony.purpose == purpose, col(Ceremony.expires_at) > now)
        .with_for_update()
    ).first()


def take(session: Session, token: str, purpose: Purpose, *, now: datetime) -> Ceremony | None:
    """Return a ceremony that still waits, and end it: there is no second answer."""
    ceremony = find(session, token, purpose, now=now)
    if ceremony:
        end(session, ceremony)
    return ceremony


def end(session: Session, ceremony: Ceremony) -> None:
    """Forget a ceremony."""
    session.delete(ceremony)
    session.flush()
