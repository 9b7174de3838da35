"""Forms of somebody who is not signed in yet: nobody can sign another's browser in to an account of their own.

The page gets a random cookie for a while, and its forms a token that only this program can seal for that cookie.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from directory.clock import Clock
from directory.cookies import may_keep_secrets, read_cookie, set_cookie
from directory.crypto import SealBrokenError, seal_message, unseal_message
from directory.db import Database
from directory.errors import UnavailableError
from directory.keyring import Keyring
from directory.policy.forgery import FORM_TOKEN, is_write, sends_json
from directory.policy.refusals import NotFromHereError
from directory.policy.vocabulary import Policy, declare

COOKIE: Final = "visit"
LASTS: Final = timedelta(hours=2)
"""How long a page with such a form may stand open."""
PURPOSE: Final = "form before sign-in"


@dataclass(frozen=True, slots=True)
class BeforeSignInPolicy(Policy):
    """Everybody; what is sent carries the token that its page was given."""

    async def __call__(self, request: Request) -> None:
        """Let everybody read, and write with the token of the page."""
        await Policy.__call__(self, request)
        request.state.visit = read_cookie(request, COOKIE) or secrets.token_urlsafe(16)
        if is_write(request) and not sends_json(request):
            _require_token(request, (await request.form()).get(FORM_TOKEN))


before_sign_in = declare(BeforeSignInPolicy("before sign-in"))
"""Anybody; a form sent here carries the token that its page was given with a short-lived cookie."""

demo_only = declare(BeforeSignInPolicy("demo only"))
"""The same, in a demonstration on this machine; `directory.app` includes such routes nowhere else."""


def visit_token(request: Request) -> str:
    """The token for the forms of this page.

    Empty on pages that need none, where nothing secret may be sent, and without a master key: the page may be the one
    that says so.
    """
    visit: str | None = getattr(request.state, "visit", None)
    if visit is None or not may_keep_secrets(request):
        return ""
    try:
        return seal_message(_keyring(request), PURPOSE, "", context=visit, now=_now(request))
    except UnavailableError:
        return ""


def remember_visit(request: Request, response: Response) -> None:
    """Have the browser keep the cookie to which the page's token belongs."""
    visit: str | None = getattr(request.state, "visit", None)
    if visit is not None and may_keep_secrets(request):
        set_cookie(request, response, COOKIE, visit, seconds=int(LASTS.total_seconds()))


def _require_token(request: Request, given: object) -> None:
    try:
        context = request.state.visit
        unseal_message(_keyring(request), PURPOSE, str(given), context=context, lasts=LASTS, now=_now(request))
    except SealBrokenError:
        raise NotFromHereError("This form is too old, or belongs to another browser.") from None


def _keyring(request: Request) -> Keyring:
    database: Database = request.app.state.database
    if database.keyring is None:
        raise UnavailableError("There is no master key.")
    return database.keyring


def _now(request: Request) -> datetime:
    clock: Clock = request.app.state.clock
    return clock()
