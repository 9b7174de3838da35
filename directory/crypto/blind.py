"""Blind indexes: finding a sealed value again without keeping it where it can be read."""

import hmac

from sqlmodel import Session

from directory.crypto.data_keys import installation_secret


def blind_index(session: Session, purpose: str, value: str) -> str:
    """Return 64 hexadecimal digits that are the same for the same value and purpose, and for no other.

    HMAC-SHA-256 under a key that no rotation changes. The caller brings a value into one form first (a phone number
    in E.164, an address folded): the index knows nothing of spelling.
    """
    key = installation_secret(session, f"blind index|{purpose}")
    return hmac.digest(key, value.encode(), "sha256").hex()
