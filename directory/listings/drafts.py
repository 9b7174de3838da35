"""From the rows of a listing back to the draft they were made of: the reverse of `directory.listings.rows`."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft, SaidInHsds, ScheduleDraft
from directory.listings.gathering import Gathered
from directory.listings.models import FitFact, Phone, Schedule, Service
from directory.listings.rows import ADDRESS_FIELDS, LISTING_FIELDS
from search.hours import Frequency


def draft_of(rows: Gathered) -> ListingDraft:
    """Return the draft the rows say."""
    return ListingDraft(
        group=rows.listing.group_name,
        organization=rows.organization.name,
        organization_description=rows.organization.description,
        organization_url=rows.organization.website,
        place=_place(rows),
        terms=tuple(rows.terms),
        languages=tuple(rows.languages),
        required_documents=tuple(rows.documents),
        phones=tuple(_phone(phone) for phone in rows.phones),
        contacts=tuple(_contacts(rows)),
        hsds=SaidInHsds(tree=rows.hsds.tree, fields_read=rows.hsds.fields_read) if rows.hsds else None,
        schedules=tuple(_schedule(line) for line in rows.schedules),
        **_service(rows.service),
        **_facts(rows.facts),
        **{name: getattr(rows.listing, name) for name in LISTING_FIELDS},
    )


def _service(service: Service) -> dict[str, Any]:
    return {
        "name": service.name,
        "alternate_name": service.alternate_name,
        "description": service.description,
        "url": service.url,
        "email": service.email,
        "status": service.status.replace(" ", "_"),
        "fees": service.fees_description,
        "closed_reason": service.alert,
    }


def _place(rows: Gathered) -> PlaceDraft | None:
    if rows.location.location_type == "virtual":
        return None
    address = {name: getattr(rows.address, name) for name in ADDRESS_FIELDS} if rows.address else {}
    return PlaceDraft.model_validate(
        {
            "name": rows.location.name,
            "lat": rows.location.latitude,
            "lon": rows.location.longitude,
            "visibility": rows.place.visibility,
            "transportation": rows.location.transportation,
            "description": rows.service_at_location.description,
            **address,
        }
    )


def _phone(phone: Phone) -> PhoneDraft:
    return PhoneDraft.model_validate(phone.model_dump(include=set(PhoneDraft.model_fields)))


def _contacts(rows: Gathered) -> Iterable[ContactDraft]:
    numbers = {phone.contact_id: phone.number for phone in rows.contact_phones}
    fields = set(ContactDraft.model_fields) - {"phone"}
    for contact in rows.contacts:
        yield ContactDraft(phone=numbers.get(contact.id, ""), **contact.model_dump(include=fields))


def _schedule(line: Schedule) -> ScheduleDraft:
    return ScheduleDraft.model_validate(
        {
            "starts": line.opens_at,
            "ends": line.closes_at,
            "freq": line.freq or Frequency.ONCE,
            "byday": _split(line.byday),
            "bymonthday": tuple(map(int, _split(line.bymonthday))),
            "anchor": line.dtstart,
            "except_on": tuple(map(date.fromisoformat, line.except_on)),
            **line.model_dump(include={"interval", "until", "count", "valid_from", "valid_to", "description"}),
        }
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _facts(facts: Sequence[FitFact]) -> dict[str, Any]:
    return {
        "facts": {fact.code: fact.stated for fact in facts if fact.kind == "fit"},
        "access": {fact.code: fact.stated for fact in facts if fact.kind == "access"},
        "audiences": tuple(fact.code for fact in facts if fact.kind == "audience"),
        "room_now_until": next((fact.expires_at for fact in facts if fact.expires_at is not None), None),
    }
