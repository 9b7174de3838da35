"""The table of every route and who may use it, as a page of the documentation."""

from collections.abc import Iterator
from typing import Final

from fastapi import FastAPI

from directory.policy.callers import Role
from directory.policy.routes import DeclaredRoute, declared_routes
from directory.policy.vocabulary import Policy, SignedInPolicy, TokenPolicy, Whose

HEAD: Final = """# Who may use which route

Written by `make policy` from what the routes declare. A test fails when it is out of date, and another asks every
route as every role and compares the answers.

*yes*: anybody of that column. *their own*: a record of somebody else's is not found. *–*: not found, as if there were
no such route. *sign in*: a page sends to `/sign-in`, a program is answered 401. *Confirmed* routes ask for a proof of
who it is that is not older than five minutes. Whatever is sent must come from a page of this site, and with the token
of its session where there is one.

| route | declared | visitor | peer | supervisor | coordinator | admin |
|---|---|---|---|---|---|---|
"""


def policy_table(app: FastAPI) -> str:
    """The whole page, the routes by their path."""
    routes = sorted(declared_routes(app), key=lambda route: (route.path, sorted(route.methods)))
    rows = (row for route in routes for row in _rows(route))
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(route: DeclaredRoute) -> Iterator[tuple[str, ...]]:
    policy = route.policy
    if policy is None:
        raise ValueError(f"{route.path} declares no policy")
    for method in sorted(route.methods) or ["GET"]:
        below = "" if route.methods else "/…"
        yield (f"`{route.path}{below}` {method}", policy.name, _visitor(policy), *(_cell(policy, r) for r in Role))


def _visitor(policy: Policy) -> str:
    if isinstance(policy, TokenPolicy):
        return "with the token"
    return "sign in" if isinstance(policy, SignedInPolicy) else "yes"


def _cell(policy: Policy, role: Role) -> str:
    if not isinstance(policy, SignedInPolicy):
        return _visitor(policy)
    if role not in policy.roles:
        return "–"
    if policy.whose is Whose.OWN_OR_TEAMS:
        return "their team's" if role is Role.SUPERVISOR else "their own"
    return "their own" if policy.whose is Whose.OWN else "yes"
