"""An area to take along: its places for a phone to keep, and the page that searches them without signal."""

from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from directory import policy
from directory.errors import AskedWrongly
from directory.listings.area import AreaForm, open_area, read_area
from directory.listings.dependencies import FinderDep
from directory.listings.pages.area_places import area_json
from directory.listings.pages.saved import saved_page
from directory.listings.shapes_area import AreaAnswer
from directory.web import page
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.quick_json import QuickJson
from directory.web.rates import limited

router = APIRouter(tags=["listings"])
OFTEN: Final = "80/minute; 600/hour"
"""Some areas a minute, of twenty pages at most."""

PARAMETERS: Final = [
    {"name": name, "in": "query", "schema": schema, "required": "default" not in schema}
    | {"description": schema.get("description", "")}
    for name, schema in AreaForm.model_json_schema()["properties"].items()
]


async def _asked(request: Request, words: WordsDep) -> AreaForm:
    """The question, or a sentence for each parameter in the reader's language: it is shown beside the field."""
    try:
        return read_area(request.query_params.multi_items())
    except AskedWrongly as refusal:
        raise _in_words(refusal, words) from None


@router.get(
    "/api/area",
    openapi_extra={"parameters": PARAMETERS},
    response_model=AreaAnswer,
    **limited(policy.public, OFTEN),
)
def area_as_json(
    *,
    asked: Annotated[AreaForm, Depends(_asked)],
    finder: FinderDep,
    words: WordsDep,
    clock: ClockDep,
) -> Response:
    """Answer one page of all places around one that one can go to, the nearest first, for a phone to keep."""
    now = clock()
    try:
        area = open_area(finder, asked, now=now)
    except AskedWrongly as refusal:
        raise _in_words(refusal, words) from None
    return QuickJson(area_json(area, finder.vocabulary, words, now=now, zone=ZoneInfo(finder.zone)))


@router.get("/saved", include_in_schema=False, **policy.public)
def show_saved(request: Request, finder: FinderDep, words: WordsDep) -> HTMLResponse:
    """The page that keeps areas on a phone and searches them there; it is the same for everybody."""
    return page(request, "offline/saved.html", saved_page(finder.vocabulary, words))


def _in_words(refusal: AskedWrongly, words: WordsDep) -> AskedWrongly:
    return AskedWrongly({name: words.gettext(sentence) for name, sentence in refusal.sentences.items()})
