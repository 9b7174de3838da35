"""The words in which a route says who may use it; each is called before the route it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Annotated, Final, TypedDict

from fastapi import Depends, Request, params

from directory.clock import Clock
from directory.errors import NotFoundError
from directory.policy.callers import Caller, Role, find_caller
from directory.policy.forgery import (
    is_write,
    require_known_kind,
    require_own_page,
    require_text,
    require_token,
    sends_json,
)
from directory.policy.refusals import (
    ConfirmationNeededError,
    NotSignedInError,
    SecondFactorNeededError,
    SessionLockedError,
)

RECENTLY: Final = timedelta(minutes=5)
"""How long a proof of who somebody is stands for a dangerous act."""
SMALL_FORM: Final = 16 * 1024
"""Bytes that somebody may send who is not signed in."""
LARGE_FORM: Final = 64 * 1024
"""Bytes of the largest form of those who work here."""
REPORT: Final = 8 * 1024
EVERYBODY: Final = frozenset(Role)
READ_CLIENTS: Final = frozenset({Role.PEER, Role.SUPERVISOR})
"""The roles for which clients exist."""


class Whose(StrEnum):
    """Whose records an address with an id may name, for those whom the policy lets in; the service looks to it."""

    OWN = "their own"
    OWN_OR_TEAMS = "their own; a supervisor their team's"
    ANYBODYS = "anybody's"


FoundCaller = Annotated[Caller | None, Depends(find_caller, scope="function")]


@dataclass(frozen=True, slots=True)
class Policy:
    """A declared answer to "who may?": here everybody, who sends only from pages of ours."""

    name: str

    async def __call__(self, request: Request) -> None:
        """Let everybody read, and write from our own pages."""
        if is_write(request):
            require_known_kind(request)
            require_own_page(request)
            if not sends_json(request):
                await require_text(request)


@dataclass(frozen=True, slots=True)
class OpenPolicy(Policy):
    """For what browsers send by themselves, such as reports: from anywhere, of any kind."""

    async def __call__(self, request: Request) -> None:
        """Let everything in; the route reads it with suspicion."""


@dataclass(frozen=True, slots=True)
class SignedInPolicy(Policy):
    """Somebody is signed in and has one of the roles. To all others with a role the route does not exist."""

    roles: frozenset[Role] = EVERYBODY
    even_locked: bool = False
    needs_second_factor: bool = False
    confirmed_within: timedelta | None = None
    whose: Whose | None = None
    """Said by every route whose address names a record; the matrix of tests compares it with what is answered."""

    async def __call__(self, request: Request, caller: FoundCaller) -> None:  # type: ignore[override]  # by FastAPI
        """Refuse, in this order: other sites, nobody, other roles, lost forms, locked sessions, old proofs."""
        if is_write(request):
            require_known_kind(request)
            require_own_page(request)
        if caller is None:
            raise NotSignedInError("Sign in to go on.")
        if not caller.roles & self.roles:
            raise NotFoundError("There is nothing here.")
        if is_write(request) and not sends_json(request):
            await require_token(request, caller.form_token)
        if caller.locked and not self.even_locked:
            raise SessionLockedError("Unlock to go on.")
        if self.needs_second_factor and not caller.second_factor:
            raise SecondFactorNeededError("Set up a second factor to go on.")
        if self.confirmed_within is not None:
            self._require_recent_proof(request, caller)

    def _require_recent_proof(self, request: Request, caller: Caller) -> None:
        clock: Clock = request.app.state.clock
        if self.confirmed_within is not None and clock() - caller.confirmed_at > self.confirmed_within:
            raise ConfirmationNeededError("Confirm that it is you.")


@dataclass(frozen=True, slots=True)
class TokenPolicy(Policy):
    """A program of the operator's, by the bearer token that a setting holds; without the setting there is nothing."""

    setting: str

    async def __call__(self, request: Request) -> None:
        """Let in whoever sends the token."""
        expected = str(getattr(request.app.state.settings, self.setting))
        given = request.headers.get("authorization", "")
        if not expected or not compare_digest(given.encode(), f"Bearer {expected}".encode()):
            raise NotFoundError("There is nothing here.")


class Declared(TypedDict):
    """What a route's decorator is given: `@router.get("/find", **policy.public)`."""

    dependencies: Sequence[params.Depends]
    max_body_size: int
    """Bytes."""


def declare(policy: Policy, *, largest: int = SMALL_FORM) -> Declared:
    """Put a policy and the largest body into the form that decorators take."""
    return {"dependencies": [Depends(policy)], "max_body_size": largest}


PUBLIC = Policy("public")
public = declare(PUBLIC)
"""Anybody, signed in or not; forms are taken from pages of ours only."""

browser_reports = declare(OpenPolicy("browser reports"), largest=REPORT)
"""Browsers themselves, when a page tried what its policy forbids."""

signed_in = declare(SignedInPolicy("signed in"), largest=LARGE_FORM)
"""Anybody with any role, whose session is not locked: their own account alone, since no second factor is asked for."""

signed_in_even_locked = declare(SignedInPolicy("signed in, even locked", even_locked=True), largest=LARGE_FORM)
"""Anybody with any role: to unlock, and to sign out."""

reads_clients = declare(
    SignedInPolicy(
        "reads clients",
        roles=READ_CLIENTS,
        needs_second_factor=True,
        whose=Whose.OWN_OR_TEAMS,
    ),
    largest=LARGE_FORM,
)
"""Peers and supervisors whose session was opened with a second factor. Whose client it is, the service decides."""

supervises = declare(
    SignedInPolicy("supervises", roles=frozenset({Role.SUPERVISOR}), needs_second_factor=True), largest=LARGE_FORM
)
"""Supervisors whose session was opened with a second factor: what is shown is of their own teams alone."""


def roles(*allowed: Role) -> Declared:
    """Signed in with one of these roles, and with a second factor; to others the route does not exist.

    Who keeps the listings true or lets people in can do as much harm as who reads a client.
    """
    name = " or ".join(sorted(allowed))
    return declare(SignedInPolicy(name, roles=frozenset(allowed), needs_second_factor=True), largest=LARGE_FORM)


def own_token(setting: str) -> Declared:
    """A program that sends the bearer token in this setting."""
    return declare(TokenPolicy(f"token in {setting}", setting))


def recently_confirmed(declared: Declared) -> Declared:
    """As declared, and the person proved who they are within the last five minutes."""
    policy = _signed_in_policy(declared)
    return declare(replace(policy, name=f"{policy.name}, confirmed", confirmed_within=RECENTLY), largest=LARGE_FORM)


def own(declared: Declared) -> Declared:
    """As declared, and the record that the address names is the caller's own: others' do not exist."""
    return declare(replace(_signed_in_policy(declared), whose=Whose.OWN), largest=LARGE_FORM)


def anybodys(declared: Declared) -> Declared:
    """As declared, and the address may name anybody's record."""
    return declare(replace(_signed_in_policy(declared), whose=Whose.ANYBODYS), largest=LARGE_FORM)


def _signed_in_policy(declared: Declared) -> SignedInPolicy:
    policy = policy_of(declared["dependencies"])
    if not isinstance(policy, SignedInPolicy):
        raise TypeError("this is said of routes for which somebody is signed in")
    return policy


def up_to(declared: Declared, largest: int) -> Declared:
    """As declared, for bodies of so many bytes: where files are sent."""
    return {**declared, "max_body_size": largest}


def policy_of(dependencies: Sequence[params.Depends]) -> Policy | None:
    """The policy among a route's dependencies, None when it declares none."""
    return next((depends.dependency for depends in dependencies if isinstance(depends.dependency, Policy)), None)
