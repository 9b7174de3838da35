"""Who may use which route: every route declares it, and the program refuses to start while one does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict
from uuid import UUID

from fastapi import Depends, FastAPI, params
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp


class Role(StrEnum):
    """What a person does here; one may have several."""

    PEER = "peer"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as one statement found them: nothing here is looked up again within the request."""

    person_id: UUID
    session_id: UUID
    display_name: str
    roles: frozenset[Role]
    team_ids: frozenset[UUID]
    language: str
    locked: bool
    """Idle for too long, or locked by hand: private pages wait for a passkey or a PIN."""
    confirmed_at: datetime
    """When the person last proved who they are; dangerous acts ask for a recent proof."""
    form_token: str
    """What every form of this session carries."""
    second_factor: bool = False
    """Whether a second factor opened this session: without one nobody reads a client."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A declared answer to "who may?"; called before the route it stands on."""

    name: str

    async def __call__(self) -> None:
        """Let everybody in: the pages and interfaces of the public half are open."""


class Declared(TypedDict):
    """What a route's decorator is given: `@router.get("/find", **policy.public)`."""

    dependencies: Sequence[params.Depends]


PUBLIC = Policy("public")
public: Declared = {"dependencies": [Depends(PUBLIC)]}
"""Anybody, signed in or not."""


class DeclaredMount(Mount):
    """A mounted application together with the policy that covers everything below its path."""

    def __init__(self, path: str, app: ASGIApp, *, name: str, policy: Policy) -> None:
        super().__init__(path, app=app, name=name)
        self.policy = policy


class UndeclaredRouteError(RuntimeError):
    """A route stands open that nobody decided about."""


@dataclass(frozen=True, slots=True)
class DeclaredRoute:
    """One way in: its methods, its path, and the policy it declares (None: forgotten)."""

    methods: frozenset[str]
    path: str
    policy: Policy | None


def declared_routes(app: FastAPI) -> Iterator[DeclaredRoute]:
    """Every route of the application, those of included routers and mounts too."""
    for context in iter_route_contexts(app.routes):
        yield DeclaredRoute(_methods(context), str(context.path or ""), _policy_of(context.original_route))


def require_everywhere(app: FastAPI) -> None:
    """Raise `UndeclaredRouteError` naming each route that declares no policy."""
    forgotten = [route for route in declared_routes(app) if route.policy is None]
    if forgotten:
        names = ", ".join(f"{'/'.join(sorted(route.methods)) or 'ANY'} {route.path}" for route in forgotten)
        raise UndeclaredRouteError(f"These routes declare no policy, so the program does not start: {names}")


def _methods(context: RouteContext) -> frozenset[str]:
    methods: Any = getattr(context.original_route, "methods", None)
    return frozenset(methods or ())


def _policy_of(route: BaseRoute) -> Policy | None:
    if isinstance(route, DeclaredMount):
        return route.policy
    declared: Sequence[params.Depends] = getattr(route, "dependencies", ())
    return next((depends.dependency for depends in declared if isinstance(depends.dependency, Policy)), None)
