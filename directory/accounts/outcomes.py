"""Where somebody tries to prove who they are, and what came of it.

What comes of it are answers and not errors: a wrong try has to be counted, and raising would undo the counting.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Method(StrEnum):
    """A kind of second factor."""

    CODE = "code"
    """Six digits of an authenticator app, or a recovery code."""
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from, as far as signing in cares."""

    address: str
    """The network address, IPv6 as its /64: what one household or office shares."""
    device_token: str | None
    """What the browser keeps since its first sign-in."""
    user_agent: str
    """Two words such as "Firefox, Android"."""
    session_token: str | None = None
    """Of the session that the browser is in so far: it ends when another begins there."""


@dataclass(frozen=True, slots=True)
class Site:
    """This installation as passkeys know it: they work on its own pages and nowhere else."""

    rp_id: str
    origin: str
    name: str = "Alongside"


@dataclass(frozen=True, slots=True)
class Entered:
    """Signed in: what the browser is to keep."""

    session_token: str
    device_token: str
    person_id: UUID
    second_factor: bool


@dataclass(frozen=True, slots=True)
class SecondFactorDue:
    """The first factor was right; the token names the sign-in that waits for the second."""

    token: str
    methods: frozenset[Method]


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """Wrong, and nothing is said about what of it; `tries_left` where the tries are few."""

    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The session is open again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Too many wrong tries, or too late: the sign-in has to begin again."""
