"""The only reader of the wall clock: everything else is handed the moment."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment as an aware datetime."""


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
