"""Which passwords may be chosen: long ones that are neither common nor one's own name; nothing else is asked of them.

Length is what resists guessing; rules about digits and signs only make people write them down (NIST SP 800-63B-4).
"""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import combining, normalize

from directory.accounts.common_words import COMMON
from directory.errors import RefusedError

SHORTEST: Final = 15
LONGEST: Final = 128
LEAST_OF_ONES_OWN: Final = 8
"""Characters that must remain when names, runs and repetitions are taken out and a common word counts for two."""
WORTH_OF_A_COMMON_WORD: Final = 2
SHORTEST_NAME: Final = 3

RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop")
AS_LETTERS: Final = str.maketrans("0134578@$!", "oleastbasi")
"""Digits that stand for letters, as everybody writes them."""


class WeakPasswordError(RefusedError):
    """The password is too short, too long, or one of those that are tried first; the sentence says which."""


def normal(password: str) -> str:
    """Return a password as it is hashed: however a keyboard composes an accent, it is the same password."""
    return normalize("NFKC", password)


def fits(password: str) -> bool:
    """Whether a password has a length that anybody's can have. Asked before hashing, of everybody alike."""
    return SHORTEST <= len(password) <= LONGEST


def require_strong(password: str, *, names: Iterable[str]) -> None:
    """Raise WeakPasswordError for a password that guessers try early; `names` are the person's own words."""
    if len(password) < SHORTEST:
        raise WeakPasswordError("The password is too short: use 15 characters or more, such as four words.")
    if len(password) > LONGEST:
        raise WeakPasswordError("The password is too long: use 128 characters at most.")
    if _worth(password, names) < LEAST_OF_ONES_OWN:
        raise WeakPasswordError(
            "The password is easy to guess: use words that are not your name, not common, and do not repeat."
        )


def _worth(password: str, names: Iterable[str]) -> int:
    """How many characters of a password are more than what guessers know, read as it stands and as leetspeak."""
    written = re.sub(r"[\W_]+|(?:19|20)\d\d", "", _plain(password))
    own = {word for name in names for word in re.split(r"[\W_\d]+", _plain(name)) if len(word) >= SHORTEST_NAME}
    return min(_left_of(written, own), _left_of(written.translate(AS_LETTERS), own))


def _left_of(text: str, own: set[str]) -> int:
    """Four common words are a passphrase; one of them four times, or with a year behind it, is not."""
    common = 0
    for word in sorted(COMMON | own, key=len, reverse=True):
        if word in text:
            text = text.replace(word, "")
            common += word not in own
    return len(_without_repetition(_without_runs(text))) + WORTH_OF_A_COMMON_WORD * common


def _plain(text: str) -> str:
    """Return a text in small letters without accents."""
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


def _without_runs(text: str) -> str:
    """Take out stretches of four or more along the alphabet, the digits or a row of keys, in either direction."""
    for run in (*RUNS, *(row[::-1] for row in RUNS)):
        for length in range(len(run), 3, -1):
            for start in range(len(run) - length + 1):
                text = text.replace(run[start : start + length], "")
    return text


def _without_repetition(text: str) -> str:
    """Return one copy of what is only written again and again, and no more than two of one sign in a row."""
    text = re.sub(r"(.)\1{2,}", r"\1", text)
    return re.sub(r"^(.+?)\1+(.*)$", r"\1\2", text)
