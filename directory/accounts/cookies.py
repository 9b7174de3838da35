"""The cookies of somebody who signs in, and where signing in is allowed at all.

Over TLS their names begin with `__Host-` (`directory.cookies`). Plain names are read and written only on this very
machine, where browsers refuse the prefix and nobody listens in.
"""

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from directory.accounts.outcomes import Entered, Site, Visit
from directory.accounts.user_agents import two_words
from directory.config import Settings
from directory.cookies import SESSION, drop_cookie, read_cookie, set_cookie
from directory.web.rates import shared_address

DEVICE: Final = "device"
PENDING: Final = "pending"
HALF_A_DAY: Final = 12 * 60 * 60
A_FEW_MINUTES: Final = 10 * 60
AS_LONG_AS_BROWSERS_ALLOW: Final = 400 * 24 * 60 * 60


def visit_of(request: Request) -> Visit:
    """Return where a request comes from."""
    address = request.client.host if request.client else ""
    return Visit(
        address=shared_address(address),
        device_token=read_cookie(request, DEVICE),
        user_agent=two_words(request.headers.get("user-agent", "")),
        session_token=session_token(request),
    )


def site_of(request: Request, settings: Settings) -> Site:
    """Return the site that passkeys are bound to: the public address, else the one of the request."""
    origin = settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return Site(rp_id=urlsplit(origin).hostname or "", origin=origin)


def session_token(request: Request) -> str | None:
    """Return what the browser shows of its session."""
    return read_cookie(request, SESSION)


def pending_token(request: Request) -> str | None:
    """Return what the browser shows of a sign-in that waits for its second factor."""
    return read_cookie(request, PENDING)


def enter(response: Response, request: Request, entered: Entered) -> None:
    """Have the browser keep its session, and itself as a known device."""
    set_cookie(request, response, SESSION, entered.session_token, seconds=HALF_A_DAY)
    set_cookie(request, response, DEVICE, entered.device_token, seconds=AS_LONG_AS_BROWSERS_ALLOW)
    drop_cookie(request, response, PENDING)


def set_pending(response: Response, request: Request, token: str) -> None:
    """Have the browser keep which sign-in of its own waits for a second factor."""
    set_cookie(request, response, PENDING, token, seconds=A_FEW_MINUTES)


def leave(response: Response, request: Request) -> None:
    """Have the browser forget its session; it stays a known device."""
    drop_cookie(request, response, SESSION)
    drop_cookie(request, response, PENDING)


def forget_device(response: Response, request: Request) -> None:
    """Have the browser forget everything that names it."""
    leave(response, request)
    drop_cookie(request, response, DEVICE)
