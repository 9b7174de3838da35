"""Which messages there are, and what each must be told; every one has a folder in `templates/email/`."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from directory.errors import RefusedError
from directory.i18n import LANGUAGES


class Kind(StrEnum):
    """What a value of a message is."""

    TEXT = "text"
    LINK = "link"
    """An http or https address of ours, with the token it carries."""
    MOMENT = "moment"
    """An aware moment, written as `datetime.isoformat` writes it; readers see it in the agency's time zone."""


MESSAGES: Final[Mapping[str, Mapping[str, Kind]]] = {
    "invitation": {"name": Kind.TEXT, "link": Kind.LINK, "until": Kind.MOMENT},
    "reset": {"name": Kind.TEXT, "link": Kind.LINK, "until": Kind.MOMENT},
    "check": {"link": Kind.LINK, "until": Kind.MOMENT},
    "new_sign_in": {"name": Kind.TEXT, "device": Kind.TEXT, "at": Kind.MOMENT},
    "factor_changed": {"name": Kind.TEXT, "at": Kind.MOMENT},
    "emergency": {"name": Kind.TEXT, "at": Kind.MOMENT},
}
"""The values of each message."""

LONGEST_ADDRESS: Final = 254
"""RFC 5321, 4.5.3.1.3 less the angle brackets."""
# What `<input type=email>` takes by the HTML standard: no comment, no quoted part, nothing that ends a line.
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")


def require_address(address: str) -> str:
    """Return a mail address that can stand in a header. Raises RefusedError for anything else, lists of them too."""
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise RefusedError("This is not a mail address; write one like name@example.org.")
    return address


def require_message(message: str, language: str, values: Mapping[str, str]) -> None:
    """Raise ValueError when there is no such message, or when a value is missing, unknown or of another kind."""
    kinds = MESSAGES.get(message)
    if kinds is None:
        raise ValueError(f"there is no message {message!r}; a new one is a line in MESSAGES and a folder of templates")
    if language not in LANGUAGES:
        raise ValueError(f"no message is written in {language!r}")
    if set(values) != set(kinds):
        raise ValueError(f"the message {message!r} needs {', '.join(kinds)}")
    wrong = [name for name, kind in kinds.items() if not _is_of(kind, values[name])]
    if wrong:
        raise ValueError(f"in the message {message!r} these are not what they should be: {', '.join(wrong)}")


def _is_of(kind: Kind, value: str) -> bool:
    if kind is Kind.LINK:
        return urlsplit(value).scheme in {"http", "https"} and value.isprintable() and " " not in value
    if kind is Kind.MOMENT:
        return _is_moment(value)
    return bool(value.strip())


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
