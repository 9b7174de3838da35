"""The New York feed, imported, changed by hand in fifty ways, and imported again."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from directory.curation.models import Proposal
from directory.feeds import service
from directory.feeds.codes import Rule
from directory.feeds.comparing import Comparison, compare
from directory.feeds.formats import read_feed
from directory.feeds.records import FeedRefusedError
from directory.feeds.ruling import judged, parted, too_much_is_gone
from directory.listings.queries import load_listings
from tests.feeds.fifty_ways import FILE_WAYS, MISSING, ROW_WAYS, RowWay
from tests.feeds.reading import context, real_feed

NEW_YORK = "ny_getsearchresults_with_formats.json"


@pytest.fixture
def database_kind() -> str:
    """What an import asks of a database is tested on both elsewhere; this is about what it concludes."""
    return "sqlite"


@pytest.fixture(params=[pytest.param(250, id="some"), pytest.param(9999, marks=pytest.mark.torture, id="whole")])
def feed(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Some of the feed, those rows first that are changed; `make torture` takes the whole of it."""
    whole: dict[str, Any] = json.loads(real_feed(NEW_YORK))
    first = plain_rows(whole)
    rows = [*first, *(row for row in whole["meetings"] if row not in first)]
    return whole | {"meetings": rows[: request.param]}


def read(content: bytes) -> Any:
    return read_feed(content, "bmlt", context())


def plain_rows(feed: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows to which each way does what it says: with a street, a pin and a format, and nothing else to say."""
    silent = ("comments", "bus_lines", "train_lines", "location_info", "virtual_meeting_link")
    found = [
        row
        for row in feed["meetings"]
        if row["location_street"]
        and row["formats"]
        and row["location_text"]
        and row["location_postal_code_1"]
        and float(row["latitude"] or 0)
        and not any(row.get(name) for name in silent)
    ]
    return found[: len(ROW_WAYS)]


def changed_file(feed: dict[str, Any]) -> tuple[bytes, dict[str, RowWay]]:
    """The feed with every way in a row of its own, and which way each id went."""
    ways = dict(zip((row["id_bigint"] for row in plain_rows(feed)), ROW_WAYS, strict=True))
    rows = [ways[row["id_bigint"]].applied_to(row) if row["id_bigint"] in ways else row for row in feed["meetings"]]
    told = [None if row == "null" else row for row in rows if row is not None]
    return json.dumps(feed | {"meetings": told}).encode(), ways


@pytest.fixture
def loaded(session: Session, feed: dict[str, Any], now) -> Session:
    """The directory with the feed as it was."""
    service.accept(session, compare(session, read(json.dumps(feed).encode()), source_name="New York"), now=now)
    session.commit()
    return session


def test_there_are_at_least_fifty_ways():
    assert len(ROW_WAYS) + len(FILE_WAYS) >= 50
    assert len({way.told for way in (*ROW_WAYS, *FILE_WAYS)}) == len(ROW_WAYS) + len(FILE_WAYS)


def test_every_row_that_was_changed_by_hand_shows_as_the_right_proposal(loaded: Session, feed, now):
    before = {detail.source_id: detail.draft for detail in load_listings(loaded)}
    content, ways = changed_file(feed)
    comparison = compare(loaded, read(content), source_name="New York")
    service.stage(loaded, comparison, now=now + timedelta(days=1))
    waiting = {one.external_id: one for one in loaded.exec(select(Proposal).where(Proposal.state == "open"))}
    faults = {way.told: said for one, way in ways.items() if (said := what_is_wrong(way, waiting.get(one)))}
    assert faults == {}
    assert waiting.keys() <= ways.keys()
    assert {detail.source_id: detail.draft for detail in load_listings(loaded)} == before
    missing = {ways[known.external_id].told for known in comparison.missing}
    assert missing == MISSING
    retire_what_stays_away(loaded, content, ways, now)


def what_is_wrong(way: RowWay, proposal: Proposal | None) -> str:
    kind = proposal.kind if proposal else ""
    if kind != way.kind:
        return f"{kind or 'nothing'} was proposed in place of {way.kind or 'nothing'}"
    fields = set(proposal.fields) - {"group"} if proposal else set()
    return "" if fields == way.fields else f"it touches {sorted(fields)} in place of {sorted(way.fields)}"


def retire_what_stays_away(session: Session, content: bytes, ways: dict[str, RowWay], now) -> None:
    """A second file without them: now retiring is proposed, and still every listing stands."""
    service.stage(session, compare(session, read(content + b"\n"), source_name="New York"), now=now + timedelta(days=2))
    retire = select(Proposal).where(Proposal.state == "open", Proposal.kind == "retire")
    told = {ways[one.external_id].told for one in session.exec(retire)}
    assert told == MISSING | {way.told for way in ROW_WAYS if way.kind == "retire"}
    assert {detail.draft.status for detail in load_listings(session)} <= {"active", "temporarily_closed"}


def test_a_rule_lets_pass_what_is_not_sensitive_and_the_floors_hold(loaded: Session, feed):
    content, ways = changed_file(feed)
    comparison = compare(loaded, read(content), source_name="New York")
    ruling = judged(loaded, comparison, Rule.ALL_BUT_SENSITIVE, columns_before=comparison.reading.columns)
    through = {record.external_id for record, _ in parted(loaded, comparison, ruling).through.changed}
    assert {ways[one].told for one in through} == {way.told for way in ROW_WAYS if way.kind == "change" and way.passes}
    assert not ruling.held_back
    for way in FILE_WAYS:
        check_file(loaded, feed, way)


def check_file(session: Session, feed: dict[str, Any], way: Any) -> None:
    whole = json.dumps(feed).encode()
    content = way.edit(feed["meetings"], whole)
    content = (
        content if not content.startswith(b"[{") else json.dumps(feed | {"meetings": json.loads(content)}).encode()
    )
    if way.refused and way.refused != "another feed":
        with pytest.raises(FeedRefusedError, match=way.refused):
            compare(session, read(content), source_name="New York")
        return
    comparison = compare(session, read(content), source_name="New York")
    ruling = judged(session, comparison, Rule.ALL_BUT_SENSITIVE, columns_before=comparison.reading.columns)
    if way.refused:
        assert "another feed" in ruling.held_back, way.told
        assert not parted(session, comparison, ruling).through.ids_to_write
        return
    counts, rows = comparison.counts(), len(feed["meetings"])
    assert (counts["missing"], counts["new"], counts["changed"]) == (way.missing(rows), way.new(rows), way.changed), (
        way.told
    )
    assert ruling.may_retire is not too_much_is_gone(comparison), way.told
    assert not counts["missing"] or _nothing_is_retired(comparison, ruling.may_retire), way.told


def _nothing_is_retired(comparison: Comparison, may_retire: bool) -> bool:
    return not may_retire or all(known.missing_since is None for known in comparison.missing)
