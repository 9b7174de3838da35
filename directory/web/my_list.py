"""What a visitor collects: the ids of listings in one cookie of this device, and nothing of it on our side.

It is no secret of ours, so it works wherever the pages do. "Clear this device" takes it away with everything else.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from starlette.requests import HTTPConnection
from starlette.responses import Response

from directory.i18n import Translator

COOKIE: Final = "my_list"
MOST: Final = 20
"""Places on one list: more cannot be compared, and a cookie has its limits."""
LASTS_SECONDS: Final = 30 * 24 * 60 * 60
_BETWEEN: Final = "."


def kept_places(connection: HTTPConnection) -> tuple[UUID, ...]:
    """The ids on this device's list, in the order in which they were put there; what is no id is passed over."""
    written = connection.cookies.get(COOKIE, "").split(_BETWEEN)[:MOST]
    return tuple(dict.fromkeys(UUID(text) for text in written if _is_id(text)))


def keep_places(connection: HTTPConnection, response: Response, places: Sequence[UUID]) -> None:
    """Have the device keep these ids, or nothing at all where there are none."""
    is_secure = connection.url.scheme == "https"
    if not places:
        response.delete_cookie(COOKIE, path="/", secure=is_secure, httponly=True, samesite="lax")
        return
    value = _BETWEEN.join(place.hex for place in places)
    response.set_cookie(COOKIE, value, max_age=LASTS_SECONDS, path="/", secure=is_secure, httponly=True, samesite="lax")


def full_sentence(words: Translator) -> str:
    """What is said where one place more does not go on a list."""
    return words.gettext("Your list is full: it holds %(count)s places. Take one off first.") % {"count": MOST}


def _is_id(text: str) -> bool:
    return len(text) == len(UUID(int=0).hex) and all(letter in "0123456789abcdef" for letter in text)
