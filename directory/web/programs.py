"""What programs may ask, told to those who look after them: the OpenAPI description, and a plain page of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from directory import policy
from directory.policy import Role
from directory.web.dependencies import WordsDep
from directory.web.templating import page

router = APIRouter(include_in_schema=False)
READERS = policy.roles(Role.ADMIN, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may stand in the address."""

    name: str
    kind: str
    meaning: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program may ask."""

    method: str
    path: str
    summary: str
    meaning: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    """Each status with its meaning."""


@dataclass(frozen=True, slots=True)
class ProgramsPage:
    """Everything that a program may ask."""

    title: str
    operations: tuple[Operation, ...]


@router.get("/openapi.json", **READERS)
def show_description(request: Request) -> JSONResponse:
    """The description that tools read."""
    return JSONResponse(request.app.openapi())


@router.get("/docs", **READERS)
def show_programs(request: Request, words: WordsDep) -> HTMLResponse:
    """The same for people, without a script of anybody else's."""
    operations = tuple(read_operations(request.app.openapi()))
    return page(request, "programs/programs.html", ProgramsPage(words.gettext("For programs"), operations))


def read_operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """The operations of an OpenAPI description, in its order."""
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                summary=said.get("summary", ""),
                meaning=said.get("description", ""),
                parameters=tuple(_parameter(one) for one in said.get("parameters", ())),
                answers=tuple((status, answer["description"]) for status, answer in said["responses"].items()),
            )


def _parameter(said: Mapping[str, Any]) -> Parameter:
    kinds = [one.get("type", "") for one in said["schema"].get("anyOf", [said["schema"]])]
    kind = " | ".join(kind for kind in kinds if kind not in {"", "null"})
    return Parameter(said["name"], kind or "string", said.get("description", ""), said.get("required", False))
