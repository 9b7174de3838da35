"""Continuing as one of the invented people: part of a demonstration on this machine, and of nothing else."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from directory import policy
from directory.accounts import cookies
from directory.accounts.asking import DatabaseDep, VisitDep, WaySent, require_private_connection
from directory.accounts.people import get_person, roles_of
from directory.accounts.sessions import begin_session
from directory.errors import NotFoundError
from directory.web import see_other
from directory.web.dependencies import ClockDep
from directory.web.ways_in import first_page

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_private_connection)])


@router.post("/demo/sign-in", **policy.demo_only)
def continue_as(
    request: Request,
    *,
    database: DatabaseDep,
    visit: VisitDep,
    clock: ClockDep,
    person_id: Annotated[UUID, Form(alias="person")],
    way: WaySent = "/",
) -> Response:
    """Sign in as somebody who does not exist."""
    with database.writing() as session:
        person = get_person(session, person_id)
        if person.disabled_at:
            raise NotFoundError("There is no such person.")
        entered = begin_session(session, person, visit, second_factor=True, now=clock())
        way = first_page(way, roles_of(session, person_id))
    response = see_other(way)  # in the language that the reader chose, who is somebody else
    cookies.enter(response, request, entered)
    return response
