"""A record opened in an emergency, as its pages tell whoever opened it, those who look after the client, and others."""

from typing import Any

import pytest
from sqlmodel import select

from directory.accounts.models import Person
from directory.audit.models import AuditEntry
from directory.db import Database
from tests.accounts.desk import Desk
from tests.cast import Cast
from tests.clients.conftest import begin, id_in

PAGE = "/clients/emergency"
CANARIES = ("canarycue", "canarygoal", "canarywhy")
WHY = {"reason": "medical", "words": "canarywhy: the ambulance asks"}
TAKES_SIGHT = "/clients/00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases."""
    return str(request.param)


@pytest.fixture
def record(desk: Desk) -> str:
    address = begin(desk, cue="canarycue", goal="canarygoal", domain="work")
    desk.go(desk.get(f"{address}/identity"), f"{address}/identity", name="Robin", phone="612 555 0142")
    desk.go(desk.get(f"{address}/notes/new"), f"{address}/notes", words="Allergic to penicillin")
    return address


@pytest.fixture
def handle(desk: Desk, record: str) -> str:
    return desk.get(record).one("h1").text


def as_somebody(desk: Desk, person: Person) -> Desk:
    desk.client.cookies.clear()
    desk.sign_in_as(person)
    return desk


def open_it(desk: Desk, person: Person, handle: str, **said: Any) -> str:
    return as_somebody(desk, person).go(desk.get(PAGE), PAGE, sought=handle, **(WHY | said))


def status_of(desk: Desk, path: str) -> int:
    return desk.client.get(path, headers={"accept": "text/html"}).status_code


def test_a_peer_of_another_team_reads_the_record_for_an_hour_and_changes_nothing_of_it(
    desk: Desk, cast: Cast, record: str, handle: str
) -> None:
    assert open_it(desk, cast.cora, handle) == record
    page = desk.get(record)
    for told in ("Robin", "612 555 0142", "Allergic to penicillin", "canarygoal", "Ana looks after them."):
        assert told in page.main
    assert "canarycue" not in page.html
    assert {form.attributes["action"] for form in page.all("form") if "main" in form.within} == {
        f"{record}/emergency-end",
        f"{record}/contacts",
    }
    for part in ("identity", "notes/new", "boundaries", "access", "erase", "end", "cue", "merge"):
        assert status_of(desk, f"{record}/{part}") == 404
    assert handle not in desk.get("/clients").main
    desk.clock.pass_by(minutes=61)
    desk.sign_in_as(cast.cora)
    assert desk.client.get(record).text.replace(record, "") == desk.client.get(TAKES_SIGHT).text.replace(
        TAKES_SIGHT, ""
    )
    assert status_of(desk, record) == 404


def test_what_was_said_in_the_emergency_is_logged_for_the_owner(
    desk: Desk, cast: Cast, record: str, handle: str
) -> None:
    open_it(desk, cast.ben, handle)
    said = {"channel": "call", "direction": "in", "two_way": "1", "note": "They are safe now"}
    assert desk.go(desk.get(record), f"{record}/contacts", **said) == f"{record}?done=logged#log"
    assert "They are safe now" in desk.get(record).main
    assert "They are safe now" in as_somebody(desk, cast.ana).get(record).main


def test_closed_by_hand_it_is_closed(desk: Desk, cast: Cast, record: str, handle: str) -> None:
    open_it(desk, cast.ben, handle)
    assert f"{handle} Open until" in desk.get(PAGE).main
    assert desk.go(desk.get(record), f"{record}/emergency-end") == f"{PAGE}?done=closed"
    assert status_of(desk, record) == 404
    assert "Open until" not in desk.get(PAGE).main


@pytest.mark.parametrize("who", ["ana", "sol"])
def test_owner_and_supervisor_find_it_on_today_and_on_the_record_until_they_have_seen_it(
    desk: Desk, cast: Cast, record: str, handle: str, who: str
) -> None:
    open_it(desk, cast.ben, handle)
    as_somebody(desk, getattr(cast, who))
    assert "1 record was opened in an emergency" in desk.get("/today").main
    assert "Somebody opened this record in an emergency." in desk.get(record).main
    page = desk.get(PAGE)
    assert f"Ben · {handle}" in page.main
    assert "A medical emergency canarywhy: the ambulance asks" in page.main
    seen = desk.go(desk.get(f"{record}/access"), f"{record}/access")
    assert seen == f"{record}/access"
    assert "canarywhy" in desk.get(seen).main
    assert "in an emergency" not in desk.get("/today").main
    assert "canarywhy" not in desk.get(PAGE).main


@pytest.mark.parametrize("who", ["ben", "cora", "dee", "ada"])
def test_to_others_there_is_no_list_of_who_opened_it(
    desk: Desk, cast: Cast, record: str, handle: str, who: str
) -> None:
    open_it(desk, cast.ben, handle)
    as_somebody(desk, getattr(cast, who))
    assert status_of(desk, f"{record}/access") == 404
    assert status_of(desk, PAGE) == (200 if who in {"ben", "cora"} else 404)
    assert not any(canary in desk.client.get(path).text for path in (PAGE, "/today", "/team") for canary in CANARIES)


@pytest.mark.parametrize("missing", ["sought", "reason", "words"])
def test_without_a_reason_nothing_opens_and_what_was_typed_stays(
    desk: Desk, cast: Cast, record: str, handle: str, missing: str
) -> None:
    as_somebody(desk, cast.ben)
    typed = {"sought": handle} | WHY | {missing: ""}
    again = desk.refused(desk.get(PAGE), PAGE, **typed)
    assert status_of(desk, record) == 404
    kept = again.one("textarea").text + again.one("input", name="sought").attributes["value"]
    assert all(value in kept for name, value in typed.items() if name != "reason")


def test_nobody_of_that_name_is_one_sentence_and_after_five_in_a_minute_it_waits(desk: Desk, cast: Cast) -> None:
    as_somebody(desk, cast.ben)
    for _ in range(5):
        assert "Nobody here has this handle or number." in desk.refused(desk.get(PAGE), PAGE, sought="none", **WHY).main
    assert desk.send(desk.get(PAGE), PAGE, sought="none", **WHY).status_code == 429


def test_each_look_at_the_record_is_audited_with_its_reason_and_nothing_typed_is_logged(
    desk: Desk, cast: Cast, record: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    handle = desk.get(record).one("h1").text
    open_it(desk, cast.ben, handle)
    desk.get(record)
    desk.get(record)
    with database.reading() as session:
        ben = session.exec(select(AuditEntry).where(AuditEntry.actor_id == cast.ben.id)).all()
        everything = "".join(str(entry) for entry in ben)
    looked = [entry.reason for entry in ben if entry.act == "records.read" and id_in(record) in entry.subject_ids]
    assert looked == ["medical", "medical"]
    logged = capsys.readouterr()
    assert not any(canary in logged.out + logged.err + everything for canary in (*CANARIES, handle))


def test_the_pages_speak_spanish(desk: Desk, cast: Cast, record: str, handle: str) -> None:
    open_it(desk, cast.ben, handle)
    for path in (PAGE, record):
        assert desk.judge.get(path, language="es").one("h1").text
    as_somebody(desk, cast.ana)
    assert "Ben" in desk.judge.get(f"{record}/access", language="es").main
