"""How referrals to a listing stand, for coordinators; here, since curation cannot see a referral."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from directory import policy
from directory.accounts.views_account import OwnDep
from directory.audit import Subject, note_read
from directory.listings.queries import get_listing
from directory.policy import Role
from directory.referrals.of_listing import standings_of
from directory.referrals.pages.of_listing import of_listing_page
from directory.web import page

router = APIRouter(prefix="/curation/listings", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))


@router.get("/{listing_id}/referrals", **coordinators)
def show_referrals(own: OwnDep, listing_id: UUID) -> Response:
    """Show how many referrals of each month stand in each state."""
    listing = get_listing(own.session, listing_id)
    found = standings_of(own.session, listing.id, zone=own.request.app.state.settings.zone)
    content = of_listing_page(listing.id, listing.draft.name, found, own.words)
    answer = page(own.request, "curation/referrals.html", content)
    note_read(own.session, caller=own.caller, subject=Subject.LISTING, ids=[listing.id], now=own.clock())
    return answer
