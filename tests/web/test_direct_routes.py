"""Routes that are called at once: only what everybody may read, with a view that takes the request alone."""

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.testclient import TestClient

from directory import policy
from directory.web.direct_routes import DirectRoute


def router() -> APIRouter:
    return APIRouter(route_class=DirectRoute)


async def show(request: Request) -> Response:
    return Response(request.query_params["said"])


async def show_by_id(request: Request, listing_id: str) -> Response:
    return Response(listing_id)


def test_a_view_is_answered_with_the_request_alone():
    answered = router()
    answered.get("/shown", **policy.public)(show)
    assert TestClient(answered).get("/shown?said=hello").text == "hello"


def test_no_view_that_takes_more_is_called_so():
    with pytest.raises(TypeError, match="the request alone"):
        router().get("/shown/{listing_id}", **policy.public)(show_by_id)


def test_nothing_that_asks_who_reads_or_that_writes_is_called_so():
    with pytest.raises(TypeError, match="public and only read"):
        router().get("/shown", **policy.signed_in)(show)
    with pytest.raises(TypeError, match="public and only read"):
        router().post("/shown", **policy.public)(show)
    with pytest.raises(TypeError, match="public and only read"):
        router().get("/shown")(show)
