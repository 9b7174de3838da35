"""The interface for programs, with the same parameters and rules as the pages; and what the search box suggests."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from directory import policy
from directory.db import SessionDep
from directory.listings.answers import found_json, listing_json
from directory.listings.asking import FindForm, read_question
from directory.listings.dependencies import FinderDep, get_finder
from directory.listings.find import find_listings
from directory.listings.queries import ListingNotFound, get_listing
from directory.listings.shapes import FoundAnswer, ListingAnswer, SuggestionsAnswer
from directory.listings.suggesting import suggest, suggestions_json
from directory.web.dependencies import ClockDep, get_clock, get_words
from directory.web.direct_routes import DirectRoute
from directory.web.quick_json import QuickJson

front_router = APIRouter(prefix="/api", tags=["listings"], route_class=DirectRoute)
"""What programs and the search box ask for most: the fewer routes stand before it, the sooner it is found."""
router = APIRouter(prefix="/api", tags=["listings"])

PARAMETERS = [
    {"name": name, "in": "query", "schema": schema, "description": schema.get("description", "")}
    for name, schema in FindForm.model_json_schema()["properties"].items()
]


MOVED: dict[int | str, dict[str, str]] = {308: {"description": "The listing is kept under another id now."}}
UNKEPT = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
"""Headers of answers to what is still being typed: no browser keeps them."""


@front_router.get("/find", openapi_extra={"parameters": PARAMETERS}, response_model=FoundAnswer, **policy.public)
async def find_as_json(request: Request) -> QuickJson:
    """Answer a question; one hit per listing unless `grouped=1`."""
    finder, clock = await get_finder(request), await get_clock(request)
    asked = read_question(request.query_params.multi_items(), finder.vocabulary)
    return QuickJson(found_json(find_listings(finder, asked, now=clock(), with_cards=False)))


SUGGEST = [{"name": "q", "in": "query", "schema": {"type": "string", "default": ""}}]


@front_router.get("/suggest", openapi_extra={"parameters": SUGGEST}, response_model=SuggestionsAnswer, **policy.public)
async def suggest_as_json(request: Request) -> QuickJson:
    """Answer what somebody who is still typing may mean: at most eight kinds of offer, names and places."""
    finder, words, clock = await get_finder(request), await get_words(request), await get_clock(request)
    suggestions = suggest(finder, request.query_params.get("q", ""), words, now=clock())
    return QuickJson(suggestions_json(suggestions, words), headers=UNKEPT)


@router.get("/listings/{listing_id}", response_model=ListingAnswer, responses=MOVED, **policy.public)
def listing_as_json(listing_id: str, session: SessionDep, finder: FinderDep, clock: ClockDep) -> Response:
    """Answer one listing, whole; an old id of a merged listing is redirected for good."""
    try:
        listing = get_listing(session, UUID(listing_id))
    except ValueError:
        raise ListingNotFound from None
    if str(listing.id) != listing_id:
        return RedirectResponse(f"/api/listings/{listing.id}", status_code=308)
    return QuickJson(listing_json(listing, finder.vocabulary, now=clock()))
