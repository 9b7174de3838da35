"""Sentences that are kept, and shown later in the language of whoever reads them: what varies in them stands apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from directory.errors import Worded
from directory.i18n import Translator

LONGEST_ID: Final = 80
"""Letters of an id that a sentence quotes."""


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


@dataclass(frozen=True, slots=True)
class OddRow:
    """Something odd about a row of a source, and what was done about it. `row` counts from 1; 0 is the file itself."""

    row: int
    external_id: str
    message: str
    action: str
    worded: Mapping[str, Any]
    """`message` and `action` with what varies apart (`kept`)."""

    def told(self, words: Translator) -> str:
        """Tell it in the language of the reader: "Row 312 (id 4411): weekday 9 is not ..., so the row was refused."."""
        said = {
            "row": self.row,
            "id": self.external_id[:LONGEST_ID],
            "message": said_again("message", self.message, self.worded, words),
            "action": said_again("action", self.action, self.worded, words),
        }
        if not self.row:
            return words.gettext("The file: %(message)s, so %(action)s.") % said
        if not self.external_id:
            return words.gettext("Row %(row)s: %(message)s, so %(action)s.") % said
        return words.gettext("Row %(row)s (id %(id)s): %(message)s, so %(action)s.") % said
