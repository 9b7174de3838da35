"""An id for each request: in the log, in the audit, and in the answer's `X-Request-ID`, so that they find together."""

import re
import secrets
from ipaddress import ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER: Final = "X-Request-ID"
_USABLE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIds:
    """The outermost layer: names each request. Only a proxy of ours may have named it before."""

    def __init__(self, app: ASGIApp, trusted_proxies: str) -> None:
        self.app = app
        self._trusted = [ip_network(each.strip(), strict=False) for each in trusted_proxies.split(",") if each.strip()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leave the id in `request.state.request_id` and in the answer's header."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = self._given_id(scope) or secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        await self.app(scope, receive, send_named)

    def _given_id(self, scope: Scope) -> str | None:
        given = Headers(scope=scope).get(HEADER, "")
        return given if _USABLE.fullmatch(given) and self._is_trusted(scope) else None

    def _is_trusted(self, scope: Scope) -> bool:
        host, _port = scope.get("client") or ("", 0)
        try:
            return any(ip_address(host) in network for network in self._trusted)
        except ValueError:  # a socket file, a test: no address at all
            return False
