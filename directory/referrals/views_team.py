"""The supervisor's view of a team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from directory import policy
from directory.clients.asking import AtDeskDep
from directory.referrals.today.page import taken_of
from directory.referrals.today.team import read_team
from directory.referrals.today.team_page import team_page

router = APIRouter(prefix="/team", include_in_schema=False)


@router.get("", **policy.supervises)
def show_team(desk: AtDeskDep, done: Annotated[str, Query(max_length=20)] = "", of: UUID | None = None) -> Response:
    """Show what is overdue and unanswered in the team, how much each carries, and who covers."""
    facts = read_team(desk.session, desk.caller, now=desk.now, zone=desk.zone)
    taken = taken_of(done, of, desk.words, back="team")
    cap = desk.settings.caseload_cap
    content = team_page(facts, desk.words, cap=cap, now=desk.now, zone=desk.zone, taken=taken)
    return desk.page("today/team.html", content, seen=facts.client_ids)
