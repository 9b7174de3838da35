"""Single values as HSDS writes them: links, numbers, times; what cannot be written so is left out."""

import re
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

_LINK: Final = re.compile(
    r"[a-z][a-z0-9+.-]*:(?:[\w.~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})*(?:#[\w.~:/?@!$&'()*+,;=%-]*)?",
    re.IGNORECASE | re.ASCII,
)
_WEB: Final = re.compile(r"https?://[\w.~-]+(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE | re.ASCII)
_HALF_ESCAPED: Final = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)


def is_link(text: str) -> bool:
    """Whether a text is a URI as RFC 3986 writes it; of the web it also needs a host."""
    if not _LINK.fullmatch(text) or _HALF_ESCAPED.search(text):
        return False
    return not text.lower().startswith("http") or bool(_WEB.fullmatch(text))


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address."""
    name, _, host = text.rpartition("@")
    return bool(name and host) and not re.search(r"\s", text)


def whole_number(text: str) -> int | None:
    """Return an extension as the number HSDS wants; None where it is none, or would lose a leading zero."""
    return int(text) if re.fullmatch(r"0|[1-9]\d{0,14}", text, re.ASCII) else None


def hours_from_utc(zone: str, moment: datetime) -> float | int:
    """Return the hours by which the clocks of a zone are ahead of UTC at a moment: HSDS has no names of zones."""
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    hours = (offset.total_seconds() if offset else 0) / 3600
    return int(hours) if hours.is_integer() else round(hours, 4)


def clock(at: time) -> str:
    """Return a time of day as HH:MM, with seconds only where there are any."""
    return at.isoformat(timespec="minutes" if at.second == at.microsecond == 0 else "auto")
