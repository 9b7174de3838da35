"""What the views of Today and of the team share: their pages, and one tap that is done, or refused beside its row."""

from collections.abc import Callable
from uuid import UUID

from fastapi import Response

from directory.clients.asking import AtDesk
from directory.errors import RefusedError
from directory.referrals.access import ChangedMeanwhileError
from directory.referrals.today.page import client_ids, today_page
from directory.referrals.today.reading import read_today
from directory.referrals.today.shapes import Said, Taken
from directory.referrals.today.team import read_team
from directory.referrals.today.team_page import team_page
from directory.web.once import Once
from directory.web.telling import wants_json

TEAM = "/team"


def page_of(back: str) -> str:
    """The page that a tap was made on, by the word its form carries."""
    return TEAM if back == "team" else "/today"


def answer_today(desk: AtDesk, said: Said | None = None, *, taken: Taken | None = None, status: int = 200) -> Response:
    """Today: with what was just recorded, or with why a tap was not taken, beside its row."""
    facts = read_today(desk.session, desk.caller, now=desk.now, zone=desk.zone)
    content = today_page(facts, desk.caller, desk.words, now=desk.now, zone=desk.zone, taken=taken, refused=said)
    return desk.page("today/today.html", content, seen=client_ids(facts), status=status)


def answer_team(desk: AtDesk, said: Said | None = None, *, taken: Taken | None = None, status: int = 200) -> Response:
    """The supervisor's view of the team, likewise."""
    facts = read_team(desk.session, desk.caller, now=desk.now, zone=desk.zone)
    cap = desk.settings.caseload_cap
    content = team_page(facts, desk.words, cap=cap, now=desk.now, zone=desk.zone, taken=taken, refused=said)
    return desk.page("today/team.html", content, seen=facts.client_ids, status=status)


def do_or_say(desk: AtDesk, once: Once, do: Callable[[], None], *, of: UUID, done: str) -> Response:
    """Do one tap and go on to `done`; refused, nothing of it is done, and the page says why beside the row it is `of`.

    A program that sends what waited on a device is told by itself.
    """
    try:
        with desk.session.begin_nested():
            do()
    except (RefusedError, ChangedMeanwhileError) as refusal:
        if wants_json(desk.request):
            raise
        said = Said(of, desk.words.gettext(str(refusal)))
        answer = answer_team if done.startswith(TEAM) else answer_today
        return answer(desk, said, status=refusal.status)
    return once.see_other(done)
