"""Six digits that unlock a session on the browser in which they were chosen, and open nothing anywhere else."""

import hmac
from datetime import datetime
from itertools import pairwise
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col

from directory.accounts.devices import find_known_device
from directory.accounts.models import KnownDevice
from directory.accounts.outcomes import Ended, NotAccepted, Unlocked, Visit
from directory.accounts.sessions import get_session_row, sign_out, unlock
from directory.audit import Act, Reason, Subject, note
from directory.crypto import blind_index
from directory.errors import RefusedError
from directory.policy import Caller

DIGITS: Final = 6
TRIES: Final = 5
PURPOSE: Final = "device pin"


def has_pin(session: Session, caller: Caller) -> bool:
    """Whether the caller can unlock this session by a PIN."""
    device = _device(session, caller)
    return device is not None and device.pin_hash is not None


def set_pin(session: Session, caller: Caller, pin: str, *, now: datetime) -> None:
    """Choose the PIN of this browser; raises RefusedError for what is not six digits, or the first that is tried."""
    device = _device(session, caller)
    if device is None:
        raise RefusedError("This browser is not a known device; sign in again first.")
    device.pin_hash = _hash(session, device, _a_pin(pin))
    device.pin_tries = 0
    session.flush()
    note(session, Act.DEVICE_PIN_SET, caller=caller, subject=Subject.DEVICE, ids=[device.id], now=now)


def drop_pin(session: Session, caller: Caller, *, now: datetime) -> None:
    """Have this browser unlock by nothing shorter than a passkey or the password."""
    device = _device(session, caller)
    if device is not None and device.pin_hash is not None:
        device.pin_hash = None
        session.flush()
        note(session, Act.DEVICE_PIN_SET, caller=caller, subject=Subject.DEVICE, ids=[device.id], now=now)


def unlock_with_pin(
    session: Session, caller: Caller, pin: str, visit: Visit, *, now: datetime
) -> Unlocked | NotAccepted | Ended:
    """Unlock the caller's session; the fifth wrong try ends it, and the PIN counts no more.

    The PIN counts with the browser's own cookie only: a stolen session cookie alone does not unlock.
    """
    device = _device(session, caller, hold=True)  # of many tries at once each is counted before the next is compared
    here = find_known_device(session, caller.person_id, visit.device_token)
    if device is None or here is None or device.id != here.id or device.pin_hash is None:
        return NotAccepted()
    if hmac.compare_digest(device.pin_hash, _hash(session, device, pin.strip())):
        device.pin_tries = 0
        unlock(session, caller, confirmed=False, now=now)
        note(session, Act.UNLOCKED, caller=caller, subject=Subject.SESSION, ids=[caller.session_id], now=now)
        return Unlocked()
    return _count_wrong_try(session, caller, device, now)


def _count_wrong_try(session: Session, caller: Caller, device: KnownDevice, now: datetime) -> NotAccepted | Ended:
    tries = session.exec(
        update(KnownDevice)
        .where(col(KnownDevice.id) == device.id)
        .values(pin_tries=KnownDevice.pin_tries + 1)
        .returning(col(KnownDevice.pin_tries))
    ).one()[0]
    reason = Reason.WRONG_PIN if tries < TRIES else Reason.TOO_MANY_TRIES
    ids = [caller.session_id]
    note(session, Act.UNLOCK_REFUSED, caller=caller, subject=Subject.SESSION, ids=ids, reason=reason, now=now)
    if tries < TRIES:
        return NotAccepted(TRIES - tries)
    session.refresh(device)
    device.pin_hash = None
    sign_out(session, caller, now=now)
    return Ended()


def _device(session: Session, caller: Caller, *, hold: bool = False) -> KnownDevice | None:
    device_id = get_session_row(session, caller).device_id
    return session.get(KnownDevice, device_id, with_for_update=hold or None) if device_id else None


def _a_pin(typed: str) -> str:
    pin = typed.strip()
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
        raise RefusedError("Choose six digits.")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(set(pin)) < 3 or len(steps) == 1:
        raise RefusedError("These digits are the first that somebody would try; choose others.")
    return pin


def _hash(session: Session, device: KnownDevice, pin: str) -> str:
    """Return a keyed hash: a million possibilities would not withstand a search of any hash without a key."""
    return blind_index(session, PURPOSE, f"{device.id}|{pin}")
