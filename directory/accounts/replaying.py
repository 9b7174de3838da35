"""Doing what was sent from a locked page, once its sender has unlocked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from directory.accounts.kept_posts import SentForm, forget_kept_form, keep_form
from directory.clock import Clock
from directory.db import Database
from directory.policy import Caller

FORM = b"application/x-www-form-urlencoded"


def keep_for_later(request: Request, caller: Caller, fields: Sequence[tuple[str, str]]) -> None:
    """Keep what was just sent until its sender unlocks or confirms (`app.state.keep_form`)."""
    database: Database = request.app.state.database
    clock: Clock = request.app.state.clock
    with database.writing() as session:
        keep_form(session, caller, request.url.path, fields, now=clock())


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program answered to one form."""

    messages: tuple[Message, ...]

    @property
    def status(self) -> int:
        """The HTTP status."""
        status: int = self.messages[0]["status"]
        return status


class Replay(Response):
    """Answers with what the kept forms are answered with; without any, goes on to `way`.

    It runs when the transaction that unlocked is over, since the answer to a request is sent after its commit. Each
    form is forgotten only when it was answered, and its hidden key sees to it that it is done once. A form that cannot
    be taken as it is stands on the page that says so; those after it wait for the next time.
    """

    def __init__(self, request: Request, forms: Sequence[SentForm], way: str) -> None:
        super().__init__()
        self._request = request
        self._forms = forms
        self._onward = RedirectResponse(way, status_code=303)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do what was kept, in its order, and send the last answer."""
        answer = None
        for form in self._forms:
            answer = await _do_again(self._request, scope, form)
            if answer.status < 500:
                await run_in_threadpool(self._forget, form)
            if answer.status >= 400:
                break
        if answer is None:
            await self._onward(scope, receive, send)
            return
        for message in answer.messages:
            await send(message)

    def _forget(self, form: SentForm) -> None:
        database: Database = self._request.app.state.database
        with database.writing() as session:
            forget_kept_form(session, form.id)


async def _do_again(request: Request, scope: Scope, form: SentForm) -> Answer:
    """Send a kept form through the routes as its sender's browser did."""
    body = urlencode(form.fields).encode()
    headers = [(name, value) for name, value in scope["headers"] if name not in {b"content-type", b"content-length"}]
    headers += [(b"content-type", FORM), (b"content-length", str(len(body)).encode())]
    again = {
        **scope,
        "method": "POST",
        "path": form.path,
        "raw_path": form.path.encode(),
        "query_string": b"",
        "headers": headers,
        "state": {"request_id": getattr(request.state, "request_id", "")},
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    await request.app.router(again, receive, send)
    return Answer(tuple(messages))
