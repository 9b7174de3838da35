"""Saying who may sign in from the command line, from the first admin on."""

import io
from datetime import timedelta

import pytest
from sqlmodel import select

from directory.accounts.entering import accept_invitation, sign_in
from directory.accounts.models import Person, Team
from directory.accounts.outcomes import Entered, NotAccepted, Visit
from directory.accounts.people import Profile
from directory.clock import utc_now
from directory.config import load_settings
from directory.db import open_database

SENTENCE = "violet kettle under seven maps"
HOME = Visit("203.0.113.7", None, "Firefox, Android")


@pytest.fixture
def installed(with_tables, alongside):
    """Run commands in an installation that is there."""
    alongside("init")
    return alongside


def link_in(ran) -> str:
    """The token of the link a command printed."""
    [link] = [line for line in ran.out.splitlines() if line.startswith("http")]
    return link.rpartition("/")[2]


def entered_by(token: str):
    database = open_database(load_settings())
    try:
        return accept_invitation(database, token, SENTENCE, Profile("Somebody", "en"), HOME, now=utc_now())
    finally:
        database.close()


def signed_in(email: str, password: str = SENTENCE):
    database = open_database(load_settings())
    try:
        return sign_in(database, email, password, HOME, now=utc_now() + timedelta(seconds=1))
    finally:
        database.close()


def test_init_invites_the_first_admin_and_no_second(alongside):
    ran = alongside("init", "--admin", "ada@example.org")
    assert "ada@example.org chooses a password here" in ran.out
    assert isinstance(entered_by(link_in(ran)), Entered)
    assert "ada@example.org\tadmin\t-\tpassword only" in alongside("users", "list").out
    again = alongside("init", "--admin", "eve@example.org")
    assert "There is an admin already" in again.out
    assert "eve@example.org" not in alongside("users", "list").out


def test_init_says_how_to_name_the_first_admin(alongside):
    assert "alongside init --admin EMAIL" in alongside("init").out


def test_somebody_added_chooses_a_password_by_the_printed_link(installed):
    ran = installed("users", "add", "ana@example.org", "--role", "peer", "--team", "North", "--team", "South")
    assert ran.code == 0
    assert "/invitations/" in ran.out
    assert "ana@example.org\tpeer\tNorth, South\tinvited" in installed("users", "list").out
    assert isinstance(entered_by(link_in(ran)), Entered)
    assert "ana@example.org\tpeer\tNorth, South\tpassword only" in installed("users", "list").out


def test_a_password_may_come_on_standard_input(installed, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SENTENCE}\n"))
    ran = installed("users", "add", "dee@example.org", "--role", "coordinator", "--password-stdin")
    assert ran.out == "dee@example.org can sign in.\n"
    assert isinstance(signed_in("dee@example.org"), Entered)


@pytest.mark.parametrize("typed", ["", "\n", "short\n", "password12345678\n"])
def test_a_password_that_cannot_be_used_changes_nothing(installed, monkeypatch, typed):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    ran = installed("users", "add", "dee@example.org", "--role", "admin", "--team", "North", "--password-stdin")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert installed("users", "list").out == ""


@pytest.mark.parametrize("email", ["nowhere", "ana@example.org, eve@example.org", "ana@example.org"])
def test_an_address_that_cannot_be_used_changes_nothing(installed, email):
    installed("users", "add", "ana@example.org", "--role", "peer")
    ran = installed("users", "add", email, "--role", "peer", "--team", "West")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    database = open_database(load_settings())
    with database.reading() as session:
        assert session.exec(select(Person.email)).all() == ["ana@example.org"]
        assert session.exec(select(Team.name)).all() == []
    database.close()


def test_a_disabled_person_is_out(installed, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SENTENCE}\n"))
    installed("users", "add", "dee@example.org", "--role", "coordinator", "--password-stdin")
    assert installed("users", "disable", "DEE@example.org").out == "dee@example.org is disabled.\n"
    assert signed_in("dee@example.org") == NotAccepted()
    assert "\tdisabled" in installed("users", "list").out
    assert installed("users", "reset", "dee@example.org").code == 1


def test_the_only_admin_cannot_be_disabled(alongside):
    alongside("init", "--admin", "ada@example.org")
    ran = alongside("users", "disable", "ada@example.org")
    assert (ran.code, ran.err) == (1, "This is the only admin; make somebody else admin first.\n")


def test_a_reset_prints_a_link_to_another_password(installed):
    ran = installed("users", "add", "ana@example.org", "--role", "peer")
    entered_by(link_in(ran))
    reset = installed("users", "reset", "ana@example.org", "--clear-factors")
    assert isinstance(entered_by(link_in(reset)), Entered)


@pytest.mark.parametrize("command", ["disable", "reset"])
def test_an_address_nobody_has_is_one_sentence(installed, command):
    ran = installed("users", command, "nobody@example.org")
    assert (ran.code, ran.err) == (1, "Nobody here has this e-mail address.\n")
