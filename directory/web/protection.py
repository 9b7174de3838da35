"""What stands around every answer: the security headers, one line in the log, and a calm page when a bug strikes."""

import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory.policy import has_session_cookie
from directory.web.logs import tell_bug
from directory.web.metrics import count_answer

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
        "worker-src 'self'",
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
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger("alongside.web")


class Protection:
    """The outermost layer: nothing leaves without the headers, and no bug shows its detail."""

    def __init__(
        self, app: ASGIApp, failure_page: Callable[[Request, str], Awaitable[Response]], tiles: str = ""
    ) -> None:
        self.app = app
        self.failure_page = failure_page
        self.headers = Always(HEADERS | {"Content-Security-Policy": content_policy(tiles)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; see to the headers, the log and the failures of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        request_id = scope["state"]["request_id"]

        async def send_protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self.headers.put_on(message)
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
            seconds, route = time.perf_counter() - started, route_template(scope)
            count_answer(route, status, seconds)
            log.info(
                "answered",
                method=scope["method"] if scope["method"] in METHODS else "(other)",
                route=route,
                status=status,
                milliseconds=round(seconds * 1000, 1),
                request=request_id,
            )


def content_policy(tiles: str) -> str:
    """The policy of content; where the map has a ground of pictures (`tiles`, an address), of that host too.

    Leaflet lets go of a picture that is no longer wanted by an empty one that stands in the address itself.
    """
    if not tiles:
        return CONTENT_SECURITY_POLICY
    host = urlsplit(tiles)
    return CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' data: {host.scheme}://{host.netloc}")


class Always:
    """The headers that every answer carries, as they are sent: put on in one go, not looked for one by one."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._sent = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        self._names = frozenset(name for name, _ in self._sent)

    def put_on(self, message: Message) -> None:
        """Put them on the start of an answer, in the place of any of their names."""
        message["headers"] = [header for header in message["headers"] if header[0] not in self._names] + self._sent


def protect(headers: MutableHeaders, scope: Scope) -> None:
    """Say what may be kept; strict transport only where the request came over TLS.

    What is answered to somebody who says to be signed in, no browser keeps, whether or not they are, and whether or
    not it was found: only style and script are the same for everybody.
    """
    headers.setdefault("Cache-Control", "no-cache")
    if has_session_cookie(HTTPConnection(scope)) and "immutable" not in headers["Cache-Control"]:
        headers["Cache-Control"] = "no-store"
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def note_failure(bug: Exception, scope: Scope, request_id: str) -> str:
    """Log where a bug struck under a new id, without the words that it may carry, and return the id."""
    return tell_bug(log, "failed", bug, route=route_template(scope), request=request_id)


def route_template(scope: Scope) -> str:
    """The route as declared (`/listings/{listing_id}`), never the path or the query that was asked."""
    declared = getattr(scope.get("route"), "path", None)
    mounted = scope.get("root_path") if scope.get("endpoint") else None
    return str(declared or mounted or UNMATCHED)
