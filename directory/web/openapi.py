"""The description of what programs may ask: with every status that may really be answered, and the shape of each."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

from directory.policy import READS, DeclaredRoute, SignedInPolicy, declared_routes
from directory.web.rates import Rate


class Answer(BaseModel):
    """Something that is answered, and nothing beside it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, json_schema_mode_override="serialization")


class Refusal(Answer):
    """Why something was not answered, as a sentence."""

    error: str
    fields: dict[str, str] = Field(default_factory=dict, description="A sentence for each parameter.")
    failure: str = Field(default="", description="The number of a fault on our side.")


MEANINGS: Final = {
    400: "The request could not be read.",
    401: "Nobody is signed in, or the session is locked.",
    403: "What was sent does not come from here, or a recent proof of who it is is needed.",
    404: "There is no such thing, or it is not theirs to see.",
    413: "What was sent is too big.",
    415: "What was sent is not JSON.",
    422: "A value cannot be used.",
    429: "Too many requests; Retry-After says when to come back.",
    500: "A fault on our side, with its number.",
    503: "Not ready for the moment; Retry-After says when to come back.",
}
EVERYWHERE: Final = (400, 500, 503)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, made once."""
    if app.openapi_schema is None:
        said = get_openapi(title=app.title, version=app.version, routes=app.routes)
        said["components"]["schemas"]["Refusal"] = Refusal.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            said["components"]["schemas"].pop(unused, None)
        for operation, route, method in _operations(said, app):
            _tell_refusals(operation, refusals_of(route, method))
        app.openapi_schema = said
    return app.openapi_schema


def refusals_of(route: DeclaredRoute, method: str) -> tuple[int, ...]:
    """The statuses with which a route may refuse, by what it declares."""
    statuses = {*EVERYWHERE, 422}
    if method not in READS:
        statuses |= {403, 413, 415}
    if isinstance(route.policy, SignedInPolicy):
        statuses |= {401, 403, 404}
    if "{" in route.path:
        statuses.add(404)
    if any(isinstance(one, Rate) for one in route.also):
        statuses.add(429)
    return tuple(sorted(statuses))


def _operations(said: dict[str, Any], app: FastAPI) -> Iterator[tuple[dict[str, Any], DeclaredRoute, str]]:
    for route in declared_routes(app):
        for method in route.methods:
            operation = said["paths"].get(route.path, {}).get(method.lower())
            if operation is not None:
                yield operation, route, method


def _tell_refusals(operation: dict[str, Any], statuses: tuple[int, ...]) -> None:
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for status in statuses:
        told = {"description": MEANINGS[status], "content": shape}
        if status == 422:  # the framework's own is never what is answered
            operation["responses"]["422"] = told
        operation["responses"].setdefault(str(status), told)
