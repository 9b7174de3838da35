"""One proposal on its page, and accepting what a feed proposes."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import OwnDep
from directory.curation.deciding import get_proposal
from directory.curation.kinds import Kind
from directory.curation.pages.proposal import proposal_page
from directory.curation.reports import open_reports
from directory.feeds.deciding import accept_proposal, listing_as_it_is, listing_as_proposed, source_name_of
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Role
from directory.web import page, see_other

router = APIRouter(prefix="/curation/proposals", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))


@router.get("/{proposal_id}", **coordinators)
def show_proposal(own: OwnDep, proposal_id: UUID) -> Response:
    """Show what a proposal would change, and what can be decided."""
    proposal = get_proposal(own.session, proposal_id)
    is_report = proposal.kind == Kind.REPORTED and proposal.listing_id is not None
    content = proposal_page(
        proposal,
        source=source_name_of(own.session, proposal),
        before=listing_as_it_is(own.session, proposal),
        after=listing_as_proposed(own.session, proposal),
        reports=open_reports(own.session, proposal.listing_id) if is_report and proposal.listing_id else (),
        vocabulary=load_vocabulary(seeds_folder() / "vocabulary"),
        words=own.words,
        today=own.today,
    )
    return page(own.request, "curation/proposal.html", content)


@router.post("/{proposal_id}/acceptance", **coordinators)
def accept(own: OwnDep, proposal_id: UUID, shown: Typed = "") -> Response:
    """Make the change that a feed proposes."""
    accept_proposal(own.session, proposal_id, shown=shown, by=own.caller, now=own.clock())
    return see_other("/curation?done=accepted")
