"""Clearing a device that others look into: cookies, what pages kept, and copies of pages, signed in or not."""

from dataclasses import dataclass
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from directory import policy
from directory.clock import Clock
from directory.db import Database
from directory.i18n import PARAMETER, choose_language
from directory.policy import caller_even_locked
from directory.web.dependencies import WordsDep
from directory.web.templating import page, see_other

router = APIRouter(include_in_schema=False)
CLEAR_SITE: Final = "Clear-Site-Data"
EVERYTHING: Final = '"cache", "cookies", "storage"'
PRIVATE_COPIES: Final = '"cache"'
"""What goes at sign-out; public listings that somebody saved stay."""

log = structlog.get_logger("alongside.web")


@dataclass(frozen=True, slots=True)
class ClearingPage:
    """Before it is done, or after."""

    title: str
    is_done: bool


@router.get("/clear-device", **policy.public)
def show_clearing(request: Request, words: WordsDep) -> HTMLResponse:
    """What would be cleared, and the button."""
    return page(request, "device/clearing.html", ClearingPage(words.gettext("Clear this device"), is_done=False))


@router.post("/clear-device", **policy.public)
def clear_device(request: Request) -> RedirectResponse:
    """Have the browser forget everything it keeps for this site; a session here is over for good."""
    _end_session(request)
    # The choice of language goes too: it would show that somebody was here.
    response = see_other(f"/cleared?{PARAMETER}={choose_language(request)}")
    response.headers[CLEAR_SITE] = EVERYTHING
    for name in request.cookies:
        # Over TLS our names may be prefixed, which browsers let go only as securely as they were set.
        response.delete_cookie(name, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax")
    return response


@router.get("/cleared", **policy.public)
def show_cleared(request: Request, words: WordsDep) -> HTMLResponse:
    """Say that it is done, and what only the reader can do. No cookie is set for it."""
    response = page(
        request, "device/clearing.html", ClearingPage(words.gettext("This device is cleared"), is_done=True)
    )
    del response.headers["set-cookie"]
    return response


def forget_private_copies(response: Response) -> None:
    """Have the browser throw away its copies of private pages: at sign-out."""
    response.headers[CLEAR_SITE] = PRIVATE_COPIES


def _end_session(request: Request) -> None:
    caller = caller_even_locked(request)
    if caller is None:
        return
    database: Database = request.app.state.database
    clock: Clock = request.app.state.clock
    try:
        with database.writing() as session:
            request.app.state.sign_out(session, caller, now=clock())
    except SQLAlchemyError as error:  # the device is cleared all the same; the session locks in a quarter of an hour
        log.warning("session not ended", kind=type(error).__name__)
