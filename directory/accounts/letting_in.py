"""What a browser is told when its owner is let in, or is asked for something more."""

from urllib.parse import urlencode

from fastapi import Request, Response
from sqlmodel import Session

from directory.accounts import cookies
from directory.accounts.outcomes import Ended, Entered, NotAccepted, SecondFactorDue
from directory.accounts.people import get_person, roles_of
from directory.accounts.sessions import caller_of
from directory.clock import Clock
from directory.web import see_other
from directory.web.templating import remember_language
from directory.web.ways_in import first_page

SECOND_FACTOR = "/sign-in/second-factor"


def go_on(
    request: Request, came: Entered | SecondFactorDue | Ended | NotAccepted, way: str, session: Session
) -> Response:
    """Send a browser where it goes after a proof: on its way, to the second factor, or back to the beginning."""
    if isinstance(came, Entered):
        return let_in(request, came, way, session)
    parameters = f"?{urlencode({'next': way})}" if way != "/" else ""
    if not isinstance(came, SecondFactorDue):
        return see_other(f"/sign-in{parameters}")
    response = see_other(f"{SECOND_FACTOR}{parameters}")
    cookies.set_pending(response, request, came.token)
    return response


def let_in(request: Request, entered: Entered, way: str, session: Session) -> Response:
    """Have the browser keep its session and speak its owner's language, and go on."""
    response = see_other(first_page(way, roles_of(session, entered.person_id)))
    cookies.enter(response, request, entered)
    remember_language(request, response, get_person(session, entered.person_id).language)
    return response


def become(request: Request, entered: Entered, session: Session) -> None:
    """Have the page that answers this request be one of the session just opened: its forms carry that one's token."""
    clock: Clock = request.app.state.clock
    found = caller_of(session, entered.session_token, now=clock())
    request.state.caller = found[0] if found else None
