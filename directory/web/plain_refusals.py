"""Refusals of the layers around the routes, which know only plain text, as the page or JSON of every other refusal."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory.i18n import choose_language, translator
from directory.web.telling import answer_failure, told_by_status

REFUSED_BY_LAYERS = frozenset({400, 413})


class PlainRefusals:
    """Says in our own words what a layer within says in plain text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold a plain refusal back and send the page instead."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = 0

        async def send_unless_plain(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                refused = message["status"]
            if not refused:
                await send(message)

        await self.app(scope, receive, send_unless_plain)
        if refused:
            request = Request(scope, receive)
            content = told_by_status(refused, translator(choose_language(request)))
            response = await run_in_threadpool(answer_failure, request, refused, content)
            await response(scope, receive, send)


def _is_plain_refusal(message: Message) -> bool:
    if message["status"] not in REFUSED_BY_LAYERS:
        return False
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")
