"""Browsers in which a person has signed in before: each is known by a token that it keeps."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from directory.accounts.models import KnownDevice
from directory.accounts.outcomes import Visit
from directory.accounts.tokens import fingerprint, new_token


def find_known_device(session: Session, person_id: UUID, device_token: str | None) -> KnownDevice | None:
    """Return the browser as this person's own, if they ever signed in there completely."""
    if device_token is None:
        return None
    return session.exec(
        select(KnownDevice).where(
            KnownDevice.person_id == person_id, KnownDevice.token_hash == fingerprint(device_token)
        )
    ).first()


def device_of(session: Session, person_id: UUID, visit: Visit, *, now: datetime) -> tuple[KnownDevice, str]:
    """Return the browser as a known device of this person, and the token that the browser is to keep."""
    known = find_known_device(session, person_id, visit.device_token)
    if known and visit.device_token:
        known.seen_at = now
        known.name = visit.user_agent
        return known, visit.device_token
    token = _token_of_shared_browser(session, visit) or new_token()
    device = KnownDevice(
        person_id=person_id, token_hash=fingerprint(token), name=visit.user_agent, created_at=now, seen_at=now
    )
    session.add(device)
    session.flush()
    return device, token


def _token_of_shared_browser(session: Session, visit: Visit) -> str | None:
    """Return the browser's token if it was ours: one that somebody else put there would make them a known device."""
    if visit.device_token is None:
        return None
    ours = session.exec(select(KnownDevice.id).where(KnownDevice.token_hash == fingerprint(visit.device_token)))
    return visit.device_token if ours.first() else None
