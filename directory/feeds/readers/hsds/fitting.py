"""Single values of a source as HSDS writes them: numbers, links, dates and times; None where they cannot be."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from directory.feeds.readers.clock_times import UnreadableTimeError, read_time
from directory.feeds.readers.text import as_line
from directory.hsds.objects import FieldType
from directory.hsds.values import is_email, is_link

DANGEROUS: Final = ("javascript:", "data:", "vbscript:", "file:")
_DATE_FORMATS: Final = ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d", "%d.%m.%Y")
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID, written as usual."""
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False


def chosen(value: Any, choices: tuple[str, ...]) -> str | None:
    """Return the one of these words that is meant, whatever its case."""
    wanted = as_line(value).replace("_", " ").casefold()
    return next((one for one in choices if one.casefold() == wanted), None)


def as_words(value: Any) -> str:
    """Return what a value says as text; a list with commas between."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(filter(None, map(as_words, value)))
    return str(value) if isinstance(value, str | int | float) else ""


def number(value: Any) -> float | int | None:
    """Return a number, also one that is written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    text = as_line(value)
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return int(number) if "." not in text else number


def _link(text: str) -> str | None:
    text = text.strip()
    scheme = urlsplit(text).scheme.lower() if ":" in text.split("/")[0] and "[" not in text else ""
    if text.lower().startswith(DANGEROUS):
        return None
    if is_link(text) and scheme:
        return text
    with_scheme = f"https://{text}"
    return with_scheme if re.match(r"[\w-]+(\.[\w-]+)+", text, re.ASCII) and is_link(with_scheme) else None


def _day(text: str) -> str | None:
    """A date as ISO writes it; what is ISO already stays word for word."""
    written = text.strip()
    try:
        date.fromisoformat(written)
    except ValueError:
        pass
    else:
        return written
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(written, form).date().isoformat()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def _time(text: str) -> str | None:
    """A time of day as ISO writes it; what is ISO already stays word for word."""
    written = text.strip()
    try:
        time.fromisoformat(written)
    except ValueError:
        pass
    else:
        return written
    try:
        read = read_time(written, "time")
    except UnreadableTimeError:
        return None
    return read.at.isoformat(timespec="minutes") if read else None


def _moment(text: str) -> str | None:
    """A moment as RFC 3339 writes it; one without a zone is taken for UTC, what is right already stays as it is."""
    written = text.strip()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC).isoformat()
    return written if "T" in written.upper() and len(written) > 16 else moment.isoformat()


FITTING: Final[Mapping[FieldType, Callable[[str], str | None]]] = {
    "uri": _link,
    "email": lambda text: text if is_email(text) else None,
    "date": _day,
    "time": _time,
    "moment": _moment,
    "text": lambda text: text or None,
}
"""How a text of each type is made to fit."""
