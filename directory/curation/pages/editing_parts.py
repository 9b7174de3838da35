"""The choices of the form of a listing, and what is said of it while it is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.accounts.pages.parts import Option
from directory.curation.duplicates.likely import LikelyDuplicate
from directory.curation.duplicates.scoring import Likeness
from directory.curation.editing.fields import CONTACT_FIELDS, PHONE_FIELDS, Values, fact_fields, rows_of
from directory.curation.editing.looking import Look
from directory.curation.editing.place_check import Found, PlaceCheck
from directory.curation.pages.words import phone_kinds, status_names, visibility_names
from directory.formats import clock_span, miles_in_words, short_date
from directory.i18n import Translator
from directory.listings.pages.hours_labels import hours_sentences
from directory.listings.saying_hours import Trouble, Unread
from directory.listings.vocabulary import Entry, Vocabulary
from search.hours import Occurrence


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


@dataclass(frozen=True, slots=True)
class Alike:
    """A listing that may be the same."""

    href: str
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What is said of the form as it stands."""

    sentences: tuple[str, ...]
    troubles: tuple[str, ...]
    dates: tuple[str, ...]
    zone: str
    """What is to be said of the time zone, where something is."""
    place: str
    place_warnings: tuple[str, ...]
    can_pin: bool
    alike: tuple[Alike, ...]


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


def looked(look: Look, words: Translator, *, today: date) -> Looked:
    """Say what is known of the form as it stands."""
    return Looked(
        sentences=tuple(hours_sentences(look.hours, words, today=today)),
        troubles=tuple(trouble_in_words(unread, words) for unread in look.said.unread),
        dates=tuple(_date(occurrence, words, today) for occurrence in look.dates),
        zone=_zone(look, words),
        place=_place(look.place, words),
        place_warnings=tuple(_place_warnings(look.place, words)),
        can_pin=look.place.place is not None,
        alike=tuple(_alike(one, words) for one in look.alike),
    )


def _date(occurrence: Occurrence, words: Translator, today: date) -> str:
    day = short_date(occurrence.starts_at.date(), words, today=today)
    return f"{day}, {clock_span(occurrence.starts_at, occurrence.ends_at, words)}"


def _zone(look: Look, words: Translator) -> str:
    if look.said.schedules and not look.has_zone:
        return words.gettext("Without a time zone nobody can tell when it is on: write it under “Time zone”.")
    return ""


def trouble_in_words(unread: Unread, words: Translator) -> str:
    """What could not be taken of hours, and how it could be said."""
    said = {
        Trouble.WORDS: words.gettext("Not understood: “%(typed)s”."),
        Trouble.NO_DAYS: words.gettext("“%(typed)s”: on which days? Say for example “every Tuesday”."),
        Trouble.NO_TIME: words.gettext("“%(typed)s”: at what time? Say for example “7–8:30 pm”."),
        Trouble.WHICH_OF_THE_MONTH: words.gettext(
            "“%(typed)s”: which one of the month? Say for example “2nd and 4th Tuesday”."
        ),
        Trouble.WHICH_WEEKS: words.gettext("“%(typed)s”: counted from which day? Add for example “starting Dec 3”."),
        Trouble.WRONG_WEEKDAY: words.gettext("“%(typed)s”: that day is another day of the week."),
        Trouble.BACKWARDS: words.gettext("“%(typed)s”: it ends before it begins."),
        Trouble.TOO_LONG: words.gettext("“%(typed)s”: this is too much at once."),
        Trouble.NOTHING_LEFT: words.gettext("“%(typed)s”: no day is left."),
        Trouble.BESIDE_HOURS: words.gettext(
            "Beside the hours it says “by appointment” or “always open”. Write that under “About the times”."
        ),
    }
    return said[unread.trouble] % {"typed": unread.typed}


def _place(check: PlaceCheck, words: Translator) -> str:
    name = check.place.label if check.place else ""
    said = {
        Found.NOTHING_TYPED: words.gettext("Write a ZIP code, or a town and state, to have the address checked."),
        Found.UNKNOWN: words.gettext("No such place is known. Look at the ZIP code, the town and the state again."),
        Found.SEVERAL: words.gettext("Several places have this name: %(names)s. Add the state or the ZIP code.")
        % {"names": "; ".join(check.choices)},
        Found.ZIP: words.gettext("Found: %(place)s. Known is the ZIP code, not the street: the pin says where exactly.")
        % {"place": name},
        Found.TOWN: words.gettext("Found: %(place)s. Known is the town alone: add the ZIP code, or move the pin.")
        % {"place": name},
    }
    return said[check.found]


def _place_warnings(check: PlaceCheck, words: Translator) -> Iterable[str]:
    if check.far_from_town:
        yield words.gettext("This ZIP code is %(miles)s from that town. One of the two is likely a slip.") % {
            "miles": miles_in_words(check.far_from_town, words)
        }
    if check.is_pin_far:
        yield words.gettext("The pin is %(miles)s from there. Move it, or look at the address again.") % {
            "miles": miles_in_words(check.pin_miles or 0.0, words)
        }
    if check.place and check.pin_miles is None:
        yield words.gettext("There is no pin yet: without one the listing has no distance.")


LIKENESS_SEPARATOR: Final = ", "


def likenesses_in_words(reasons: Sequence[Likeness], words: Translator) -> str:
    """In what two listings are alike."""
    names = {
        Likeness.PHONE: words.gettext("the same telephone number"),
        Likeness.EMAIL: words.gettext("the same e-mail address"),
        Likeness.HOST: words.gettext("the same website"),
        Likeness.ADDRESS: words.gettext("the same address"),
        Likeness.NEAR: words.gettext("a few steps apart"),
        Likeness.LINK: words.gettext("the same link to join"),
        Likeness.NAME: words.gettext("nearly the same name"),
        Likeness.ORGANIZATION: words.gettext("the same organization"),
        Likeness.TIME: words.gettext("the same time"),
    }
    return LIKENESS_SEPARATOR.join(names[reason] for reason in reasons)


def _alike(one: LikelyDuplicate, words: Translator) -> Alike:
    where = ", ".join(filter(None, (one.organization, one.city)))
    return Alike(
        f"/curation/listings/{one.listing_id}/edit", one.name, f"{where} · {likenesses_in_words(one.reasons, words)}"
    )
