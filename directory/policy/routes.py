"""Every way into the program with the policy it declares; the program refuses to start while one declares none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, params
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from directory.policy.vocabulary import Policy, SignedInPolicy, policy_of


class DeclaredMount(Mount):
    """A mounted application together with the policy that covers everything below its path."""

    def __init__(self, path: str, app: ASGIApp, *, name: str, policy: Policy) -> None:
        if isinstance(policy, SignedInPolicy):
            raise TypeError("what is mounted asks no policy: it can be public only")
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
    also: tuple[object, ...] = ()
    """What else is called before it, such as a count of how often it is asked."""


def declared_routes(app: FastAPI) -> Iterator[DeclaredRoute]:
    """Every route of the application, those of included routers and mounts too."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        also = tuple(depends.dependency for depends in getattr(route, "dependencies", ()))
        yield DeclaredRoute(_methods(context), str(context.path or ""), _policy_of(route), also)


def require_everywhere(app: FastAPI) -> None:
    """Raise `UndeclaredRouteError` naming each route that declares no policy, or not whose record its address names."""
    forgotten = [route for route in declared_routes(app) if route.policy is None]
    if forgotten:
        raise UndeclaredRouteError(
            f"These routes declare no policy, so the program does not start: {_named(forgotten)}"
        )
    unsaid = [route for route in declared_routes(app) if "{" in route.path and _says_not_whose(route.policy)]
    if unsaid:
        raise UndeclaredRouteError(f"These routes do not say whose record may be named in them: {_named(unsaid)}")


def _named(routes: Sequence[DeclaredRoute]) -> str:
    return ", ".join(f"{'/'.join(sorted(route.methods)) or 'ANY'} {route.path}" for route in routes)


def _says_not_whose(policy: Policy | None) -> bool:
    return isinstance(policy, SignedInPolicy) and policy.whose is None


def _methods(context: RouteContext) -> frozenset[str]:
    methods: Any = getattr(context.original_route, "methods", None)
    return frozenset(methods or ())


def _policy_of(route: BaseRoute) -> Policy | None:
    if isinstance(route, DeclaredMount):
        return route.policy
    declared: Sequence[params.Depends] = getattr(route, "dependencies", ())
    return policy_of(declared)
