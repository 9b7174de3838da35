"""When somebody tapped: an act that met no signal waits on the device (`static/waiting.js`), and says when it was."""

from datetime import datetime, timedelta
from typing import Final

from directory.errors import RefusedError

WAITED_AT_MOST: Final = timedelta(hours=12)
"""How long an act waits on a device without signal before it is given up."""
CLOCKS_DIFFER: Final = timedelta(minutes=5)


def tapped_at(at: str, now: datetime) -> datetime:
    """When somebody tapped, who may have been without signal since. Raises RefusedError for what was too long ago."""
    try:
        tapped = datetime.fromisoformat(at) if at else now
    except ValueError:
        tapped = now
    if tapped.tzinfo is None or tapped > now + CLOCKS_DIFFER:
        return now
    if now - tapped > WAITED_AT_MOST:
        raise RefusedError("This waited too long on the device. Look at it, then record what is true.")
    return min(tapped, now)
