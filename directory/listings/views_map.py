"""The pins of a map: the answer to a question as GeoJSON."""

from fastapi import APIRouter, Request

from directory import policy
from directory.config import Settings
from directory.listings.asking import read_question
from directory.listings.dependencies import FinderDep
from directory.listings.find import find_listings
from directory.listings.map_pins import for_the_map, pins_json
from directory.web.dependencies import ClockDep
from directory.web.quick_json import QuickJson

router = APIRouter(include_in_schema=False)
GEOJSON = "application/geo+json"


@router.get("/map", **policy.public)
async def show_pins(request: Request, finder: FinderDep, clock: ClockDep) -> QuickJson:
    """Where what is found stands, with the parameters of `/find`; `ground` is what the map lies on, if anything."""
    asked = read_question(request.query_params.multi_items(), finder.vocabulary)
    found = find_listings(finder, for_the_map(asked), now=clock())
    settings: Settings = request.app.state.settings
    ground = {"tiles": settings.map_tiles, "credit": settings.map_credit}
    return QuickJson({**pins_json(found), "ground": ground}, media_type=GEOJSON)
