"""What one check of `alongside doctor` found, and how checks that need the database get at it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps

from sqlmodel import Session

from directory.cli.installation import ready_database
from directory.config import Settings
from directory.errors import UnavailableError


class Verdict(StrEnum):
    """How a check came out."""

    RIGHT = "ok"
    DOUBTFUL = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, as a sentence that says what to do where something is to be done."""

    what: str
    verdict: Verdict
    sentence: str


Check = Callable[[Settings], Finding]
Look = Callable[[Settings, Session], Finding]


def right(what: str, sentence: str) -> Finding:
    """Nothing is to be done."""
    return Finding(what, Verdict.RIGHT, sentence)


def doubtful(what: str, sentence: str) -> Finding:
    """It works, and somebody should look."""
    return Finding(what, Verdict.DOUBTFUL, sentence)


def wrong(what: str, sentence: str) -> Finding:
    """It does not work, or not safely."""
    return Finding(what, Verdict.WRONG, sentence)


def in_database(what: str) -> Callable[[Look], Check]:
    """Make a check of a look into the database; while that cannot be opened it says so, and is not what is wrong."""

    def declare(look: Look) -> Check:
        @wraps(look)
        def check(settings: Settings) -> Finding:
            try:
                with ready_database(settings) as database, database.reading() as session:
                    return look(settings, session)
            except UnavailableError:
                return doubtful(what, "this can be seen once the database can be opened")

        return check

    return declare
