"""An access that was refused to somebody who is signed in, written once the refused request is undone."""

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPMethod
from uuid import UUID

from fastapi import Request

from directory.audit.acts import Act, Reason, Subject
from directory.audit.noting import Person, note
from directory.audit.route_template import RouteTemplate
from directory.clock import Clock
from directory.db import REQUEST_ID, Database


def note_refusal(request: Request, caller: Person, reason: Reason) -> None:
    """Write that a person was refused what they asked for: the route, and the ids that its path named.

    Call it when the request's own session has ended, as it has in an exception handler: SQLite has one writer. It
    waits for the database, so not on the event loop. Raises what the database raises.
    """
    database: Database = request.app.state.database
    clock: Clock = request.app.state.clock
    with database.writing() as session:
        session.info[REQUEST_ID] = getattr(request.state, "request_id", "")
        note(
            session,
            Act.ACCESS_REFUSED,
            caller=caller,
            subject=Subject.ROUTE,
            ids=list(_ids_asked_for(request)),
            reason=reason,
            details={"route": RouteTemplate.of(request), "method": HTTPMethod(request.method)},
            now=clock(),
        )


def _ids_asked_for(request: Request) -> Iterator[UUID]:
    """What the path names, where it is an id: anything else could be a typed word."""
    for value in request.path_params.values():
        with suppress(ValueError):
            yield UUID(str(value))
