"""Today in a browser without script: what stands there and why, every tap in its place, and taking it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from directory.accounts.models import Away, Person
from directory.audit.models import AuditEntry
from directory.clients.codes import Channel, Direction, Notice
from directory.clients.forms import Identity, SafeChannel
from directory.clients.handing import HandOver, hand_over
from directory.clients.models import Client
from directory.clients.service import record_safe_channel, save_identity
from directory.db import Database
from directory.referrals.bridging import move_next, plan_visit, take_step
from directory.referrals.codes import Mode, State, Step
from directory.referrals.events import history_of
from directory.referrals.forms import Outcome, Plan
from directory.referrals.models import Referral
from directory.referrals.outcomes import record_outcome
from tests.factories import Make
from tests.referrals.office import CHICAGO, Office
from tests.web.judge import Page

A_DAY = timedelta(days=1)
INBOUND = {"direction": Direction.INBOUND}


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile, but for the beginnings and ends of transactions."""
    sent: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SET ", "SHOW")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(database.engine, "before_cursor_execute", keep)


def contact(office: Office, *, client: Client | None = None, by: Person | None = None, **facts: Any) -> UUID:
    with office.writing() as session:
        facts = {"at": office.now, **facts}
        return Make(session, office.now).contact(client or office.client, by or office.cast.ana, **facts).id


def another_client(office: Office, owner: Person) -> Client:
    with office.writing() as session:
        return Make(session, office.now).client(owner)


def sections(page: Page) -> list[str]:
    return [heading.text for heading in page.all("h2")]


def today(office: Office) -> Page:
    return office.browser.get("/today")


def plan(office: Office, referral_id: UUID, **later: float) -> None:
    with office.writing() as session:
        tap = office.tap(session, referral_id, office.cast.ana)
        take_step(tap, Step.PREPARE, at=office.now, zone=CHICAGO)
        visit = Plan(visit_at=office.now + timedelta(**later), meeting_point="bus stop at 7th")
        plan_visit(tap, visit, zone=CHICAGO)


def tap_today(office: Office, page: Page, referral_id: UUID, did: str) -> str:
    return office.browser.go(page, f"/today/referrals/{referral_id}", did=did)


def test_a_day_without_anything_says_so_and_offers_what_may_come(office: Office) -> None:
    page = today(office)
    assert page.one("h1").text == "Today, Saturday"
    assert "Nothing is waiting." in page.html
    assert sections(page) == []


def test_the_next_visit_says_where_to_meet_and_when_to_leave(office: Office) -> None:
    plan(office, office.refer(), hours=2)
    page = today(office)
    assert sections(page) == ["Next visit 1"]
    assert "8:00 pm, First Light. Meet at bus stop at 7th." in page.html
    assert "1 thing. Leave by 7:15 pm for the next visit." in page.html
    office.clock.pass_by(minutes=80)
    assert "Leave now for the next visit." in today_after_signing_in(office).html
    office.clock.pass_by(minutes=60)
    assert "The visit has begun." in today_after_signing_in(office).html


def test_we_went_is_one_tap_that_comes_back_and_can_be_taken_back(office: Office) -> None:
    referral_id = office.refer()
    plan(office, referral_id, hours=2)
    office.clock.pass_by(hours=3)
    sent_to = tap_today(office, today_after_signing_in(office), referral_id, "we_went")
    assert sent_to == f"/today?done=referral&of={referral_id}"
    assert office.referral(referral_id).state == State.CONNECTED
    page = office.browser.get(sent_to)
    assert "Recorded." in page.html
    assert "Nothing is waiting." in page.html
    assert office.browser.go(page, f"/today/referrals/{referral_id}/undo") == "/today?done=undone"
    assert office.referral(referral_id).state == State.BRIDGING
    assert "Next visit" in today(office).html


def test_a_visit_that_did_not_happen_is_said_in_one_tap(office: Office) -> None:
    referral_id = office.refer()
    plan(office, referral_id, hours=1)
    office.clock.pass_by(hours=2)
    tap_today(office, today_after_signing_in(office), referral_id, "not_this_time")
    assert office.referral(referral_id).state == State.BRIDGING
    office.clock.pass_by(days=2)
    page = today_after_signing_in(office)
    assert sections(page) == ["Due today 1"], "no time is agreed, so nothing is pinned"
    tap_today(office, page, referral_id, "later")


def test_who_reached_us_and_was_not_answered_is_owed_a_reply_in_working_hours(office: Office) -> None:
    with office.writing() as session:
        ana = session.get_one(Person, office.cast.ana.id)
        ana.working_hours = [{"day": day, "starts": "09:00", "ends": "17:00"} for day in ("fr", "mo")]
    contact(office, **INBOUND, at=office.now - timedelta(hours=27))
    page = today(office)
    assert sections(page) == ["Owed a reply 1"]
    assert "Texted yesterday 3:00 pm" in page.html
    assert "Waiting for 2 working hours" in page.html
    office.clock.pass_by(days=2)
    assert "Waiting for 10 working hours" in today_after_signing_in(office).html


def today_after_signing_in(office: Office) -> Page:
    office.browser.sign_in_as(office.cast.ana)
    return today(office)


def test_days_away_do_not_count_as_waiting(office: Office) -> None:
    contact(office, **INBOUND, at=office.now - timedelta(hours=27))
    with office.writing() as session:
        ana = session.get_one(Person, office.cast.ana.id)
        ana.working_hours = [{"day": "fr", "starts": "09:00", "ends": "17:00"}]
        friday = office.now.astimezone(CHICAGO).date() - A_DAY
        session.add(Away(person_id=ana.id, from_on=friday, until_on=friday))
    assert "Came outside your working hours" in today(office).html


def test_a_logged_reply_clears_the_row_and_can_be_taken_back(office: Office) -> None:
    contact(office, **INBOUND, at=office.now - timedelta(hours=2))
    page = today(office)
    action = f"/today/clients/{office.client.id}/contacts"
    sent_to = office.browser.go(page, action, channel="text", answered="no")
    page = office.browser.get(sent_to)
    assert "Logged." in page.html
    assert sections(page) == []
    undo = sent_to.split("of=")[1]
    office.clock.pass_by(seconds=59)
    assert office.browser.go(page, f"/today/contacts/{undo}/undo") == "/today?done=undone"
    assert sections(today(office)) == ["Owed a reply 1"]


def test_a_contact_is_not_taken_back_after_a_minute(office: Office) -> None:
    contact(office, **INBOUND, at=office.now - timedelta(hours=2))
    sent_to = office.browser.go(today(office), f"/today/clients/{office.client.id}/contacts", channel="call")
    page = office.browser.get(sent_to)
    office.clock.pass_by(seconds=61)
    office.browser.refused(page, f"/today/contacts/{sent_to.split('of=')[1]}/undo")
    assert sections(today(office)) == []


def test_what_was_promised_comes_up_on_its_day_and_is_kept_in_one_tap(office: Office) -> None:
    saturday = office.now.astimezone(CHICAGO).date()
    promised = contact(office, two_way=True, promise="Will call about the bus pass", promise_due=saturday)
    contact(office, two_way=True, promise="Another day", promise_due=saturday + A_DAY)
    page = today(office)
    assert sections(page) == ["Promised 1"]
    assert "Will call about the bus pass" in page.html
    assert "Another day" not in page.html
    page = office.browser.get(office.browser.go(page, f"/today/promises/{promised}"))
    assert sections(page) == []
    office.browser.go(page, f"/today/promises/{promised}/undo")
    assert sections(today(office)) == ["Promised 1"]


def test_overdue_due_and_checks_stand_in_that_order_with_one_row_for_each_client(office: Office) -> None:
    late = office.refer(mode=Mode.SELF)
    office.clock.pass_by(days=4)
    for outcome in (False, True):
        client = another_client(office, office.cast.ana)
        office.client, first = client, office.client
        referral_id = office.refer(mode=Mode.SELF)
        if outcome:
            with office.writing() as session:
                connect(office, session, referral_id)
        office.client = first
    office.clock.pass_by(days=7)
    page = today_after_signing_in(office)
    assert sections(page) == ["Overdue 1", "Due today 1", "Checks 1"]
    assert "Asking how it went, due Sat Nov 28" in page.html
    assert "Did they go to First Light?" in page.html
    assert "How is First Light going, a week on?" in page.html
    tap_today(office, page, late, "went")
    assert (office.referral(late).state, office.referral(late).provenance) == ("connected", "client")


def connect(office: Office, session: Session, referral_id: UUID) -> None:
    tap = office.tap(session, referral_id, office.cast.ana)
    said = Outcome(state=State.CONNECTED, reason="attended_alone", provenance="client", at=office.now)
    record_outcome(tap, said, zone=CHICAGO)


def test_everything_for_one_client_stands_in_one_row_under_the_most_pressing(office: Office) -> None:
    office.refer(mode=Mode.SELF)
    office.refer("food", mode=Mode.SELF)
    office.clock.pass_by(days=9)
    contact(office, **INBOUND, at=office.now - timedelta(hours=1))
    page = today_after_signing_in(office)
    assert sections(page) == ["Owed a reply 1"]
    assert "3 things." in page.html
    assert "2 more with them" in page.html
    assert page.html.count("todo-row") == 1


def test_asking_again_puts_it_off_to_the_day_that_the_button_names(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    office.clock.pass_by(days=7)
    page = today_after_signing_in(office)
    assert "Ask again Mon" in page.html
    tap_today(office, page, referral_id, "later")
    assert office.referral(referral_id).next_at.astimezone(CHICAGO).isoformat() == "2026-11-30T09:00:00-06:00"


@pytest.mark.parametrize("state", ["still", "not now"])
def test_the_month_check_gives_the_thirty_day_result(office: Office, state: str) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    with office.writing() as session:
        connect(office, session, referral_id)
    office.clock.pass_by(days=30)
    tap_today(office, today_after_signing_in(office), referral_id, "went" if state == "still" else "not_this_time")
    assert office.referral(referral_id).state == ("settled" if state == "still" else "drifted")


def test_what_somebody_recorded_meanwhile_is_not_overwritten(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    office.clock.pass_by(days=7)
    page = today_after_signing_in(office)
    with office.writing() as session:
        move_next(office.tap(session, referral_id, office.cast.ana), office.now + A_DAY)
    again = office.browser.refused(page, f"/today/referrals/{referral_id}", status=409, did="went")
    assert "Somebody recorded something here in the meantime." in again.html
    assert office.referral(referral_id).state == State.ACCEPTED


def test_a_tap_that_is_not_offered_is_refused(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    office.clock.pass_by(days=7)
    page = today_after_signing_in(office)
    for did in ("we_went", "said_yes", "anything"):
        office.browser.refused(page, f"/today/referrals/{referral_id}", did=did)
    office.browser.refused(page, f"/today/referrals/{referral_id}", did="later", later_on="2031-01-01")


def test_only_safe_ways_to_reach_somebody_are_offered(office: Office) -> None:
    contact(office, **INBOUND, at=office.now - timedelta(hours=1))
    assert 'href="tel:' not in today(office).html
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        save_identity(session, client, Identity(phone="612-555-0142"), by=ana, now=office.now)
        said = SafeChannel(channel=Channel.CALL, is_safe=True)
        record_safe_channel(session, client, said, CHICAGO, by=ana, now=office.now)
    page = today(office)
    assert 'href="tel:+16125550142"' in page.html
    assert "Leave no voicemail." in page.html
    assert "sms:" not in page.html
    office.clock.pass_by(days=61)
    assert 'href="tel:' not in today_after_signing_in(office).html, "it is asked again after 60 days"


def test_a_cover_sees_the_clients_they_cover_marked_and_for_those_days_only(office: Office) -> None:
    contact(office, **INBOUND, at=office.now - timedelta(hours=1))
    saturday = office.now.astimezone(CHICAGO).date()
    with office.writing() as session:
        client, ana = session.get_one(Client, office.client.id), office.caller(session, office.cast.ana)
        handed = HandOver(office.cast.ben.id, saturday, saturday + A_DAY, Notice.CALL)
        hand_over(session, [client], handed, by=ana, today=saturday, now=office.now)
    office.browser.sign_in_as(office.cast.ben)
    page = today(office)
    assert office.client.handle in page.html
    assert "You cover for Ana" in page.html
    office.clock.pass_by(days=2)
    office.browser.sign_in_as(office.cast.ben)
    assert office.client.handle not in today(office).html


@pytest.mark.parametrize("name", ["ben", "cora", "sol"])
def test_nobody_sees_on_today_what_is_anothers(office: Office, name: str) -> None:
    office.refer(mode=Mode.SELF)
    contact(office, **INBOUND, at=office.now)
    office.clock.pass_by(days=9)
    office.browser.sign_in_as(getattr(office.cast, name))
    assert office.client.handle not in today(office).html


def test_a_strangers_taps_find_nothing(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    contact_id = contact(office, **INBOUND, distress=True)
    office.clock.pass_by(days=7)
    page = today_after_signing_in(office)
    action = f"/today/referrals/{referral_id}"
    for stranger in (office.cast.ben, office.cast.cora):
        token = office.browser.sign_in_as(stranger).form_token
        office.browser.refused(page, action, status=404, did="went", form_token=token)
        for path in (f"distress/{contact_id}", f"contacts/{contact_id}/undo", f"promises/{contact_id}"):
            fields = {"form_token": token, "key": "0" * 20}
            answer = office.browser.client.post(f"/today/{path}", data=fields, headers={"accept": "text/html"})
            assert answer.status_code == 404
    assert office.acts(referral_id).count("entered") == 2


def test_reading_it_takes_five_statements_however_many_clients_there_are(office: Office, database: Database) -> None:
    counts = []
    for _ in range(2):
        plan(office, office.refer(), hours=2)
        contact(office, **INBOUND, at=office.now - timedelta(hours=1))
        contact(office, promise="Bring the list", promise_due=office.now.astimezone(CHICAGO).date())
        office.client = another_client(office, office.cast.ana)
        with statements(database) as sent:
            today(office)
        noted = next(at for at, statement in enumerate(sent) if "log_head" in statement)
        counts.append(noted)
    assert counts == [5, 5], "who asks, the contact log, the referrals, the clients, their keys"


def test_what_is_shown_is_noted_in_the_audit(office: Office) -> None:
    contact(office, **INBOUND)
    today(office)
    with office.writing() as session:
        reads = session.exec(select(AuditEntry).where(col(AuditEntry.act) == "records.read")).all()
        assert [entry.subject_ids for entry in reads] == [str(office.client.id)]


def test_a_tap_sent_twice_is_done_once(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    office.clock.pass_by(days=7)
    page = today_after_signing_in(office)
    for _ in range(2):
        assert tap_today(office, page, referral_id, "went") == f"/today?done=referral&of={referral_id}"
    with office.database.reading() as session:
        history = history_of(session, session.get_one(Referral, referral_id))
        assert [event.to_state for event in history].count("connected") == 1
