"""Sealing bytes: AES-256-GCM with a random nonce, bound to where they belong."""

import secrets
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from directory.errors import AlongsideError

NONCE_BYTES: Final = 12
"""96 random bits: NIST SP 800-38D allows 2³² seals under one key, more than any of ours makes."""
TAG_BYTES: Final = 16


class SealBrokenError(AlongsideError):
    """What is sealed does not open: it was changed, cut, moved elsewhere, or is of another key."""

    status: ClassVar[int] = 500


class KeyDestroyedError(SealBrokenError):
    """What is sealed can never be opened again: its key was destroyed."""

    status: ClassVar[int] = 410


def seal_bytes(key: bytes, content: bytes, *, place: str) -> bytes:
    """Seal content under a 32-byte key: nonce, then ciphertext, then tag. It opens for the same `place` only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def open_bytes(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Return the content. Raises SealBrokenError, which says nothing of the content or the key."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealBrokenError("Something sealed cannot be opened: a part of it is missing.")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise SealBrokenError(
            "Something sealed cannot be opened: it was changed, stands in another place than its own, or is of "
            "another key."
        ) from None
