"""Every way in declares who may use it; the program does not start with one that does not."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from directory import policy
from directory.app import create_app
from directory.policy import PUBLIC, DeclaredMount, UndeclaredRouteError, declared_routes, require_everywhere
from tests.web.town import Town


def answer() -> str:
    return "open"


def bare_answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse("open")


async def bare_socket(socket: WebSocket) -> None:
    await socket.close()


def in_a_router(app: FastAPI) -> None:
    router = APIRouter()
    router.add_api_route("/planted", answer)
    app.include_router(router)


def in_a_router_within_a_router(app: FastAPI) -> None:
    inner, outer = APIRouter(), APIRouter(prefix="/outer")
    inner.add_api_route("/planted", answer)
    outer.include_router(inner)
    app.include_router(outer, prefix="/more")


def in_a_mount(app: FastAPI) -> None:
    app.mount("/planted", Starlette(routes=[Route("/", bare_answer)]))


def in_a_mount_of_a_router(app: FastAPI) -> None:
    router = APIRouter()
    router.routes.append(Mount("/planted", app=Starlette()))
    app.include_router(router)


def outside_the_schema(app: FastAPI) -> None:
    app.add_api_route("/planted", answer, include_in_schema=False)


def as_a_second_method(app: FastAPI) -> None:
    app.add_api_route("/planted", answer, methods=["GET"], **policy.public)
    app.add_api_route("/planted", answer, methods=["POST"])


def as_a_bare_route(app: FastAPI) -> None:
    app.router.routes.append(Route("/planted", bare_answer))


def as_a_socket(app: FastAPI) -> None:
    app.router.routes.append(WebSocketRoute("/planted", bare_socket))


@pytest.mark.parametrize(
    "plant",
    [
        in_a_router,
        in_a_router_within_a_router,
        in_a_mount,
        in_a_mount_of_a_router,
        outside_the_schema,
        as_a_second_method,
        as_a_bare_route,
        as_a_socket,
    ],
)
def test_a_route_without_a_policy_keeps_the_program_from_starting(town: Town, plant):
    app = create_app(town.settings)
    plant(app)
    with pytest.raises(UndeclaredRouteError, match="/planted"), TestClient(app):
        pass


def test_the_program_as_it_is_declares_every_route(town: Town):
    app = create_app(town.settings)
    require_everywhere(app)
    paths = {route.path for route in declared_routes(app)}
    assert {
        "/",
        "/find",
        "/listings/{listing_id}",
        "/listings/{listing_id}.ics",
        "/crisis",
        "/healthz",
        "/readyz",
        "/static",
    } <= paths


def test_everything_the_schema_tells_of_is_among_the_declared_routes(town: Town):
    app = create_app(town.settings)
    declared = {(method, route.path) for route in declared_routes(app) for method in route.methods}
    told = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert told
    assert told <= declared


def test_a_declared_mount_covers_what_is_below_it():
    app = FastAPI(openapi_url=None)
    app.router.routes.append(DeclaredMount("/files", Starlette(), name="files", policy=PUBLIC))
    require_everywhere(app)


def test_a_policy_of_the_router_does_not_stand_in_for_that_of_the_route():
    app = FastAPI(openapi_url=None)
    router = APIRouter(**policy.public)
    bare = Route("/planted", bare_answer)
    router.routes.append(bare)
    app.include_router(router)
    with pytest.raises(UndeclaredRouteError):
        require_everywhere(app)
