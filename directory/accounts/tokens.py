"""Secrets that a browser or a mailbox keeps: 256 random bits, of which the database knows a hash alone."""

import hmac
import secrets
from hashlib import sha256


def new_token() -> str:
    """Return 256 random bits as text that may stand in a cookie or a link."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return what is stored of a token. A plain hash will do: 256 random bits cannot be searched."""
    return sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """Return what the forms of a session carry: it follows from the cookie, and the database alone cannot tell it."""
    return hmac.new(token.encode(), b"form token", sha256).hexdigest()
