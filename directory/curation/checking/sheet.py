"""What was typed on a call sheet, listing by listing: nothing where all is right, and else what is no longer so."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from starlette.datastructures import FormData

from directory.curation.checking.recording import Answers, Correction
from directory.curation.parts import HOURS_FIELDS, parts_of
from directory.curation.proposing import LONGEST_SUGGESTION, TOO_LONG
from directory.curation.standing import Standing
from directory.errors import RefusedError, marked
from directory.listings.forms import PhoneDraft
from directory.listings.saying_hours import read_hours

NOT_ASKED: Final = frozenset(
    {
        *("checked_on", "checked_how", "organization_description", "organization_url"),
        *("place.lat", "place.lon", "place.visibility", "timezone"),
    }
)
"""Fields that nobody at the place is asked about: of a check, of maps, and what an organization's listings share."""
NO_NUMBER: Final = marked("This is no telephone number.")
NOTHING_SHOWN: Final = marked("Nothing was said of any listing.")
SHORTEST_NUMBER: Final = 7
LONGEST_NUMBER: Final = 40
SAID_AND_SO_ON: Final = 300
"""Characters kept for the names of what is no longer so, beside the words that were typed."""


def fields_to_confirm(fields: Iterable[str]) -> list[str]:
    """Return those of the fields of a listing that somebody there is asked about."""
    return [name for name in fields if name not in NOT_ASKED]


def read_answers(
    sent: FormData, listings: Mapping[UUID, Standing], name_of: Callable[[str], str], *, today: date
) -> Answers:
    """Read a call sheet. `name_of` says what a part of a listing is called, for the words of a correction.

    Raises RefusedError for a telephone number that is none, for too many words, and for an empty sheet.
    """
    shown = {key: number for key, number in _shown(sent).items() if key in listings and not sent.get(f"not-{key}")}
    if not shown:
        raise RefusedError(NOTHING_SHOWN)
    read = {key: _correction(sent, listings[key], name_of, today) for key in shown}
    return Answers(shown, {key: said for key, said in read.items() if said is not None})


def _shown(sent: FormData) -> dict[UUID, int]:
    """The listings that stood on the sheet, with the version of each; what is no such mark is none of them."""
    marks: dict[UUID, int] = {}
    for mark in sent.getlist("shown"):
        key, _, number = str(mark).partition(":")
        try:
            marks[UUID(key)] = int(number)
        except ValueError:
            continue
    return marks


def _correction(sent: FormData, standing: Standing, name_of: Callable[[str], str], today: date) -> Correction | None:
    def typed(name: str) -> str:
        return str(sent.get(f"{name}-{standing.detail.id}") or "").replace("\r\n", "\n").strip()

    fields: dict[str, Any] = _phones(typed("phone"), standing)
    hours = _hours(typed("hours"), today)
    gone = _no_longer_so(sent, standing, name_of)
    words = "\n".join(filter(None, (gone, typed("words"), "" if hours else typed("hours"))))
    if len(words) > LONGEST_SUGGESTION:
        raise RefusedError(TOO_LONG)
    if not words and not fields and not hours:
        return None
    return Correction({**fields, **hours}, words)


def _no_longer_so(sent: FormData, standing: Standing, name_of: Callable[[str], str]) -> str:
    """`- Telephone`, a line for each part that was ticked."""
    known = parts_of(fields_to_confirm(standing.fields))
    ticked = {str(part) for part in sent.getlist(f"part-{standing.detail.id}")}
    return "\n".join(f"- {name_of(part)}" for part in known if part in ticked)[:SAID_AND_SO_ON]


def _phones(number: str, standing: Standing) -> dict[str, Any]:
    """The numbers of a listing with a new one in the place of its first."""
    if not number:
        return {}
    if not SHORTEST_NUMBER <= sum(letter.isdigit() for letter in number) <= len(number) <= LONGEST_NUMBER:
        raise RefusedError(NO_NUMBER)
    first, others = standing.detail.draft.phones[:1], standing.detail.draft.phones[1:]
    if [_digits(one.number) for one in first] == [_digits(number)]:
        return {}
    try:
        phones = (PhoneDraft(number=number), *others)
    except ValidationError:
        raise RefusedError(NO_NUMBER) from None
    return {"phones": [phone.model_dump(mode="json", exclude_defaults=True) for phone in phones]}


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())


def _hours(text: str, today: date) -> dict[str, Any]:
    """The fields of hours that were said; none where not all of it could be read, which then stays in words."""
    if not text:
        return {}
    read = read_hours(text, today=today)
    if read.unread or not (read.schedules or read.always or read.by_appointment):
        return {}
    said = {
        "schedules": [one.model_dump(mode="json", exclude_defaults=True) for one in read.schedules],
        "always": read.always,
        "by_appointment": read.by_appointment,
    }
    return {name: said.get(name) or None for name in sorted(HOURS_FIELDS - {"timezone"})}
