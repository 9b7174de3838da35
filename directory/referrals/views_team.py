"""The supervisor's view of a team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from directory import policy
from directory.clients.asking import AtDeskDep
from directory.referrals.today.page import taken_of
from directory.referrals.views_desk import answer_team

router = APIRouter(prefix="/team", include_in_schema=False)


@router.get("", **policy.supervises)
def show_team(desk: AtDeskDep, done: Annotated[str, Query(max_length=20)] = "", of: UUID | None = None) -> Response:
    """Show what is overdue and unanswered in the team, how much each carries, and who covers."""
    return answer_team(desk, taken=taken_of(done, of, desk.words, back="team"))
