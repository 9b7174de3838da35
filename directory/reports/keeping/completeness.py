"""How complete listings are: a score that anybody can work out, and which listing to mend first.

Each thing that a reader asks for has its points; together they are 100. First to mend is what misses most, among those
what is due for checking first: whoever calls there can ask for the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlmodel import Session, col

from directory.listings.models import (
    Address,
    Contact,
    FitFact,
    Language,
    Listing,
    Location,
    Phone,
    Place,
    Schedule,
    Service,
    ServiceAtLocation,
)
from directory.reports.keeping.freshness import OFFERED

MOST_SHOWN: Final = 20
MOST_TAKEN: Final = 2_000
"""In a table to take out."""


class Thing(StrEnum):
    """What a listing should say."""

    TIMES = "times"
    WAY_IN = "way_in"
    """How to get in touch: a number, an e-mail address or a website."""
    WHERE = "where"
    """A point on the map or an area for what is in person; a link or a number for what is online."""
    DESCRIPTION = "description"
    FIT = "fit"
    """Three fit facts or more."""
    CHECKED = "checked"
    COST = "cost"
    FIRST_TIME = "first_time"
    ACCESS = "access"
    LANGUAGES = "languages"


POINTS: Final[dict[Thing, int]] = {
    Thing.TIMES: 20,
    Thing.WAY_IN: 15,
    Thing.WHERE: 15,
    Thing.DESCRIPTION: 10,
    Thing.FIT: 10,
    Thing.CHECKED: 10,
    Thing.COST: 5,
    Thing.FIRST_TIME: 5,
    Thing.ACCESS: 5,
    Thing.LANGUAGES: 5,
}
ENOUGH_FACTS: Final = 3


@dataclass(frozen=True, slots=True)
class Gaps:
    """One listing and what it lacks."""

    listing_id: UUID
    name: str
    score: int
    missing: tuple[Thing, ...]


def listings_to_mend(session: Session, *, most: int = MOST_SHOWN) -> Sequence[Gaps]:
    """Return the listings that lack most, those due for checking first."""
    has = {thing: case((held, 1), else_=0) for thing, held in _held().items()}
    score: Any = sum((has[thing] * points for thing, points in POINTS.items()), start=0 * has[Thing.TIMES])
    rows = (
        _offered(col(Listing.id), col(Service.name), score.label("score"), *(has[thing] for thing in POINTS))
        .order_by(score, col(Listing.due_on), col(Listing.id))
        .limit(most)
    )
    return [
        Gaps(
            row[0],
            row[1],
            row[2],
            tuple(thing for thing, is_there in zip(POINTS, row[3:], strict=True) if not is_there),
        )
        for row in session.execute(rows)
        if row[2] < sum(POINTS.values())
    ]


def share_that_says(session: Session) -> dict[Thing, float]:
    """Return of each thing the share of listings that say it; empty where there is no listing."""
    has = [func.avg(case((held, 1.0), else_=0.0)) for held in _held().values()]
    row = session.execute(_offered(*has)).one()
    return {thing: float(share) for thing, share in zip(_held(), row, strict=True) if share is not None}


def _offered(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Listing)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .where(col(Service.status).in_(OFFERED))
    )


def _held() -> dict[Thing, ColumnElement[bool]]:
    """When a listing says each thing."""
    here = col(ServiceAtLocation.id)
    phone = exists().where(col(Phone.service_at_location_id) == here)
    fit = (col(FitFact.listing_id) == col(Listing.id), col(FitFact.kind) == "fit")
    facts = select(func.count()).select_from(FitFact).where(*fit).correlate(Listing).scalar_subquery()
    hours = exists().where(col(Schedule.service_at_location_id) == here)
    area = exists().where(
        col(Place.location_id) == col(Location.id),
        col(Place.visibility) != "full",
        col(Address.location_id) == col(Location.id),
        or_(col(Address.city) != "", col(Address.region) != ""),
    )
    found = or_(col(Location.latitude).is_not(None), area)
    return {
        Thing.TIMES: or_(col(Listing.always), col(Listing.by_appointment), hours),
        Thing.WAY_IN: or_(phone, col(Service.email) != "", col(Service.url) != "", _public_contact()),
        Thing.WHERE: or_(
            and_(col(Listing.in_person), found), and_(col(Listing.online), or_(col(Listing.online_url) != "", phone))
        ),
        Thing.DESCRIPTION: col(Service.description) != "",
        Thing.FIT: facts >= ENOUGH_FACTS,
        Thing.CHECKED: col(Listing.checked_on).is_not(None),
        Thing.COST: or_(col(Service.fees_description) != "", exists().where(*fit, col(FitFact.code) == "fee")),
        Thing.FIRST_TIME: col(Listing.first_time) != "",
        Thing.ACCESS: exists().where(col(FitFact.listing_id) == col(Listing.id), col(FitFact.kind) == "access"),
        Thing.LANGUAGES: exists().where(col(Language.service_id) == col(Service.id)),
    }


def _public_contact() -> ColumnElement[bool]:
    return exists().where(col(Contact.service_at_location_id) == col(ServiceAtLocation.id), col(Contact.public))
