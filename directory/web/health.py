"""Whether the program is alive, and whether it is ready to answer; for whoever watches over it."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from directory import policy
from directory.db import Database, database_id

router = APIRouter(include_in_schema=False)


@router.get("/healthz", **policy.public)
async def say_alive() -> JSONResponse:
    """Answer as soon as the process answers at all."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz", **policy.public)
def say_ready(request: Request) -> JSONResponse:
    """Tell what is there and what is still missing; 503 until nothing is."""
    there = {
        "database": has_database(request.app.state.database),
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
