"""Signing in by the agency's own identity provider: the way there, and the way back."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from directory import policy
from directory.accounts.asking import DatabaseDep, VisitDep, WayAsked, require_private_connection
from directory.accounts.letting_in import go_on
from directory.accounts.oidc import Returned, begin_by_provider, finish_by_provider, provider_of
from directory.accounts.outcomes import NotAccepted
from directory.accounts.pages.doors import not_vouched_page
from directory.cookies import drop_cookie, read_cookie, set_cookie
from directory.web import page, see_other
from directory.web.dependencies import ClockDep, WordsDep

router = APIRouter(dependencies=[Depends(require_private_connection)], include_in_schema=False)
COOKIE: Final = "agency"
A_FEW_MINUTES: Final = 5 * 60
LONGEST_CODE: Final = 4096


@router.get("/sign-in/agency", **policy.before_sign_in)
def go_to_provider(request: Request, database: DatabaseDep, clock: ClockDep, way: WayAsked = "/") -> Response:
    """Send the browser to the agency's identity provider."""
    provider = provider_of(request.app.state.settings, address=str(request.base_url))
    begun = begin_by_provider(database, provider, way, now=clock())
    response = see_other(begun.url)
    set_cookie(request, response, COOKIE, begun.token, seconds=A_FEW_MINUTES)
    return response


@router.get("/sign-in/agency/return", **policy.before_sign_in)
def come_back(
    request: Request,
    *,
    database: DatabaseDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    state: Annotated[str, Query(max_length=LONGEST_CODE)] = "",
    code: Annotated[str, Query(max_length=LONGEST_CODE)] = "",
) -> Response:
    """Let in whom the provider vouches for."""
    provider = provider_of(request.app.state.settings, address=str(request.base_url))
    token = read_cookie(request, COOKIE) or ""
    came, way = finish_by_provider(database, provider, token, Returned(state, code), visit, now=clock())
    if isinstance(came, NotAccepted):
        response: Response = page(request, "accounts/told.html", not_vouched_page(words), status=403)
    else:
        with database.reading() as session:
            response = go_on(request, came, way, session)
    drop_cookie(request, response, COOKIE)
    return response
