"""The choices of the form of a listing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.accounts.pages.parts import Option
from directory.curation.editing.fields import CONTACT_FIELDS, PHONE_FIELDS, Values, fact_fields, rows_of
from directory.curation.pages.words import phone_kinds, status_names, visibility_names
from directory.i18n import Translator
from directory.listings.vocabulary import Entry, Vocabulary


@dataclass(frozen=True, slots=True)
class Group:
    """Several things to choose from under one heading."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is stated, denied, or not stated."""

    name: str
    label: str
    help: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Picking:
    """Codes that were chosen, and others that can be added."""

    chosen: tuple[Option, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class RowCells:
    """One row of several fields: the text in each, and the choices where there are some."""

    number: int
    cells: Mapping[str, str]
    options: tuple[Option, ...] = ()


def kinds_of(values: Values, vocabulary: Vocabulary, words: Translator) -> Picking:
    """The kinds, under the part of life they belong to."""
    chosen = values["terms"].split(",")
    groups = (
        Group(
            domain.label(words.code),
            tuple(
                Option(term.code, term.label(words.code), is_chosen=False)
                for term in vocabulary.terms.values()
                if term.domain == code and term.code not in chosen
            ),
        )
        for code, domain in vocabulary.domains.items()
    )
    return Picking(_chosen(chosen, vocabulary.terms, words), tuple(groups))


def languages_of(values: Values, vocabulary: Vocabulary, words: Translator) -> Picking:
    """The languages in which it is held."""
    chosen = values["languages"].split(",")
    others = tuple(
        Option(code, entry.label(words.code), is_chosen=False)
        for code, entry in vocabulary.languages.items()
        if code not in chosen
    )
    return Picking(_chosen(chosen, vocabulary.languages, words), (Group("", others),))


def audiences_of(values: Values, vocabulary: Vocabulary, words: Translator) -> tuple[Option, ...]:
    """For whom it is."""
    chosen = values["audiences"].split(",")
    return tuple(Option(code, entry.label(words.code), code in chosen) for code, entry in vocabulary.audiences.items())


def _chosen(codes: Iterable[str], entries: Mapping[str, Entry], words: Translator) -> tuple[Option, ...]:
    labels = {code: entries[code].label(words.code) if code in entries else code for code in codes if code}
    return tuple(Option(code, label, is_chosen=True) for code, label in labels.items())


def questions_of(values: Values, group: str, vocabulary: Vocabulary, words: Translator) -> tuple[Question, ...]:
    """The facts of a group, each with its three answers."""
    entries: Mapping[str, Entry] = vocabulary.facts if group == "facts" else vocabulary.access
    answers = {"": words.gettext("Not stated"), "yes": words.gettext("Yes"), "no": words.gettext("No")}
    return tuple(
        Question(
            name,
            entries[code].label(words.code),
            entries[code].definition(words.code),
            tuple(Option(value, label, value == values[name]) for value, label in answers.items()),
        )
        for name, (of_group, code) in fact_fields(vocabulary).items()
        if of_group == group
    )


def phone_rows(values: Values, more: int, words: Translator) -> tuple[RowCells, ...]:
    """The numbers, and empty rows for more."""
    kinds = phone_kinds(words)
    rows = rows_of(values["phones"], len(PHONE_FIELDS)) + [["", "", "voice", ""]] * more
    return tuple(
        RowCells(
            number,
            dict(zip(PHONE_FIELDS, row, strict=True)),
            tuple(Option(code, label, code == row[2]) for code, label in kinds.items()),
        )
        for number, row in enumerate(rows)
    )


def contact_rows(values: Values, more: int) -> tuple[RowCells, ...]:
    """The people to ask for, and empty rows for more."""
    rows = rows_of(values["contacts"], len(CONTACT_FIELDS)) + [[""] * len(CONTACT_FIELDS)] * more
    return tuple(RowCells(number, dict(zip(CONTACT_FIELDS, row, strict=True))) for number, row in enumerate(rows))


def statuses(chosen: str, words: Translator) -> tuple[Option, ...]:
    """Whether it is offered."""
    more = {
        "temporarily_closed": words.gettext("Until a day and for a reason; it leaves the results until then."),
        "inactive": words.gettext("Its page stays and says so, with what became of it. It can be opened again."),
        "defunct": words.gettext("Said like “no longer offered”."),
    }
    return _explained(status_names(words), more, chosen)


def visibilities(chosen: str, words: Translator) -> tuple[Option, ...]:
    """How much of the address is shown, each in one sentence."""
    more = {
        "full": words.gettext("Everybody sees the address and the pin."),
        "area_only": words.gettext(
            "Only the town and ZIP code are shown; distances are told from the middle of the ZIP code."
        ),
        "hidden": words.gettext("Only the county is shown: for shelters and homes that must not be found."),
    }
    return _explained(visibility_names(words), more, chosen)


def _explained(names: Mapping[str, str], more: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(code, label, code == chosen, more.get(code, "")) for code, label in names.items())
