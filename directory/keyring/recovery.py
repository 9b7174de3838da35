"""The recovery key: a master key as groups of letters and digits that can be written down and typed again."""

import hashlib
from typing import Final

from directory.errors import RefusedError
from directory.keyring.master_key import KEY_BYTES, MasterKey, read_master_key

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit, none that makes a word."""
CHECK_LETTERS: Final = 4
GROUP: Final = 4
_KEY_LETTERS: Final = -(-KEY_BYTES * 8 // 5)
_READ_AS: Final = str.maketrans("OIL", "011", " -\t\n\r.,")


def recovery_form(key: MasterKey) -> str:
    """Return the key in 14 groups of four, the last of which checks the others."""
    letters = _in_letters(int.from_bytes(key.secret), _KEY_LETTERS) + _check(key.secret)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def recovered_key(typed: str) -> MasterKey:
    """Return the master key of a recovery key. Raises RefusedError when a letter is missing or wrong."""
    letters = typed.upper().translate(_READ_AS)
    wanted = _KEY_LETTERS + CHECK_LETTERS
    if len(letters) != wanted:
        raise RefusedError(f"A recovery key has {wanted} letters and digits; {len(letters)} were typed.")
    if strange := sorted(set(letters) - set(ALPHABET)):
        raise RefusedError(f"A recovery key has no {strange[0]!r} in it.")
    number = 0
    for letter in letters[:_KEY_LETTERS]:
        number = number * 32 + ALPHABET.index(letter)
    if number >> KEY_BYTES * 8 or _check(secret := number.to_bytes(KEY_BYTES)) != letters[_KEY_LETTERS:]:
        raise RefusedError("The recovery key is mistyped: its last four letters do not fit the others.")
    return read_master_key(MasterKey(secret).text, where="the recovery key")


def _in_letters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _check(secret: bytes) -> str:
    digest = hashlib.sha256(b"alongside recovery key|" + secret).digest()
    return _in_letters(int.from_bytes(digest) & (1 << 5 * CHECK_LETTERS) - 1, CHECK_LETTERS)
