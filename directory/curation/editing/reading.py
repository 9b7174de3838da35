"""From the text of each field to a draft, or to a sentence for each field that cannot be taken as it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from directory.curation.editing.fields import (
    CODES,
    CONTACT_FIELDS,
    ON,
    PHONE_FIELDS,
    PLACE,
    PLACE_TEXTS,
    SWITCHES,
    TEXTS,
    Values,
    fact_fields,
    rows_of,
)
from directory.errors import marked
from directory.i18n import Translator
from directory.listings.forms import ListingDraft
from directory.listings.saying_hours import SaidHours, hours_lines, read_hours
from directory.listings.vocabulary import Vocabulary
from search.zones import zone_named

PLEASE_NAME: Final = marked("Write what it is called.")
PLEASE_ORGANIZATION: Final = marked("Write who offers it.")
PLEASE_KIND: Final = marked("Choose at least one kind.")
NO_DATE: Final = marked("Write the day like 2026-12-24.")
NO_MOMENT: Final = marked("Write the moment like 2026-12-24T18:00.")
NO_DEGREES: Final = marked("Write degrees like 44.98 and -93.27, both or neither.")
NO_ADDRESS: Final = marked("Write the whole address of the page, with https:// before it.")
NO_EMAIL: Final = marked("This is no e-mail address.")
NO_ZONE: Final = marked("No such time zone is known. It is written like America/Chicago.")
NO_NUMBER: Final = marked("Write the number, or leave the line empty.")
ROOM_UNTIL_WHEN: Final = marked("Until when there is room is said only when it is said whether there is room.")
WHY_CLOSED: Final = marked("Write why it is closed.")
UNTIL_WHEN: Final = marked("Write until when it is closed, as far as is known.")
UNKNOWN_CODE: Final = marked("One of these is not known here. Choose from the list.")
NOT_TAKEN: Final = marked("This cannot be taken as it is.")
OVER: Final = frozenset({"inactive", "defunct"})
"""No longer offered."""
LOOK_AT_HOURS: Final = marked("Not all of the times could be read. Look below at what was understood.")

_EMAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_WEB_FIELDS: Final = ("url", "organization_url", "online_url")


@dataclass(slots=True)
class Read:
    """What a form says."""

    draft: ListingDraft | None
    """None when something has to be looked at again."""
    hours: SaidHours
    faults: dict[str, str] = field(default_factory=dict)
    """A sentence, in English, for each field that cannot be taken."""


def read_form(
    values: Values, *, base: ListingDraft | None, vocabulary: Vocabulary, today: date, words: Translator
) -> Read:
    """Read the whole form. What no field shows stays as `base` has it. `today` is the day at the agency."""
    hours = hours_typed(values["hours"], base, today)
    faults = {name: sentence for name, sentence in _faults(values, base).items() if sentence}
    faults |= dict.fromkeys(_with_unknown_codes(values, base, vocabulary), UNKNOWN_CODE)
    if hours.unread:
        faults["hours"] = LOOK_AT_HOURS
    faults = {name: faults[name] for name in sorted(faults, key=_place_in_form)}
    said = base.model_dump() if base else {}
    said |= _said(values, vocabulary, base)
    said |= {"schedules": hours.schedules, "always": hours.always, "by_appointment": hours.by_appointment}
    if not faults:
        try:
            return Read(ListingDraft.model_validate(said), hours)
        except ValidationError as error:
            faults = {_field_of(problem["loc"]): NOT_TAKEN for problem in error.errors()}
    return Read(None, hours, {name: words.gettext(sentence) for name, sentence in faults.items()})


def _with_unknown_codes(values: Values, base: ListingDraft | None, vocabulary: Vocabulary) -> list[str]:
    """The fields with a code that the vocabulary does not know, unless the listing had it before."""
    known = {"terms": vocabulary.terms, "audiences": vocabulary.audiences, "languages": vocabulary.languages}
    return [
        name
        for name, entries in known.items()
        if set(filter(None, values[name].split(","))) - set(entries) - set(getattr(base, name, ()))
    ]


def hours_typed(text: str, base: ListingDraft | None, today: date) -> SaidHours:
    """Read hours; lines that were left as they were told, in either language, mean what they meant."""
    told = [line for code in _LANGUAGES for line in hours_lines(base.schedules, code)] if base else []
    return read_hours(text, today=today, told=told)


_LANGUAGES: Final = ("en", "es")


def _said(values: Values, vocabulary: Vocabulary, base: ListingDraft | None) -> dict[str, Any]:
    """The fields of the draft, those that could be read."""
    is_closed = values["status"] != "active" or values["venue_closed"] == ON
    return {
        **{name: values[name] for name in TEXTS if values[name] or name not in {"status", "text_language"}},
        **{name: values[name] == ON for name in SWITCHES},
        **{name: tuple(filter(None, values[name].split(","))) for name in CODES},
        **_stated(values, vocabulary, base),
        "place": _place(values, base),
        "phones": [dict(zip(PHONE_FIELDS, row, strict=True)) for row in rows_of(values["phones"], len(PHONE_FIELDS))],
        "contacts": [_contact(row) for row in rows_of(values["contacts"], len(CONTACT_FIELDS))],
        "required_documents": tuple(filter(None, map(str.strip, values["required_documents"].split("\n")))),
        "timezone": values["timezone"] or None,
        "closed_reason": values["closed_reason"] if is_closed else "",
        "closed_until": _day(values["closed_until"]) if is_closed and values["status"] not in OVER else None,
        "room_now_until": _moment(values["room_now_until"], values["timezone"]),
    }


def _stated(values: Values, vocabulary: Vocabulary, base: ListingDraft | None) -> dict[str, dict[str, bool]]:
    """The facts that are stated; one that the vocabulary does not know stays as it was."""
    stated: dict[str, dict[str, bool]] = {"facts": {}, "access": {}}
    known = fact_fields(vocabulary)
    for name, (group, code) in known.items():
        if values[name] in {"yes", "no"}:
            stated[group][code] = values[name] == "yes"
    for group, all_said in (("facts", base.facts), ("access", base.access)) if base else ():
        stated[group] |= {code: said for code, said in all_said.items() if (group, code) not in known.values()}
    return stated


def _place(values: Values, base: ListingDraft | None) -> dict[str, Any] | None:
    said: dict[str, Any] = {name: values[f"{PLACE}{name}"] for name in PLACE_TEXTS}
    said["visibility"] = said["visibility"] or "full"
    lat, lon = (_number(values[f"{PLACE}{name}"]) for name in ("lat", "lon"))
    if not any(value for name, value in said.items() if name != "visibility") and lat is None:
        return None
    country = base.place.country if base and base.place else "US"
    return {**said, "lat": lat, "lon": lon, "country": country}


def _contact(row: Sequence[str]) -> dict[str, Any]:
    said: dict[str, Any] = dict(zip(CONTACT_FIELDS, row, strict=True))
    return said | {"key": said["key"] == ON, "public": said["public"] == ON}


def _faults(values: Values, base: ListingDraft | None) -> dict[str, str]:
    needed = {"name": PLEASE_NAME, "organization": PLEASE_ORGANIZATION, "terms": PLEASE_KIND}
    return {
        **{name: sentence for name, sentence in needed.items() if not values[name]},
        **{name: NO_ADDRESS for name in _WEB_FIELDS if values[name] and not is_web_address(values[name])},
        "email": NO_EMAIL if values["email"] and not _EMAIL.fullmatch(values["email"]) else "",
        "timezone": NO_ZONE if values["timezone"] and not zone_named(values["timezone"]) else "",
        f"{PLACE}lat": _degrees_fault(values),
        "room_now_until": _room_fault(values),
        "phones": NO_NUMBER if any(len(row[0]) < 2 for row in rows_of(values["phones"], len(PHONE_FIELDS))) else "",
        "contacts": NO_EMAIL if _has_odd_email(values) else "",
        **_closing_faults(values, base),
    }


def _has_odd_email(values: Values) -> bool:
    emails = (row[2] for row in rows_of(values["contacts"], len(CONTACT_FIELDS)))
    return any(email and not _EMAIL.fullmatch(email) for email in emails)


def _degrees_fault(values: Values) -> str:
    typed = [values[f"{PLACE}{name}"] for name in ("lat", "lon")]
    numbers = [_number(text) for text in typed]
    are_read = all((number is None) == (text == "") for number, text in zip(numbers, typed, strict=True))
    lat, lon = numbers
    if are_read and (lat is None) == (lon is None) and abs(lat or 0) <= 90 and abs(lon or 0) <= 180:
        return ""
    return NO_DEGREES


def _room_fault(values: Values) -> str:
    if not values["room_now_until"]:
        return ""
    if not values["fact_room_now"]:
        return ROOM_UNTIL_WHEN
    return "" if _moment(values["room_now_until"], values["timezone"]) else NO_MOMENT


def _closing_faults(values: Values, base: ListingDraft | None) -> Mapping[str, str]:
    """A closing has a reason and an end; one that a source told without them is left as it is."""
    if values["closed_until"] and not _day(values["closed_until"]):
        return {"closed_until": NO_DATE}
    was_closed = base is not None and base.status == "temporarily_closed"
    if values["status"] != "temporarily_closed" or was_closed:
        return {}
    return {
        "closed_reason": "" if values["closed_reason"] else WHY_CLOSED,
        "closed_until": "" if values["closed_until"] else UNTIL_WHEN,
    }


def is_web_address(text: str) -> bool:
    """Whether it is the address of a page, with its scheme and host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and not re.search(r"\s", text)


def _number(text: str) -> float | None:
    return _read(float, text.replace("−", "-")) if re.fullmatch(r"[-+−]?\d{1,3}(\.\d*)?", text) else None


def _day(text: str) -> date | None:
    day: date | None = _read(date.fromisoformat, text)
    return day


def _moment(text: str, timezone: str) -> datetime | None:
    moment = _read(datetime.fromisoformat, text)
    zone = (zone_named(timezone) if timezone else None) or ZoneInfo("UTC")
    return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC) if moment else None


def _read(reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text) if text else None
    except ValueError:
        return None


def _place_in_form(name: str) -> int:
    """So that what is wrong is told in the order of the form."""
    return _TOLD_IN_ORDER.index(name) if name in _TOLD_IN_ORDER else len(_TOLD_IN_ORDER)


_TOLD_IN_ORDER: Final = (
    "name",
    "organization",
    "terms",
    "hours",
    "timezone",
    "place_lat",
    "online_url",
    "room_now_until",
    "audiences",
    "languages",
    "phones",
    "email",
    "url",
    "contacts",
    "organization_url",
    "closed_until",
    "closed_reason",
)


def _field_of(location: tuple[int | str, ...]) -> str:
    """The field of the form for a place in a draft."""
    name = str(location[0]) if location else "name"
    if name == "place" and len(location) > 1:
        return f"{PLACE}{location[1]}"
    return "hours" if name == "schedules" else name
