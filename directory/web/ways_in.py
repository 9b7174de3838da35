"""The doors for who must first sign in, unlock or confirm, and where they go on to, whatever an address says."""

from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import urlencode, urlsplit

from fastapi import Request

from directory.policy import READ_CLIENTS, READS, Role

SIGN_IN: Final = "/sign-in"
UNLOCK: Final = "/unlock"
CONFIRM: Final = "/confirm"
ADD_FACTOR: Final = "/account/factors"
TODAY: Final = "/today"
LONGEST_NEXT: Final = 1000


def safe_next(asked: str, *, otherwise: str = "/") -> str:
    r"""Return the path that was asked for, or `otherwise` when it could lead to anywhere but a page of ours.

    Browsers take a backslash for a slash and drop tabs and line ends, so `/\evil` and `/<tab>/evil` are other hosts.
    """
    is_path = asked.startswith("/") and not asked.startswith("//")
    is_plain = asked.isascii() and asked.isprintable() and "\\" not in asked
    return asked if is_path and is_plain and len(asked) <= LONGEST_NEXT else otherwise


def first_page(way: str, roles: AbstractSet[Role]) -> str:
    """Where somebody goes who just signed in: on their way, or to Today when they work with clients."""
    return TODAY if way == "/" and roles & READ_CLIENTS else way


def with_next(address: str, way: str, **more: str) -> str:
    """Return the address of a page that leads on to `way`; `more` are further parameters."""
    parameters = {"next": way} | more if way and way != "/" else more
    return f"{address}?{urlencode(parameters, safe='/')}" if parameters else address


def way_in(door: str, request: Request) -> str:
    """The address of a door that leads on to what was asked for, without its query, which may be private.

    After a form it leads on to the page that the form stood on.
    """
    return with_next(door, request.url.path if request.method in READS else _page_of_form(request))


def _page_of_form(request: Request) -> str:
    try:
        referrer = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # a host that begins with a bracket and does not end with one
        return "/"
    return safe_next(referrer.path) if referrer.netloc == request.url.netloc else "/"
