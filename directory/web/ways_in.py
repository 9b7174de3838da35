"""Where somebody is sent who must first sign in, unlock or confirm, and how they come back."""

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from directory.policy import READS
from directory.web.ways import safe_way, with_next

SIGN_IN: Final = "/sign-in"
UNLOCK: Final = "/unlock"
CONFIRM: Final = "/confirm"
ADD_FACTOR: Final = "/account/factors"


def way_in(door: str, request: Request) -> str:
    """The address of a door that leads on to what was asked for, without its query, which may be private.

    After a form it leads on to the page that the form stood on.
    """
    return with_next(door, request.url.path if request.method in READS else _page_of_form(request))


def _page_of_form(request: Request) -> str:
    referrer = urlsplit(request.headers.get("referer", ""))
    return safe_way(referrer.path) if referrer.netloc == request.url.netloc else "/"
