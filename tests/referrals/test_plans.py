"""Plans of visits: whom they name, when people meet, what "we went" makes of it, and the calendars they stand in."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar
from sqlmodel import Session

from directory.clients.codes import EndReason, Notice
from directory.clients.forms import NewClient
from directory.clients.handing import HandOver
from directory.clients.models import Client
from directory.clients.service import open_client
from directory.errors import RefusedError
from directory.listings.knowing import NewKeyContact, add_key_contact, remove_key_contact
from directory.referrals.bridging import agree_words, count_visit, not_this_time, plan_visit, skip_step, we_went
from directory.referrals.calendars import open_calendar, read_calendar
from directory.referrals.codes import Mode, SkipReason, State, Step
from directory.referrals.ending import end_service
from directory.referrals.erasing import erase_client
from directory.referrals.events import history_of, steps_of
from directory.referrals.forms import Plan, WordsToSay
from directory.referrals.handing import hand_over
from directory.referrals.models import Referral
from directory.referrals.outcomes import undo_last
from directory.referrals.plans import planned_words
from directory.referrals.today.reading import read_today
from tests.cast import Cast, caller_as
from tests.referrals.conftest import CHICAGO, Desk
from tests.referrals.office import Office

TODAY = date(2026, 11, 21)
TOMORROW = {"day": "2026-11-22", "hour": "18:30"}
A_MINUTE = timedelta(minutes=1)


def greeter(desk: Desk, **facts: object) -> UUID:
    """Somebody at the place of the desk to be introduced to."""
    new = NewKeyContact(role="Greets newcomers", **facts)  # type: ignore[arg-type]
    return add_key_contact(desk.session, desk.listing_id, new, by=desk.ana, today=TODAY, now=desk.now).id


def planned(desk: Desk, referral: Referral, **facts: object) -> Referral:
    """The visit of a referral is planned for tomorrow."""
    plan = Plan.model_validate({"visit_at": desk.now + timedelta(days=1), **facts})
    plan_visit(desk.tap(referral), plan, zone=CHICAGO)
    return referral


def introduced(desk: Desk, referral: Referral) -> bool:
    row = steps_of(desk.session, referral).get(Step.INTRODUCE)
    return row is not None and row.done_at is not None


def test_we_went_introduces_to_the_key_contact_whom_the_plan_names(desk: Desk) -> None:
    contact = greeter(desk)
    referral = planned(desk, desk.bridge(), key_contact_id=contact)
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    assert introduced(desk, referral)
    assert steps_of(desk.session, referral)[Step.INTRODUCE].key_contact_id == contact


def test_somebody_else_who_is_named_is_met_too(desk: Desk) -> None:
    referral = planned(desk, desk.bridge(), key_contact="Rosa from the choir")
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    assert introduced(desk, referral)


def test_nobody_is_introduced_where_the_plan_names_nobody(desk: Desk) -> None:
    referral = planned(desk, desk.bridge(), meeting_point="bus stop")
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    assert not introduced(desk, referral)
    assert referral.state == State.CONNECTED


def test_a_plan_names_only_who_is_known_there(desk: Desk) -> None:
    referral, gone = desk.bridge(), greeter(desk)
    remove_key_contact(desk.session, gone, by=desk.ana, now=desk.now)
    for other in (uuid4(), gone):
        with pytest.raises(RefusedError, match="what is offered"):
            planned(desk, referral, key_contact_id=other)


def test_people_meet_before_it_begins(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="Meet before it begins"):
        planned(desk, desk.bridge(), meet_at=desk.now + timedelta(days=1, minutes=1))


def test_undoing_a_new_plan_gives_the_old_hours_back(desk: Desk) -> None:
    meet = desk.now + timedelta(hours=20)
    referral = planned(desk, desk.bridge(), meet_at=meet)
    desk.now += timedelta(minutes=5)
    planned(desk, referral)
    undo_last(desk.tap(referral))
    assert steps_of(desk.session, referral)[Step.ACCOMPANY].meet_at == meet


def test_undoing_a_new_plan_gives_back_what_the_old_one_said(desk: Desk) -> None:
    said = {"meeting_point": "Library steps", "transport_home": "Bus 18", "exit_word": "laundry"}
    referral = planned(desk, desk.bridge(), **said)
    desk.now += timedelta(minutes=5)
    planned(desk, referral, meeting_point="At the corner")
    undo_last(desk.tap(referral))
    assert planned_words(steps_of(desk.session, referral)[Step.ACCOMPANY]) == said


def test_undoing_a_first_plan_leaves_nothing_of_it(desk: Desk) -> None:
    referral = planned(desk, desk.bridge(), meeting_point="Library steps")
    undo_last(desk.tap(referral))
    visit = steps_of(desk.session, referral)[Step.ACCOMPANY]
    assert (visit.planned_at, planned_words(visit)) == (None, {})


def test_undoing_new_words_gives_back_those_the_client_had_said_yes_to(desk: Desk) -> None:
    referral = desk.bridge()
    agree_words(desk.tap(referral), WordsToSay(words="She likes to sing", client_said_yes=True))
    desk.now += timedelta(minutes=5)
    agree_words(desk.tap(referral), WordsToSay(words="She sings alto", client_said_yes=True))
    undo_last(desk.tap(referral))
    assert "She likes to sing" in steps_of(desk.session, referral)[Step.CONTACT].details
    assert (
        history_of(desk.session, referral)[-2].details_before == steps_of(desk.session, referral)[Step.CONTACT].details
    )


def test_the_page_offers_the_key_contacts_and_somebody_else(office: Office) -> None:
    with office.writing() as session:
        new = NewKeyContact(role="Greets newcomers", name="Marisol", allowed=True)
        ana = office.caller(session, office.cast.ana)
        contact = add_key_contact(session, office.places["open"], new, by=ana, today=TODAY, now=office.now).id
    referral_id = office.refer()
    offered = [option.text for option in office.show(referral_id).all("option")]
    assert offered == ["Somebody else", "Marisol, Greets newcomers"]
    office.do(referral_id, "plan", **TOMORROW, key_contact_id=str(contact))
    chosen = [option for option in office.show(referral_id).all("option") if "selected" in option.attributes]
    assert [option.text for option in chosen] == ["Marisol, Greets newcomers"]
    office.do(referral_id, "taps", act="went")
    assert "introduced" in office.show(referral_id).html.casefold()


def test_a_refused_plan_keeps_who_was_chosen_and_every_word(office: Office) -> None:
    referral_id = office.refer()
    page = office.show(referral_id)
    typed = TOMORROW | {"meet_hour": "19:00", "meeting_point": "bus stop at 7th", "key_contact": "Rosa"}
    again = office.browser.refused(page, f"/referrals/{referral_id}/plan", **typed)
    assert "Meet before it begins." in again.html
    values = {field.attributes.get("name"): field.attributes.get("value") for field in again.all("input")}
    assert typed.items() <= values.items()


def test_today_says_when_they_meet(office: Office) -> None:
    referral_id = office.refer()
    office.do(referral_id, "plan", day="2026-11-21", hour="20:00", meet_hour="19:20", meeting_point="bus stop at 7th")
    page = office.browser.get("/today")
    assert "8:00 pm, First Light. Meet at 7:20 pm, bus stop at 7th." in page.html
    assert "Leave in time to meet at 7:20 pm" in page.html
    assert "You meet at 7:20 pm for the next visit." in page.html


def visits(session: Session, token: str, now: datetime) -> list[tuple[str, datetime, datetime]]:
    """What a calendar says."""
    read = Calendar.from_ical(read_calendar(session, token, now=now, zone=CHICAGO))
    return [(str(event["summary"]), event["dtstart"].dt, event["dtend"].dt) for event in read.walk("VEVENT")]


def test_the_calendar_begins_when_they_meet(desk: Desk) -> None:
    token = open_calendar(desk.session, by=desk.ana, now=desk.now)
    visit = desk.now + timedelta(days=1)
    planned(desk, desk.bridge(), meet_at=visit - timedelta(minutes=20))
    planned(desk, desk.bridge(), visit_at=visit + timedelta(days=1))
    assert visits(desk.session, token, desk.now) == [
        ("Appointment", visit - timedelta(minutes=20), visit + timedelta(hours=1)),
        ("Appointment", visit + timedelta(hours=23, minutes=15), visit + timedelta(hours=25)),
    ]


def test_visits_under_cover_stand_in_the_covers_calendar_for_the_days_of_cover(desk: Desk, cast: Cast) -> None:
    ben = caller_as(desk.session, cast.ben, desk.now)
    own, bens = (open_calendar(desk.session, by=each, now=desk.now) for each in (desk.ana, ben))
    planned(desk, desk.bridge())
    planned(desk, desk.bridge(), visit_at=desk.now + timedelta(days=5))
    handed = HandOver(cast.ben.id, TODAY, TODAY + timedelta(days=2), Notice.CALL)
    hand_over(desk.session, [desk.client], handed, by=desk.ana, today=TODAY, now=desk.now)
    assert len(visits(desk.session, own, desk.now)) == 2
    [(summary, _, ends)] = visits(desk.session, bens, desk.now)
    assert (summary, ends) == ("Appointment", desk.now + timedelta(days=1, hours=1))


@pytest.mark.parametrize("is_over", ["ended", "erased"])
def test_nothing_of_a_client_stays_in_a_calendar_when_it_is_over(desk: Desk, is_over: str) -> None:
    token = open_calendar(desk.session, by=desk.ana, now=desk.now)
    planned(desk, desk.bridge())
    if is_over == "ended":
        kept = timedelta(days=30)
        end_service(desk.session, desk.client, EndReason.MOVED, keep_for=kept, by=desk.ana, now=desk.now, zone=CHICAGO)
    else:
        erase_client(desk.session, desk.client.id, by=desk.ana, now=desk.now)
    assert visits(desk.session, token, desk.now) == []


def settling(desk: Desk) -> Referral:
    """A client who is connected, and one more visit together is planned for tomorrow."""
    referral = planned(desk, desk.bridge())
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    return planned(desk, referral, visit_at=desk.now + timedelta(hours=2))


def test_one_more_visit_stands_on_today_and_in_the_calendar(desk: Desk) -> None:
    referral = settling(desk)
    token = open_calendar(desk.session, by=desk.ana, now=desk.now)
    facts = read_today(desk.session, desk.ana, now=desk.now, zone=CHICAGO)
    assert [row.first.why for row in facts.rows] == ["visit"]
    assert len(visits(desk.session, token, desk.now)) == 1
    count_visit(desk.tap(referral), at=desk.now, zone=CHICAGO)
    assert (referral.next_act, visits(desk.session, token, desk.now)) == (Step.CHECK_7, [])


@pytest.mark.parametrize("way", ["missed", "left out"])
def test_one_more_visit_that_did_not_happen_leaves_the_check(desk: Desk, way: str) -> None:
    referral = settling(desk)
    if way == "missed":
        not_this_time(desk.tap(referral), zone=CHICAGO)
    else:
        skip_step(desk.tap(referral), Step.SETTLE, SkipReason.NO_TIME, zone=CHICAGO)
    assert referral.next_act == Step.CHECK_7
    assert read_today(desk.session, desk.ana, now=desk.now, zone=CHICAGO).rows == []


def test_one_more_visit_is_tapped_on_today(office: Office) -> None:
    referral_id = office.refer()
    office.do(referral_id, "taps", act="went")
    office.clock.pass_by(minutes=2)
    office.do(referral_id, "plan", day="2026-11-21", hour="20:00")
    page = office.browser.get("/today")
    assert "8:00 pm, First Light" in page.html
    office.browser.go(page, f"/today/referrals/{referral_id}", did="we_went")
    assert "1 more visit together" in office.show(referral_id).html


def test_whom_to_meet_at_a_place_that_has_no_listing_is_written_down(desk: Desk, cast: Cast) -> None:
    client = open_client(desk.session, NewClient(), team_id=cast.north.id, by=desk.ana, now=desk.now)
    desk.client = desk.session.get_one(Client, client.id)
    referral = desk.open(listing_id=None, place_name="A choir", domain="social", mode=Mode.BRIDGE)
    planned(desk, referral, key_contact="Rosa")
    assert State(referral.state) is State.AGREED
