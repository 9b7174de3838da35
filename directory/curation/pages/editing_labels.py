"""What the fields of the form are called where two people changed the same listing."""

from dataclasses import dataclass

from directory.curation.editing.fields import ACCESS, FACT, ON, PLACE, ROWS, fact_fields, rows_of
from directory.curation.pages.words import field_names
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

    width: int = 0

    def said(self, value: str) -> str:
        """The rows, one after the other."""
        return "; ".join(", ".join(filter(None, row)) for row in rows_of(value, self.width))


def labels_of(vocabulary: Vocabulary, words: Translator) -> dict[str, Label]:
    """A label for every field of the form."""
    names = field_names(words)
    answers = {"": words.gettext("Not stated"), "yes": words.gettext("Yes"), "no": words.gettext("No")}
    switched = {"": words.gettext("no"), ON: words.gettext("yes")}
    labels: dict[str, Label] = {
        name.replace("place.", PLACE): Label(text) for name, text in names.items() if not name.startswith("facts")
    }
    labels |= {name: Label(names[name], switched) for name in ("in_person", "online", "venue_closed")}
    labels |= {name: RowsLabel(names[name], width=len(parts)) for name, parts in ROWS.items()}
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
    labels["text_language"] = Label(words.gettext("Language of the texts"))
    labels["room_now_until"] = Label(words.gettext("Room until"))
    return labels
