"""The history of a listing, two of its versions side by side, and putting back what it said."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import OwnDep
from directory.curation.assigning import names_of_keepers
from directory.curation.pages.history import Told, compare_page, history_page
from directory.curation.reverting import Reversion, revert_listing
from directory.curation.sources import source_names
from directory.curation.standing import Standing, standing_of
from directory.curation.taking_up import StalePageError
from directory.curation.views_proposals import reader_of
from directory.errors import RefusedError
from directory.listings.history import LONGEST_WORDS, get_version, versions_of
from directory.listings.models import ListingVersion
from directory.listings.queries import ListingNotFound
from directory.policy import Role
from directory.web import page, see_other

router = APIRouter(prefix="/curation/listings", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
Parts = Annotated[list[str] | None, Form()]
MOST_SHOWN: Final = 100


@router.get("/{listing_id}/history", **coordinators)
def show_history(own: OwnDep, listing_id: UUID, older: int = 0, newer: int = 0, done: str = "") -> Response:
    """Show every version of a listing, or two of them side by side."""
    standing = _standing(own, listing_id)
    if older:
        return _compared(own, standing, older, newer)
    return _every_version(own, standing, notice=own.words.gettext("Put back. The history shows both.") if done else "")


@router.post("/{listing_id}/reversion", **coordinators)
def revert(  # noqa: PLR0917 - the fields of the form
    own: OwnDep, listing_id: UUID, number: Annotated[int, Form()] = 0, shown: Annotated[int, Form()] = 0,
    take: Parts = None, words: Typed = "",
) -> Response:  # fmt: skip
    """Put back what a listing said in a version: what was ticked of it."""
    standing = _standing(own, listing_id)
    if not 0 < number <= standing.number:
        return _every_version(own, standing, problem=own.words.gettext("Choose the version to put back."))
    wanted = Reversion(number=number, shown=shown, parts=take or [], words=words.strip()[:LONGEST_WORDS])
    try:
        revert_listing(own.session, listing_id, wanted, by=own.caller, now=own.clock())
    except (StalePageError, RefusedError) as refusal:
        problem = own.words.gettext(str(refusal))
        return _compared(own, standing, number, 0, ticked=take or [], typed=words, problem=problem)
    return see_other(f"/curation/listings/{standing.detail.id}/history?done=reverted")


def _standing(own: OwnDep, listing_id: UUID) -> Standing:
    standing = standing_of(own.session, [listing_id]).get(listing_id)
    if standing is None:
        raise ListingNotFound
    return standing


def _every_version(own: OwnDep, standing: Standing, *, notice: str = "", problem: str = "") -> Response:
    versions = versions_of(own.session, standing.detail.id)[:MOST_SHOWN]
    content = history_page(standing, versions, _told(own, versions), reader_of(own), notice=notice, problem=problem)
    return page(own.request, "curation/history.html", content, status=422 if problem else 200)


def _compared(
    own: OwnDep,
    standing: Standing,
    older: int,
    newer: int,
    *,
    ticked: Sequence[str] | None = None,
    typed: str = "",
    problem: str = "",
) -> Response:
    listing_id = standing.detail.id
    chosen = (
        get_version(own.session, listing_id, older),
        get_version(own.session, listing_id, newer or standing.number),
    )
    versions = versions_of(own.session, listing_id)[:MOST_SHOWN]
    content = compare_page(
        standing,
        versions,
        chosen,
        _told(own, versions),
        reader_of(own),
        ticked=ticked,
        typed=typed,
        problem=problem,
    )
    return page(own.request, "curation/compare.html", content, status=409 if problem else 200)


def _told(own: OwnDep, versions: Sequence[ListingVersion]) -> Told:
    return Told(
        people=names_of_keepers(own.session, {one.by_id for one in versions if one.by_id}),
        sources=source_names(own.session, {one.source_id for one in versions if one.source_id}),
        zone=own.request.app.state.settings.zone,
        now=own.clock(),
    )
