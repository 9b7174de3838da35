"""From the tree of a service at a location to the listing it makes."""

from datetime import date, datetime, time
from typing import Any, Final

from directory.feeds.readers.hsds.hours import WEEK, read_hours
from directory.feeds.readers.hsds.places import read_place
from directory.feeds.readers.hsds.terms import Meant, costs_nothing, read_terms
from directory.feeds.readers.hsds.ways import read_contacts, read_languages, read_phones
from directory.feeds.readers.links import web_link
from directory.feeds.readers.notes import look_through
from directory.feeds.readers.positions import group_key
from directory.feeds.readers.text import as_line, as_text, cut_name
from directory.feeds.readers.zones import zone_of
from directory.feeds.records import ReadingContext, RowReport
from directory.hsds.objects import Tree
from directory.hsds.schedules import ZONE_NAME
from directory.hsds.telling import PEER_RECOVERY
from directory.listings.forms import ListingDraft, PlaceDraft, ScheduleDraft

MIDNIGHT: Final = time(0)


def draft_of_tree(tree: Tree, report: RowReport, context: ReadingContext) -> ListingDraft:
    """Return the listing that a clean tree makes; what of it could not be read is noted."""
    service, organization = tree["service"], tree["service"]["organization"]
    profile = tree.get(PEER_RECOVERY)
    ours: Tree = profile if isinstance(profile, dict) else {}
    place = read_place(tree, ours["area"] if isinstance(ours.get("area"), dict) else {}, report)
    meant = read_terms(service, tree.get("location", {}), report)
    fees = _fees(service)
    name = cut_name(as_line(service["name"]))
    organization_name = cut_name(as_line(organization["name"])) or name
    if not ours and costs_nothing(fees):
        meant.facts.setdefault("fee", False)
    _look_through(service, report)
    return ListingDraft(
        name=name,
        alternate_name=as_line(service.get("alternate_name")),
        organization=organization_name,
        organization_description=_unless(as_text(organization.get("description")), organization_name),
        organization_url=web_link(organization.get("website"), "organization.website", report),
        description=_description(service),
        terms=tuple(meant.terms),
        audiences=tuple(meant.audiences),
        facts=meant.facts,
        access=meant.access,
        languages=read_languages(tree),
        fees=fees,
        required_documents=_documents(service),
        place=place,
        url=web_link(service.get("url"), "url", report),
        email=as_line(service.get("email")),
        phones=read_phones(tree, report),
        contacts=read_contacts(tree, are_public=bool(ours)),
        status=as_line(service["status"]).replace(" ", "_"),
        closed_reason=as_text(service.get("alert")),
        unmapped={"terms": ", ".join(meant.unknown)} if meant.unknown else {},
        **_hours(tree, ours, place, report, context),
        **(_told_by_profile(ours, meant) if ours else _worked_out(tree, name, place, report)),
    )


def _unless(text: str, same: str) -> str:
    """Nothing where a text only says again what is known: HSDS wants a description of every organization."""
    return "" if text == same else text


def _description(service: Tree) -> str:
    parts = (as_text(service.get("description")), as_text(service.get("eligibility_description")))
    return "\n\n".join(dict.fromkeys(filter(None, parts)))


def _fees(service: Tree) -> str:
    said = as_text(service.get("fees_description")) or as_text(service.get("fees"))
    return said or "\n".join(filter(None, map(_price, service.get("cost_options", ()))))


def _price(option: Tree) -> str:
    amount = option.get("amount")
    money = f"{amount:g} {as_line(option.get('currency')).upper()}".strip() if isinstance(amount, int | float) else ""
    parts = (as_line(option.get("option")), money, as_line(option.get("amount_description")))
    return ", ".join(filter(None, parts))


def _documents(service: Tree) -> tuple[str, ...]:
    asked = (as_text(one.get("document")) for one in service.get("required_documents", ()))
    return tuple(dict.fromkeys(text for text in asked if text.casefold() not in {"", "none", "none."}))


def _look_through(service: Tree, report: RowReport) -> None:
    for field in ("description", "application_process", "alert"):
        look_through(as_text(service.get(field)), field, report, weekly=False)


def _hours(
    tree: Tree, ours: Tree, place: PlaceDraft | None, report: RowReport, context: ReadingContext
) -> dict[str, Any]:
    levels = (tree, tree["service"], tree.get("location", {}))
    schedules: list[Tree] = next((one["schedules"] for one in levels if one.get("schedules")), [])
    read = read_hours(schedules, report)
    if ours:
        zone = as_line(ours.get("timezone")) or None
        kept = {"always": ours.get("always") is True, "by_appointment": ours.get("by_appointment") is True}
        return {"schedules": read.lines, "timezone": zone, "hours_note": as_text(ours.get("hours_note")), **kept}
    named = next((as_line(one[ZONE_NAME]) for one in schedules if one.get(ZONE_NAME)), "")
    named = named or next((as_line(one["timezone_text"]) for one in schedules if one.get("timezone_text")), "")
    zone = zone_of(named, place, context, report, matters=bool(read.lines))
    always = any(map(_is_always, read.lines))
    return {
        "schedules": () if always else read.lines,
        "timezone": zone,
        "always": always,
        "hours_note": "\n".join(read.notes),
    }


def _is_always(line: ScheduleDraft) -> bool:
    """Whether a line says round the clock on every day of every week."""
    plain = ScheduleDraft(starts=MIDNIGHT, ends=MIDNIGHT, byday=WEEK)
    return line.model_copy(update={"description": ""}) == plain


def _told_by_profile(ours: Tree, meant: Meant) -> dict[str, Any]:
    """What a tree in our own profile says outright."""
    return {
        "in_person": ours.get("in_person") is True,
        "online": ours.get("online") is True,
        "online_url": _text(ours, "online_url"),
        "online_notes": _text(ours, "online_notes"),
        "first_time": _text(ours, "first_time"),
        "text_language": "es" if ours.get("text_language") == "es" else "en",
        "group": as_line(ours.get("group")),
        "venue_closed": ours.get("venue_closed") is True,
        "closed_until": _day(ours.get("closed_until")),
        "room_now_until": _moment(ours.get("room_now_until")) if "room_now" in meant.facts else None,
    }


def _worked_out(tree: Tree, name: str, place: PlaceDraft | None, report: RowReport) -> dict[str, Any]:
    """The same for a tree that does not know our profile, from what it says otherwise."""
    service, location = tree["service"], tree.get("location", {})
    is_virtual = location.get("location_type") == "virtual" or place is None
    link = web_link(location.get("url"), "location.url", report) if is_virtual else ""
    return {
        "in_person": place is not None and location.get("location_type") == "physical",
        "online": bool(link),
        "online_url": link,
        "first_time": as_text(service.get("application_process")),
        "group": group_key(name, place),
    }


def _text(said: Tree, field: str) -> str:
    return as_text(said.get(field))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(as_line(value))
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(as_line(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
