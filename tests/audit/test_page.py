"""The page of the audit: for admins alone, in words, by leaves, and as a table that is itself in the audit."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from directory.accounts.pages.audit import Telling
from directory.app import create_app
from directory.audit import Act, Reason, Subject, System, note
from directory.audit.acts import Act as EveryAct
from directory.audit.export import COLUMNS, as_csv
from directory.audit.models import AuditEntry
from directory.audit.queries import A_LEAF, Wanted, newest_leaf, next_newer_leaf, read_all
from directory.audit.verifying import current_head
from directory.audit.words import act_names, reason_names, subject_names, system_names
from directory.i18n import translator
from tests.audit.conftest import ADA, ANA, LENGTH, breaks
from tests.cast import sign_in_client
from tests.web.judge import Judge

only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def client(settings, database, now) -> TestClient:
    """The application as it answers, without an index: nothing here looks anything up in it."""
    app = create_app(settings, clock=lambda: now)
    app.state.database = database
    return TestClient(app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def as_ada(client, cast, now) -> Judge:
    """The pages as the admin gets them, judged."""
    sign_in_client(client, cast.ada, now)
    return Judge(client)


def write(database, now, act=Act.TEAM_MADE, **facts) -> None:
    with database.writing() as session:
        note(session, act, **{"caller": System.COMMAND, "subject": Subject.TEAM, "now": now} | facts)


def acts_shown(page) -> list[str]:
    return [element.text for element in page.all("b") if "li" in element.within]


@only_sqlite
def test_an_admin_reads_who_did_what_in_words(database, cast, as_ada, now):
    write(database, now, Act.ROLES_CHANGED, caller=ADA, subject=Subject.PERSON, ids=[cast.ben.id])
    write(database, now, Act.SIGN_IN_REFUSED, caller=None, subject=Subject.PERSON, reason=Reason.WRONG_PASSWORD)
    write(database, now, Act.RECORDS_READ, caller=ANA, subject=Subject.CLIENT, ids=[uuid4(), uuid4()])
    page = as_ada.get("/admin/audit")
    assert acts_shown(page)[:3] == ["Read private records", "Failed to sign in", "Changed the roles of a person"]
    assert "Ben" in page.html
    assert "Client × 2" in page.html
    assert "wrong password" in page.html
    assert str(current_head_of(database)) in page.html


def current_head_of(database):
    with database.reading() as session:
        return current_head(session)


@only_sqlite
def test_the_page_speaks_spanish(database, as_ada, now):
    write(database, now)
    assert acts_shown(as_ada.get("/admin/audit", language="es"))[0] == "Creó un equipo"


@only_sqlite
@pytest.mark.parametrize("who", ["ana", "sol", "dee"])
def test_to_everybody_else_the_page_does_not_exist(cast, client, now, who):
    sign_in_client(client, getattr(cast, who), now)
    assert client.get("/admin/audit").status_code == 404
    assert client.post("/admin/audit/exports", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404


@only_sqlite
def test_a_visitor_is_sent_to_sign_in(client):
    answer = client.get("/admin/audit")
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in")


@only_sqlite
def test_a_long_audit_is_read_leaf_by_leaf_both_ways(database, as_ada, now):
    with database.writing() as session:
        for _ in range(2 * A_LEAF + 1):
            note(session, Act.TEAM_MADE, caller=System.COMMAND, subject=Subject.TEAM, now=now)
    first = as_ada.get("/admin/audit")
    second = as_ada.get(first.one("a", rel="next").attributes["href"])
    again = as_ada.get(second.one("a", rel="prev").attributes["href"])
    assert len(acts_shown(first)) == len(acts_shown(second)) == A_LEAF
    assert numbers(again) == numbers(first)
    assert numbers(first)[-1] == numbers(second)[0] + 1


def numbers(page) -> list[int]:
    told = [element.text for element in page.all("summary")]
    return [int(text.removeprefix("Entry ")) for text in told if text.startswith("Entry ")]


@only_sqlite
@pytest.mark.parametrize(
    "query",
    [
        "who=xx",
        "act=made+up",
        "subject=x",
        "id=1",
        "since=2026-13-01",
        "until=tomorrow",
        "until=9999-12-31",
        "since=%00",
    ],
)
def test_a_filter_that_cannot_be_used_says_so_beside_its_field_and_the_rest_is_shown(database, as_ada, now, query):
    write(database, now)
    page = as_ada.get(f"/admin/audit?{query}", status=422)
    assert page.all("span", class_="fault")
    assert acts_shown(page)


@only_sqlite
@pytest.mark.parametrize("query", ["older_than=x", "newer_than=-1", "older_than=99999999999999999999"])
def test_a_place_that_is_none_is_refused(as_ada, query):
    assert as_ada.client.get(f"/admin/audit?{query}").status_code == 422


def found(database, **asked) -> list[int]:
    with database.reading() as session:
        return [entry.number for entry in newest_leaf(session, Wanted(**asked)).entries]


def test_each_filter_finds_its_entries_and_no_others(database, kept, now):
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.number.desc())).all()
    one = UUID(int=9)
    after = now + timedelta(seconds=20)
    expected = {
        "person_id": (ADA.person_id, lambda entry: entry.actor_id == ADA.person_id),
        "system": (System.WORKER, lambda entry: entry.actor_roles == "worker"),
        "act": (Act.SIGNED_IN, lambda entry: entry.act == "session.signed_in"),
        "subject": (Subject.PERSON, lambda entry: entry.subject == "person"),
        "subject_id": (one, lambda entry: str(one) in entry.subject_ids.split()),
        "since": (after, lambda entry: entry.at >= after),
        "before": (after, lambda entry: entry.at < after),
    }
    assert len(entries) == LENGTH
    for name, (value, fits) in expected.items():
        wanted = [entry.number for entry in entries if fits(entry)]
        assert 0 < len(wanted) < LENGTH
        assert found(database, **{name: value}) == wanted


def test_a_leaf_knows_what_lies_on_either_side(database, now):
    with database.writing() as session:
        for _ in range(A_LEAF + 2):
            note(session, Act.TEAM_MADE, caller=None, subject=Subject.TEAM, now=now)
    with database.reading() as session:
        newest = newest_leaf(session, Wanted())
        older = newest_leaf(session, Wanted(), older_than=newest.entries[-1].number)
        newer = next_newer_leaf(session, Wanted(), newer_than=older.entries[0].number)
    assert (newest.has_newer, newest.has_older) == (False, True)
    assert ([entry.number for entry in older.entries], older.has_newer, older.has_older) == ([2, 1], True, False)
    assert newer == newest


@only_sqlite
def test_the_table_holds_every_entry_asked_for_and_taking_it_out_is_in_the_audit(database, cast, client, now):
    caller = sign_in_client(client, cast.ada, now)
    for number in range(3):
        write(database, now, ids=[UUID(int=number)])
    write(database, now, Act.SIGNED_IN)
    before = current_head_of(database)
    form = {"form_token": caller.form_token, "act": "team.made"}
    answer = client.post("/admin/audit/exports", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-2026-11-21.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    made = [row for row in rows if row["subject_ids"] in {str(UUID(int=number)) for number in range(3)}]
    assert {row["act"] for row in rows} == {"team.made"}
    assert len(made) == 3
    with database.reading() as session:
        assert breaks(session, before) == []
        last = session.exec(select(AuditEntry).where(AuditEntry.number == before.number + 1)).one()
    assert (last.act, last.actor_id, last.details) == ("audit.exported", cast.ada.id, '{"act":"team.made"}')


@only_sqlite
def test_the_table_is_not_sent_without_a_recent_proof(database, cast, client, now):
    caller = sign_in_client(client, cast.ada, now - timedelta(minutes=6))
    before = current_head_of(database)
    form = {"form_token": caller.form_token}
    answer = client.post("/admin/audit/exports", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/confirm")
    assert current_head_of(database) == before


def test_the_table_is_read_in_batches_and_ends_where_it_was_asked(database, kept):
    text = "".join(as_csv(read_all(database, Wanted(), last=kept.number - 1)))
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row[0]) for row in rows[1:]] == list(range(1, kept.number))
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)


def test_every_code_has_words_in_both_languages():
    for names, codes in (
        (act_names, EveryAct),
        (subject_names, Subject),
        (system_names, System),
        (reason_names, Reason),
    ):
        english, spanish = names(translator("en")), names(translator("es"))
        assert set(english) == set(spanish) == {code.value for code in codes}
        assert len(set(english.values())) == len(codes)
        assert {code for code in english if english[code] == spanish[code]} == set()


def test_a_code_of_another_time_is_shown_as_it_is(now):
    telling = Telling({}, translator("en"), UTC)
    entry = AuditEntry(number=1, at=now, act="made.up", subject="some_thing", previous_hash="", hash="")
    line = telling.line(entry)
    assert (line.act, line.about, line.who) == ("made.up", "some thing", "Not signed in")


@only_sqlite
def test_nothing_of_a_client_but_ids_stands_in_any_column(database, kept):
    with database.reading() as session:
        kinds = {type(value) for entry in session.exec(select(AuditEntry)) for value in entry.model_dump().values()}
        longest = session.exec(select(func.max(func.length(AuditEntry.details)))).one()
    assert kinds <= {int, str, UUID, datetime, type(None)}
    assert longest < 100
