"""The form of a listing: looked at as often as one likes, saved once."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from directory.accounts.views_account import Own, OwnDep
from directory.curation.editing.drafting import draft_saying, opened_draft, values_of_proposal
from directory.curation.editing.fields import Values, empty_values, values_of
from directory.curation.editing.looking import look_at
from directory.curation.editing.place_check import check_place, with_pin_at, with_pin_moved
from directory.curation.editing.reading import Read, read_form
from directory.curation.editing.saving import publish, save_edited
from directory.curation.editing.sharing import has_moved, moved_together, shared_by
from directory.curation.editing.typed import values_typed
from directory.curation.pages.editing import PLACE_FOR, Standing, edit_page
from directory.curation.pages.editing_labels import labels_of
from directory.curation.pages.looked import looked
from directory.curation.proposing import keep_draft, rewrite_draft
from directory.curation.views import coordinators
from directory.listings.checking import get_row
from directory.listings.dependencies import FinderDep
from directory.listings.find import Finder
from directory.listings.map_ground import Ground
from directory.listings.queries import ListingDetail, get_listing
from directory.web import page
from directory.web.merging import VERSION, merge, merge_page, version_of
from directory.web.once import OnceDep

router = APIRouter(prefix="/curation/listings", include_in_schema=False)
LONGEST_WORDS: Final = 200


async def get_sent(request: Request) -> AsyncIterator[FormData]:
    """The form as it was sent; its files are let go of afterwards."""
    form = await request.form()
    try:
        yield form
    finally:
        await form.close()


SentDep = Annotated[FormData, Depends(get_sent)]


class Editing:
    """The form of a listing at somebody's desk."""

    def __init__(self, own: OwnDep, finder: FinderDep) -> None:
        self.own: Own = own
        self.finder: Finder = finder

    def values(self, detail: ListingDetail) -> Values:
        """What stands in the form of a listing."""
        return values_of(detail.draft, self.finder.vocabulary, self.own.words.code)

    def empty(self) -> Values:
        """What stands in the form of a new one."""
        return empty_values(self.finder.vocabulary, zone=self.finder.zone)

    def read(self, values: Values, detail: ListingDetail | None) -> Read:
        """What the form says."""
        base = detail.draft if detail else None
        own = self.own
        return read_form(values, base=base, vocabulary=self.finder.vocabulary, today=own.today, words=own.words)

    def show(self, standing: Standing, detail: ListingDetail | None, *, status: int = 200, part: str = "") -> Response:
        """Answer with the form as it stands, or with a part of what is said of it."""
        own = self.own
        look = look_at(
            own.session,
            standing.values,
            base=detail.draft if detail else None,
            besides=[detail.id] if detail else [],
            gazetteer=self.finder.gazetteer,
            today=own.today,
            now=own.clock(),
        )
        said = looked(look, own.words, today=own.today)
        ground: Ground = own.request.app.state.ground
        content = edit_page(standing, said, self.finder.vocabulary, own.words, ground=ground)
        return page(own.request, f"curation/editing/{part or 'form'}.html", content, status=status)


EditingDep = Annotated[Editing, Depends()]


@router.get("/new", **coordinators)
def show_new(editing: EditingDep, proposal: UUID | None = None, done: str = "") -> Response:
    """Show the form of a new listing, or of one that somebody began or proposed."""
    values, proposal_id = editing.empty(), ""
    if proposal:
        found = opened_draft(editing.own.session, proposal)
        values |= values_of_proposal(found, editing.finder.vocabulary, editing.own.words.code)
        proposal_id = str(proposal)
    return editing.show(Standing(values, proposal_id=proposal_id, done=done), None)


@router.post("/new", **coordinators)
def add(editing: EditingDep, sent: SentDep, once: OnceDep) -> Response:
    """Publish a new listing, keep it as a draft, or look at it once more."""
    own, values = editing.own, values_typed(sent, editing.empty())
    proposal_id = _id(sent.get("proposal"))
    standing = Standing(values, proposal_id=str(proposal_id or ""))
    act = str(sent.get("act") or "save")
    if act in LOOKING:
        return editing.show(LOOKING[act](standing, editing.finder), None)
    read = editing.read(values, None)
    if act == "draft" and values["name"]:
        saying = draft_saying(read, values)
        if proposal_id:
            rewrite_draft(own.session, opened_draft(own.session, proposal_id), saying)
        else:
            proposal_id = keep_draft(own.session, saying, by=own.caller, now=own.clock()).id
        return once.see_other(f"/curation/listings/new?proposal={proposal_id}&done=kept")
    if read.draft is None:
        return editing.show(replace(standing, faults=read.faults), None, status=422)
    listing_id = publish(own.session, read.draft, proposal_id=proposal_id, by=own.caller, now=own.clock())
    return once.see_other(f"/curation/listings/{listing_id}/edit?done=added")


@router.post("/look", **coordinators)
def look_at_new(editing: EditingDep, sent: SentDep) -> Response:
    """Say what is known of a form as it stands: nothing is saved."""
    detail = get_listing(editing.own.session, listing) if (listing := _id(sent.get("listing"))) else None
    values = values_typed(sent, editing.empty())
    return editing.show(Standing(values), detail, part="looked")


@router.get("/{listing_id}/edit", **coordinators)
def show_edit(editing: EditingDep, listing_id: UUID, done: str = "") -> Response:
    """Show the form of a listing."""
    detail = get_listing(editing.own.session, listing_id)
    values = editing.values(detail)
    standing = Standing(
        values,
        listing_id=str(detail.id),
        version=version_of(values),
        shared=shared_by(editing.own.session, detail),
        done=done,
    )
    return editing.show(standing, detail)


@router.post("/{listing_id}/edit", **coordinators)
def save(editing: EditingDep, listing_id: UUID, sent: SentDep, once: OnceDep) -> Response:
    """Save a listing, ask about what somebody else changed meanwhile, or look at it once more."""
    own = editing.own
    detail = get_listing(own.session, get_row(own.session, listing_id).id)
    saved = editing.values(detail)
    standing = Standing(
        values_typed(sent, saved),
        listing_id=str(detail.id),
        version=str(sent.get(VERSION) or ""),
        shared=shared_by(own.session, detail),
        place_for=str(sent.get(PLACE_FOR) or ""),
        words=str(sent.get("words") or "")[:LONGEST_WORDS].strip(),
    )
    act = str(sent.get("act") or "save")
    if act in LOOKING:
        return editing.show(LOOKING[act](standing, editing.finder), detail)
    merged = merge(standing.values, saved=saved, version=standing.version)
    if merged.contested:
        labels = labels_of(editing.finder.vocabulary, own.words)
        action = f"/curation/listings/{detail.id}/edit"
        return merge_page(own.request, merged, action=action, labels=labels, words=own.words)
    standing = replace(standing, values=dict(merged.values), version=version_of(saved))
    return _saved(editing, detail, standing, once)


def _saved(editing: Editing, detail: ListingDetail, standing: Standing, once: OnceDep) -> Response:
    own, read = editing.own, editing.read(standing.values, detail)
    is_shared = bool(standing.shared.place) and has_moved(detail.draft, read.draft or detail.draft)
    if is_shared and standing.place_for not in {"all", "this"}:
        question = own.words.gettext("Say for whom the place changes.")
        standing = replace(standing, faults={PLACE_FOR: question}, asks_place=True)
        return editing.show(standing, detail, status=422)
    if read.draft is None:
        return editing.show(replace(standing, faults=read.faults), detail, status=422)
    everybody = is_shared and standing.place_for == "all"
    save_edited(
        own.session,
        detail.id,
        read.draft,
        before=detail.draft,
        others=moved_together(own.session, standing.shared, read.draft.place) if everybody else {},
        by=own.caller,
        words=standing.words,
        now=own.clock(),
    )
    return once.see_other(f"/curation/listings/{detail.id}/edit?done=saved")


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


Turn = Callable[[Standing, Finder], Standing]


def _moved(direction: str) -> Turn:
    return lambda standing, _: replace(standing, values=with_pin_moved(standing.values, direction))


def _pinned(standing: Standing, finder: Finder) -> Standing:
    return replace(standing, values=with_pin_at(standing.values, check_place(standing.values, finder.gazetteer)))


LOOKING: Final[dict[str, Turn]] = {
    "look": lambda standing, _: standing,
    "add_phone": lambda standing, _: replace(standing, more_phones=1),
    "add_contact": lambda standing, _: replace(standing, more_contacts=1),
    "pin": _pinned,
    "north": _moved("north"),
    "south": _moved("south"),
    "east": _moved("east"),
    "west": _moved("west"),
}
"""What the buttons of the form do that save nothing: everything typed stays."""
