"""One master key: 32 random bytes, known by an id, from which a key is derived for each purpose."""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.errors import UnavailableError

KEY_BYTES: Final = 32
FEWEST_DIFFERENT: Final = 20
"""Different bytes, and different steps between neighbors, in a key: of 32 random ones fewer than 20 are different once
in 600 million times; of words, patterns and repeated halves always."""
PUBLISHED: Final = frozenset(
    {
        # The AES-256 keys of NIST SP 800-38A and of FIPS 197 are in every second example on the web.
        bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
        bytes(range(KEY_BYTES)),
        *(
            hashlib.sha256(word.encode()).digest()
            for word in ("", "alongside", "changeme", "default", "example", "password", "secret", "test")
        ),
    }
)
"""Keys that anybody could try first."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A master key. Its secret appears in no representation of it."""

    secret: bytes = field(repr=False)
    made_on: date | None = None
    """The day it was made, where that was written down with it."""

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that tell this key from another and nothing of what it is."""
        return self.derived("master key id")[:8].hex()

    def derived(self, purpose: str) -> bytes:
        """Return a 32-byte key for one purpose; it tells nothing of this key or of those for other purposes."""
        return derived_key(self.secret, purpose)

    @property
    def text(self) -> str:
        """The key in base64, as it stands in the key file and in `ALONGSIDE_MASTER_KEY`."""
        return base64.b64encode(self.secret).decode()


@lru_cache(maxsize=256)
def derived_key(secret: bytes, purpose: str) -> bytes:
    """Derive a key by HKDF-SHA-256 (RFC 5869). The secrets are random, so there is nothing for a salt to do."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"alongside|{purpose}".encode()).derive(secret)


def new_master_key(made_on: date | None = None) -> MasterKey:
    """Make a master key from the system's source of randomness."""
    return MasterKey(secrets.token_bytes(KEY_BYTES), made_on)


def read_master_key(text: str, *, where: str, made_on: date | None = None) -> MasterKey:
    """Return the key written in base64; `where` names the place in the sentence that refuses what is none.

    Raises UnavailableError for a key that is unreadable, too short or easily guessed.
    """
    try:
        secret = base64.b64decode(text.strip().translate(_TO_STANDARD), validate=True)
    except (binascii.Error, ValueError):
        raise UnavailableError(f"The master key in {where} is not written in base64; {MAKE_ONE}") from None
    if len(secret) != KEY_BYTES:
        raise UnavailableError(f"The master key in {where} has {len(secret)} bytes where 32 are needed; {MAKE_ONE}")
    if _can_be_guessed(secret):
        raise UnavailableError(f"The master key in {where} can be guessed: it is not random; {MAKE_ONE}")
    return MasterKey(secret, made_on)


MAKE_ONE: Final = "`alongside keys new` prints one that can be used."
_TO_STANDARD: Final = str.maketrans("-_", "+/")


def _can_be_guessed(secret: bytes) -> bool:
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    is_text = all(0x20 <= byte < 0x7F for byte in secret)
    return secret in PUBLISHED or is_text or min(len(set(secret)), len(steps)) < FEWEST_DIFFERENT
