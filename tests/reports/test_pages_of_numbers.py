"""Who sees which numbers, what is handed out as a table, and what a visitor may have counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from directory.accounts.models import Person
from directory.app import create_app
from directory.audit.models import AuditEntry
from directory.cells import defused
from directory.curation.unmet import UnmetNeed, record_need, zip3_of
from directory.db import Database
from directory.keyring import new_master_key, write_key_file
from directory.policy import Caller
from directory.reports.growth import Kind, NewGrowth, add_growth, due_renewals
from directory.reports.tables import as_csv
from tests.cast import Cast, sign_in_client, write_cast
from tests.factories import Make
from tests.web.town import NOW, build_town

SENT = {"sec-fetch-site": "same-origin"}


@dataclass
class House:
    """The town with its people, and a referral of Ana's."""

    client: TestClient
    database: Database
    cast: Cast

    def enter(self, person: Person) -> Caller:
        self.client.cookies.clear()
        return sign_in_client(self.client, person, NOW)

    def send(self, caller: Caller, path: str, **fields: str):
        data = {"form_token": caller.form_token, "key": "k" * 20, **fields}
        return self.client.post(path, data=data, headers=SENT)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("numbers")
    key_file = folder / "keys" / "master.key"
    key_file.parent.mkdir()
    write_key_file(key_file, [new_master_key()])
    settings = build_town(folder).settings.model_copy(
        update={"master_key_file": key_file, "erasure_ledger": key_file.with_name("erasures.ledger")}
    )
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        database: Database = app.state.database
        cast = write_cast(database, NOW)
        with database.writing() as session:
            make = Make(session, NOW)
            ours = make.client(session.merge(cast.ana), cue="red truck canary")
            make.contact(ours, cast.ana, minutes=25, note="a note canary", place="a place canary")
            for _ in range(12):
                record_need(session, "recovery", "aa", "554", now=NOW - timedelta(days=60))
            record_need(session, "work", None, "558", now=NOW - timedelta(days=60))
        yield House(client, database, cast)


def test_a_peer_sees_their_own_numbers_and_no_team_by_any_address(house: House) -> None:
    house.enter(house.cast.ana)
    assert "Your own" in house.client.get("/reports").text
    nobody = str(uuid4())
    nothing = house.client.get("/reports", params={"scope": nobody})
    for scope in (str(house.cast.north.id), str(house.cast.south.id)):
        answer = house.client.get("/reports", params={"scope": scope})
        assert (answer.status_code, answer.text.replace(scope, nobody)) == (404, nothing.text)
    assert house.client.get("/reports/shared").status_code == 404
    assert house.client.get("/reports/unmet").status_code == 404


def test_a_supervisor_sees_their_team_and_no_other(house: House) -> None:
    house.enter(house.cast.sol)
    page = house.client.get("/reports").text
    assert "North team" in page
    assert "South team" not in page
    assert house.client.get("/reports", params={"scope": str(house.cast.south.id)}).status_code == 404
    assert house.client.get("/reports/shared").status_code == 404


def test_coordinators_and_admins_see_no_numbers_as_they_are(house: House) -> None:
    for person in (house.cast.dee, house.cast.ada):
        house.enter(person)
        assert house.client.get("/reports").status_code == 404
        assert "70 days" in house.client.get("/reports/shared").text
        assert house.client.get("/reports/shared", params={"period": "2026-q4"}).status_code == 422


def test_a_period_is_a_month_a_quarter_or_a_year_that_has_begun(house: House) -> None:
    house.enter(house.cast.ana)
    for code in ("2026", "2026-q3", "2026-02"):
        assert house.client.get("/reports", params={"period": code}).status_code == 200
    for code in ("2026-11-03", "2027", "2026-q5", "last week"):
        assert house.client.get("/reports", params={"period": code}).status_code == 422


def test_what_is_handed_out_is_noted_and_holds_nothing_of_a_client(house: House) -> None:
    ana = house.enter(house.cast.ana)
    for path in ("/reports/exports", "/account/growth/exports"):
        answer = house.send(ana, path, period="2026-q4")
        assert answer.headers["content-type"].startswith("text/csv")
        assert "canary" not in answer.text
    assert "2026-11-21,text,25" in answer.text
    with house.database.reading() as session:
        acts = [entry.act for entry in session.exec(select(AuditEntry)).all()]
    assert acts.count("report.exported") == 2
    assert acts.count("records.read") >= 1


def test_what_was_missed_is_told_with_small_counts_hidden(house: House) -> None:
    house.enter(house.cast.dee)
    page = house.client.get("/reports/unmet", params={"period": "2026-q3"}).text
    # Twelve and one: with the one hidden the twelve would tell it, and the total too.
    assert "Alcoholics Anonymous" in page
    assert page.count("hidden-count") == 4
    assert "558" in page
    assert ">12<" not in page
    assert ">13<" not in page


def test_a_visitor_has_a_need_counted_without_words_or_a_cookie(house: House) -> None:
    house.client.cookies.clear()
    found = house.client.get("/find", params={"q": "xylophone", "term": "detox", "near": "55401", "exact": "1"})
    assert 'action="/unmet"' in found.text
    form = found.text.partition('action="/unmet"')[2].partition("</form>")[0]
    assert "xylophone" not in form
    assert 'value="554"' in form
    sent = {"domain": "", "term": "detox", "zip3": "554", "key": "v" * 20, "q": "xylophone"}
    for _ in range(2):
        answer = house.client.post("/unmet", data=sent, headers=SENT)
        assert (answer.status_code, answer.headers["location"]) == (303, "/unmet")
        assert "set-cookie" not in answer.headers
    with house.database.reading() as session:
        rows = session.exec(select(UnmetNeed).where(UnmetNeed.term == "detox")).all()
    assert [(row.zip3, row.times, row.week.weekday()) for row in rows] == [("554", 1, 0)]
    assert set(UnmetNeed.model_fields) == {"week", "domain", "term", "zip3", "times"}


def test_what_is_no_code_of_ours_is_not_counted(house: House) -> None:
    house.client.cookies.clear()
    for sent in ({"domain": "my name is"}, {"term": "nowhere"}, {"zip3": "000"}, {}):
        answer = house.client.post("/unmet", data={"key": "w" * 20, **sent}, headers=SENT)
        assert answer.status_code == 422


def test_nothing_is_offered_beside_a_card_for_danger(house: House) -> None:
    house.client.cookies.clear()
    words = {"q": "I want to kill myself", "term": "detox", "near": "55401", "exact": "1"}
    assert 'action="/unmet"' not in house.client.get("/find", params=words).text


def test_regions_of_few_people_are_counted_without_their_digits(house: House) -> None:
    with house.database.writing() as session:
        record_need(session, "work", None, "556", now=NOW)
        record_need(session, "work", None, "55", now=NOW)
        row = session.exec(select(UnmetNeed).where(UnmetNeed.domain == "work", UnmetNeed.zip3 == "")).one()
        assert row.times == 2
        session.rollback()
    assert [zip3_of(text) for text in ("Duluth 55802", "55802-1234", "Duluth", "1558021", "")] == ["558", "558"] + [
        ""
    ] * 3


def test_growth_is_kept_for_oneself_alone(house: House) -> None:
    ana = house.enter(house.cast.ana)
    told = {"kind": "training", "title": "=First aid", "on_day": "2026-11-20", "hours": "1,5"}
    assert house.send(ana, "/account/growth", **told).status_code == 303
    assert "First aid" in house.client.get("/account/growth").text
    again = house.send(
        ana, "/account/growth", kind="training", title="", on_day="2026-13-01", hours="a day", key="x" * 20
    )
    assert again.status_code == 422
    assert "2026-13-01" in again.text
    house.enter(house.cast.sol)
    assert "First aid" not in house.client.get("/account/growth").text


def test_a_renewal_is_told_sixty_days_before_and_until_it_is_done(house: House) -> None:
    with house.database.writing() as session:
        caller = house.enter(house.cast.ben)
        today = NOW.date()

        def certified(on_day_ago: int, in_days: int):
            new = NewGrowth(
                kind=Kind.CERTIFICATE,
                title="Peer specialist",
                on_day=today - timedelta(days=on_day_ago),
                renews_on=today + timedelta(days=in_days),
            )
            return add_growth(session, caller, new, now=NOW, today=today)

        first = certified(300, 60)
        assert due_renewals([first], today=today) == [first]
        assert due_renewals([first], today=today - timedelta(days=1)) == []
        assert due_renewals([first, certified(0, 730)], today=today) == []
        session.rollback()


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    assert [defused(cell) for cell in ("=1+1", "@me", "-2", "+3", "\tx", "\n=1", "\uff1d1", "plain", "")] == [
        "'=1+1",
        "'@me",
        "'-2",
        "'+3",
        "'\tx",
        "'\n=1",
        "'\uff1d1",
        "plain",
        "",
    ]
    assert as_csv([("=HYPERLINK(1)", "a,b")]) == '\'=HYPERLINK(1),"a,b"\r\n'
