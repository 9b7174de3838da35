"""One's own calendar: making its secret address, taking it back, and the calendar itself."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from directory import policy
from directory.accounts.pages.parts import Way
from directory.clients.asking import AtDesk, AtDeskDep
from directory.db import SessionDep
from directory.formats import long_date
from directory.referrals.calendars import calendar_since, close_calendar, open_calendar, read_calendar
from directory.web import see_other
from directory.web.dependencies import ClockDep
from directory.web.rates import limited

router = APIRouter()
CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """Whether there is a calendar, and its address in the one moment in which it is shown."""

    title: str
    back: Way
    since: str
    address: str


@router.get("/account/calendar", **policy.reads_clients)
def show_own_calendar(desk: AtDeskDep) -> Response:
    """Show whether one has a calendar."""
    return _page(desk)


@router.post("/account/calendar", **policy.reads_clients)
def make_calendar(desk: AtDeskDep) -> Response:
    """Make a calendar, and show its address this once; one made before is not there any more."""
    token = open_calendar(desk.session, by=desk.caller, now=desk.now)
    return _page(desk, str(desk.request.url_for("read_private_calendar", token=token)))


@router.post("/account/calendar/removal", **policy.reads_clients)
def remove_calendar(desk: AtDeskDep) -> Response:
    """Take the address back."""
    close_calendar(desk.session, by=desk.caller, now=desk.now)
    return see_other("/account/calendar")


@router.get("/calendar/{token}.ics", **limited(policy.public, "30/minute; 300/hour"))
def read_private_calendar(request: Request, token: str, session: SessionDep, clock: ClockDep) -> Response:
    """Give whoever holds the address the hours of visits, and nothing of what they are."""
    calendar = read_calendar(session, token, now=clock(), zone=request.app.state.settings.zone)
    return Response(calendar, media_type=CALENDAR, headers={"Cache-Control": "no-store"})


def _page(desk: AtDesk, address: str = "") -> Response:
    since = calendar_since(desk.session, desk.caller)
    content = CalendarPage(
        title=desk.words.gettext("Your calendar"),
        back=Way(desk.words.gettext("your account"), "/account"),
        since=long_date(since.astimezone(desk.zone).date(), desk.words) if since else "",
        address=address,
    )
    return desk.page("referrals/calendar.html", content)
