"""Strategies for drafts of listings, as varied as the form allows."""

from datetime import UTC, date, timedelta, timezone

from hypothesis import strategies as st

from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft, ScheduleDraft
from search.hours import Frequency

# Whatever a database can keep: no lone surrogates, no NUL.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(characters, max_size=20)
names = st.text(characters, min_size=1, max_size=20)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6))]))
weekdays = st.sampled_from(["MO", "TU", "2WE", "-1FR", "SU"])
terms = st.sampled_from(["aa", "smart", "support_group", "newcomer_meeting", "basketball"])
facts = st.dictionaries(st.sampled_from(["fee", "id", "room_now", "same_day"]), st.booleans())


def some(values: st.SearchStrategy, *, least: int = 0) -> st.SearchStrategy:
    return st.lists(values, min_size=least, max_size=3).map(tuple)


schedules = st.builds(
    ScheduleDraft,
    starts=st.times(),
    ends=st.none() | st.times(),
    freq=st.sampled_from(Frequency),
    byday=some(weekdays),
    bymonthday=some(st.integers(-1, 31)),
    interval=st.integers(1, 52),
    anchor=st.none() | days,
    until=st.none() | days,
    count=st.none() | st.integers(1, 500),
    valid_from=st.none() | days,
    valid_to=st.none() | days,
    except_on=some(days),
    description=texts,
)
places = st.builds(
    PlaceDraft,
    name=texts,
    address_1=texts,
    address_2=texts,
    city=texts,
    region=texts,
    state_province=texts,
    postal_code=texts,
    country=texts,
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    visibility=st.sampled_from(["full", "area_only", "hidden"]),
    transportation=texts,
    description=texts,
)
phones = st.builds(
    PhoneDraft,
    number=st.text(characters, min_size=2, max_size=40),
    extension=texts,
    type=st.sampled_from(["voice", "text", "dial_in"]),
    description=texts,
)
contacts = st.builds(
    ContactDraft,
    name=texts,
    title=texts,
    email=texts,
    phone=texts,
    best_time=texts,
    key=st.booleans(),
    public=st.booleans(),
)
WORDS = ("alternate_name", "organization_description", "organization_url", "description", "first_time", "fees", "url",
         "online_url", "online_notes", "email", "hours_note", "closed_reason", "group")  # fmt: skip
YES_OR_NO = ("in_person", "online", "always", "by_appointment", "venue_closed")


@st.composite
def drafts(draw: st.DrawFn) -> ListingDraft:
    stated = draw(facts)
    return ListingDraft(
        name=draw(names),
        organization=draw(names),
        text_language=draw(st.sampled_from(["en", "es"])),
        terms=draw(some(terms, least=1)),
        audiences=draw(some(st.sampled_from(["women", "men", "veterans"]))),
        languages=draw(some(st.sampled_from(["en", "es", "so"]))),
        facts=stated,
        access=draw(st.dictionaries(st.sampled_from(["bus", "wheelchair"]), st.booleans())),
        required_documents=draw(some(texts)),
        place=draw(st.none() | places),
        phones=draw(some(phones)),
        contacts=draw(some(contacts)),
        timezone=draw(st.sampled_from([None, "America/Chicago", "Asia/Kathmandu"])),
        schedules=draw(some(schedules)),
        status=draw(st.sampled_from(["active", "inactive", "defunct", "temporarily_closed"])),
        closed_until=draw(st.none() | days),
        room_now_until=draw(st.none() | moments) if "room_now" in stated else None,
        checked_on=draw(st.none() | days),
        checked_how=draw(st.sampled_from([None, "visited", "called"])),
        reported_wrong_on=draw(st.none() | days),
        unmapped=draw(st.dictionaries(texts, texts, max_size=3)),
        **{word: draw(texts) for word in WORDS},
        **{flag: draw(st.booleans()) for flag in YES_OR_NO},
    )
