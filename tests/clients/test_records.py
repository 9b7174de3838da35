"""A client's record: begun with nothing, whatever is known sealed, every change in the audit."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from directory.audit.models import AuditEntry
from directory.clients import service
from directory.clients.codes import Channel, EndReason, GoalOutcome, Purpose
from directory.clients.forms import Identity, NewClient, Preferences, SafeChannel
from directory.clients.models import Client, ClientGoal, SafeContact
from directory.db import Database
from directory.errors import RefusedError
from directory.policy import Caller
from tests.cast import Cast, caller_as

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def ana(cast: Cast, session: Session, now: datetime) -> Caller:
    return caller_as(session, cast.ana, now)


@pytest.fixture
def client(cast: Cast, session: Session, ana: Caller, now: datetime) -> Client:
    return service.open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now)


def test_a_record_begins_with_nothing_but_a_handle(client: Client, ana: Caller) -> None:
    assert len(client.handle.split(" ")) == 2
    assert client.owner_id == ana.person_id
    assert (client.name, client.cue, client.area, client.phone_index) == ("", "", "", None)


def test_what_is_known_at_the_start_is_sealed(cast: Cast, session: Session, ana: Caller, now: datetime) -> None:
    new = NewClient(cue="red truck", area="55401", goal="a job with mornings off", domain="work")
    client = service.open_client(session, new, team_id=cast.north.id, by=ana, now=now)
    goal = session.exec(select(ClientGoal).where(ClientGoal.client_id == client.id)).one()
    session.expire_all()
    assert (client.cue, client.area, goal.words) == ("red truck", "55401", "a job with mornings off")
    stored = session.connection().exec_driver_sql("SELECT cue_sealed, area_sealed FROM client").one()
    assert all(b"red" not in bytes(column) and b"55401" not in bytes(column) for column in stored)


def test_a_record_belongs_to_one_of_the_peers_own_teams(
    cast: Cast, session: Session, ana: Caller, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="your own teams"):
        service.open_client(session, NewClient(), team_id=cast.south.id, by=ana, now=now)


@pytest.mark.parametrize("typed", ["(612) 555-0123", "612.555.0123", "+1 612 555 0123", "16125550123"])
def test_a_phone_number_is_found_however_it_is_written(
    session: Session, client: Client, ana: Caller, now: datetime, typed: str
) -> None:
    service.save_identity(session, client, Identity(name="R. Miles", phone=typed), by=ana, now=now)
    assert client.phone == typed
    assert client.phone_index == service.index_of_phone(session, "612-555-0123")


def test_a_number_that_is_none_is_refused(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    with pytest.raises(RefusedError, match="area code"):
        service.save_identity(session, client, Identity(phone="his sister's"), by=ana, now=now)


def test_a_safe_channel_lapses_after_sixty_days(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    said = SafeChannel(channel=Channel.TEXT, is_safe=True, others_read=True)
    service.record_safe_channel(session, client, said, CHICAGO, by=ana, now=now)
    kept = session.exec(select(SafeContact)).one()
    assert (kept.is_safe, kept.others_read) == (True, True)
    assert kept.lapses_on == (now + timedelta(days=60)).astimezone(CHICAGO).date()


def test_a_channel_that_is_not_safe_has_no_safe_voicemail(
    session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    said = SafeChannel(channel=Channel.CALL, is_safe=False, voicemail_is_safe=True)
    service.record_safe_channel(session, client, said, CHICAGO, by=ana, now=now)
    assert not session.exec(select(SafeContact)).one().voicemail_is_safe


def test_preferences_come_back_as_they_were_saved(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    wishes = Preferences(include=("children_welcome",), avoid=("id", "fee"), languages=("es",))
    assert service.preferences_of(client) == Preferences()
    service.save_preferences(session, client, wishes, "55407", by=ana, now=now)
    assert service.preferences_of(client) == wishes
    assert client.area == "55407"


def test_a_goal_is_reached_or_let_go(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    goal = service.set_goal(session, client, "school", "finish the GED", by=ana, now=now)
    service.close_goal(session, client, goal, GoalOutcome.REACHED, by=ana, now=now)
    later = now + timedelta(hours=1)
    service.close_goal(session, client, goal, GoalOutcome.REACHED, by=ana, now=later)
    with pytest.raises(RefusedError, match="in the meantime"):
        service.close_goal(session, client, goal, GoalOutcome.LET_GO, by=ana, now=later)
    assert (goal.outcome, goal.closed_at) == ("reached", now), "a page that was left open changes nothing of it"


def test_knowing_somebody_outside_work_is_kept_once(
    session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    for _ in range(2):
        service.know_outside(session, client, by=ana, now=now)
    assert service.is_known_outside(session, client, ana.person_id)


def test_an_ended_record_says_when_it_will_be_erased(
    session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    service.end_service(session, client, EndReason.MOVED, keep_for=timedelta(days=30), by=ana, now=now)
    assert client.erase_on == (now + timedelta(days=30)).date()


def test_every_change_stands_in_the_audit_with_ids_alone(cast: Cast, database: Database, now: datetime) -> None:
    with database.writing() as session:
        ana = caller_as(session, cast.ana, now)
        client = service.open_client(session, NewClient(cue="red truck"), team_id=cast.north.id, by=ana, now=now)
        service.add_note(session, client, "likes mornings", by=ana, now=now)
        service.share_experience(session, client, Purpose.HOPE, by=ana, now=now)
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_ids == str(client.id))).all()
    assert [entry.act for entry in entries] == ["client.opened", "client.changed", "client.changed"]
    assert not any("truck" in repr(entry) or "mornings" in repr(entry) for entry in entries)
