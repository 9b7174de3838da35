"""What a listing says, told part by part in HSDS words: each part puts itself in place of what stood there before."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from directory.hsds.objects import Tree
from directory.hsds.schedules import schedule_object
from directory.hsds.taxonomies import ACCESS, AUDIENCES, DOMAINS, FIT_FACTS, KINDS, LINK_TYPES, Terms
from directory.hsds.values import is_email, is_link, whole_number
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft
from directory.listings.models import mint_id
from directory.listings.queries import ListingDetail
from directory.listings.rows import ADDRESS_FIELDS

PEER_RECOVERY: Final = "peer_recovery"
"""The object of our profile in which a `service_at_location` says what HSDS has no word for (`docs/profile/`)."""
EXTENSION: Final = "extension_text"


@dataclass(frozen=True, slots=True)
class Told:
    """A listing to be told: its ids, its public side, and the words there are for it."""

    listing: ListingDetail
    draft: ListingDraft
    """The public side (`directory.listings.privacy`): nothing else is ever told."""
    terms: Terms
    now: datetime

    def part_id(self, name: str, key: object) -> str:
        """The id of a part of the listing, which it keeps from one answer to the next (as `rows.Ids.part`)."""
        return str(mint_id(str(self.listing.id), f"{name} {key}"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a listing says: which fields of a draft it is, and how a tree is made to say it."""

    fields: frozenset[str]
    tell: Callable[[Told, Tree], None]


def put(said: Tree, name: str, value: Any) -> None:
    """Have an object say a field, or nothing where there is nothing to say."""
    if value is None or value in ("", [], {}):
        said.pop(name, None)
    else:
        said[name] = value


def _text(field: str, name: str, *leaving_out: str) -> Part:
    """A field of a draft that is a text of the service; other words for the same are left out."""

    def tell(told: Told, tree: Tree) -> None:
        put(tree["service"], name, getattr(told.draft, field))
        for other in leaving_out:
            tree["service"].pop(other, None)

    return Part(frozenset({field}), tell)


def _name(told: Told, tree: Tree) -> None:
    tree["service"]["name"] = told.draft.name
    tree["service"]["status"] = told.draft.status.replace("_", " ")


def _links(told: Told, tree: Tree) -> None:
    put(tree["service"], "url", told.draft.url if is_link(told.draft.url) else "")
    put(tree["service"], "email", told.draft.email if is_email(told.draft.email) else "")


def _checked(told: Told, tree: Tree) -> None:
    put(tree["service"], "assured_date", _day(told.draft.checked_on))
    _tell_profile(tree, {"verification_method": told.draft.checked_how})


def _organization(told: Told, tree: Tree) -> None:
    """Another organization than the one that came takes nothing from it, not even its id."""
    tree["service"]["organization"] = {"id": str(told.listing.organization_id), "name": told.draft.organization}
    _about_organization(told, tree)


def _about_organization(told: Told, tree: Tree) -> None:
    said = tree["service"]["organization"]
    said["description"] = told.draft.organization_description or said["name"]
    put(said, "website", told.draft.organization_url if is_link(told.draft.organization_url) else "")


def _location(told: Told, tree: Tree) -> None:
    """Another place than the one that came takes nothing from it either: what was private there stays behind."""
    place = told.draft.place
    said: Tree = {"id": str(told.listing.location_id), "location_type": "physical" if place else "virtual"}
    tree["location"] = said
    _tell_profile(tree, {"area": None})
    if place is None:
        put(tree, "description", "")
        return
    put(tree, "description", place.description)
    put(said, "name", place.name)
    if place.visibility != "full":
        area = place.model_dump(include={"city", "region", "state_province", "postal_code", "country", "visibility"})
        _tell_profile(tree, {"area": {name: text for name, text in area.items() if text}})
        return
    put(said, "transportation", place.transportation)
    if place.lat is not None and place.lon is not None:
        said |= {"latitude": place.lat, "longitude": place.lon}
    address = {name: getattr(place, name) for name in ADDRESS_FIELDS}
    if place.address_1:
        needed = {name: address[name] for name in ("address_1", "city", "state_province", "postal_code", "country")}
        more = {name: text for name, text in address.items() if text}
        address_id = str(mint_id(str(told.listing.location_id), "address"))
        said["addresses"] = [{"id": address_id, **needed, **more, "address_type": "physical"}]
    elif any(address.values()):
        _tell_profile(tree, {"area": {name: text for name, text in address.items() if text}})


def _phones(told: Told, tree: Tree) -> None:
    for one in _those_who_speak(tree):
        one.pop("phones", None)
    numbers = (_phone(phone, told.part_id("phone", key)) for key, phone in enumerate(told.draft.phones))
    put(tree, "phones", list(numbers))


def _phone(phone: PhoneDraft, phone_id: str) -> Tree:
    said: Tree = {"id": phone_id, "number": phone.number}
    number = whole_number(phone.extension)
    put(said, "extension", number)
    put(said, EXTENSION, phone.extension if number is None else "")
    put(said, "type", phone.type)
    put(said, "description", phone.description)
    return said


def _contacts(told: Told, tree: Tree) -> None:
    for one in _those_who_speak(tree):
        one.pop("contacts", None)
    people = (_contact(contact, told.part_id("contact", key)) for key, contact in enumerate(told.draft.contacts))
    put(tree, "contacts", list(people))


def _contact(contact: ContactDraft, contact_id: str) -> Tree:
    said: Tree = {"id": contact_id}
    put(said, "name", contact.name)
    put(said, "title", contact.title)
    put(said, "email", contact.email if is_email(contact.email) else "")
    if contact.phone:
        said["phones"] = [{"id": str(mint_id(contact_id, "phone")), "number": contact.phone, "type": "voice"}]
    put(said, "best_time", contact.best_time)
    return said


def _those_who_speak(tree: Tree) -> Iterable[Tree]:
    """The objects that may have phones, contacts and hours of their own, beside the listing itself."""
    return (tree, tree["service"], tree["location"], tree["service"]["organization"])


def _hours(told: Told, tree: Tree) -> None:
    for one in _those_who_speak(tree):
        one.pop("schedules", None)
    draft = told.draft
    lines = (
        schedule_object(line, told.part_id("schedule", key), draft.timezone, told.now)
        for key, line in enumerate(draft.schedules)
    )
    put(tree, "schedules", list(lines))
    said = {
        "timezone": draft.timezone,
        "always": draft.always or None,
        "by_appointment": draft.by_appointment or None,
        "hours_note": draft.hours_note,
    }
    _tell_profile(tree, said)


def _languages(told: Told, tree: Tree) -> None:
    known = told.terms.vocabulary.languages
    spoken = (
        {
            "id": told.part_id("language", key),
            "name": known[code].label_en if code in known else code,
            "code": code,
        }
        for key, code in enumerate(told.draft.languages)
    )
    tree["location"].pop("languages", None)
    put(tree["service"], "languages", list(spoken))


def _documents(told: Told, tree: Tree) -> None:
    asked = (
        {"id": told.part_id("document", key), "document": document}
        for key, document in enumerate(told.draft.required_documents)
    )
    put(tree["service"], "required_documents", list(asked))


def _attributes(told: Told, tree: Tree) -> None:
    """Say the kinds, their domains, the fit facts, the audiences and the access as terms of our taxonomies."""
    ours = set(LINK_TYPES.values())
    kept = [one for one in tree["service"].get("attributes", ()) if one.get("link_type") not in ours]
    put(tree["service"], "attributes", [*kept, *_stated(told)])
    tree["location"].pop("accessibility", None)
    access = (_accessibility(told, code) for code, is_so in told.draft.access.items() if is_so)
    put(tree["location"], "accessibility", list(filter(None, access)))


def _stated(told: Told) -> Iterator[Tree]:
    draft, vocabulary = told.draft, told.terms.vocabulary
    for code in vocabulary.domains_of(draft.terms):
        yield from _attribute(told, DOMAINS, code, "")
    for key, code in enumerate(draft.terms):
        yield from _attribute(told, KINDS, code, "", key)
    for code, is_so in draft.facts.items():
        yield from _attribute(told, FIT_FACTS, code, "yes" if is_so else "no")
    for code in draft.audiences:
        yield from _attribute(told, AUDIENCES, code, "")
    for code, is_so in draft.access.items():
        yield from _attribute(told, ACCESS, code, "yes" if is_so else "no")


def _attribute(told: Told, taxonomy: str, code: str, value: str, key: int | None = None) -> Iterator[Tree]:
    term = told.terms.objects.get((taxonomy, code))
    if term is None:
        return
    link = LINK_TYPES[taxonomy]
    name = ("term", key) if key is not None else (link, code)
    said: Tree = {"id": told.part_id(*name), "link_type": link, "link_entity": "service"}
    put(said, "value", value)
    yield {**said, "taxonomy_term": term}


def _accessibility(told: Told, code: str) -> Tree | None:
    entry = told.terms.vocabulary.access.get(code)
    if entry is None:
        return None
    return {"id": str(mint_id(str(told.listing.location_id), f"access {code}")), "description": entry.label_en}


def _profile(told: Told, tree: Tree) -> None:
    draft = told.draft
    said: Tree = {
        "open_door": draft.facts.get("open_meeting"),
        "in_person": draft.in_person,
        "online": draft.online,
        "online_url": draft.online_url,
        "online_notes": draft.online_notes,
        "first_time": draft.first_time,
        "text_language": draft.text_language,
        "group": draft.group,
        "venue_closed": draft.venue_closed or None,
        "closed_until": _day(draft.closed_until),
        "room_now_until": draft.room_now_until.isoformat() if draft.room_now_until else None,
        "reported_wrong_on": _day(draft.reported_wrong_on),
    }
    _tell_profile(tree, said)


def _tell_profile(tree: Tree, said: Tree) -> None:
    profile = dict(tree.get(PEER_RECOVERY, {}))
    for name, value in said.items():
        put(profile, name, value)
    put(tree, PEER_RECOVERY, profile)


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


PARTS: Final = (
    Part(frozenset({"name", "status"}), _name),
    _text("alternate_name", "alternate_name"),
    _text("description", "description", "eligibility_description"),
    _text("fees", "fees_description", "fees", "cost_options"),
    _text("closed_reason", "alert"),
    Part(frozenset({"url", "email"}), _links),
    Part(frozenset({"checked_on", "checked_how"}), _checked),
    Part(frozenset({"organization"}), _organization),
    Part(frozenset({"organization_description", "organization_url"}), _about_organization),
    Part(frozenset({"place"}), _location),
    Part(frozenset({"phones"}), _phones),
    Part(frozenset({"contacts"}), _contacts),
    Part(frozenset({"schedules", "timezone", "always", "by_appointment", "hours_note"}), _hours),
    Part(frozenset({"languages"}), _languages),
    Part(frozenset({"required_documents"}), _documents),
    Part(frozenset({"terms", "facts", "audiences", "access"}), _attributes),
    Part(
        frozenset(
            {
                "facts",
                "in_person",
                "online",
                "online_url",
                "online_notes",
                "first_time",
                "text_language",
                "group",
                "venue_closed",
                "closed_until",
                "room_now_until",
                "reported_wrong_on",
            }
        ),
        _profile,
    ),
)
"""Everything a listing can say, in the order in which a tree is made to say it: places before what happens there."""
