"""Browsers in which a person has signed in before, and the six digits that unlock a session there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import KnownDevice, SignedIn
from directory.accounts.outcomes import Visit
from directory.accounts.tokens import fingerprint, new_token
from directory.errors import NotFoundError
from directory.policy import Caller


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One known device as its owner sees it listed."""

    id: UUID
    name: str
    seen_at: datetime
    has_pin: bool
    is_this: bool


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


def list_devices(session: Session, caller: Caller) -> list[DeviceLine]:
    """Return the caller's known devices, the latest first."""
    here = _device_id(session, caller)
    rows = session.exec(
        select(KnownDevice).where(KnownDevice.person_id == caller.person_id).order_by(col(KnownDevice.seen_at).desc())
    )
    return [DeviceLine(row.id, row.name, row.seen_at, row.pin_hash is not None, row.id == here) for row in rows]


def forget_device(session: Session, caller: Caller, device_id: UUID) -> None:
    """Make a browser a stranger again and end the caller's sessions there; raises NotFoundError."""
    device = session.get(KnownDevice, device_id)
    if device is None or device.person_id != caller.person_id:
        raise NotFoundError("There is no such device.")
    for signed_in in session.exec(select(SignedIn).where(SignedIn.device_id == device_id)):
        session.delete(signed_in)
    session.flush()
    session.delete(device)
    session.flush()


def _device_id(session: Session, caller: Caller) -> UUID | None:
    return session.exec(select(SignedIn.device_id).where(SignedIn.id == caller.session_id)).first()
