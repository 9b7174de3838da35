"""The public pages: the front page, the results, one listing and its calendar, and help in a crisis."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from directory import policy
from directory.db import SessionDep
from directory.errors import AskedWrongly
from directory.i18n import choose_language, given_away
from directory.listings.asking import FindForm, read_question
from directory.listings.dependencies import FinderDep, get_finder, is_saved_only, know_reader
from directory.listings.find import find_listings
from directory.listings.group_times import find_neighbors
from directory.listings.instead import found_instead
from directory.listings.linked_data import linked_data
from directory.listings.missed import missed_in
from directory.listings.pages.crisis import crisis_page
from directory.listings.pages.find import find_page, refused_page
from directory.listings.pages.home import home_page
from directory.listings.pages.listing import listed_here, listed_instead, listing_page
from directory.listings.pages.sheet import sheet_page
from directory.listings.queries import ListingDetail, ListingNotFound, get_listing
from directory.listings.views_knowing import peers_side_for
from directory.web import page, whole_address
from directory.web.dependencies import ClockDep, WordsDep, get_clock, get_words
from directory.web.direct_routes import DirectRoute

results_router = APIRouter(include_in_schema=False, route_class=DirectRoute)
front_router = APIRouter(include_in_schema=False)
"""With the results, the two pages that are asked for most: the fewer routes stand before them, the sooner found."""
router = APIRouter(include_in_schema=False)
CALENDAR = "text/calendar; charset=utf-8"


@front_router.get("/", **policy.public)
def show_home(request: Request, finder: FinderDep, words: WordsDep) -> HTMLResponse:
    """One question, six parts of life."""
    return page(request, "listings/home.html", home_page(finder.vocabulary, words))


@results_router.get("/find", **policy.public)
async def show_results(request: Request) -> HTMLResponse:
    """What is near and on."""
    await know_reader(request)
    finder, words, clock = await get_finder(request), await get_words(request), await get_clock(request)
    is_saved = is_saved_only(request)
    parameters = request.query_params.multi_items()
    try:
        asked = _grouped(read_question(parameters, finder.vocabulary))
        found = find_listings(finder, asked, now=clock())
    except AskedWrongly as refusal:
        content = refused_page(parameters, refusal.sentences, words)
        return page(request, "listings/find.html", content, status=422)
    missed = missed_in(found, finder.vocabulary, finder.gazetteer)
    content = find_page(found, finder.vocabulary, words, zone=ZoneInfo(finder.zone), is_saved=is_saved, missed=missed)
    return page(request, "listings/find.html", content)


@router.get("/listings/{listing_id}.ics", **policy.public)
def show_calendar(request: Request, listing_id: str, session: SessionDep, clock: ClockDep, at: str = "") -> Response:
    """One listing as a calendar to subscribe to, or its one time that begins `at`."""
    # Few ask for one, and with what writes it every process would hold three megabytes more.
    from directory.listings.calendar import listing_calendar, occurrence_calendar  # noqa: PLC0415

    listing = get_listing(session, _id(listing_id))
    if str(listing.id) != listing_id:
        return _moved(f"/listings/{listing.id}.ics{f'?{request.url.query}' if at else ''}")
    address, now = _given_away(request, listing), clock()
    if at:
        calendar = occurrence_calendar(listing, starts_at=_moment(at), address=address, now=now)
    else:
        calendar = listing_calendar(listing, address=address, now=now)
    if calendar is None:
        raise ListingNotFound
    return Response(calendar, media_type=CALENDAR)


@router.get("/listings/{listing_id}/print", **policy.public)
def show_sheet(
    request: Request, listing_id: str, *, session: SessionDep, finder: FinderDep, words: WordsDep, clock: ClockDep
) -> Response:
    """One listing in large print, for somebody to take along."""
    listing = get_listing(session, _id(listing_id))
    if str(listing.id) != listing_id:
        return _moved(f"/listings/{listing.id}/print")
    facts = listing_page(listing, (), finder.vocabulary, words, now=clock(), zone=ZoneInfo(finder.zone))
    return page(request, "listings/sheet.html", sheet_page(facts, _given_away(request, listing)))


@router.get("/listings/{listing_id}", **policy.public)
def show_listing(
    request: Request, listing_id: str, *, session: SessionDep, finder: FinderDep, words: WordsDep, clock: ClockDep
) -> Response:
    """One listing, whole."""
    listing = get_listing(session, _id(listing_id))
    if str(listing.id) != listing_id:
        return _moved(f"/listings/{listing.id}")
    neighbors = find_neighbors(session, listing)
    zone, now = ZoneInfo(finder.zone), clock()
    content = listing_page(listing, neighbors.other_times, finder.vocabulary, words, now=now, zone=zone)
    peers = peers_side_for(policy.caller_if_any(request), listing, session, words)
    today = now.astimezone(zone).date()
    content = replace(
        content,
        peers=peers,
        instead=listed_instead(found_instead(finder, listing, now=now), words),
        here=listed_here(neighbors.others_here, words, today=today),
        linked=linked_data(listing.draft, address=_address(request, listing), today=today),
    )
    return page(request, "listings/listing.html", content)


@router.get("/crisis", **policy.public)
def show_crisis(request: Request, words: WordsDep) -> HTMLResponse:
    """Help right now."""
    return page(request, "crisis/crisis.html", crisis_page(words))


def _grouped(asked: FindForm) -> FindForm:
    """The page shows one card for a group unless it is told otherwise."""
    return asked.model_copy(update={"grouped": True}) if asked.grouped is None else asked


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ListingNotFound from None


def _moment(text: str) -> datetime:
    """The instant in an address; one that is none names no time of the listing."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ListingNotFound from None
    if moment.tzinfo is None:
        raise ListingNotFound
    return moment


def _address(request: Request, listing: ListingDetail) -> str:
    """The whole address of a listing's page; it tells nothing of what is offered there."""
    return whole_address(request, "show_listing", listing_id=str(listing.id))


def _given_away(request: Request, listing: ListingDetail) -> str:
    return given_away(_address(request, listing), choose_language(request))


def _moved(address: str) -> RedirectResponse:
    """For good: a listing that was merged, or an id written another way."""
    return RedirectResponse(address, status_code=301)
