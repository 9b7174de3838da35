"""The demo county: every listing is whole, invented and true to its map, and every variety to be shown is there."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from geopy.distance import geodesic

from directory.listings.forms import ListingDraft, PlaceDraft, ScheduleDraft
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.seeding.county import read_county
from search.gazetteer import Gazetteer
from search.hours import Frequency

SEEDS = Path(__file__).parents[2] / "seeds"
DEMO = SEEDS / "demo"
MAPS = {"county", "places", "organizations"}
CENTER = (44.9854, -93.2702)  # the middle of ZIP 55401
DEMO_NOON = datetime(2026, 11, 21, 18, tzinfo=UTC)  # a Saturday
DEMO_DAY = DEMO_NOON.date()


@cache
def read(name: str) -> Any:
    return yaml.load((DEMO / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def rows() -> list[dict[str, Any]]:
    names = sorted(path.stem for path in DEMO.glob("*.yaml") if path.stem not in MAPS)
    return [row for name in names for row in read(name)]


@cache
def listings() -> dict[str, ListingDraft]:
    """Every listing by its id, as the program reads it on the day of the county."""
    return {listing.id: listing.draft for listing in read_county(DEMO, now=DEMO_NOON)}


def every() -> list[ListingDraft]:
    return list(listings().values())


def count(holds: Callable[[ListingDraft], object]) -> int:
    """How many listings are so."""
    return sum(bool(holds(listing)) for listing in every())


def schedules() -> Iterator[ScheduleDraft]:
    for listing in every():
        yield from listing.schedules


def places() -> Iterator[PlaceDraft]:
    for listing in every():
        if listing.place:
            yield listing.place


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(SEEDS / "vocabulary")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(SEEDS / "places")


def test_every_row_is_a_listing_and_there_are_at_least_470() -> None:
    assert len(listings()) >= 470


def test_every_id_and_every_name_stands_once() -> None:
    assert [name for name, times in Counter(row["id"] for row in rows()).items() if times > 1] == []
    assert [name for name, times in Counter(row["name"] for row in rows()).items() if times > 1] == []


def test_no_two_descriptions_are_alike() -> None:
    texts = Counter(listing.description for listing in every())
    assert [text for text, times in texts.items() if times > 1 or len(text) < 20] == []


def test_every_place_and_organization_is_used() -> None:
    used = {row["place"]["at"] if isinstance(row["place"], dict) else row["place"] for row in rows() if "place" in row}
    assert set(read("places")) == used
    assert set(read("organizations")) == {row["organization"] for row in rows()}


def test_every_code_is_in_the_vocabulary(vocabulary: Vocabulary) -> None:
    unknown = {
        *({code for listing in every() for code in listing.terms} - set(vocabulary.terms)),
        *({code for listing in every() for code in listing.facts} - set(vocabulary.facts)),
        *({code for listing in every() for code in listing.access} - set(vocabulary.access)),
        *({code for listing in every() for code in listing.audiences} - set(vocabulary.audiences)),
        *({code for listing in every() for code in listing.languages} - set(vocabulary.languages)),
    }
    assert unknown == set()


def test_every_domain_has_a_believable_share(vocabulary: Vocabulary) -> None:
    shares = Counter(domain for listing in every() for domain in vocabulary.domains_of(listing.terms))
    assert {domain: shares[domain] >= 35 for domain in vocabulary.domains} == dict.fromkeys(vocabulary.domains, True)
    assert shares.most_common(1)[0][0] == "recovery"


def test_most_terms_of_the_vocabulary_have_a_listing(vocabulary: Vocabulary) -> None:
    used = {term.code for listing in every() for code in listing.terms for term in vocabulary.lineage(code)}
    assert len(used) >= 0.85 * len(vocabulary.terms)


def test_every_fact_is_stated_yes_stated_no_and_not_stated(vocabulary: Vocabulary) -> None:
    for code in vocabulary.facts:
        assert {listing.facts.get(code) for listing in every()} == {True, False, None}, code


def test_every_way_in_is_stated_yes_stated_no_and_not_stated(vocabulary: Vocabulary) -> None:
    for code in vocabulary.access:
        assert {listing.access.get(code) for listing in every()} == {True, False, None}, code


def test_every_audience_is_served(vocabulary: Vocabulary) -> None:
    assert {code for listing in every() for code in listing.audiences} == set(vocabulary.audiences)


def test_at_least_45_listings_speak_spanish_and_30_are_written_in_it() -> None:
    assert count(lambda listing: "es" in listing.languages) >= 45
    assert count(lambda listing: listing.text_language == "es") >= 30
    assert count(lambda listing: not listing.languages) >= 10


@pytest.mark.parametrize(
    ("variety", "least", "holds"),
    [
        ("weekly", 200, lambda s: s.freq is Frequency.WEEKLY and len(s.byday) == 1),
        ("several times a week", 100, lambda s: s.freq is Frequency.WEEKLY and len(s.byday) > 1),
        ("every day", 15, lambda s: len(s.byday) == 7),
        ("on a numbered weekday of the month", 30, lambda s: s.freq is Frequency.MONTHLY and s.byday),
        ("on the last weekday of the month", 2, lambda s: any(day.startswith("-1") for day in s.byday)),
        ("on a day of the month", 1, lambda s: s.bymonthday),
        ("every other week", 2, lambda s: s.interval == 2 and s.anchor),
        ("past midnight", 10, lambda s: s.ends and s.ends <= s.starts),
        ("for a season", 40, lambda s: s.valid_from and s.valid_to),
        ("but not on a holiday", 20, lambda s: date(2026, 11, 26) in s.except_on),
        ("but not on Christmas", 15, lambda s: date(2026, 12, 25) in s.except_on),
        ("a counted number of times", 1, lambda s: s.count),
        ("until a day", 1, lambda s: s.until),
        ("once", 25, lambda s: s.freq is Frequency.ONCE),
    ],
)
def test_schedules_come_in_every_variety(variety: str, least: int, holds: Callable[[ScheduleDraft], object]) -> None:
    assert sum(bool(holds(schedule)) for schedule in schedules()) >= least, variety


@pytest.mark.parametrize(
    ("variety", "least", "holds"),
    [
        ("around the clock", 15, lambda d: d.always),
        ("by appointment", 15, lambda d: d.by_appointment),
        ("with nothing known of its hours", 5, lambda d: not (d.schedules or d.always or d.by_appointment)),
        ("in person only", 300, lambda d: d.in_person and not d.online),
        ("online only", 30, lambda d: d.online and not d.in_person),
        ("in person and online", 15, lambda d: d.in_person and d.online),
        ("by phone dial-in", 10, lambda d: any(phone.type == "dial_in" for phone in d.phones)),
        ("on a hotline", 5, lambda d: any(phone.type == "hotline" for phone in d.phones)),
        ("temporarily closed until a day", 2, lambda d: d.status == "temporarily_closed" and d.closed_until),
        ("online while its place is closed", 1, lambda d: d.venue_closed and d.online and d.closed_until),
        ("at a hidden address", 2, lambda d: d.place and d.place.visibility == "hidden"),
        ("at an address of which only the area is told", 10, lambda d: d.place and d.place.visibility == "area_only"),
        ("reported wrong", 1, lambda d: d.reported_wrong_on),
        ("never checked", 5, lambda d: d.checked_on is None),
        ("with a room now that expires", 8, lambda d: d.facts.get("room_now") and d.room_now_until),
        ("with a public key contact", 25, lambda d: any(c.key and c.public for c in d.contacts)),
        ("with a private contact", 5, lambda d: any(not c.public for c in d.contacts)),
        ("under a very long name", 5, lambda d: len(d.name) >= 80),
        ("under an accented name", 5, lambda d: re.search("[áéíóúñé]", d.name)),
        ("under a name with an apostrophe", 5, lambda d: "'" in d.name),
        ("with first-time information", 20, lambda d: d.first_time),
        ("asking for documents", 20, lambda d: d.required_documents),
        ("in another time zone", 2, lambda d: d.timezone != "America/Chicago"),
    ],
)
def test_listings_come_in_every_variety(variety: str, least: int, holds: Callable[[ListingDraft], object]) -> None:
    assert count(holds) >= least, variety


def test_several_groups_share_a_hall_and_one_group_has_several_halls() -> None:
    halls = Counter(place.name for place in places())
    assert sum(times >= 5 for times in halls.values()) >= 10
    spread = {listing.place.name for listing in every() if listing.group == "all-paths" and listing.place}
    assert len(spread) >= 3


def test_listings_were_checked_in_every_way_at_many_ages() -> None:
    ages = [(DEMO_DAY - listing.checked_on).days for listing in every() if listing.checked_on]
    assert min(ages) >= 2
    assert max(ages) >= 600
    assert sum(age <= 90 for age in ages) >= len(ages) / 2
    ways = {listing.checked_how for listing in every()}
    assert ways == {"visited", "called", "emailed", "website", "contact_confirmed", None}
    assert count(lambda listing: (listing.checked_on is None) != (listing.checked_how is None)) == 0


def test_one_off_events_lie_ahead_of_the_demo_day() -> None:
    days = {schedule.anchor for schedule in schedules() if schedule.freq is Frequency.ONCE}
    assert None not in days
    ahead = {day for day in days if day}
    assert min(ahead) > DEMO_DAY
    assert max(ahead) <= DEMO_DAY + timedelta(days=230)
    assert len({day.month for day in ahead}) >= 6


@pytest.mark.parametrize("weekday", ["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
def test_every_evening_has_twenty_groups_within_ten_miles(weekday: str, vocabulary: Vocabulary) -> None:
    def is_near_group(listing: ListingDraft) -> bool:
        kinds = {term.code for code in listing.terms for term in vocabulary.lineage(code)}
        return "support_group" in kinds and miles(listing.place) <= 10 and listing.status == "active"

    def is_on(schedule: ScheduleDraft) -> bool:
        return weekday in schedule.byday and schedule.starts.hour >= 17

    assert count(lambda listing: is_near_group(listing) and any(map(is_on, listing.schedules))) >= 20


def test_every_place_lies_in_the_county_near_its_zip_and_some_40_miles_out(gazetteer: Gazetteer) -> None:
    for place in places():
        zip_place = gazetteer.zip_place(place.postal_code)
        assert zip_place is not None, place.name
        assert place.lat is not None
        assert place.lon is not None
        assert miles(place) <= 50, place.name
        assert geodesic((place.lat, place.lon), (zip_place.lat, zip_place.lon)).miles <= 2.5, place.name
        assert place.region == read("county")["name"]
    assert 38 <= max(map(miles, places())) <= 50


def miles(place: PlaceDraft | None) -> float:
    """How far from the middle of the demo; a listing without a place is nowhere near."""
    if place is None or place.lat is None or place.lon is None:
        return float("inf")
    return float(geodesic(CENTER, (place.lat, place.lon)).miles)


def test_every_phone_number_is_kept_free_for_fiction() -> None:
    fictional = re.compile(r"\d{3}-555-01\d\d")
    numbers = {phone.number for listing in every() for phone in listing.phones}
    numbers |= {contact.phone for listing in every() for contact in listing.contacts if contact.phone}
    assert [number for number in numbers if not fictional.fullmatch(number)] == []
    for path in DEMO.iterdir():
        found = re.findall(r"\b\d{3}[-. ]\d{3}[-. ]\d{4}\b", path.read_text(encoding="utf-8"))
        assert [number for number in found if not fictional.fullmatch(number)] == []


def test_every_address_on_the_web_is_an_example() -> None:
    for path in DEMO.iterdir():
        text = path.read_text(encoding="utf-8")
        hosts = re.findall(r"https?://([^/\s]+)", text) + re.findall(r"\w@([\w.-]+\w)", text)
        assert [host for host in hosts if not host.endswith("example.org")] == []


def test_a_listing_is_found_somewhere_and_a_private_address_is_not_told_elsewhere() -> None:
    for name, listing in listings().items():
        assert listing.in_person or listing.online, name
        assert listing.in_person == (listing.place is not None), name
        if listing.place and listing.place.visibility != "full":
            assert listing.place.address_1.split()[0] not in listing.model_dump_json(exclude={"place"}), name
            assert listing.place.transportation == "", name


def test_a_listing_that_can_be_joined_by_phone_tells_the_number() -> None:
    for name, listing in listings().items():
        numbers = [phone.number for phone in listing.phones if phone.type == "dial_in"]
        assert bool(numbers) == (listing.access.get("phone_dial_in") is True), name


def test_texts_put_the_person_first() -> None:
    unkind = re.compile(
        r"\b(addicts?|abusers?|alcoholics|junkies?|felons?|inmates?|the homeless|drug users?|adict[oa]s?)\b"
    )
    told = {row["id"]: found.group() for row in rows() if (found := unkind.search(str(row).lower()))}
    assert told == {}


def test_the_readme_of_the_seeds_states_how_much_there_is() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| `demo/([\w-]+)\.yaml` \| (\d+) \|", readme, re.MULTILINE))
    counted = {path.stem: str(len(read(path.stem))) for path in DEMO.glob("*.yaml") if path.stem != "county"}
    assert stated == counted
