"""What stands around every answer: the security headers, one line in the log, and a calm page when a bug strikes."""

import secrets
import time
import traceback
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory.policy import has_session_cookie

REPORTS = "/csp-reports"
"""Where browsers tell of what a page tried and its policy forbids."""
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        f"report-uri {REPORTS}",
        "report-to csp",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Reporting-Endpoints": f'csp="{REPORTS}"',
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
UNMATCHED = "(no route)"

log = structlog.get_logger("alongside.web")


class Protection:
    """The outermost layer: nothing leaves without the headers, and no bug shows its detail."""

    def __init__(self, app: ASGIApp, failure_page: Callable[[Request, str], Awaitable[Response]]) -> None:
        self.app = app
        self.failure_page = failure_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; see to the headers, the log and the failures of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        request_id = scope.setdefault("state", {})["request_id"] = secrets.token_hex(8)

        async def send_protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                protect(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            await self.app(scope, receive, send_protected)
        except Exception as bug:
            failure = note_failure(bug, scope, request_id)
            if status:
                raise
            response = await self.failure_page(Request(scope, receive), failure)
            await response(scope, receive, send_protected)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            log.info(
                "answered",
                method=scope["method"],
                route=route_template(scope),
                status=status,
                milliseconds=took,
                request=request_id,
            )


def protect(headers: MutableHeaders, scope: Scope) -> None:
    """Add the headers that every answer carries; strict transport only where the request came over TLS.

    What is answered to somebody who says to be signed in, no browser keeps, whether or not they are, and whether or
    not it was found: only style and script are the same for everybody.
    """
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-cache")
    if has_session_cookie(HTTPConnection(scope)) and "immutable" not in headers["Cache-Control"]:
        headers["Cache-Control"] = "no-store"
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def note_failure(bug: Exception, scope: Scope, request_id: str) -> str:
    """Log where a bug struck under a new id, without the words that it may carry, and return the id."""
    failure = secrets.token_hex(4)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)]
    kind = type(bug).__name__
    log.error("failed", failure=failure, route=route_template(scope), kind=kind, places=places[-8:], request=request_id)
    return failure


def route_template(scope: Scope) -> str:
    """The route as declared (`/listings/{listing_id}`), never the path or the query that was asked."""
    declared = getattr(scope.get("route"), "path", None)
    mounted = scope.get("root_path") if scope.get("endpoint") else None
    return str(declared or mounted or UNMATCHED)
