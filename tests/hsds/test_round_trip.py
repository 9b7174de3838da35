"""A record that comes in goes out again without loss."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import TempPathFactory
from sqlmodel import Session

from directory.feeds.folders import packed_folder
from directory.hsds.answering import organization_shape, service_at_location_shape, service_shape
from directory.hsds.packages import PackageWriter
from directory.hsds.shapes import full_service, full_service_at_location
from directory.hsds.taxonomies import our_terms
from directory.hsds.trees import tree_of
from directory.listings.forms import ListingDraft
from directory.listings.models import mint_id
from directory.listings.queries import ListingDetail
from directory.listings.rows import service_id_of
from directory.listings.said import changed_since_read
from tests.hsds.drafts import tellable
from tests.hsds.exchange import import_into, lost, one_record, reading, records_of
from tests.hsds.schemas import faults, real_json

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_numbers = count(1)


def detail_of(draft: ListingDraft) -> ListingDetail:
    """A listing as it would be read back, with ids of its own."""
    key = mint_id("tests", f"listing {next(_numbers)}")
    return ListingDetail(
        id=key,
        draft=draft,
        organization_id=mint_id("tests", draft.organization),
        service_id=service_id_of(key),
        location_id=mint_id("tests", f"location of {key}"),
        group_key="",
        seen_on=None,
        seen_source=None,
        source_id=None,
        missing_since=None,
        live_source=False,
        verified_on=None,
        verified_how=None,
        due_on=NOW.date(),
        created_at=NOW,
        modified_at=NOW,
    )


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("service_full", "service"),
        ("organization_full", "organization"),
        ("service_at_location_full", "service_at_location"),
    ],
)
def test_an_official_example_goes_out_as_it_came(session: Session, now: datetime, name, level):
    said = real_json(f"examples-3.2.3/{name}.json")
    import_into(session, said, now)
    shape = {
        "service": service_shape(full=True),
        "organization": organization_shape(full=True, whole_services=True),
        "service_at_location": service_at_location_shape(full=True),
    }[level]
    told = reading(session, now).answer(level, said["id"], shape)
    assert lost(said, told) == []
    assert faults(level, told) == []


def sorted_out(draft: ListingDraft) -> dict[str, Any]:
    """What a draft says, lines of hours that differ in the day alone as one."""
    said = draft.model_dump(exclude={"hsds", "unmapped"})
    alike: dict[str, set[str]] = {}
    for line in draft.schedules:
        whole = line.model_copy(update={"byday": ()}) if line.freq == "WEEKLY" and line.byday else line
        alike.setdefault(whole.model_dump_json(), set()).update(line.byday if whole is not line else ())
    return said | {"schedules": {key: frozenset(days) for key, days in alike.items()}}


@given(draft=tellable())
@settings(max_examples=60)
def test_whatever_we_tell_we_read_again(draft: ListingDraft):
    told = full_service_at_location(tree_of(detail_of(draft), our_terms(), now=NOW))
    assert faults("service_at_location", told) == []
    read = one_record(told).draft
    assert sorted_out(read) == sorted_out(draft)
    assert read.hsds is not None
    assert changed_since_read(read, read.hsds) == frozenset()


@given(drafts=st.lists(tellable(), min_size=1, max_size=4))
@settings(max_examples=10)
def test_whatever_we_tell_in_tables_we_read_again(drafts: list[ListingDraft], tmp_path_factory: TempPathFactory):
    folder = tmp_path_factory.mktemp("package")
    trees = [tree_of(detail_of(draft), our_terms(), now=NOW) for draft in drafts]
    with PackageWriter(folder) as package:
        for tree in trees:
            package.add_service(full_service([tree]))
    records = records_of(packed_folder(folder))
    by_name = {record.draft.hsds.tree["service"]["id"]: record.draft for record in records if record.draft.hsds}
    for tree, draft in zip(trees, drafts, strict=True):
        assert sorted_out(by_name[tree["service"]["id"]]) == sorted_out(draft)
