"""Sentences that are kept, and shown later in the language of whoever reads them: what varies in them stands apart."""

from collections.abc import Mapping
from typing import Any

from directory.errors import Worded
from directory.i18n import Translator


def kept(**sentences: str) -> dict[str, Any]:
    """Return what is kept beside sentences, by name: of those in which something varies the template and its values."""
    return {
        name: {"template": one.template, "values": one.values}
        for name, one in sentences.items()
        if isinstance(one, Worded)
    }


def said_again(name: str, sentence: str, worded: Mapping[str, Any], words: Translator) -> str:
    """Return a kept sentence in the language of the reader; one that nobody translated stays English.

    What varies stays as it was in the file.
    """
    if name not in worded:
        return words.gettext(sentence) if sentence else ""
    filled: str = words.gettext(worded[name]["template"]) % worded[name]["values"]
    return filled
