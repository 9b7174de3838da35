"""What the fields of the form are called where two people changed the same listing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from directory.curation.editing.fields import ACCESS, FACT, ON, PLACE, ROWS, fact_fields, rows_of
from directory.curation.pages.values import contact_in_a_line, phone_in_a_line
from directory.curation.pages.words import field_names, status_names, text_languages, visibility_names
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.web.merging import Label


@dataclass(frozen=True, slots=True)
class CodesLabel(Label):
    """A field of several codes."""

    def said(self, value: str) -> str:
        """The codes in words."""
        return ", ".join(self.meanings.get(code, code) for code in value.split(",") if code)


@dataclass(frozen=True, slots=True)
class RowsLabel(Label):
    """A field of several rows."""

    parts: tuple[str, ...] = ()
    in_a_line: Callable[[Mapping[str, Any]], str] = str

    def said(self, value: str) -> str:
        """The rows, one after the other."""
        rows = (dict(zip(self.parts, row, strict=True)) for row in rows_of(value, len(self.parts)))
        return "; ".join(map(self.in_a_line, rows))


def labels_of(vocabulary: Vocabulary, words: Translator) -> dict[str, Label]:
    """A label for every field of the form."""
    names = field_names(words)
    answers = {"": words.gettext("Not stated"), "yes": words.gettext("Yes"), "no": words.gettext("No")}
    switched = {"": words.gettext("no"), ON: words.gettext("yes")}
    labels: dict[str, Label] = {
        name.replace("place.", PLACE): Label(text) for name, text in names.items() if not name.startswith("facts")
    }
    labels |= {name: Label(names[name], switched) for name in ("in_person", "online", "venue_closed")}
    labels |= {
        name: RowsLabel(names[name], parts=ROWS[name], in_a_line=partial(in_a_line, words=words))
        for name, in_a_line in (("phones", phone_in_a_line), ("contacts", contact_in_a_line))
    }
    labels["status"] = Label(names["status"], status_names(words))
    labels[f"{PLACE}visibility"] = Label(names["place.visibility"], visibility_names(words))
    for name, entries in (
        ("terms", vocabulary.terms),
        ("audiences", vocabulary.audiences),
        ("languages", vocabulary.languages),
    ):
        labels[name] = CodesLabel(names[name], {code: one.label(words.code) for code, one in entries.items()})
    for name in fact_fields(vocabulary):
        code = name.removeprefix(FACT).removeprefix(ACCESS)
        entry = (vocabulary.facts if name.startswith(FACT) else vocabulary.access)[code]
        labels[name] = Label(entry.label(words.code), answers)
    labels["text_language"] = Label(words.gettext("Language of the texts"), text_languages(words))
    return labels
