"""Where to go on after signing in or unlocking: to a page of ours, whatever the address says."""

from typing import Final
from urllib.parse import urlencode

LONGEST: Final = 1000


def safe_way(asked: str, *, otherwise: str = "/") -> str:
    r"""Return the path that was asked for, or `otherwise` when it could lead to anywhere but a page of ours.

    Browsers take a backslash for a slash and drop tabs and line ends, so `/\evil` and `/<tab>/evil` are other hosts.
    """
    is_path = asked.startswith("/") and not asked.startswith("//")
    is_plain = asked.isascii() and asked.isprintable() and "\\" not in asked
    return asked if is_path and is_plain and len(asked) <= LONGEST else otherwise


def with_next(address: str, way: str, **more: str) -> str:
    """Return the address of a page that leads on to `way`; `more` are further parameters."""
    parameters = {"next": way} | more if way and way != "/" else more
    return f"{address}?{urlencode(parameters)}" if parameters else address
