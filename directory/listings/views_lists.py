"""Short lists: what somebody collects on their device, the same list given away, on paper and as a text."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlmodel import Session

from directory import policy
from directory.config import Settings
from directory.db import SessionDep
from directory.errors import RefusedError
from directory.i18n import given_away
from directory.listings.dependencies import FinderDep
from directory.listings.pages.short_list import (
    MINE,
    ListReader,
    list_sheet_page,
    list_text_page,
    my_list_page,
    shared_list_page,
)
from directory.listings.queries import ListingDetail, ListingNotFound, get_listing
from directory.listings.short_list.sharing import listed_places, open_list, share_list
from directory.web import page, see_other, whole_address
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.my_list import MOST, full_sentence, keep_places, kept_places
from directory.web.rates import limited

router = APIRouter(include_in_schema=False)
OFTEN_SHARED: Final = "10/minute; 60/hour"
OFTEN_OPENED: Final = "60/minute; 600/hour"
"""Enough for a group that scans one square code, and too seldom to guess."""
ChosenId = Annotated[str, Form(alias="listing_id", max_length=64)]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every view here needs: who asks, in which words, and where things are."""

    request: Request
    session: Session
    reader: ListReader

    @property
    def mine(self) -> tuple[ListingDetail, ...]:
        """The places of this device's list."""
        return listed_places(self.session, kept_places(self.request))

    def address_of(self, place: ListingDetail) -> str:
        """The whole address of a place's page, to be given away."""
        return self.given_away("show_listing", listing_id=str(place.id))

    def given_away(self, name: str, **parameters: str) -> str:
        """The whole address of a page of ours, which opens in the language of this one."""
        return given_away(whole_address(self.request, name, **parameters), self.reader.words.code)


def _desk(request: Request, session: SessionDep, finder: FinderDep, words: WordsDep, clock: ClockDep) -> Desk:
    settings: Settings = request.app.state.settings
    return Desk(request, session, ListReader(finder.vocabulary, words, clock(), settings.zone))


DeskDep = Annotated[Desk, Depends(_desk)]


@router.get("/list", **policy.public)
def show_my_list(desk: DeskDep) -> Response:
    """One's own list as one week."""
    return page(desk.request, "listings/short_list.html", my_list_page(desk.mine, desk.reader))


@router.get("/list/print", **policy.public)
def show_my_sheet(desk: DeskDep) -> Response:
    """One's own list in large print."""
    content = list_sheet_page(desk.mine, desk.reader, base=MINE, address_of=desk.address_of)
    return page(desk.request, "listings/list_sheet.html", content)


@router.get("/list/text", **policy.public)
def show_my_text(desk: DeskDep) -> Response:
    """One's own list as words to copy."""
    return page(desk.request, "listings/list_text.html", list_text_page(desk.mine, desk.reader, base=MINE))


@router.post("/list/add", **policy.public)
def add_place(desk: DeskDep, listing_id: ChosenId) -> Response:
    """Put a place on the list of this device, and go back to where it was found."""
    place = get_listing(desk.session, _id(listing_id))
    kept = kept_places(desk.request)
    if place.id not in kept and len(kept) >= MOST:
        raise RefusedError(full_sentence(desk.reader.words))
    response = see_other(_back(desk.request, place.id))
    keep_places(desk.request, response, [*dict.fromkeys([*kept, place.id])])
    return response


@router.post("/list/remove", **policy.public)
def remove_place(desk: DeskDep, listing_id: ChosenId) -> Response:
    """Take a place off the list of this device."""
    response = see_other(MINE)
    gone = _id(listing_id)
    keep_places(desk.request, response, [kept for kept in kept_places(desk.request) if kept != gone])
    return response


@router.post("/list/clear", **policy.public)
def clear_list(request: Request) -> Response:
    """Take everything off the list of this device."""
    response = see_other(MINE)
    keep_places(request, response, ())
    return response


@router.post("/list/share", **limited(policy.public, OFTEN_SHARED))
def give_list_away(desk: DeskDep) -> Response:
    """Make a link that shows this list to whoever has it."""
    settings: Settings = desk.request.app.state.settings
    lasts = timedelta(days=settings.keep_lists_days)
    token = share_list(desk.session, kept_places(desk.request), lasts=lasts, now=desk.reader.now)
    return see_other(_shared(token))


@router.get("/lists/{token}", **limited(policy.public, OFTEN_OPENED))
def show_shared_list(desk: DeskDep, token: str) -> Response:
    """A list that was given away."""
    opened = open_list(desk.session, token, now=desk.reader.now)
    address = desk.given_away("show_shared_list", token=token)
    content = shared_list_page(
        opened.places, desk.reader, address=address, base=_shared(token), expires_at=opened.expires_at
    )
    return page(desk.request, "listings/short_list.html", content)


@router.get("/lists/{token}/print", **limited(policy.public, OFTEN_OPENED))
def show_shared_sheet(desk: DeskDep, token: str) -> Response:
    """A list that was given away, in large print."""
    opened = open_list(desk.session, token, now=desk.reader.now)
    content = list_sheet_page(opened.places, desk.reader, base=_shared(token), address_of=desk.address_of)
    return page(desk.request, "listings/list_sheet.html", content)


@router.get("/lists/{token}/text", **limited(policy.public, OFTEN_OPENED))
def show_shared_text(desk: DeskDep, token: str) -> Response:
    """A list that was given away, as words to copy."""
    opened = open_list(desk.session, token, now=desk.reader.now)
    content = list_text_page(opened.places, desk.reader, base=_shared(token))
    return page(desk.request, "listings/list_text.html", content)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ListingNotFound from None


def _shared(token: str) -> str:
    return f"/lists/{token}"


def _back(request: Request, place: UUID) -> str:
    """The page of ours from which a place was added, at that place; else the list."""
    came_from = urlsplit(request.headers.get("referer", ""))
    is_result = came_from.path == "/find"
    if came_from.netloc != request.url.netloc or not (is_result or came_from.path == f"/listings/{place}"):
        return MINE
    query = f"?{came_from.query}" if came_from.query else ""
    return f"{came_from.path}{query}{f'#{place}' if is_result else ''}"
