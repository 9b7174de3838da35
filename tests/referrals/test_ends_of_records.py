"""Handing over, ending, merging and erasing: what becomes of a client's referrals, and of what was sealed."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from directory.clients import service
from directory.clients.access import get_client
from directory.clients.codes import Channel, EndReason, Notice
from directory.clients.forms import Identity, SafeChannel
from directory.clients.handing import HandOver
from directory.clients.models import Client, ClientGoal, ContactEntry, SafeContact
from directory.crypto import KeyDestroyedError
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller
from directory.referrals.bridging import plan_visit, we_went
from directory.referrals.codes import Act, State
from directory.referrals.contacts import log_contact
from directory.referrals.ending import end_service, resume_service
from directory.referrals.erasing import erase_client, erase_what_is_due, get_erasure
from directory.referrals.events import history_of
from directory.referrals.forms import Plan
from directory.referrals.handing import hand_over
from directory.referrals.merging import list_merges, merge_clients, preview_merge, undo_merge
from directory.referrals.models import Referral
from directory.referrals.outcomes import undo_last
from directory.referrals.today.reading import read_today
from tests.cast import Cast, caller_as
from tests.factories import Make
from tests.referrals.conftest import Desk

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2026, 11, 21)


def end(session: Session, client: Client, reason: EndReason, by: Caller, now: datetime) -> None:
    end_service(session, client, reason, keep_for=timedelta(days=30), by=by, now=now, zone=CHICAGO)


def test_for_good_what_is_under_way_changes_its_owner_with_the_client(cast: Cast, session: Session, desk: Desk) -> None:
    under_way, ended = desk.open(), desk.open()
    desk.outcome(ended, State.WITHDRAWN, reason="not_now")
    handed = HandOver(cast.ben.id, TODAY, None, Notice.CALL)
    hand_over(session, [desk.client], handed, by=desk.ana, today=TODAY, now=desk.now)
    assert (under_way.owner_id, ended.owner_id) == (cast.ben.id, cast.ana.id)
    assert history_of(session, under_way)[-1].act == Act.HANDED_OVER
    assert under_way.next_at is not None


def test_a_hand_over_is_not_taken_back_on_one_referral_alone(cast: Cast, session: Session, desk: Desk) -> None:
    referral = desk.open()
    handed = HandOver(cast.ben.id, TODAY, None, Notice.CALL)
    hand_over(session, [desk.client], handed, by=desk.ana, today=TODAY, now=desk.now)
    with pytest.raises(RefusedError, match="nothing to take back"):
        undo_last(desk.tap(referral))
    assert referral.owner_id == cast.ben.id


def test_for_days_the_referrals_stay_with_their_owner(cast: Cast, session: Session, desk: Desk) -> None:
    referral = desk.open()
    handed = HandOver(cast.ben.id, TODAY, TODAY + timedelta(days=3), Notice.CALL)
    hand_over(session, [desk.client], handed, by=desk.ana, today=TODAY, now=desk.now)
    assert referral.owner_id == cast.ana.id


def test_a_reason_that_says_why_everything_stops_withdraws_what_is_under_way(session: Session, desk: Desk) -> None:
    referral = desk.open()
    end(session, desk.client, EndReason.MOVED, desk.ana, desk.now)
    assert (referral.state, referral.reason, referral.next_at) == ("withdrawn", "moved", None)
    assert desk.client.erase_on == (desk.now + timedelta(days=30)).date()


def test_with_the_service_end_the_checks_and_they_come_back_with_it(session: Session, desk: Desk) -> None:
    referral = desk.bridge()
    we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
    end(session, desk.client, EndReason.GOALS_REACHED, desk.ana, desk.now)
    assert (referral.state, referral.next_at, referral.next_act) == ("connected", None, None)
    resume_service(session, desk.client, by=desk.ana, now=desk.now, zone=CHICAGO)
    assert (referral.next_at, referral.next_act) == (desk.now + timedelta(days=7), "check_7")


@pytest.mark.parametrize("is_connected", [False, True])
def test_erasing_leaves_no_referral_that_anybody_is_to_look_at_again(
    session: Session, desk: Desk, cast: Cast, is_connected: bool
) -> None:
    referral = desk.bridge()
    if is_connected:
        we_went(desk.tap(referral), at=desk.now, zone=CHICAGO)
        desk.now += timedelta(minutes=1)
        plan_visit(desk.tap(referral), Plan(visit_at=desk.now + timedelta(days=1)), zone=CHICAGO)
    erase_client(session, desk.client.id, by=desk.ana, now=desk.now)
    assert (referral.next_at, referral.next_act) == (None, None)
    assert referral.state == ("connected" if is_connected else "withdrawn")
    assert referral.reason == ("attended_with_peer" if is_connected else "consent_revoked")
    assert history_of(session, referral)[-1].standing == "system"
    for caller in (desk.ana, caller_as(session, cast.sol, desk.now)):
        assert read_today(session, caller, now=desk.now + timedelta(days=30), zone=CHICAGO).rows == []


def test_after_another_reason_each_referral_is_asked_about_first(session: Session, desk: Desk) -> None:
    referral = desk.open()
    with pytest.raises(RefusedError, match="still under way"):
        end(session, desk.client, EndReason.GOALS_REACHED, desk.ana, desk.now)
    assert (referral.state, desk.client.ended_at) == ("accepted", None)


def test_the_first_answer_of_a_place_is_kept_on_its_referral(
    session: Session, desk: Desk, make: Make, cast: Cast
) -> None:
    referral = desk.open()
    said = {"channel": Channel.CALL, "direction": "place", "two_way": True, "referral_id": referral.id}
    for hours in (1, 2):
        entry = make.contact_form(at=desk.now - timedelta(hours=hours), **said)
        log_contact(session, desk.client, entry, by=desk.ana, now=desk.now)
    assert referral.first_contact_at == desk.now - timedelta(hours=2)
    with pytest.raises(NotFoundError):
        log_contact(session, make.client(cast.ana), make.contact_form(**said), by=desk.ana, now=desk.now)


def two_records(desk: Desk, make: Make, cast: Cast) -> tuple[Client, Referral]:
    """A second record of the client of the desk, with something of everything."""
    other = make.client(cast.ana, goal="a job", domain="work")
    service.save_identity(desk.session, other, Identity(phone="612 555 0123"), by=desk.ana, now=desk.now)
    make.contact(other, cast.ana, note="sounded tired")
    said = SafeChannel(channel=Channel.TEXT, is_safe=False)
    service.record_safe_channel(desk.session, other, said, CHICAGO, by=desk.ana, now=desk.now)
    service.record_safe_channel(
        desk.session, desk.client, said.model_copy(update={"is_safe": True}), CHICAGO, by=desk.ana, now=desk.now
    )
    here, desk.client = desk.client, other
    referral = desk.open()
    desk.client = here
    return other, referral


def owners(session: Session, client: Client) -> dict[str, Any]:
    """What hangs on a record, in plain."""
    goals = session.exec(select(ClientGoal).where(ClientGoal.client_id == client.id)).all()
    log = session.exec(select(ContactEntry).where(ContactEntry.client_id == client.id)).all()
    referrals = session.exec(select(Referral).where(Referral.client_id == client.id)).all()
    text = session.get(SafeContact, (client.id, "text"))
    return {
        "goals": [goal.words for goal in goals],
        "log": [entry.note for entry in log],
        "referrals": [referral.id for referral in referrals],
        "phone": client.phone,
        "text is safe": text is not None and text.is_safe,
        "cue": client.cue,
    }


def test_two_records_become_one_and_two_again(cast: Cast, session: Session, desk: Desk, make: Make) -> None:
    other, referral = two_records(desk, make, cast)
    before = owners(session, desk.client), owners(session, other)
    preview = preview_merge(session, desk.client, other, by=desk.ana)
    assert (preview.rows["client_goal"], preview.referrals, preview.texts) == (1, 1, ("phone",))
    merge = merge_clients(session, desk.client, other, by=desk.ana, now=desk.now)
    session.expire_all()
    joined = {"goals": ["a job"], "log": ["sounded tired"], "referrals": [referral.id], "phone": "612 555 0123"}
    assert owners(session, desk.client) == joined | {"text is safe": False, "cue": "red truck"}
    assert get_client(session, other.id, seen_by=desk.ana, today=TODAY).id == desk.client.id
    assert [line.handle for line in list_merges(session, desk.client)] == [other.handle]
    undo_merge(session, desk.client, merge.id, by=desk.ana, now=desk.now)
    session.expire_all()
    assert (owners(session, desk.client), owners(session, other)) == before
    assert list_merges(session, desk.client) == []


def test_who_only_stands_in_merges_nothing(cast: Cast, session: Session, desk: Desk, make: Make, now: datetime) -> None:
    handed = HandOver(cast.ben.id, TODAY, TODAY, Notice.CALL)
    hand_over(session, [desk.client], handed, by=desk.ana, today=TODAY, now=now)
    with pytest.raises(RefusedError, match="supervisor"):
        merge_clients(session, desk.client, make.client(cast.ben), by=caller_as(session, cast.ben, now), now=now)


def test_erasing_closes_everything_of_both_records_for_good(
    cast: Cast, session: Session, desk: Desk, make: Make
) -> None:
    other, _ = two_records(desk, make, cast)
    merge_clients(session, desk.client, other, by=desk.ana, now=desk.now)
    erasure = erase_client(session, other.id, by=desk.ana, now=desk.now)
    assert erasure.counts["client"] == 2
    assert erasure.counts["contact_entry"] == erasure.counts["referral"] == 1
    assert erase_client(session, desk.client.id, by=desk.ana, now=desk.now).id == erasure.id
    session.expire_all()
    assert (other.phone_index, desk.client.phone_index) == (None, None)
    for row in (desk.client, session.exec(select(ContactEntry)).one()):
        with pytest.raises(KeyDestroyedError):
            _ = row.cue if isinstance(row, Client) else row.note
    with pytest.raises(NotFoundError):
        get_client(session, desk.client.id, seen_by=desk.ana, today=TODAY)
    assert get_erasure(session, erasure.id, seen_by=desk.ana, today=TODAY) == (erasure, desk.client.handle)
    with pytest.raises(NotFoundError):
        get_erasure(session, erasure.id, seen_by=caller_as(session, cast.ben, desk.now), today=TODAY)


def test_what_is_over_is_erased_by_itself_on_its_day(session: Session, desk: Desk) -> None:
    end(session, desk.client, EndReason.DIED, desk.ana, desk.now)
    assert erase_what_is_due(session, now=desk.now + timedelta(days=29)) == 0
    assert erase_what_is_due(session, now=desk.now + timedelta(days=30)) == 1
    assert desk.client.erased_at is not None
    assert erase_what_is_due(session, now=desk.now + timedelta(days=31)) == 0
