"""Cookies that no other host and no script can set or read, and where they may be given at all.

Over TLS their names begin with `__Host-`. Plain names are read and written only within this very machine, where
browsers refuse the prefix and nobody listens in.
"""

from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION: Final = "session"
"""The cookie of somebody who is signed in."""
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def may_keep_secrets(connection: HTTPConnection) -> bool:
    """Whether secrets may travel: over TLS, or within this machine."""
    return _is_secure(connection) or connection.url.hostname in LOOPBACK


def read_cookie(connection: HTTPConnection, name: str) -> str | None:
    """The value of a cookie, None when it did not come or is not under the name that we gave it."""
    given = _given_name(connection, name)
    return (connection.cookies.get(given) or None) if given else None


def set_cookie(connection: HTTPConnection, response: Response, name: str, value: str, *, seconds: int) -> None:
    """Have the browser keep a value for a while, for this host alone and out of reach of scripts.

    Raises `ValueError` on a plain connection beyond this machine.
    """
    given = _given_name(connection, name)
    if given is None:
        raise ValueError("a secret would travel over a plain connection")
    secure = _is_secure(connection)
    response.set_cookie(given, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(connection: HTTPConnection, response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    if given := _given_name(connection, name):
        response.delete_cookie(given, path="/", secure=_is_secure(connection), httponly=True, samesite="lax")


def _given_name(connection: HTTPConnection, name: str) -> str | None:
    if _is_secure(connection):
        return f"__Host-{name}"
    return name if may_keep_secrets(connection) else None


def _is_secure(connection: HTTPConnection) -> bool:
    return connection.url.scheme == "https"
