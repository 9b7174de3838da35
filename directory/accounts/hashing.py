"""Hashing of passwords: argon2id, two at a time in each process, and as many for nobody's account as for somebody's.

A hash takes 19 MiB and some 20 ms of a core (OWASP's parameters): who waits, waits outside any transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from directory.policy.refusals import TooManyRequestsError

MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
AT_ONCE: Final = 2
STRANGERS_WAITING: Final = 16
"""How many may queue from browsers that nobody has signed in with: they leave threads for everything else."""
NOBODYS_HASH: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$rt9o6CU3hgEiq9oH6YjfhA$IU5gDI8OntwwGB0x/ORhvo9c9YkqThTkbGEcttQp3Z4"
)
"""Compared with where there is no account, so that the answer takes as long. A test holds its parameters to ours."""


class HashingRoom:
    """Where passwords are hashed: few at once, known devices first; strangers are turned away when many wait."""

    def __init__(self, *, at_once: int = AT_ONCE, strangers_waiting: int = STRANGERS_WAITING) -> None:
        self.computed = 0
        """How many hashes were computed since the start."""
        self._hasher = PasswordHash([Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)])
        self._changed = Condition()
        self._free = at_once
        self._strangers_waiting = strangers_waiting
        self._strangers = 0
        self._known = 0

    def hash(self, password: str, *, known_device: bool = False) -> str:
        """Return the hash of a new password."""
        with self._place(known_device=known_device):
            return self._hasher.hash(password)

    def verify(self, password: str, password_hash: str | None, *, known_device: bool = False) -> bool:
        """Tell whether the password is the one; without a hash to compare with, it takes as long to say no."""
        with self._place(known_device=known_device):
            fits = self._hasher.verify(password, password_hash or NOBODYS_HASH)
        return fits and password_hash is not None

    @contextmanager
    def _place(self, *, known_device: bool) -> Iterator[None]:
        with self._changed:
            self._wait_as_known() if known_device else self._wait_as_stranger()
            self._free -= 1
            self.computed += 1
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def _wait_as_known(self) -> None:
        self._known += 1
        try:
            self._changed.wait_for(lambda: self._free > 0)
        finally:
            self._known -= 1

    def _wait_as_stranger(self) -> None:
        if self._free == 0 and self._strangers >= self._strangers_waiting:
            raise TooManyRequestsError(5)
        self._strangers += 1
        try:
            self._changed.wait_for(lambda: self._free > 0 and self._known == 0)
        finally:
            self._strangers -= 1


ROOM: Final = HashingRoom()
"""The one room of this process."""
