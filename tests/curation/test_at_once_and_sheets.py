"""Many listings at once, and sheets: nothing changes before it was shown, and what changed meanwhile is left."""

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from directory.cells import defused
from directory.config import Settings
from directory.curation.editing.at_once import Change, Turn, make, mark_of, plan, read_change, still_as_shown
from directory.curation.editing.bringing import Came, compare, forget_sheets, get_sheet, keep_sheet, planned_of
from directory.curation.editing.choosing import Chosen, choose
from directory.curation.editing.fields import row_text
from directory.curation.editing.sheet import (
    as_typed,
    columns,
    decoded,
    phones_text,
    phones_value,
    read_sheet,
    write_sheet,
)
from directory.curation.editing.sheet_models import BroughtSheet
from directory.db import Database
from directory.errors import AskedWrongly, NotFoundError, RefusedError
from directory.i18n import translator
from directory.listings.find import Finder
from directory.listings.finder import open_finder
from directory.listings.forms import PhoneDraft
from directory.listings.indexing import index_keeper
from directory.listings.models import ListingVersion
from directory.listings.queries import ListingDetail, get_listing, load_listings
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Caller
from tests.cast import Cast, caller_as
from tests.factories import HALL, Make

WORDS = translator("en")
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def kinds() -> Vocabulary:
    return load_vocabulary(seeds_folder() / "vocabulary")


@pytest.fixture
def dee(session: Session, cast: Cast, now) -> Caller:
    return caller_as(session, cast.dee, now)


@pytest.fixture
def finder(database: Database, settings: Settings) -> Finder:
    """What finding needs, before there is an index."""
    return open_finder(settings, index_keeper(settings, database), None)


def listings(make: Make, count: int, **facts: Any) -> list[ListingDetail]:
    return [make.listing(name=f"Group {number}", **facts) for number in range(count)]


def test_a_change_is_planned_for_each_and_made_as_one_act(session, make, dee, now) -> None:
    closed, other = listings(make, 2), make.listing(status="temporarily_closed", closed_reason="painting")
    change = Change(Turn.CLOSE, until=date(2026, 12, 24), reason="painting")
    planned = plan(session, [one.id for one in (*closed, other)], change)
    assert len(planned) == 3
    assert make_all(session, planned, dee, now) == 3
    versions = session.exec(select(ListingVersion).where(ListingVersion.reason == "edited")).all()
    last = {version.batch_id for version in versions if version.batch_id}
    assert len(last) == 1
    assert get_listing(session, closed[0].id).draft.closed_until == date(2026, 12, 24)


def make_all(session: Session, planned: Any, by: Caller, now: Any) -> int:
    return make(session, planned, by=by, words="", now=now)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(Turn.RETIRE, reason="They closed."), {"status": "inactive", "closed_reason": "They closed."}),
        (Change(Turn.ADD_TERM, term="na"), {"terms": ("aa", "na")}),
        (Change(Turn.FACT, fact="fee", answer="no"), {"facts": {"fee": False}}),
        (Change(Turn.ORGANIZATION, organization="Oak House"), {"organization": "Oak House"}),
        (
            Change(Turn.PHONE, phone="612-555-0100", new_phone="612-555-0199"),
            {"phones": (PhoneDraft(number="612-555-0199"),)},
        ),
    ],
)
def test_each_change_says_what_it_says(session, make, dee, change, expected) -> None:
    listing = make.listing(phones=(PhoneDraft(number="(612) 555 0100"),))
    make_all(session, plan(session, [listing.id], change), dee, make.now)
    after = get_listing(session, listing.id).draft
    assert {name: getattr(after, name) for name in expected} == expected
    assert plan(session, [listing.id], change) == []


def test_the_last_kind_is_never_taken_away(session, make) -> None:
    listing = make.listing()
    assert plan(session, [listing.id], Change(Turn.REMOVE_TERM, term="aa")) == []


def test_what_was_changed_since_it_was_shown_is_left(session, make, dee, now) -> None:
    one, other = listings(make, 2)
    change = Change(Turn.FACT, fact="fee", answer="no")
    marks = {planned.listing.id: planned.mark for planned in plan(session, [one.id, other.id], change)}
    make.listing(listing_id=other.id, description="Somebody was quicker.")
    planned = still_as_shown(plan(session, [one.id, other.id], change), marks)
    assert [each.listing.id for each in planned] == [one.id]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "turn"),
        ({"turn": "close", "reason": "x"}, "until"),
        ({"turn": "close", "until": "tomorrow", "reason": "x"}, "until"),
        ({"turn": "close", "until": "2026-12-24"}, "reason"),
        ({"turn": "add_term", "term": "nonsense"}, "term"),
        ({"turn": "fact"}, "fact"),
        ({"turn": "organization"}, "organization"),
        ({"turn": "phone", "phone": "612"}, "phone"),
    ],
)
def test_a_change_that_is_not_whole_is_asked_about(kinds, sent, field) -> None:
    with pytest.raises(AskedWrongly) as refusal:
        read_change(sent, kinds)
    assert field in refusal.value.sentences


def test_listings_are_chosen_by_status_source_due_kind_and_organization(session, make, finder, now) -> None:
    aa = make.listing(name="Aldo")
    closed = make.listing(name="Bea", status="temporarily_closed", organization="Oak House")
    old = make.listing(name="Cleo", checked_on=date(2024, 1, 1), checked_how="called", terms=("food_shelf",))
    make.record(aa, make.source())

    def chosen(**said: str) -> list[UUID]:
        return choose(session, finder, Chosen(**said), today=TODAY, now=now)

    assert chosen() == [aa.id, closed.id, old.id]
    assert chosen(status="temporarily_closed") == [closed.id]
    assert chosen(source="Elm County Intergroup") == [aa.id]
    assert chosen(due="overdue") == [old.id]
    assert chosen(term="support_group") == [aa.id, closed.id]
    assert chosen(organization="Oak House") == [closed.id]
    assert chosen(q="oak") == [closed.id]
    assert chosen(q="nobody") == []


def test_words_find_listings_whatever_their_status(session, make, database, settings, now) -> None:
    gone = make.listing(name="Candle and Couch", status="inactive")
    closed = make.listing(name="Candle Hour", status="temporarily_closed")
    make.listing(name="Morning Oak")
    session.commit()
    keeper = index_keeper(settings, database)
    with_index = open_finder(settings, keeper, keeper.open_current(now))
    found = choose(session, with_index, Chosen(q="candle"), today=TODAY, now=now)
    assert set(found) == {gone.id, closed.id}
    assert choose(session, with_index, Chosen(q="candle", status="inactive"), today=TODAY, now=now) == [gone.id]


def sheet_of(session: Session, kinds: Vocabulary) -> list[dict[str, str]]:
    text = "".join(write_sheet(load_listings(session), kinds))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def brought(session: Session, rows: list[dict[str, str]], kinds: Vocabulary, by: Caller, now: Any) -> Any:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    sheet_id = keep_sheet(session, text.getvalue(), kinds, by=by, now=now)
    return compare(session, get_sheet(session, sheet_id), kinds, WORDS, today=TODAY)


def test_a_sheet_brought_back_as_it_was_changes_nothing(session, make, kinds, dee, now) -> None:
    make.listing(
        phones=(PhoneDraft(number="612-555-0100", extension="3"), PhoneDraft(number="988", type="text")),
        facts={"fee": False},
        description='=HYPERLINK("x")\nand "more", always',
        languages=("en", "es"),
        required_documents=("photo ID", "letter"),
    )
    make.listing(name="+Plus", place=HALL.model_copy(update={"postal_code": "02134"}))
    rows = sheet_of(session, kinds)
    assert rows[0]["description"].startswith("'=HYPERLINK")
    assert {one.came for one in brought(session, rows, kinds, dee, now)} == {Came.SAME}


def test_rows_are_compared_one_by_one_and_only_changes_are_made(session, make, kinds, dee, now) -> None:
    details = listings(make, 5)
    rows = sorted(sheet_of(session, kinds), key=lambda row: row["name"])
    rows[0] |= {"hours": "every Tuesday 7pm", "fact_fee": "No", "place_postal_code": "55401"}
    rows[1] |= {"hours": "when the moon is full", "email": "nobody"}
    rows[2] |= {"fees": "A dollar"}
    rows[3] |= {"fees": "A dollar"}
    rows += [dict(rows[3]), rows[0] | {"listing_id": str(uuid4())}]
    make.listing(listing_id=details[2].id, name="Group 2", description="Somebody was quicker.")
    result = brought(session, rows, kinds, dee, now)
    assert [one.came for one in result] == [
        Came.CHANGED, Came.PROBLEM, Came.STALE, Came.TWICE, Came.SAME, Came.TWICE, Came.UNKNOWN,
    ]  # fmt: skip
    assert set(result[1].faults) == {"hours", "email"}
    assert (result[0].row, result[1].row) == (2, 3)
    assert make_all(session, planned_of(result), dee, now) == 1
    after = get_listing(session, details[0].id).draft
    assert (after.schedules[0].byday, after.facts) == (("TU",), {"fee": False})
    assert get_listing(session, details[3].id).draft.fees == ""


def test_a_sheet_with_some_columns_changes_only_those(session, make, kinds, dee, now) -> None:
    listing = make.listing(description="Coffee.", facts={"fee": False})
    row = {"listing_id": str(listing.id), "version": mark_of(listing.draft), "fees": "A dollar"}
    (one,) = brought(session, [row], kinds, dee, now)
    assert one.planned.after == listing.draft.model_copy(update={"fees": "A dollar"})


@pytest.mark.parametrize("text", ["", "name,fees\r\nx,y\r\n", "listing_id,version,colour\r\n", "\x00\x01", '"open'])
def test_what_is_no_sheet_is_refused(kinds, text) -> None:
    with pytest.raises(RefusedError):
        read_sheet(text, kinds)


def test_semicolons_tabs_and_odd_encodings_are_read(kinds) -> None:
    for delimiter in ";\t":
        text = delimiter.join(["listing_id", "version", "name"]) + "\r\n" + delimiter.join(["1", "2", "Zoë, and co"])
        assert read_sheet(text, kinds)[0][1]["name"] == "Zoë, and co"
    assert decoded("Zoë".encode("cp1252")) == "Zoë"
    assert decoded("Zoë".encode("utf-16")) == "Zoë"
    assert decoded("\ufeffZoë".encode()) == "Zoë"


def test_sheets_are_forgotten_after_two_days(session, kinds, dee, now) -> None:
    from datetime import timedelta

    sheet_id = keep_sheet(session, "listing_id,version\r\n", kinds, by=dee, now=now)
    forget_sheets(session, now=now + timedelta(days=1))
    assert get_sheet(session, sheet_id)
    forget_sheets(session, now=now + timedelta(days=3))
    session.expire_all()
    with pytest.raises(NotFoundError):
        get_sheet(session, sheet_id)
    assert session.exec(select(BroughtSheet)).all() == []


def test_nobody_to_ask_for_is_in_a_sheet(kinds) -> None:
    assert not {"contacts", "unmapped"} & set(columns(kinds))


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40) | st.sampled_from(
    ["=1+1", "-93.2", "'=x", "''-", "＋1", "\tx", "'", "@me", "+1 612"]
)


@given(cells)
def test_a_cell_comes_back_as_it_went_and_starts_no_formula(cell: str) -> None:
    text = cell.replace("\r", "")
    assert as_typed(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


plain = st.text(st.characters(categories=["L", "N"]), max_size=12)
phones = st.lists(
    st.tuples(plain.filter(bool), plain, st.sampled_from(["voice", "text", "hotline", "dial_in", "tty", "fax"]), plain),
    max_size=4,
)


@given(phones)
def test_telephone_numbers_come_back_as_they_went(rows: list[tuple[str, ...]]) -> None:
    value = row_text(rows)
    assert phones_value(phones_text(value)) == value


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text("\",;\n\r\tlisting_id version name'=", max_size=200))
def test_any_text_is_a_sheet_or_is_refused(kinds, text: str) -> None:
    try:
        read_sheet("listing_id,version,name\r\n" + text, kinds)
    except RefusedError:
        return
