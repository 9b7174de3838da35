"""What a listing says, read by people: no code, no name of a field, and nothing that stands apart."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from directory.curation.pages.changes import changes_between
from directory.curation.pages.editing_labels import labels_of
from directory.curation.pages.values import Reader
from directory.i18n import LanguageCode, translator
from directory.listings.fields import flat
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from tests.factories import HALL, draft

VOCABULARY = load_vocabulary(seeds_folder() / "vocabulary")
TODAY = date(2026, 11, 22)


def whole_listing() -> ListingDraft:
    """A listing that says something in every field that has a code or a name of its own."""
    return draft(
        place=HALL.model_copy(update={"visibility": "area_only", "country": "CA", "lat": 44.98333333333}),
        phones=(PhoneDraft(number="612-555-0142", extension="5", type="dial_in", description="PIN 7"),),
        contacts=(ContactDraft(name="Maria", title="desk", key=True, public=True),),
        status="temporarily_closed",
        closed_until=date(2027, 1, 2),
        closed_reason="The roof",
        checked_on=date(2026, 10, 1),
        checked_how="contact_confirmed",
        facts={"room_now": True},
        room_now_until=datetime(2026, 11, 26, 3, tzinfo=UTC),
        access={"wheelchair": False},
        reported_wrong_on=TODAY,
        unmapped={"typed.name": "Elm"},
    )


def told(code: LanguageCode = "en") -> dict[str, str]:
    reader = Reader.of(VOCABULARY, translator(code), TODAY)
    saying: dict[str, Any] = whole_listing().model_dump(mode="json", exclude_defaults=True)
    changes = changes_between([saying], list(flat(saying)), reader)
    return {change.name: "\n".join(change.sayings[0]) for change in changes}


def test_codes_are_told_by_their_names() -> None:
    lines = told()
    assert lines["Telephone"] == "612-555-0142, extension 5, To join by telephone, PIN 7"
    assert lines["People to ask for"] == "Maria, desk, Introduces newcomers, Said yes to being named to everybody"
    assert lines["Whether it is offered"].splitlines() == [
        "Closed for now",
        "Why it is closed: The roof",
        "Closed until: January 2, 2027",
    ]
    assert "How much of the place is shown: Area only\n" in lines["Address"] + "\n"
    assert "Latitude: 44.98333\n" in lines["Address"]
    assert lines["Checked how"] == "Somebody there confirmed it"


def test_what_holds_without_being_said_is_told_where_it_changes() -> None:
    reader = Reader.of(VOCABULARY, translator("en"), TODAY)
    now = {"place": {"city": "Edina"}}
    then = {"status": "inactive", "closed_reason": "Moved away", "online": True, "place": {"visibility": "hidden"}}
    fields = ["status", "closed_reason", "online", "place.visibility"]
    changes = {change.name: change.sayings for change in changes_between((now, then), fields, reader)}
    assert changes["Whether it is offered"] == (
        ("It is offered",),
        ("No longer offered", "Why it is closed: Moved away"),
    )
    assert changes["Online"] == (("no",), ("yes",))
    assert [lines[0].rpartition(": ")[2] for lines in changes["Address"]] == ["Full", "Hidden"]


def test_a_moment_is_told_in_the_zone_of_the_listing() -> None:
    assert "Room until: November 25, 2026, 9:00 pm" in "\n".join(told().values())


@pytest.mark.parametrize("code", ["en", "es"])
def test_no_field_is_called_by_its_name_in_a_file_and_what_stands_apart_is_not_told(code: LanguageCode) -> None:
    lines = told(code)
    spoken = [*lines, *(line.partition(": ")[0] for text in lines.values() for line in text.splitlines())]
    raw = {name.rpartition(".")[2] for name in ListingDraft.model_fields} | {"country", "lat", "lon"}
    assert not {word for word in spoken if word in raw or "_" in word or "facts." in word}
    assert "Elm" not in "".join(lines.values()).replace("Elm Street", "")


def test_where_two_changed_the_same_codes_are_told_by_their_names() -> None:
    labels = labels_of(VOCABULARY, translator("en"))
    assert labels["phones"].said('[["612-555-0142", "5", "hotline", ""]]') == "612-555-0142, extension 5, Hotline"
    assert labels["contacts"].said('[["Maria", "", "", "", "", "1", ""]]') == "Maria, Introduces newcomers"
    assert labels["status"].said("inactive") == "No longer offered"
    assert labels["place_visibility"].said("hidden") == "Hidden"
    assert labels["text_language"].said("es") == "Spanish"
