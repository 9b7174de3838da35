"""What a form says so far, before it is saved: the next dates, the address, and listings that may be the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.curation.duplicates.likely import LikelyDuplicate, likely_duplicates
from directory.curation.editing.fields import CONTACT_FIELDS, PHONE_FIELDS, PLACE, Values, rows_of
from directory.curation.editing.place_check import PlaceCheck, check_place
from directory.curation.editing.reading import hours_typed
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft
from directory.listings.hours import schedule_of
from directory.listings.saying_hours import SaidHours
from search.gazetteer import Gazetteer
from search.hours import LOOK_AHEAD, Hours, Occurrence, occurrences
from search.zones import zone_named

MOST_DATES: Final = 10
MOST_ALIKE: Final = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a form as it stands."""

    said: SaidHours
    hours: Hours
    dates: tuple[Occurrence, ...]
    """The next ten times it would be on, in its zone."""
    has_zone: bool
    place: PlaceCheck
    visibility: str
    """How much of the place is shown."""
    alike: tuple[LikelyDuplicate, ...]


def look_at(
    session: Session,
    values: Values,
    *,
    base: ListingDraft | None,
    besides: Collection[UUID],
    gazetteer: Gazetteer,
    today: date,
    now: datetime,
) -> Look:
    """Look at a form, whatever is still missing in it."""
    said = hours_typed(values["hours"], base, today)
    zone = values["timezone"] if values["timezone"] and zone_named(values["timezone"]) else None
    hours = Hours(tuple(schedule_of(line, zone) for line in said.schedules), said.always, said.by_appointment)
    begins = _opens_again(values, now)
    coming = occurrences(hours, after=begins, before=begins + LOOK_AHEAD)
    return Look(
        said=said,
        hours=hours,
        dates=tuple(islice(coming, MOST_DATES)),
        has_zone=zone is not None,
        place=check_place(values, gazetteer),
        visibility=values[f"{PLACE}visibility"],
        alike=tuple(likely_duplicates(session, as_typed(values), limit=MOST_ALIKE, besides=besides)),
    )


def _opens_again(values: Values, now: datetime) -> datetime:
    """From when on it can be on: the day after a closing for now."""
    zone = zone_named(values["timezone"]) if values["timezone"] else None
    try:
        until = date.fromisoformat(values["closed_until"])
    except ValueError:
        return now
    if values["status"] != "temporarily_closed" or zone is None:
        return now
    day = until + timedelta(days=1)
    return max(now, datetime(day.year, day.month, day.day, tzinfo=zone))


def as_typed(values: Values) -> ListingDraft:
    """The listing as far as it is typed, unchecked: to be compared with others, never to be saved."""
    phones = (PhoneDraft.model_construct(number=row[0]) for row in rows_of(values["phones"], len(PHONE_FIELDS)))
    contacts = (ContactDraft.model_construct(email=row[2]) for row in rows_of(values["contacts"], len(CONTACT_FIELDS)))
    place = PlaceDraft.model_construct(
        address_1=values[f"{PLACE}address_1"],
        city=values[f"{PLACE}city"],
        postal_code=values[f"{PLACE}postal_code"],
    )
    return ListingDraft.model_construct(
        name=values["name"],
        organization=values["organization"],
        organization_url=values["organization_url"],
        url=values["url"],
        email=values["email"],
        terms=(),
        phones=tuple(phones),
        contacts=tuple(contacts),
        place=place,
    )
