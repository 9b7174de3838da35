"""Searching the directory for pairs: what is compared, what is filed, and that a search goes on where it was."""

import tracemalloc
from itertools import combinations

import pytest
from sqlalchemy import event

from directory.curation.duplicates.blocking import candidates, likely_pairs
from directory.curation.duplicates.pairs import waiting_pairs
from directory.curation.duplicates.searching import AT_ONCE, find_and_file
from directory.curation.duplicates.traits import Alike, Traits, traits_of
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


def busy_hall() -> list[Traits]:
    names = (f"Group of the {letter} {number}" for letter in "abcdefgh" for number in range(100))
    return [traits_of(draft(name=name, phones=PHONE), mint_id("tests", name)) for name in names]


def test_comparing_does_not_grow_with_the_square_of_a_busy_hall() -> None:
    many = busy_hall()
    assert len(list(candidates(many))) < 40 * len(many)


def test_what_is_kept_while_comparing_does_not_grow_with_the_pairs() -> None:
    pairs = candidates(busy_hall())
    tracemalloc.start()
    next(pairs)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    number = sum(1 for _ in pairs)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (most - before) / number < 1  # bytes a pair; kept, each would be a hundred


def test_each_pair_is_compared_once_and_of_what_changed_only_its_own() -> None:
    many = busy_hall()[::8]
    pairs = list(candidates(many))
    assert len(set(pairs)) == len(pairs)
    assert all(first < second for first, second in pairs)
    changed = {many[5].id, many[6].id, many[50].id}
    of_those = {(first, second) for first, second in pairs if {many[first].id, many[second].id} & changed}
    again = list(candidates(many, changed=changed))
    assert len(again) == len(of_those)
    assert set(again) == of_those


def test_a_small_hall_is_compared_each_with_each() -> None:
    many = busy_hall()[:40]
    assert sorted(candidates(many)) == list(combinations(range(40), 2))


def test_what_many_have_alike_is_kept_once() -> None:
    alike = Alike()
    one, other = (alike.kept_once(traits_of(draft(name="Elm Street Group", phones=PHONE))) for _ in range(2))
    assert one == other == traits_of(draft(name="Elm Street Group", phones=PHONE))
    assert one.terms is other.terms
    assert one.times is other.times
    assert one.words[0] is other.words[0]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_many_pairs_are_filed_in_short_steps(database: Database, now) -> None:
    for number in range(12):
        save(database, now, f"{number}", name="Elm Street Group")
    steps: list[object] = []
    event.listen(database.engine, "commit", steps.append)
    told: list[tuple[int, int]] = []
    pairs = find_and_file(database, lambda: now, lambda *far: told.append(far))
    assert pairs == 12 * 11 / 2 > AT_ONCE
    assert len(steps) > pairs / AT_ONCE
    assert told == [(12, 12)]


def test_a_number_of_an_office_tells_nothing() -> None:
    names = ("Food shelf", "Night shelter", "Legal aid", "Art room", "Choir")
    many = [traits_of(draft(name=name, phones=PHONE, schedules=())) for name in names]
    assert list(likely_pairs(many)) == []
