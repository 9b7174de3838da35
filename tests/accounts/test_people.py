"""People, their roles and teams, and the days on which they work."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from directory.accounts.days import (
    HoursOnDay,
    add_away,
    colleagues_who_may_cover,
    drop_away,
    list_away,
    save_working_hours,
    working_hours_of,
)
from directory.accounts.listing_people import list_people
from directory.accounts.people import (
    Profile,
    change_roles,
    change_teams,
    disable_person,
    get_person,
    has_admin,
    people_of_team,
    roles_of,
    save_profile,
    teams_of,
)
from directory.accounts.teams import add_team, list_teams, rename_team
from directory.accounts.user_agents import two_words
from directory.audit import System
from directory.audit.models import AuditEntry
from directory.errors import NotFoundError, RefusedError
from directory.policy import Role
from tests.cast import caller_as, signed_in_as

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = date(2026, 11, 23)


def test_the_last_admin_stays_admin(session, cast, now):
    with pytest.raises(RefusedError, match="only admin"):
        disable_person(session, cast.ada.id, by=System.COMMAND, now=now)
    with pytest.raises(RefusedError, match="only admin"):
        change_roles(session, cast.ada.id, [Role.PEER], by=System.COMMAND, now=now)
    change_roles(session, cast.dee.id, [Role.COORDINATOR, Role.ADMIN], by=System.COMMAND, now=now)
    disable_person(session, cast.ada.id, by=System.COMMAND, now=now)
    assert has_admin(session)
    with pytest.raises(RefusedError, match="only admin"):
        disable_person(session, cast.dee.id, by=System.COMMAND, now=now)


def test_nobody_is_left_without_a_role(session, cast, now):
    with pytest.raises(RefusedError):
        change_roles(session, cast.ana.id, [], by=System.COMMAND, now=now)
    assert roles_of(session, cast.ana.id) == {Role.PEER}


def test_teams_have_names_of_their_own(session, cast, now):
    with pytest.raises(RefusedError):
        add_team(session, "  NORTH   team ", by=System.COMMAND, now=now)
    west = add_team(session, "West", by=System.COMMAND, now=now)
    with pytest.raises(RefusedError):
        rename_team(session, west.id, "South Team", by=System.COMMAND, now=now)
    rename_team(session, west.id, "WEST", by=System.COMMAND, now=now)
    assert [team.name for team in list_teams(session)] == ["North team", "South team", "WEST"]
    with pytest.raises(NotFoundError):
        rename_team(session, cast.ana.id, "Nowhere", by=System.COMMAND, now=now)


def test_a_change_of_teams_is_whole_or_not_at_all(session, cast, now):
    with pytest.raises(NotFoundError):
        change_teams(session, cast.ana.id, [cast.south.id, cast.ben.id], by=System.COMMAND, now=now)
    assert teams_of(session, cast.ana.id) == [cast.north]


def test_who_works_in_a_team_leaves_out_the_disabled(session, cast, now):
    assert [person.display_name for person in people_of_team(session, cast.north.id, Role.PEER)] == ["Ana", "Ben"]
    disable_person(session, cast.ben.id, by=System.COMMAND, now=now)
    assert [person.display_name for person in people_of_team(session, cast.north.id, Role.PEER)] == ["Ana"]


def test_everybody_is_listed_with_what_they_are(session, cast, now):
    signed_in_as(session, cast.ana, now)
    disable_person(session, cast.ben.id, by=System.COMMAND, now=now)
    lines = {line.display_name: line for line in list_people(session)}
    assert list(lines) == ["Ada", "Ana", "Ben", "Cora", "Dee", "Sol"]
    assert lines["Ana"].roles == {Role.PEER}
    assert lines["Ana"].teams == ("North team",)
    assert (lines["Ana"].has_password, lines["Ana"].has_second_factor) == (False, False)
    assert (lines["Ana"].last_seen_at, lines["Cora"].last_seen_at) == (now, None)
    assert lines["Ben"].disabled_at == now


def test_people_name_themselves(session, cast, now):
    caller = caller_as(session, cast.ana, now)
    save_profile(session, caller, Profile(" Ana   María ", "es"), now=now)
    person = get_person(session, cast.ana.id)
    assert (person.display_name, person.language) == ("Ana María", "es")
    for wrong in (Profile("", "es"), Profile("Ana", "xx"), Profile("A" * 81, "en")):
        with pytest.raises(RefusedError):
            save_profile(session, caller, wrong, now=now)


def test_changes_are_noted_with_who_made_them(database, cast, now):
    with database.writing() as session:
        ada = caller_as(session, cast.ada, now)
        change_roles(session, cast.ana.id, [Role.PEER, Role.COORDINATOR], by=ada, now=now)
        disable_person(session, cast.ben.id, by=ada, now=now)
    with database.reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    noted = {(entry.act, entry.actor_id, entry.subject_ids) for entry in entries}
    assert ("person.roles_changed", cast.ada.id, str(cast.ana.id)) in noted
    assert ("person.disabled", cast.ada.id, str(cast.ben.id)) in noted


def test_working_hours_are_kept_in_order(session, cast, now):
    caller = caller_as(session, cast.ana, now)
    hours = [HoursOnDay("tu", "09:00", "12:00"), HoursOnDay("mo", "13:00", "17:30"), HoursOnDay("mo", "09:00", "12:00")]
    save_working_hours(session, caller, hours, now=now)
    assert working_hours_of(session, cast.ana.id) == [
        HoursOnDay("mo", "09:00", "12:00"),
        HoursOnDay("mo", "13:00", "17:30"),
        HoursOnDay("tu", "09:00", "12:00"),
    ]


@pytest.mark.parametrize(
    "hours",
    [
        [HoursOnDay("mo", "17:00", "09:00")],
        [HoursOnDay("mo", "09:00", "09:00")],
        [HoursOnDay("xx", "09:00", "17:00")],
        [HoursOnDay("mo", "nine", "five")],
        [HoursOnDay("mo", "", "")],
        [HoursOnDay("mo", "09:00", "12:00"), HoursOnDay("mo", "11:00", "15:00")],
        [HoursOnDay("mo", "09:00", "10:00")] * 22,
    ],
)
def test_hours_that_cannot_be_change_nothing(session, cast, now, hours):
    with pytest.raises(RefusedError):
        save_working_hours(session, caller_as(session, cast.ana, now), hours, now=now)
    assert working_hours_of(session, cast.ana.id) == []


def test_days_away_name_who_covers(session, cast, now):
    caller = caller_as(session, cast.ana, now)
    assert [person.display_name for person in colleagues_who_may_cover(session, caller)] == ["Ben", "Sol"]
    away = add_away(session, caller, MONDAY, MONDAY + timedelta(days=4), cast.ben.id, now=now)
    assert [(line.from_on, line.cover_name) for line in list_away(session, caller, since=MONDAY)] == [(MONDAY, "Ben")]
    with pytest.raises(NotFoundError):
        drop_away(session, caller_as(session, cast.ben, now), away.id, now=now)
    drop_away(session, caller, away.id, now=now)
    assert list_away(session, caller, since=MONDAY) == []


def test_nobody_covers_who_cannot(session, cast, now):
    caller = caller_as(session, cast.ana, now)
    for cover in (cast.cora.id, cast.dee.id, cast.ana.id):
        with pytest.raises(RefusedError):
            add_away(session, caller, MONDAY, MONDAY, cover, now=now)
    for last in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=366)):
        with pytest.raises(RefusedError):
            add_away(session, caller, MONDAY, last, None, now=now)


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Version/18 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_browser_is_named_in_two_words(header, words):
    assert two_words(header) == words
