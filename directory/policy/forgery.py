"""Whether what is sent comes from our own pages: no other site can make somebody's browser act here."""

import hmac
from email.message import Message
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData

from directory.policy.refusals import NotFromHereError, WrongKindError

FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
READS = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UTF_8: Final = frozenset({"", "utf-8", "utf8"})
NUL: Final = "\0"


def is_write(request: Request) -> bool:
    """Whether the request may change something."""
    return request.method not in READS


def sends_json(request: Request) -> bool:
    """Whether a program writes: another site's page cannot send this kind without asking us first."""
    return _kind(request) == JSON


def require_known_kind(request: Request) -> None:
    """Raise `WrongKindError` unless a form is sent, or JSON where programs write; both in UTF-8.

    A form may name any encoding that Python knows, and some of them make halves of signs, which are no text.
    """
    kind = _kind(request)
    is_known = kind == JSON or (kind in FORMS | {""} and not request.url.path.startswith("/api/"))
    if not is_known or _encoding(request) not in UTF_8:
        raise WrongKindError("What was sent is of a kind that is not read here.")


async def require_text(request: Request) -> FormData:
    """Return the form that was sent; raises `WrongKindError` for signs that stand in no text and in no database."""
    form = await request.form()
    for name, value in form.multi_items():
        if NUL in name or (isinstance(value, str) and NUL in value):
            raise WrongKindError("What was sent is no text.")
    return form


def require_own_page(request: Request) -> None:
    """Raise `NotFromHereError` unless the browser says that a page of ours sends this.

    Programs are no browsers: where neither header came, JSON passes, since no page can send it from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        is_ours = site == "same-origin"
    elif origin is not None:
        is_ours = origin == own_origin(request)
    else:
        is_ours = sends_json(request)
    if not is_ours:
        raise NotFromHereError("This was not sent from a page of this site.")


async def require_token(request: Request, expected: str) -> None:
    """Raise `NotFromHereError` unless the form carries the token that its page was given.

    The form stays in `request.state.form`, for whoever keeps it while its sender unlocks.
    """
    request.state.form = await require_text(request)
    given = request.state.form.get(FORM_TOKEN)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotFromHereError("This form belongs to another sign-in.")


def own_origin(request: Request) -> str:
    """The origin of our pages: that of the public address, else that of the request itself."""
    public = str(request.app.state.settings.public_url)
    address = urlsplit(public or str(request.base_url))
    return f"{address.scheme}://{address.netloc}"


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _encoding(request: Request) -> str:
    parameters = Message()
    parameters["content-type"] = request.headers.get("content-type", "")
    return str(parameters.get_param("charset", "")).lower()
