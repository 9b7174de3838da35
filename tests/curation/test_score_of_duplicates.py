"""The score that says whether two listings are one: its reasons, what speaks against it, and how good it is."""

import pytest
from typer.testing import CliRunner

from directory.cli.commands import app
from directory.curation.duplicates.measuring import measure, read_labelled
from directory.curation.duplicates.scoring import Difference, Likeness, score
from directory.curation.duplicates.traits import traits_of
from directory.curation.duplicates.wording import name_words, street_and_room
from directory.listings.forms import PhoneDraft
from directory.paths import seeds_folder
from tests.factories import HALL, MONDAY_EVENING, draft

PHONE = (PhoneDraft(number="612-555-0100"),)
TABLE = seeds_folder() / "quality" / "duplicates.csv"


def weigh(one, other):
    return score(traits_of(one), traits_of(other))


def test_precision_and_recall_on_labelled_pairs_stay_above_their_floor() -> None:
    quality = measure(read_labelled(TABLE))
    assert quality.pairs >= 300
    assert quality.precision >= 0.93
    assert quality.recall >= 0.97


def test_the_command_prints_both() -> None:
    printed = CliRunner().invoke(app, ["duplicates", "measure"]).output
    assert "precision 0.9" in printed
    assert "recall 0.9" in printed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Group 2", "Group 3"),
        ("First Baptist", "Second Baptist"),
        ("Hope North", "Hope South"),
        ("Men's Hour", "Women's Hour"),
    ],
)
def test_names_that_a_number_or_a_word_tells_apart_are_not_alike(one: str, other: str) -> None:
    weighed = weigh(draft(name=one, phones=PHONE), draft(name=other, phones=PHONE))
    assert not weighed.is_likely
    assert Difference.NUMBERS in weighed.differences


def test_a_group_is_one_only_by_name_and_place_and_time() -> None:
    group = draft(name="Night Owls", phones=PHONE)
    tuesday = MONDAY_EVENING.model_copy(update={"byday": ("TU",)})
    assert weigh(group, draft(name="The Night Owls Group")).is_likely
    assert not weigh(group, draft(name="Early Birds Meeting", phones=PHONE)).is_likely
    assert not weigh(group, draft(name="Night Owls", phones=PHONE, schedules=(tuesday,))).is_likely
    elsewhere = HALL.model_copy(update={"address_1": "9 Oak Road", "postal_code": "55499", "lat": 45.2})
    assert not weigh(group, draft(name="Night Owls", phones=PHONE, place=elsewhere)).is_likely


def test_a_score_tells_its_reasons_the_weightiest_first() -> None:
    weighed = weigh(draft(phones=PHONE, schedules=()), draft(phones=PHONE, schedules=()))
    assert weighed.reasons[0] == Likeness.PHONE
    assert {Likeness.NAME, Likeness.ADDRESS, Likeness.ORGANIZATION} <= set(weighed.reasons)
    assert 0 <= weighed.value <= 1


def test_the_order_of_two_listings_changes_nothing() -> None:
    for pair in read_labelled(TABLE):
        assert score(pair.one, pair.other) == score(pair.other, pair.one)


def test_words_are_compared_without_fillers_in_one_language() -> None:
    assert name_words("The Iglesia de San José, 2nd Group") == ("church", "st", "jose", "2", "group")
    assert (
        street_and_room("100 Elm Street, Suite 4", "") == street_and_room("100 Elm St.", "# 4") == ("100 elm st", "4")
    )
