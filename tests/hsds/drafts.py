"""Strategies for listings that HSDS can tell whole, in plain words."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft, ScheduleDraft
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from search.hours import Frequency

VOCABULARY = load_vocabulary(seeds_folder() / "vocabulary")
words = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzáéñü0123456789&'.-", min_size=1, max_size=8), min_size=1, max_size=4
).map(" ".join)
texts = st.just("") | words
links = st.just("") | st.from_regex(r"https://[a-z]{2,8}\.example\.org/[a-z0-9/]{0,12}", fullmatch=True)
emails = st.just("") | st.from_regex(r"[a-z]{1,8}@[a-z]{2,8}\.example\.org", fullmatch=True)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
times = st.times().map(lambda at: at.replace(microsecond=0))
numbers = st.from_regex(r"[2-9]\d{2}-555-01\d{2}", fullmatch=True)


def some(values: st.SearchStrategy, *, least: int = 0, most: int = 3, unique: bool = False) -> st.SearchStrategy:
    return st.lists(values, min_size=least, max_size=most, unique=unique).map(tuple)


def codes(known: object) -> st.SearchStrategy:
    return st.sampled_from(sorted(known))  # type: ignore[call-overload]  # mappings of codes


def stated(known: object) -> st.SearchStrategy:
    return st.dictionaries(codes(known), st.booleans(), max_size=4)


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleDraft:
    freq = draw(st.sampled_from(Frequency))
    ordinals = ["2TU", "-1FR", "1MO"] if freq is Frequency.MONTHLY else ["MO", "WE", "SU"]
    return ScheduleDraft(
        starts=draw(times),
        ends=draw(st.none() | times),
        freq=freq,
        byday=tuple(
            day for day in ("MO", "2TU", "WE", "-1FR", "1MO", "SU") if day in draw(some(st.sampled_from(ordinals)))
        ),
        bymonthday=draw(some(st.integers(1, 31), unique=True)) if freq is Frequency.MONTHLY else (),
        interval=draw(st.integers(1, 8)),
        anchor=draw(days if freq is Frequency.ONCE else st.none() | days),
        until=draw(st.none() | days),
        count=draw(st.none() | st.integers(1, 500)),
        valid_from=draw(st.none() | days),
        valid_to=draw(st.none() | days),
        except_on=draw(some(days)),
        description=draw(texts),
    )


@st.composite
def places(draw: st.DrawFn) -> PlaceDraft:
    lat, lon = draw(st.just((None, None)) | st.tuples(st.floats(25, 48), st.floats(-120, -70)))
    return PlaceDraft(
        name=draw(words),
        address_1=draw(texts),
        address_2=draw(texts),
        city=draw(texts),
        region=draw(texts),
        state_province=draw(texts),
        postal_code=draw(st.just("") | st.from_regex(r"\d{5}", fullmatch=True)),
        country=draw(st.sampled_from(["US", "CA"])),
        lat=lat,
        lon=lon,
        transportation=draw(texts),
        description=draw(texts),
    )


phones = st.builds(
    PhoneDraft,
    number=numbers,
    extension=st.sampled_from(["", "7", "4385", "007", "2a"]),
    type=st.sampled_from(["voice", "text", "fax", "tty", "hotline", "dial_in"]),
    description=texts,
)
contacts = st.builds(
    ContactDraft,
    name=words,
    title=texts,
    email=emails,
    phone=st.just("") | numbers,
    best_time=texts,
    public=st.just(True),  # noqa: FBT003 - what is not public never goes out
)


@st.composite
def tellable(draw: st.DrawFn) -> ListingDraft:
    """A listing of which everything is public and known to the vocabulary."""
    facts = draw(stated(VOCABULARY.facts))
    return ListingDraft(
        name=draw(words),
        alternate_name=draw(texts),
        organization=draw(words),
        organization_url=draw(links),
        description=draw(texts),
        first_time=draw(texts),
        text_language=draw(st.sampled_from(["en", "es"])),
        terms=draw(some(codes(VOCABULARY.terms), least=1, unique=True)),
        audiences=draw(some(codes(VOCABULARY.audiences), unique=True)),
        languages=draw(some(codes(VOCABULARY.languages), unique=True)),
        facts=facts,
        access=draw(stated(VOCABULARY.access)),
        fees=draw(texts),
        required_documents=draw(some(words, unique=True)),
        in_person=draw(st.booleans()),
        online=draw(st.booleans()),
        place=draw(st.none() | places()),
        url=draw(links),
        online_url=draw(links),
        online_notes=draw(texts),
        phones=draw(some(phones, unique=True)),
        email=draw(emails),
        contacts=draw(some(contacts, unique=True)),
        timezone=draw(st.sampled_from([None, "America/Chicago", "Asia/Kathmandu"])),
        schedules=draw(some(schedules(), unique=True)),
        always=draw(st.booleans()),
        by_appointment=draw(st.booleans()),
        hours_note=draw(texts),
        status=draw(st.sampled_from(["active", "inactive", "defunct", "temporarily_closed"])),
        closed_reason=draw(texts),
        closed_until=draw(st.none() | days),
        venue_closed=draw(st.booleans()),
        group=draw(st.just("") | words),
        room_now_until=draw(st.none() | st.just(datetime(2027, 11, 22, tzinfo=UTC))) if "room_now" in facts else None,
    )
