"""Searching the directory for pairs: what is compared, what is filed, and that a search goes on where it was."""

from directory.curation.duplicates.blocking import candidates, likely_pairs
from directory.curation.duplicates.pairs import waiting_pairs
from directory.curation.duplicates.searching import find_and_file
from directory.curation.duplicates.traits import traits_of
from directory.db import Database
from directory.listings.forms import PhoneDraft
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from tests.factories import EDITED, draft

PHONE = (PhoneDraft(number="612-555-0100"),)


def save(database: Database, now, key: str, **facts) -> None:
    with database.writing() as session:
        save_listing(session, draft(**facts), listing_id=mint_id("tests", key), now=now, origin=EDITED)


def waiting(database: Database) -> list[str]:
    with database.reading() as session:
        pairs, total = waiting_pairs(session, limit=50)
        assert total == len(pairs)
        return [f"{pair.left.detail.draft.name} = {pair.right.detail.draft.name}" for pair in pairs]


def test_pairs_are_filed_once_and_only_what_changed_is_compared_again(database: Database, now) -> None:
    save(database, now, "one", name="Elm Street Group")
    save(database, now, "two", name="Elm St. Group")
    save(database, now, "three", name="Lake Choir")
    assert find_and_file(database, lambda: now) == 1
    assert waiting(database) == ["Elm Street Group = Elm St. Group"] or waiting(database) == [
        "Elm St. Group = Elm Street Group"
    ]
    assert find_and_file(database, lambda: now) == 0
    save(database, now, "four", name="The Lake Choir", phones=PHONE)
    assert find_and_file(database, lambda: now) == 1
    assert len(waiting(database)) == 2


def test_what_is_over_is_nobodys_duplicate_and_what_lost_its_reason_is_closed(database: Database, now) -> None:
    save(database, now, "one", name="Elm Street Group")
    save(database, now, "two", name="Elm Street Group", status="inactive")
    assert find_and_file(database, lambda: now) == 0


def test_comparing_does_not_grow_with_the_square_of_a_busy_hall() -> None:
    many = [traits_of(draft(name=f"Group of the {letter} {number}")) for letter in "abcdefgh" for number in range(100)]
    assert len(list(candidates(many))) < 40 * len(many)


def test_a_number_of_an_office_tells_nothing() -> None:
    names = ("Food shelf", "Night shelter", "Legal aid", "Art room", "Choir")
    many = [traits_of(draft(name=name, phones=PHONE, schedules=())) for name in names]
    assert list(likely_pairs(many)) == []
