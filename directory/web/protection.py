"""What stands around every answer: the security headers, one line in the log, and a calm page when a bug strikes."""

import secrets
import time
import traceback
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
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

        async def send_protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                protect(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            await self.app(scope, receive, send_protected)
        except Exception as bug:
            failure = note_failure(bug, scope)
            if status:
                raise
            response = await self.failure_page(Request(scope, receive), failure)
            await response(scope, receive, send_protected)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            log.info("answered", method=scope["method"], route=route_template(scope), status=status, milliseconds=took)


def protect(headers: MutableHeaders, scope: Scope) -> None:
    """Add the headers that every answer carries; strict transport only where the request came over TLS."""
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-cache")
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def note_failure(bug: Exception, scope: Scope) -> str:
    """Log where a bug struck under a new id, without the words that it may carry, and return the id."""
    failure = secrets.token_hex(4)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)]
    log.error("failed", failure=failure, route=route_template(scope), kind=type(bug).__name__, places=places[-8:])
    return failure


def route_template(scope: Scope) -> str:
    """The route as declared (`/listings/{listing_id}`), never the path or the query that was asked."""
    declared = getattr(scope.get("route"), "path", None)
    mounted = scope.get("root_path") if scope.get("endpoint") else None
    return str(declared or mounted or UNMATCHED)
