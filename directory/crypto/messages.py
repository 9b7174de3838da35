"""Sealed messages: what the server hands out, or keeps for a while, and takes back unread by anybody in between."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Final

from directory.crypto.sealing import SealBrokenError, open_bytes, seal_bytes
from directory.keyring import Keyring, MasterKey

_ID_BYTES: Final = 8
_MOMENT_BYTES: Final = 8
_MICROSECOND: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def seal_message(keyring: Keyring, purpose: str, text: str, *, now: datetime, context: str = "") -> str:
    """Return the text sealed under a key derived from the master key, in letters fit for cookies, forms and addresses.

    `context` is what the message belongs to, such as the id of a session; it opens only where the same is said again.
    """
    master = keyring.current
    sealed_at = ((now - _EPOCH) // _MICROSECOND).to_bytes(_MOMENT_BYTES)
    sealed = seal_bytes(_key(master, purpose), sealed_at + text.encode(), place=context)
    return _in_letters(bytes.fromhex(master.id) + sealed)


def unseal_message(
    keyring: Keyring, purpose: str, message: str, *, now: datetime, lasts: timedelta, context: str = ""
) -> str:
    """Return the text. Raises SealBrokenError for what we did not seal so, or sealed longer ago than it lasts."""
    try:
        raw = base64.b64decode(message + "=" * (-len(message) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or _in_letters(raw) != message:
        raise SealBrokenError("A sealed message cannot be opened: it is not one of ours.")
    master = next((key for key in keyring.keys if key.id == raw[:_ID_BYTES].hex()), None)
    if master is None:
        raise SealBrokenError("A sealed message cannot be opened: its key is not at hand.")
    opened = open_bytes(_key(master, purpose), raw[_ID_BYTES:], place=context)
    sealed_at = _EPOCH + int.from_bytes(opened[:_MOMENT_BYTES]) * _MICROSECOND
    if now >= sealed_at + lasts:
        raise SealBrokenError("A sealed message cannot be opened any more: its time has run out.")
    return opened[_MOMENT_BYTES:].decode()


def _key(master: MasterKey, purpose: str) -> bytes:
    return master.derived(f"message|{purpose}")


def _in_letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
