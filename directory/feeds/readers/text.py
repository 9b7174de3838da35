"""Text as feeds write it, made plain: no tags, entities, control or bidirectional characters."""

import html
import re
import unicodedata
from typing import Any

import nh3

LONGEST_NAME = 255
_BLOCK_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|ul|ol)\s*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[/!a-zA-Z]|&#?\w+;")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
_ENCODED_AT_MOST = 3
"""Feeds made by stacked exporters hold text encoded more than once."""


def as_text(value: Any) -> str:
    """Return what a cell says as plain text over one or more lines; a list, an object or a truth value says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = _LINE_ENDS.sub("\n", _without_markup(str(value)))
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def as_line(value: Any) -> str:
    """Return what a cell says on one line."""
    return " ".join(as_text(value).split())


def cut_name(name: str) -> str:
    """Return the first 255 characters of a name, the most a name may have."""
    return name[:LONGEST_NAME].rstrip()


def says_yes(value: Any) -> bool:
    """Whether a cell says yes: true, 1, "1", "yes", "true" or "y"."""
    return value is True or as_line(value).casefold() in {"1", "yes", "true", "y"}


def fold(text: str) -> str:
    """Return the letters and digits of a text without case or accents, for comparing names and places."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def _without_markup(text: str) -> str:
    for _ in range(_ENCODED_AT_MOST):
        if not _MARKUP.search(text):
            break
        broken_into_lines = _BLOCK_ENDS.sub("\n", text)
        text = html.unescape(nh3.clean(broken_into_lines, tags=set()))
    return text
