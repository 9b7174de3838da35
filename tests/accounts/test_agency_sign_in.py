"""Signing in with the agency's own identity provider: the same people, the same session, the same second factor."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr
from sqlmodel import func, select

from directory.accounts.models import Person
from directory.accounts.oidc import (
    Provider,
    Returned,
    begin_by_provider,
    finish_by_provider,
)
from directory.accounts.outcomes import Entered, Method, NotAccepted, SecondFactorDue
from directory.accounts.people import disable_person
from directory.accounts.sessions import caller_of
from directory.app import create_app
from directory.audit import System
from directory.errors import RefusedError
from tests.accounts.proofs import set_up_authenticator
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, provider_on_this_machine, returned_url
from tests.cast import signed_in_as

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what is decided before any database is asked."""


@pytest.fixture
def agency(now):
    """The agency's provider."""
    with provider_on_this_machine(now) as provider:
        yield provider


@pytest.fixture
def known(agency):
    """The provider as we know it."""
    return Provider(agency.issuer, CLIENT_ID, CLIENT_SECRET, "https://directory.example.org/sign-in/agency/return")


@pytest.fixture
def arrive(database, agency, known, home, now):
    """Go to the provider, be vouched for with some claims, and come back."""

    def arrived(*, back=None, later=timedelta(), **claims):
        begun = begin_by_provider(database, known, "/today", now=now)
        brought = agency.approve(begun.url, **{"email": "ana@example.org", **claims}) | (back or {})
        outcome, way = finish_by_provider(database, known, begun.token, Returned(**brought), home, now=now + later)
        return outcome if way == "/today" or isinstance(outcome, NotAccepted) else way

    return arrived


def test_whoever_was_invited_comes_in_by_their_verified_address(database, cast, arrive, now):
    entered = arrive(email="ANA@example.org")
    assert isinstance(entered, Entered)
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=now)
    assert caller.person_id == cast.ana.id
    assert not caller.second_factor


def test_a_second_factor_of_the_providers_counts_and_else_ours_is_asked_for(database, cast, arrive, home, now):
    assert arrive(amr=["pwd", "mfa"]).second_factor
    with database.writing() as session:
        caller, _ = signed_in_as(session, cast.ana, now)
        set_up_authenticator(session, caller, home, now)
    due = arrive(amr=["pwd"])
    assert isinstance(due, SecondFactorDue)
    assert due.methods == {Method.CODE}


def test_nobody_is_made_and_the_disabled_stay_out(database, cast, arrive, now):
    assert arrive(email="stranger@example.org") == NotAccepted()
    with database.writing() as session:
        disable_person(session, cast.ana.id, by=System.COMMAND, now=now)
    assert arrive() == NotAccepted()
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Person)).one() == 6


@ON_SQLITE
@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": ["ana@example.org"]},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"azp": "another"},
        {"iss": "https://evil.example.com"},
        {"exp": 1},
        {"iat": 32503680000},
    ],
    ids=lambda claims: " ".join(f"{name}={value}" for name, value in claims.items()),
)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(cast, arrive, claims):
    assert arrive(**claims) == NotAccepted()


@ON_SQLITE
@pytest.mark.parametrize("back", [{"state": "another"}, {"state": ""}, {"code": "another"}, {"code": ""}])
def test_what_another_brings_back_opens_nothing(cast, arrive, back):
    assert arrive(back=back) == NotAccepted()


@ON_SQLITE
def test_the_way_back_is_open_for_five_minutes(cast, arrive):
    assert arrive(later=timedelta(minutes=5)) == NotAccepted()


def test_a_way_leads_back_once_and_with_its_own_verifier(database, agency, known, cast, home, now):  # noqa: PLR0917 - fixtures
    begun = begin_by_provider(database, known, "/", now=now)
    other = begin_by_provider(database, known, "/", now=now)
    brought = agency.approve(begun.url, email="ana@example.org")
    crossed = Returned(agency.approve(other.url, email="ana@example.org")["state"], brought["code"])
    assert finish_by_provider(database, known, other.token, crossed, home, now=now)[0] == NotAccepted()
    assert agency.refused == ["verifier"]
    returned = Returned(**agency.approve(begun.url, email="ana@example.org"))
    assert isinstance(finish_by_provider(database, known, begun.token, returned, home, now=now)[0], Entered)
    assert finish_by_provider(database, known, begun.token, returned, home, now=now)[0] == NotAccepted()


@ON_SQLITE
def test_only_the_providers_own_key_is_believed(cast, arrive, agency):
    agency.signed_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert arrive() == NotAccepted()
    agency.signed_with, agency.header = OctKey.import_key(CLIENT_SECRET.encode() * 4), {"alg": "HS256", "kid": "one"}
    assert arrive() == NotAccepted()


@ON_SQLITE
@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example.com"},
        {"token_endpoint": "http://evil.example.com/token"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_is_another_one_is_not_asked(database, known, agency, now, said):
    agency.discovery = said
    with pytest.raises(RefusedError):
        begin_by_provider(database, known, "/", now=now)


@ON_SQLITE
def test_a_provider_that_is_away_leaves_the_password(database, cast, now):
    with pytest.raises(RefusedError, match="password"):
        begin_by_provider(database, Provider("http://127.0.0.1:9", CLIENT_ID, "", "https://x/"), "/", now=now)


@ON_SQLITE
def test_the_pages_lead_there_and_back(settings, database, cast, agency, now):
    configured = settings.model_copy(
        update={
            "oidc_issuer": agency.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(CLIENT_SECRET),
        }
    )
    with TestClient(create_app(configured, clock=lambda: now), "http://localhost", follow_redirects=False) as browser:
        assert 'href="/sign-in/agency?next=' in browser.get("/sign-in").text
        sent = browser.get("/sign-in/agency", params={"next": "/account"})
        assert sent.status_code == 303
        back = browser.get(returned_url(agency.approve(sent.headers["location"], email="dee@example.org")))
        assert (back.status_code, back.headers["location"]) == (303, "/account")
        assert browser.get("/account").status_code == 200
        again = browser.get(returned_url({"state": "x", "code": "y"}))
        assert again.status_code == 403
        assert "invited here" in again.text
        assert urlsplit(sent.headers["location"]).path == "/authorize"


@ON_SQLITE
def test_without_the_setting_there_is_no_such_way(settings, database, now):
    with TestClient(create_app(settings, clock=lambda: now), "http://localhost", follow_redirects=False) as browser:
        assert browser.get("/sign-in/agency").status_code == 404
        assert "/sign-in/agency" not in browser.get("/sign-in").text
