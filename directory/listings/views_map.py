"""The pins of a map: the answer to a question as GeoJSON."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from directory import policy
from directory.config import Settings
from directory.errors import NotFoundError
from directory.listings.asking import read_question
from directory.listings.dependencies import FinderDep
from directory.listings.find import find_listings
from directory.listings.map_ground import FILE_PATH, FILE_TYPE, Ground
from directory.listings.map_pins import for_the_map, pins_json
from directory.web.dependencies import ClockDep
from directory.web.quick_json import QuickJson

router = APIRouter(include_in_schema=False)
GEOJSON = "application/geo+json"
KEPT = "public, max-age=3600"
"""Parts of the ground are kept for an hour; a browser that meets a newer file begins anew."""


@router.get("/map", **policy.public)
async def show_pins(request: Request, finder: FinderDep, clock: ClockDep) -> QuickJson:
    """Where what is found stands, with the parameters of `/find`; `ground` is what the map lies on, if anything."""
    asked = read_question(request.query_params.multi_items(), finder.vocabulary)
    found = find_listings(finder, for_the_map(asked), now=clock())
    ground: Ground = request.app.state.ground
    return QuickJson({**pins_json(found), "ground": asdict(ground)}, media_type=GEOJSON)


@router.get(FILE_PATH, **policy.public)
def show_ground(request: Request) -> FileResponse:
    """The file that the map lies on, whole or the part of it that is asked for; nothing where there is none."""
    settings: Settings = request.app.state.settings
    if not settings.map_file or not settings.map_file.is_file():
        raise NotFoundError
    return FileResponse(settings.map_file, media_type=FILE_TYPE, headers={"Cache-Control": KEPT})
