"""When somebody was last there: written after the answer went out, at most once a minute for each session."""

from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from directory.accounts.sessions import note_seen
from directory.db import Database

STATE: Final = "seen_session_id"
"""Where in `request.state` `directory.accounts.sessions.identify` leaves the session whose mark is stale."""

log = structlog.get_logger("alongside.accounts")


class LastSeen:
    """A layer that writes the mark once the answer is out: no page waits for it, and reading pages stay readers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look afterwards whether somebody is to be marked."""
        state = scope.setdefault("state", {}) if scope["type"] == "http" else {}
        await self.app(scope, receive, send)
        if STATE in state:
            application = scope["app"]
            now = application.state.clock()
            await run_in_threadpool(_write, application.state.database, state[STATE], now)


def _write(database: Database, session_id: UUID, now: datetime) -> None:
    try:
        with database.writing() as session:
            note_seen(session, session_id, now=now)
    except SQLAlchemyError as error:  # the answer is out already; the next request marks again
        log.warning("not marked as seen", kind=type(error).__name__)
