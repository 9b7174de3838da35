"""Who asks: roles, the caller of a request, and how they are found by at most one statement."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import HTTPConnection

from directory.cookies import SESSION, read_cookie
from directory.db import Database


class Role(StrEnum):
    """What a person does here; one may have several."""

    PEER = "peer"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as one statement found them: nothing here is looked up again within the request."""

    person_id: UUID
    session_id: UUID
    display_name: str
    roles: frozenset[Role]
    team_ids: frozenset[UUID]
    language: str
    locked: bool
    """Idle for too long, or locked by hand: private pages wait for a passkey or a PIN."""
    confirmed_at: datetime
    """When the person last proved who they are; dangerous acts ask for a recent proof."""
    form_token: str
    """What every form of this session carries."""
    second_factor: bool = False
    """Whether a second factor opened this session: without one nobody reads a client."""


Identify = Callable[[Request, Session], Caller | None]
"""Finds the caller of a request by ONE statement; the application keeps it in `app.state.identify`."""


def has_session_cookie(connection: HTTPConnection) -> bool:
    """Whether somebody says to be signed in; nothing is looked up."""
    return read_cookie(connection, SESSION) is not None


def find_caller(request: Request) -> Iterator[Caller | None]:
    """Look the caller up before anything else happens, and keep them in `request.state.caller`.

    A request that reads goes on in the session of the look-up (`directory.db.get_session` gives it on). One that
    writes is looked up before its transaction begins, so that no refusal and no password hashed on the way holds the
    writers' lock.
    """
    request.state.caller = None
    if not has_session_cookie(request):
        yield None
        return
    database: Database = request.app.state.database
    with database.reading() as session:
        request.state.caller = _identify(request, session)
        if request.method == "GET":
            request.state.session = session
            yield request.state.caller
            return
    yield request.state.caller


def caller_if_any(request: Request) -> Caller | None:
    """Who reads a public page: None for a visitor, for a locked session, and while the database is away.

    Without a session cookie nothing is asked of the database, and with one it is asked once a request.
    """
    caller = caller_even_locked(request)
    return None if caller is None or caller.locked else caller


def caller_even_locked(request: Request) -> Caller | None:
    """Like `caller_if_any`, but a locked session is told too: for the way to unlock it, and nothing private."""
    if not hasattr(request.state, "caller"):
        request.state.caller = _find_if_possible(request)
    caller: Caller | None = request.state.caller
    return caller


def _find_if_possible(request: Request) -> Caller | None:
    if not has_session_cookie(request):
        return None
    database: Database = request.app.state.database
    try:
        with database.reading() as session:
            return _identify(request, session)
    except SQLAlchemyError:
        return None


def _identify(request: Request, session: Session) -> Caller | None:
    identify: Identify = request.app.state.identify
    return identify(request, session)


async def _current(request: Request) -> Caller:
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise TypeError("a view that asks who calls stands on a route whose policy is that somebody is signed in")
    return caller


CurrentCaller = Annotated[Caller, Depends(_current)]
"""Who calls, in a view whose route lets only signed-in people in."""
