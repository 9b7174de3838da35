"""The pages of a short list: its places and their week, the sheet to print, and the text to take along."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Final
from zoneinfo import ZoneInfo

from directory.formats import clock_span, day_words, long_date, phone_in_words, short_date, zone_in_words
from directory.i18n import Translator
from directory.listings.coming import clock_of, coming
from directory.listings.hours import hours_of
from directory.listings.pages.hours_labels import hours_sentences
from directory.listings.pages.list_text import Going, neutral_text
from directory.listings.pages.listing import ListingPage, listing_page
from directory.listings.pages.sheet import SheetPage, sheet_page
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from directory.listings.short_list.week import Slot, week_of
from directory.listings.vocabulary import Vocabulary
from directory.web.square_code import SquareCode, square_code
from search.hours import Occurrence

MINE: Final = "/list"
"""Where one's own list stands."""
SPOKEN: Final = frozenset({"voice", "hotline", "dial_in"})
"""Kinds of numbers at which somebody answers."""


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """One place of the list, with its own page's facts."""

    id: str
    href: str
    listing: ListingPage


@dataclass(frozen=True, slots=True)
class Named:
    """A place by its name, and the language of that."""

    name: str
    language: str


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One time of one place."""

    when: str
    href: str
    name: str
    language: str
    meanwhile: tuple[Named, ...]
    """What is on at the same time."""


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of the week, with what is on."""

    label: str
    lines: tuple[WeekLine, ...]


@dataclass(frozen=True, slots=True)
class ShortListPage:
    """A list as one week, one's own or one that was shared."""

    title: str
    base: str
    """Where the list stands: its sheet and its text are below."""
    is_mine: bool
    places: tuple[ListedPlace, ...]
    days: tuple[WeekDay, ...]
    any_day: tuple[ListedPlace, ...]
    """Places that have no times in this week: always open, by appointment, or not known."""
    address: str = ""
    """Of a shared list, to be given on."""
    code: SquareCode | None = None
    until: str = ""


@dataclass(frozen=True, slots=True)
class ListSheetPage:
    """Every place of a list on paper."""

    title: str
    base: str
    sheets: tuple[SheetPage, ...]


@dataclass(frozen=True, slots=True)
class PlaceText:
    """The text of one place alone, under a name that is not part of it."""

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ListTextPage:
    """A list as words to copy by hand."""

    title: str
    base: str
    text: str
    single: tuple[PlaceText, ...]


@dataclass(frozen=True, slots=True)
class ListReader:
    """Who reads a list: in which words, at which moment, by which clock."""

    vocabulary: Vocabulary
    words: Translator
    now: datetime
    zone: ZoneInfo

    def page_of(self, place: ListingDetail) -> ListingPage:
        """The facts of one place."""
        return listing_page(place, (), self.vocabulary, self.words, now=self.now, zone=self.zone)


def my_list_page(places: Sequence[ListingDetail], reader: ListReader) -> ShortListPage:
    """The list of this device."""
    return _list_page(places, reader, title=reader.words.gettext("My list"), base=MINE)


def shared_list_page(
    places: Sequence[ListingDetail], reader: ListReader, *, address: str, base: str, expires_at: datetime
) -> ShortListPage:
    """A list that was given away: whoever has its `address` sees it until its last day."""
    until = long_date(expires_at.astimezone(reader.zone).date(), reader.words)
    title = reader.words.gettext("A list of places")
    page = _list_page(places, reader, title=title, base=base)
    return replace(page, address=address, code=square_code(address), until=until)


def list_sheet_page(
    places: Sequence[ListingDetail], reader: ListReader, *, base: str, address_of: Callable[[ListingDetail], str]
) -> ListSheetPage:
    """The sheet of a list; `address_of` says where the page of a place stands."""
    sheets = tuple(sheet_page(reader.page_of(place), address_of(place)) for place in places)
    return ListSheetPage(reader.words.gettext("Places to go"), base, sheets)


def list_text_page(places: Sequence[ListingDetail], reader: ListReader, *, base: str) -> ListTextPage:
    """A list as one text, and each of its places as a text of its own."""
    words = reader.words
    single = tuple(
        PlaceText(place.draft.name, place.draft.text_language, neutral_text([_going(place, reader)], words))
        for place in places
    )
    text = neutral_text([_going(place, reader) for place in places], words)
    return ListTextPage(words.gettext("As a text"), base, text, single if len(single) > 1 else ())


def _list_page(places: Sequence[ListingDetail], reader: ListReader, *, title: str, base: str) -> ShortListPage:
    listed = {place.id: ListedPlace(str(place.id), f"/listings/{place.id}", reader.page_of(place)) for place in places}
    slots = week_of(places, now=reader.now, zone=reader.zone)
    timed = {slot.place.id for slot in slots}
    return ShortListPage(
        title=title,
        base=base,
        is_mine=base == MINE,
        places=tuple(listed.values()),
        days=tuple(_days(slots, reader)),
        any_day=tuple(place for listing_id, place in listed.items() if listing_id not in timed),
    )


def _days(slots: Sequence[Slot], reader: ListReader) -> Iterator[WeekDay]:
    for _, some in groupby(slots, key=lambda slot: slot.occurrence.starts_at.date()):
        of_day = tuple(some)
        # What began before midnight and goes on stands under the day on which it began.
        yield WeekDay(_day_label(of_day[0].occurrence, reader), tuple(_line(slot, reader) for slot in of_day))


def _day_label(occurrence: Occurrence, reader: ListReader) -> str:
    """`Today, Sat Nov 21`: a day of the calendar, whatever the hour."""
    morning = occurrence.starts_at.replace(hour=0, minute=0)
    today = reader.now.astimezone(morning.tzinfo).date()
    date = short_date(morning.date(), reader.words, today=today)
    named = day_words(morning, reader.now, reader.words)
    said = f"{named}, {date}" if abs((morning.date() - today).days) <= 1 and named.lower() != date.lower() else date
    return said[:1].upper() + said[1:]


def _line(slot: Slot, reader: ListReader) -> WeekLine:
    when = clock_span(slot.occurrence.starts_at, slot.occurrence.ends_at, reader.words)
    zone = zone_in_words(slot.occurrence.starts_at, reader.zone, reader.words)
    draft = slot.place.draft
    return WeekLine(
        when=f"{when} ({zone})" if zone else when,
        href=f"/listings/{slot.place.id}",
        name=public_side(draft).name,
        language=draft.text_language,
        meanwhile=tuple(Named(public_side(other.draft).name, other.draft.text_language) for other in slot.meanwhile),
    )


def _going(place: ListingDetail, reader: ListReader) -> Going:
    draft, words = public_side(place.draft), reader.words
    where = ""
    door = bus = ""
    if draft.place and draft.in_person and not draft.venue_closed:
        where = ", ".join(filter(None, (draft.place.address_1, draft.place.city)))
        door, bus = draft.place.description, draft.place.transportation
    elif draft.online:
        where = words.gettext("Online")
    number = next((phone for phone in draft.phones if phone.type in SPOKEN), None)
    call = (
        words.gettext("Call %(number)s") % {"number": phone_in_words(number.number, number.extension)} if number else ""
    )
    papers = ", ".join(draft.required_documents)
    bring = words.gettext("Bring: %(things)s") % {"things": papers} if papers else ""
    return Going(": ".join(filter(None, (_when(place, reader), where))), door, bus, call, bring)


def _when(place: ListingDetail, reader: ListReader) -> str:
    """The next time with its date, since nobody knows on which day a text is read; else what is said of the hours."""
    draft = public_side(place.draft)
    here, words = clock_of(draft, reader.zone), reader.words
    today = reader.now.astimezone(here).date()
    for occurrence in islice(coming(draft, now=reader.now, here=here), 1):
        day = short_date(occurrence.starts_at.date(), words, today=today)
        span = clock_span(occurrence.starts_at, occurrence.ends_at, words)
        return f"{day[:1].upper()}{day[1:]}, {span}"
    said = hours_sentences(hours_of(draft), words, today=today)
    return said[0] if said and (draft.always or draft.by_appointment) else words.gettext("Ask for the time")
