"""The page of one listing: what happens there, when, how to get there, what fits, whom to call, how it is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.formats import long_date, miles_in_words, month_in_words, zone_in_words
from directory.i18n import Translator
from directory.listings.coming import clock_of, coming, is_over, reopens
from directory.listings.documents import without_expired_facts
from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.pages.contact_rows import Contact, contacts, safe_link
from directory.listings.pages.fact_rows import FactRows, fact_rows
from directory.listings.pages.hours_labels import hours_sentences, told_hours
from directory.listings.pages.knowing import PeersSide
from directory.listings.pages.known_lines import known_lines
from directory.listings.pages.place_lines import Whereabouts, whereabouts
from directory.listings.pages.time_labels import TimeLine, occurrence_in_words, time_line
from directory.listings.pages.trust_labels import Known, TrustLine, trust_line
from directory.listings.pages.voices import Line
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Entry, Vocabulary
from search.hours import Hours, TimeState, state_at
from search.query import Hit

NEXT_TIMES = 4
MORE_TIMES = 8
"""Further ones, folded."""
MOST_SENTENCES = 4
"""Sentences about hours that are open; a longer list folds the rest."""


@dataclass(frozen=True, slots=True)
class OtherTime:
    """Another listing of the same group."""

    href: str
    name: str
    when: str
    language: str
    """Of its name."""


@dataclass(frozen=True, slots=True)
class NextTime:
    """One time to come, and the calendar file of it alone."""

    said: str
    href: str


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Everything the page of a listing shows."""

    title: str
    language: str
    alternate_name: str
    kinds: str
    organization: str
    about: tuple[str, ...]
    first_time: tuple[str, ...]
    organization_about: tuple[str, ...]
    notices: tuple[Line, ...]
    time: TimeLine
    next_times: tuple[NextTime, ...]
    more_times: tuple[NextTime, ...]
    hours: tuple[Line, ...]
    more_hours: tuple[Line, ...]
    hours_note: str
    zone: str
    place: Whereabouts | None
    join_href: str
    join_note: str
    is_online: bool
    is_in_person: bool
    facts: FactRows
    audiences: str
    languages: str
    cost: Line
    documents: tuple[str, ...]
    contacts: tuple[Contact, ...]
    trust: TrustLine
    known: tuple[str, ...]
    """When, how and by whom it was checked."""
    others: tuple[OtherTime, ...]
    calendar_href: str
    print_href: str
    instead: tuple[OtherTime, ...] = ()
    """What there is instead, where this is no longer offered."""
    here: tuple[OtherTime, ...] = ()
    """Other groups at the same place."""
    linked: Mapping[str, Any] | None = None
    """The same in the words of schema.org, for programs."""
    peers: PeersSide | None = None
    """What peers alone see; none for everybody else, and on every other page made of this."""


def listing_page(
    listing: ListingDetail,
    others: Sequence[ListingDetail],
    vocabulary: Vocabulary,
    words: Translator,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> ListingPage:
    """Build the page from the public side of the listing; `zone` is the reader's clock when the listing has none."""
    draft = public_side(without_expired_facts(listing.draft, now))
    hours = hours_of(draft)
    today = now.astimezone(zone).date()
    here = clock_of(draft, zone)
    times = _next_times(listing.id, draft, words, now, here)
    sentences = tuple(told_hours(draft, words, today=today))
    return ListingPage(
        title=draft.name,
        language=draft.text_language,
        alternate_name=draft.alternate_name,
        kinds=", ".join(_labels(draft.terms, vocabulary.terms, words)),
        organization=draft.organization if draft.organization != draft.name else "",
        about=_paragraphs(draft.description),
        first_time=_paragraphs(draft.first_time),
        organization_about=_paragraphs(draft.organization_description),
        notices=tuple(_notices(draft, words)),
        time=_time(draft, hours, words, now, here),
        next_times=times[:NEXT_TIMES],
        more_times=times[NEXT_TIMES:],
        hours=sentences[:MOST_SENTENCES],
        more_hours=sentences[MOST_SENTENCES:],
        hours_note=draft.hours_note,
        zone=_zone(hours, words, now, here),
        place=whereabouts(draft, words),
        join_href=draft.online_url if safe_link(draft.online_url) else "",
        join_note=draft.online_notes,
        is_online=draft.online,
        is_in_person=draft.in_person and not draft.venue_closed,
        facts=fact_rows(draft, vocabulary, words),
        audiences=", ".join(_labels(draft.audiences, vocabulary.audiences, words)),
        languages=", ".join(_labels(draft.languages, vocabulary.languages, words)),
        cost=_cost(draft, words),
        documents=draft.required_documents,
        contacts=contacts(draft, words),
        trust=trust_line(_known(listing, draft), words, today=today),
        known=known_lines(listing, words),
        others=tuple(_other(other, words, today) for other in others),
        calendar_href=f"/listings/{listing.id}.ics" if has_dates(hours) else "",
        print_href=f"/listings/{listing.id}/print",
    )


def listed_instead(hits: Sequence[Hit], words: Translator) -> tuple[OtherTime, ...]:
    """What there is instead of a listing that is over, each with how far it is from there."""
    return tuple(
        OtherTime(
            f"/listings/{hit.id}",
            hit.card["name"],
            "" if hit.miles is None else miles_in_words(hit.miles, words),
            hit.card["text_language"],
        )
        for hit in hits
    )


def listed_here(others: Sequence[ListingDetail], words: Translator, *, today: date) -> tuple[OtherTime, ...]:
    """The other groups of a place, each by its name and hours."""
    return tuple(_other(other, words, today) for other in others)


def has_dates(hours: Hours) -> bool:
    """Whether there is anything to put into a calendar."""
    return not hours.always and not hours.by_appointment and any(line.is_placed for line in hours.schedules)


def _labels(codes: Iterable[str], entries: Mapping[str, Entry], words: Translator) -> list[str]:
    return [entries[code].label(words.code) for code in codes if code in entries]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _notices(draft: ListingDraft, words: Translator) -> Iterable[Line]:
    if is_over(draft):
        yield Line(words.gettext("This is no longer offered. The page stays so that old links still say so."))
    if draft.status == "temporarily_closed":
        yield _closed(draft.closed_until, draft.closed_reason, words)
    if draft.venue_closed and draft.online:
        yield Line(words.gettext("Online only for now: the place is closed"))
    if draft.reported_wrong_on:
        month = month_in_words(draft.reported_wrong_on, words)
        said = words.gettext("Somebody reported in %(month)s that something here is wrong. Check first.")
        yield Line(said % {"month": month})


def _closed(until: date | None, reason: str, words: Translator) -> Line:
    said = words.gettext("Closed for now")
    if until:
        said = words.gettext("Closed until %(day)s") % {"day": long_date(until, words)}
    return Line(said, reason, ": ")


def _time(draft: ListingDraft, hours: Hours, words: Translator, now: datetime, here: ZoneInfo) -> TimeLine:
    if is_over(draft):
        return time_line(TimeState.CLOSED, None, words, now=now, here=here)
    return time_line(*state_at(hours, reopens(draft, now, here)), words, now=now, here=here)


def _next_times(
    listing_id: UUID, draft: ListingDraft, words: Translator, now: datetime, here: ZoneInfo
) -> tuple[NextTime, ...]:
    soonest = islice(coming(draft, now=now, here=here), NEXT_TIMES + MORE_TIMES)
    return tuple(
        NextTime(
            occurrence_in_words(occurrence, words, now=now),
            f"/listings/{listing_id}.ics?{urlencode({'at': occurrence.starts_at.isoformat()})}",
        )
        for occurrence in soonest
    )


def _zone(hours: Hours, words: Translator, now: datetime, here: ZoneInfo) -> str:
    zone = next((line.zone for line in hours.schedules if line.zone), None)
    return zone_in_words(now.astimezone(zone), here, words) if zone else ""


def _cost(draft: ListingDraft, words: Translator) -> Line:
    if draft.fees:
        return Line("", draft.fees)
    if "fee" not in draft.facts:
        return Line(words.gettext("Not stated: ask before you go"))
    return Line(words.gettext("Costs money: ask how much") if draft.facts["fee"] else words.gettext("Free"))


def _known(listing: ListingDetail, draft: ListingDraft) -> Known:
    return Known(
        verified_on=listing.verified_on,
        verified_how=listing.verified_how,
        due_on=listing.due_on,
        live_source=listing.live_source,
        reported_wrong=draft.reported_wrong_on is not None,
        can_be_called=bool(draft.phones),
    )


def _other(other: ListingDetail, words: Translator, today: date) -> OtherTime:
    draft = public_side(other.draft)
    when = "; ".join(hours_sentences(hours_of(draft), words, today=today))
    return OtherTime(f"/listings/{other.id}", draft.name, when, draft.text_language)
