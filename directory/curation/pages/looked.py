"""What is said of the form of a listing while it is written: the next dates, the address, and who is alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.curation.duplicates.likely import LikelyDuplicate
from directory.curation.duplicates.scoring import Likeness
from directory.curation.editing.fields import degrees
from directory.curation.editing.looking import Look
from directory.curation.editing.place_check import Found, PlaceCheck
from directory.formats import clock_span, miles_in_words, short_date
from directory.i18n import Translator
from directory.listings.pages.hours_labels import hours_lines
from directory.listings.saying_hours import Trouble, Unread
from search.hours import Occurrence


@dataclass(frozen=True, slots=True)
class Alike:
    """A listing that may be the same."""

    href: str
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """The ZIP code or town that was found, to whose middle the pin can be put."""

    name: str
    lat: str
    """In degrees, as its field has them."""
    lon: str
    zone: str
    """The time zone of there."""


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
    found: FoundPlace | None
    who_sees_it: str
    """Who sees the pin, where not everybody does."""
    alike: tuple[Alike, ...]


def looked(look: Look, words: Translator, *, today: date) -> Looked:
    """Say what is known of the form as it stands."""
    remarks = [line.description for line in look.said.schedules]
    return Looked(
        sentences=tuple(map(str, hours_lines(look.hours, words, today=today, remarks=remarks))),
        troubles=tuple(trouble_in_words(unread, words) for unread in look.said.unread),
        dates=tuple(_date(occurrence, words, today) for occurrence in look.dates),
        zone=_zone(look, words),
        place=_place(look.place, words),
        place_warnings=tuple(_place_warnings(look.place, words)),
        found=_found(look.place),
        who_sees_it=_who_sees_it(look.visibility, words),
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


def _found(check: PlaceCheck) -> FoundPlace | None:
    place = check.place
    return FoundPlace(place.label, degrees(place.lat), degrees(place.lon), place.timezone or "") if place else None


def _who_sees_it(visibility: str, words: Translator) -> str:
    said = {
        "area_only": words.gettext("Readers never see this pin, only the middle of the ZIP code."),
        "hidden": words.gettext("Readers never see this pin, nor any map of this listing."),
    }
    return said.get(visibility, "")


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
