"""A private address reaches neither the index nor anything that is shown."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.listings.documents import document_of
from directory.listings.forms import ContactDraft, PlaceDraft
from directory.listings.privacy import public_side, screen
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from search.gazetteer import Gazetteer
from search.rows import row_of, shown_of
from tests.factories import draft

VOCABULARY = load_vocabulary(seeds_folder() / "vocabulary")
GAZETTEER = Gazetteer.load(seeds_folder() / "places")
SHELTER = PlaceDraft(
    name="Harbor House, 4127 Quiet Willow Lane",
    address_1="4127 Quiet Willow Lane",
    address_2="Rear door",
    city="Minneapolis",
    region="Hennepin County",
    state_province="MN",
    postal_code="55407",
    lat=44.93771,
    lon=-93.25432,
    description="Ring at 4127 Quiet Willow Ln, rear door",
    transportation="Bus 14 stops in front of 4127 Quiet Willow Lane",
)


def shelter(visibility):
    return draft(
        name="Harbor House",
        description="Come to 4127 Quiet Willow Lane at any hour. Pin: 44.93771, -93.25432.",
        first_time="Walk up 4127 QUIET WILLOW and ring.",
        place=SHELTER.model_copy(update={"visibility": visibility}),
        contacts=(ContactDraft(name="Rosalind", phone="612-555-0142", key=True),),
    )


def everything_the_index_is_given(document) -> str:
    words = " ".join(getattr(document.texts, name) for name in document.texts.__dataclass_fields__)
    return words + repr(msgpack.unpackb(row_of(document), strict_map_key=False)) + repr(shown_of(document))


@pytest.mark.parametrize("visibility", ["area_only", "hidden"])
def test_a_private_address_is_in_no_part_of_what_the_index_is_given(make, now, visibility):
    listing = make.listing(**shelter(visibility).model_dump())
    given_to_index = everything_the_index_is_given(document_of(listing, VOCABULARY, GAZETTEER, now=now)).lower()
    for secret in ("4127", "willow", "44.9377", "93.2543", "rear door", "rosalind", "0142"):
        assert secret not in given_to_index


def test_an_area_is_the_middle_of_its_zip_code(make, now):
    document = document_of(make.listing(**shelter("area_only").model_dump()), VOCABULARY, GAZETTEER, now=now)
    middle = GAZETTEER.centroid_of(code="55407")
    assert (document.lat, document.lon, document.precision) == (*middle, "area")
    assert document.card["area"] == "Minneapolis 55407"
    assert document.card["lat"] is None


def test_a_hidden_place_is_known_by_its_county_only(make, now):
    document = document_of(make.listing(**shelter("hidden").model_dump()), VOCABULARY, GAZETTEER, now=now)
    county = next(p for p in GAZETTEER.places_named("Hennepin County", state="MN") if p.precision == "county")
    assert (document.lat, document.lon, document.precision) == (county.lat, county.lon, "area")
    assert document.card["area"] == "Hennepin County"
    assert "55407" not in everything_the_index_is_given(document)


@pytest.mark.parametrize("visibility", ["area_only", "hidden"])
def test_a_private_address_is_not_in_the_words_beside_a_number_a_time_or_a_paper(visibility):
    where = "ask at 4127 Quiet Willow Lane"
    listing = draft(
        place=SHELTER.model_copy(update={"visibility": visibility}),
        phones=({"number": "612-555-0100", "description": where},),
        schedules=({"starts": "19:00", "byday": ("TU",), "description": where},),
        required_documents=(f"A letter: {where}", "ID"),
    )
    public = public_side(listing)
    assert "4127" not in repr(public)
    assert "Willow" not in repr(public)
    assert public.required_documents[1] == "ID"
    assert public.phones[0].number == "612-555-0100"


def test_a_public_address_stays_as_it_is():
    listing = draft(description="We meet at 100 Elm Street.")
    assert public_side(listing).description == "We meet at 100 Elm Street."
    assert public_side(listing).place == listing.place


def test_a_contact_is_shown_only_with_permission():
    named = ContactDraft(name="Marta", key=True, public=True)
    listing = draft(contacts=(named, ContactDraft(name="Rosalind")))
    assert public_side(listing).contacts == (named,)


@given(number=st.integers(1, 99999), street=st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9})?", fullmatch=True))
def test_no_spelling_of_the_address_survives_the_screen(number, street):
    place = PlaceDraft(address_1=f"{number} {street} Avenue", visibility="hidden")
    for text in (f"at {number} {street} Ave.", f"{number} {street.upper()} AVENUE, door 2", f"Go to {number} {street}"):
        assert f"{number} {street.split()[0]}".lower() not in screen(text, place).lower()
