"""Whether the program is alive, and whether it is ready to answer; for whoever watches over it."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory import policy
from directory.crypto.readiness import has_keys
from directory.db import Database, database_id

router = APIRouter(include_in_schema=False)


@router.get("/healthz", **policy.public)
async def say_alive() -> JSONResponse:
    """Answer as soon as the process answers at all."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz", **policy.public)
def say_ready(request: Request) -> JSONResponse:
    """Tell what is there and what is still missing; 503 until nothing is."""
    database: Database = request.app.state.database
    there = {
        "database": has_database(database),
        "key": has_key(database, needed=request.app.state.needs_keys),
        "index": request.app.state.follower.has_index.is_set(),
    }
    is_ready = all(there.values())
    body = {"status": "ready" if is_ready else "not ready", **there}
    return JSONResponse(body, status_code=200 if is_ready else 503)


def has_database(database: Database) -> bool:
    """Whether the database answers and its tables are there."""
    try:
        with database.reading() as session:
            database_id(session)
    except SQLAlchemyError:
        return False
    return True


def has_key(database: Database, *, needed: Callable[[Session], bool]) -> bool:
    """Whether the master key at hand opens what is sealed, or nothing is and none is needed."""
    try:
        with database.reading() as session:
            return has_keys(session, needed=needed(session))
    except SQLAlchemyError:
        return False
