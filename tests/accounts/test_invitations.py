"""One-time links: they work once, for a while, for one person, and stand in the database as hashes alone."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from directory.accounts.authenticators import has_authenticator
from directory.accounts.entering import accept_invitation, sign_in
from directory.accounts.invitations import (
    Invited,
    find_link,
    invite_again,
    invite_person,
    reset_person,
    use_link,
)
from directory.accounts.models import Invitation, Person
from directory.accounts.outcomes import Entered, NotAccepted, SecondFactorDue
from directory.accounts.passwords import WeakPasswordError
from directory.accounts.people import Profile, disable_person, find_by_email, roles_of, teams_of
from directory.accounts.recovery import codes_left, make_codes
from directory.accounts.sessions import caller_of
from directory.audit import System
from directory.errors import NotFoundError, RefusedError
from directory.outbox.models import OwedMessage
from directory.policy import Role
from tests.accounts.proofs import PASSWORD, set_up_authenticator
from tests.cast import caller_as, signed_in_as

EVE = Invited("eve@example.org", "Eve", [Role.PEER])
PROFILE = Profile("Eve", "es")


def link(token):
    return f"https://directory.example.org/invitations/{token}"


@pytest.fixture
def sent(database, now):
    """Eve's invitation."""
    with database.writing() as session:
        return invite_person(session, EVE, by=System.COMMAND, link=None, now=now)


def test_an_invitation_makes_a_person_who_chooses_a_password_once(database, sent, home, now):
    assert sign_in(database, EVE.email, PASSWORD, home, now=now) == NotAccepted()
    entered = accept_invitation(database, sent.token, PASSWORD, PROFILE, home, now=now)
    assert isinstance(entered, Entered)
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=now)
    assert (caller.display_name, caller.language, caller.roles) == ("Eve", "es", {Role.PEER})
    assert isinstance(sign_in(database, EVE.email, PASSWORD, home, now=now), Entered)
    with pytest.raises(NotFoundError):
        accept_invitation(database, sent.token, "another long sentence", PROFILE, home, now=now)


def test_roles_and_teams_come_with_it(session, cast, now):
    invited = Invited("eve@example.org", " Eve  Example ", [Role.PEER, Role.SUPERVISOR], [cast.south.id])
    person_id = invite_person(session, invited, by=caller_as(session, cast.ada, now), link=None, now=now).person_id
    assert roles_of(session, person_id) == {Role.PEER, Role.SUPERVISOR}
    assert [team.name for team in teams_of(session, person_id)] == ["South team"]
    assert find_by_email(session, "EVE@example.org").display_name == "Eve Example"


def test_the_link_goes_out_by_mail_and_the_table_holds_its_hash(session, now):
    tokens = []
    invite_person(session, EVE, by=System.COMMAND, link=lambda token: tokens.append(token) or link(token), now=now)
    owed = session.exec(select(OwedMessage)).one()
    assert owed.message == "invitation"
    assert EVE.email not in owed.sealed
    assert tokens[0] not in owed.sealed
    assert tokens[0] not in session.exec(select(Invitation.token_hash)).one()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"email": "ana@example.org"}, "here already"),
        ({"email": " ANA@EXAMPLE.ORG "}, "here already"),
        ({"email": "nowhere"}, "mail address"),
        ({"email": "eve@example.org\r\nBcc: all@example.org"}, "mail address"),
        ({"display_name": "  "}, "name"),
        ({"display_name": "E" * 81}, "name"),
        ({"roles": []}, "role"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_a_person_is_refused(session, cast, now, facts, reason):
    invited = Invited(**{"email": "eve@example.org", "display_name": "Eve", "roles": [Role.PEER], **facts})
    with pytest.raises(RefusedError, match=reason):
        invite_person(session, invited, by=System.COMMAND, link=None, now=now)
    session.rollback()
    assert find_by_email(session, "eve@example.org") is None


def test_nobody_joins_a_team_that_is_not_there(session, cast, now):
    with pytest.raises(NotFoundError):
        invite_person(
            session,
            Invited("eve@example.org", "Eve", [Role.PEER], [cast.ana.id]),
            by=System.COMMAND,
            link=None,
            now=now,
        )


def test_a_weak_password_leaves_the_link_good(database, sent, home, now):
    for weak in ("short", "password12345678", "eve@example.org", "x" * 129):
        with pytest.raises(WeakPasswordError):
            accept_invitation(database, sent.token, weak, PROFILE, home, now=now)
    assert isinstance(accept_invitation(database, sent.token, PASSWORD, PROFILE, home, now=now), Entered)


def test_an_invitation_lasts_a_week_and_a_reset_an_hour(database, sent, dee, now):
    with database.writing() as session:
        reset = reset_person(session, dee.id, clear_factors=False, by=System.COMMAND, link=None, now=now)
        a_second = timedelta(seconds=1)
        assert find_link(session, sent.token, now=now + timedelta(days=7) - a_second)
        assert find_link(session, sent.token, now=now + timedelta(days=7)) is None
        assert find_link(session, reset.token, now=now + timedelta(hours=1) - a_second)
        assert find_link(session, reset.token, now=now + timedelta(hours=1)) is None
        assert use_link(session, reset.token, now=now + timedelta(hours=1)) is None


def test_a_new_link_takes_the_place_of_the_old(session, now):
    first = invite_person(session, EVE, by=System.COMMAND, link=None, now=now)
    second = invite_again(session, first.person_id, by=System.COMMAND, link=None, now=now)
    assert find_link(session, first.token, now=now) is None
    opened = find_link(session, second.token, now=now)
    assert (opened.email, opened.is_first) == ("eve@example.org", True)


def test_who_has_a_password_is_not_invited_again(database, dee, now):
    with database.writing() as session, pytest.raises(RefusedError):
        invite_again(session, dee.id, by=System.COMMAND, link=None, now=now)


def test_a_reset_ends_sessions_and_still_asks_for_the_second_factor(database, ana, home, now):
    with database.writing() as session:
        caller, _ = signed_in_as(session, ana, now)
        _, before = set_up_authenticator(session, caller, home, now)
        sent = reset_person(session, ana.id, clear_factors=False, by=System.COMMAND, link=None, now=now)
        assert caller_of(session, before.session_token, now=now) is None
    came = accept_invitation(database, sent.token, "another long sentence", Profile("Ana", "en"), home, now=now)
    assert isinstance(came, SecondFactorDue)
    assert sign_in(database, ana.email, PASSWORD, home, now=now) == NotAccepted()


def test_who_lost_their_phone_begins_without_factors(database, ana, home, now):
    with database.writing() as session:
        caller, _ = signed_in_as(session, ana, now)
        _, entered = set_up_authenticator(session, caller, home, now)
        caller, _ = caller_of(session, entered.session_token, now=now)
        make_codes(session, caller, now=now)
        sent = reset_person(session, ana.id, clear_factors=True, by=System.COMMAND, link=None, now=now)
        assert not has_authenticator(session, ana.id)
        assert codes_left(session, ana.id) == 0
    came = accept_invitation(database, sent.token, "another long sentence", Profile("Ana", "en"), home, now=now)
    assert isinstance(came, Entered)
    assert not came.second_factor


def test_a_disabled_persons_link_is_gone(session, cast, now):
    sent = invite_person(session, EVE, by=System.COMMAND, link=None, now=now)
    disable_person(session, sent.person_id, by=System.COMMAND, now=now)
    assert find_link(session, sent.token, now=now) is None
    for send in (
        lambda: invite_again(session, sent.person_id, by=System.COMMAND, link=None, now=now),
        lambda: reset_person(session, sent.person_id, clear_factors=False, by=System.COMMAND, link=None, now=now),
    ):
        with pytest.raises(RefusedError, match="disabled"):
            send()


@pytest.mark.parametrize("token", ["", "x", "\x00", "ñ" * 43])
def test_a_made_up_link_opens_nothing(database, sent, home, now, token):
    with pytest.raises(NotFoundError):
        accept_invitation(database, token, PASSWORD, PROFILE, home, now=now)
    with database.reading() as session:
        assert session.exec(select(Person.id).where(col(Person.password_hash).is_not(None))).all() == []
