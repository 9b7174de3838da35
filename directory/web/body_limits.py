"""How large a request may be: small, but for the few addresses that take a file."""

from collections.abc import Mapping

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class BodyLimits:
    """Refuses a larger body with 413 before anything of it is read into memory."""

    def __init__(self, app: ASGIApp, usual: int, larger: Mapping[str, int]) -> None:
        """`usual` and the values of `larger`, by path, are bytes."""
        self._usual = RequestBodyLimitMiddleware(app, usual)
        self._larger = {path: RequestBodyLimitMiddleware(app, most) for path, most in larger.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what is not too large."""
        await self._larger.get(scope.get("path", ""), self._usual)(scope, receive, send)
