"""Canaries: a string planted in every private field is found again in no place that tells anybody anything.

Whoever adds a private field plants one here: `test_every_sealed_field_has_its_canary` goes red until they do.
"""

import email
import logging
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import MetaData, inspect, select
from sqlmodel import Session, SQLModel

from directory.accounts import recovery
from directory.accounts.authenticators import begin_authenticator
from directory.accounts.invitations import Invited, invite_person, reset_person
from directory.accounts.pins import set_pin
from directory.accounts.sessions import lock
from directory.app import create_app
from directory.audit import System
from directory.clients import service
from directory.clients.codes import Emergency
from directory.clients.contacts import log_contact
from directory.clients.emergency import WhatHappened, open_record
from directory.clients.forms import Identity, NewClient, Preferences
from directory.clients.models import Client
from directory.config import Settings
from directory.crypto.fields import SealedRow, sealed_fields
from directory.crypto.texts import SealedBytes
from directory.db import Database, UtcDateTime, sqlite_file
from directory.listings.vocabulary import load_vocabulary
from directory.mail import Sender
from directory.mail.transports import FileTransport
from directory.outbox.sending import send_owed
from directory.paths import seeds_folder
from directory.policy import Caller, Role
from directory.referrals.batches import log_referral
from directory.referrals.bridging import agree_words, plan_visit
from directory.referrals.codes import Actor, Mode, State
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral, Outcome, Plan, WordsToSay
from directory.referrals.models import ReferralEvent
from directory.referrals.outcomes import record_outcome
from tests.cast import Cast, caller_as, sign_in_client, signed_in_as
from tests.factories import Make

CHICAGO = ZoneInfo("America/Chicago")
HOST = "http://localhost"
TOKEN = "figures-for-canaries-and-nobody-else"  # noqa: S105 - of figures that nobody asks for
IN_PLAIN_IN_THE_DATABASE = {"person.email", "person.display_name", "referral.place_name", "client.handle"}
"""Of those who work here, the name of a place that coordinators are to look into, without whom it was for, and the
handle, by which a client is known without being named.
"""
CODES = {
    "client.end_reason",
    "client_goal.domain",
    "client_goal.outcome",
    "safe_contact.channel",
    "contact_entry.channel",
    "contact_entry.direction",
    "cover.notice",
    "shared_experience.purpose",
    "referral.domain",
    "referral.term",
    "referral.mode",
    "referral.course",
    "referral.spoken",
    "referral.state",
    "referral.client_said_yes",
    "referral.reason",
    "referral.provenance",
    "referral.next_act",
    "referral_event.act",
    "referral_event.standing",
    "referral_event.from_state",
    "referral_event.to_state",
    "referral_event.step",
    "referral_event.reason",
    "referral_event.provenance",
    "bridge_step.step",
    "bridge_step.skipped",
    "emergency_access.reason",
}
"""Columns in the clear that hold a code of our own and nothing else."""
FIGURES = {"client.phone_index", "private_calendar.token_hash"}
"""Columns that hold a keyed or one-way figure of something, from which nobody gets back to it."""
IDS_AND_COUNTS = {"client_merge.moved", "erasure.counts", "referral_event.before"}
"""Columns of JSON that hold ids, counts, codes and dates."""
A_CODE = re.compile(r"[a-z0-9_]+")
HOLDS_NO_WORDS = (sa.Uuid, sa.Boolean, sa.Integer, sa.Date, UtcDateTime, SealedBytes)
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def canary(field: str) -> str:
    """A text that stands nowhere else, without a sign that any escaping would change."""
    return f"c4n4ry-{re.sub('[^a-z]', '-', field)}-q7x"


def words_of(form: type[BaseModel]) -> list[str]:
    """The fields of a form that take words."""
    return [name for name, field in form.model_fields.items() if field.annotation is str]


def sealed_names() -> set[str]:
    """Every sealed text of every table, as `table.field`."""
    return {
        f"{row.__tablename__}.{field.name}"
        for row in SealedRow.__subclasses__()
        if row.__module__.startswith("directory.")
        for field in sealed_fields(row)
    }


def wordy_columns() -> dict[str, sa.Column[Any]]:
    """Every column of the private half, as `table.column`, whose type could hold words in the clear."""
    tables = [
        mapper.local_table
        for mapper in SQLModel._sa_registry.mappers
        if mapper.class_.__module__.startswith(("directory.clients", "directory.referrals"))
    ]
    return {
        f"{table.name}.{column.name}": column
        for table in tables
        if isinstance(table, sa.Table)
        for column in table.columns
        if not isinstance(column.type, HOLDS_NO_WORDS)
    }


class Aviary:
    """One installation in which a canary sits in everything private, with the programs around it at work."""

    def __init__(self, settings: Settings, database: Database, cast: Cast, now: datetime) -> None:
        self.settings, self.database, self.cast, self.now = settings, database, cast, now
        self.planted: dict[str, str] = {}
        self.client_id: UUID | None = None
        self.app = create_app(settings, clock=lambda: self.now)

    def plant(self, field: str, text: str = "") -> str:
        """Remember what is planted in a field."""
        self.planted[field] = text or canary(field)
        return self.planted[field]

    def plant_everywhere(self) -> None:
        """Fill every private field, by the acts that fill it."""
        with self.database.writing() as session:
            self._people(session)
            by = caller_as(session, self.cast.ana, self.now)
            client = self._client(session, by)
            self._contacts(session, client, by)
            self._referral(session, client, by)
            self._emergency(session, client)
            self.client_id = client.id

    def _people(self, session: Session) -> None:
        mailbox = f"{canary('person.email')}@example.org"
        name = self.plant("person.display_name")
        invited = Invited(self.plant("person.email", mailbox), name, [Role.PEER], [self.cast.north.id])
        sent = invite_person(session, invited, by=System.COMMAND, link=self._link, now=self.now)
        self.plant("invitation.token", sent.token)
        reset = reset_person(
            session, self.cast.ben.id, clear_factors=False, by=System.COMMAND, link=self._link, now=self.now
        )
        self.plant("reset.token", reset.token)
        caller, entered = signed_in_as(session, self.cast.ana, self.now)
        self.plant("session.token", entered.session_token)
        self.plant("device.token", entered.device_token)
        self.plant("session.form_token", caller.form_token)
        self.plant("totp.secret", begin_authenticator(session, caller, now=self.now).secret)
        for number, code in enumerate(recovery.make_codes(session, caller, now=self.now)):
            self.plant(f"recovery.{number}", code)
        set_pin(session, caller, self.plant("device.pin", "835192"), now=self.now)

    def _link(self, token: str) -> str:
        return f"{HOST}/invitations/{token}"

    def _client(self, session: Session, by: Caller) -> Client:
        new = NewClient(
            cue=self.plant("client.cue"),
            area=self.plant("client.area"),
            goal=self.plant("client_goal.words"),
            domain="social",
        )
        client = service.open_client(session, new, team_id=self.cast.north.id, by=by, now=self.now)
        self.plant("client.handle", client.handle)
        identity = Identity(
            name=self.plant("client.name"),
            phone=self.plant("client.phone", "(612) 555-0147"),
            email=self.plant("client.email", "c4n4ry-client@example.org"),
            birth_year=self.plant("client.birth_year", "1903"),
        )
        service.save_identity(session, client, identity, by=by, now=self.now)
        suits = Preferences(**{name: (self.plant(f"client.preferences.{name}"),) for name in Preferences.model_fields})
        self.planted["client.preferences"] = self.planted["client.preferences.include"]
        service.save_preferences(session, client, suits, client.area, by=by, now=self.now)
        service.add_note(session, client, self.plant("client_note.words"), by=by, now=self.now)
        return client

    def _contacts(self, session: Session, client: Client, by: Caller) -> None:
        said = Make(session, self.now).contact_form(
            place=self.plant("contact_entry.place"),
            note=self.plant("contact_entry.note"),
            promise=self.plant("contact_entry.promise"),
            promise_due=self.now.date(),
        )
        log_contact(session, client, said, by=by, now=self.now)

    def _referral(self, session: Session, client: Client, by: Caller) -> None:
        new = NewReferral(place_name=self.plant("referral.place_name"), domain="social", mode=Mode.BRIDGE)
        vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
        referral = log_referral(session, client, new, by=by, now=self.now, zone=CHICAGO, vocabulary=vocabulary)
        tap = Tap(session, referral, by, Actor.OWNER, self.now)
        details = {name: self.plant(f"bridge_step.details.{name}") for name in words_of(Plan)}
        for day in (1, 2):
            plan_visit(tap, Plan(visit_at=self.now + timedelta(days=day), **details), zone=CHICAGO)
        said = {name: self.plant(f"bridge_step.details.said_{name}") for name in words_of(WordsToSay)}
        agree_words(tap, WordsToSay(client_said_yes=True, **said))
        self.planted["bridge_step.details"] = next(iter(details.values()))
        self.planted["referral_event.details_before"] = self.planted["bridge_step.details"]
        events = session.scalars(select(ReferralEvent)).all()
        assert any(self.planted["bridge_step.details"] in event.details_before for event in events)
        words = self.plant("referral_event.words")
        outcome = Outcome(state=State.WITHDRAWN, reason="changed_mind", at=self.now, words=words)
        record_outcome(tap, outcome, zone=CHICAGO)

    def _emergency(self, session: Session, client: Client) -> None:
        happened = WhatHappened(reason=Emergency.MEDICAL, words=self.plant("emergency_access.words"))
        ben = caller_as(session, self.cast.ben, self.now)
        open_record(session, client.handle, happened, by=ben, today=self.now.date(), now=self.now)

    def send_letters(self) -> list[EmailMessage]:
        """Have the worker leave every letter in a folder, and read them there."""
        folder = self.settings.mail_folder
        send_owed(self.database, FileTransport(folder), Sender.of(self.settings), clock=lambda: self.now)
        return [email.message_from_bytes(file.read_bytes(), policy=default) for file in folder.glob("*.eml")]

    def walk_in_on(self) -> list[str]:
        """Ask and send as everybody who meets a refusal; returns every page of one."""
        pages = []
        sent = {name.replace(".", "_"): text for name, text in self.planted.items()}
        with TestClient(self.app, HOST, follow_redirects=False, raise_server_exceptions=False) as visitor:
            refused = {"data": sent, "headers": {"origin": "http://evil.example", "accept": "text/html"}}
            own = {"data": sent, "headers": {"origin": HOST, "accept": "text/html"}}
            pages += [visitor.post(path, **each).text for path in PLACES for each in (refused, own)]
            self.figures = visitor.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
            for person in (self.cast.cora, self.cast.dee, self.cast.ada):
                token = sign_in_client(visitor, person, self.now).form_token
                paths = [f"/clients/{self.client_id}", f"/clients/{self.client_id}/contacts", "/no/such/page"]
                pages += [visitor.get(path, headers={"accept": "text/html"}).text for path in paths]
                pages += [
                    visitor.post(path, data=sent | {"form_token": token}, headers={"origin": HOST}).text
                    for path in paths
                ]
        return pages

    def send_from_a_locked_page(self) -> None:
        """Ana sends a form from a page that has locked."""
        with TestClient(self.app, HOST, follow_redirects=False) as locked:
            caller = sign_in_client(locked, self.cast.ana, self.now)
            with self.database.writing() as session:
                lock(session, caller, now=self.now)
            form = {"display_name": self.plant("kept.form"), "form_token": caller.form_token}
            headers = {"origin": HOST, "referer": f"{HOST}/account/profile", "accept": "text/html"}
            assert locked.post("/account/profile", data=form, headers=headers).headers["location"].startswith("/unlock")

    def found_in(self, said: str) -> set[str]:
        """The fields whose canary stands in a text."""
        return {
            field for field, planted in self.planted.items() if re.search(rf"(?<!\d){re.escape(planted)}(?!\d)", said)
        }


PLACES = ("/sign-in", "/clear-device", "/account/profile", "/no/such/page", "/invitations/made-up", "/csp-reports")


@pytest.fixture
def aviary(settings: Settings, database: Database, cast: Cast, now: datetime) -> Aviary:
    talkative = settings.model_copy(update={"metrics_token": TOKEN})
    return Aviary(talkative, database, cast, now)


def test_nothing_private_stands_anywhere_in_plain(
    aviary: Aviary, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        aviary.plant_everywhere()
        aviary.send_from_a_locked_page()
        owed = raw_database(aviary.settings)
        letters = aviary.send_letters()
        refusals = aviary.walk_in_on()
    told = {
        "a log": caplog.text + "".join(capsys.readouterr()),
        "a subject": "".join(str(letter["subject"]) for letter in letters),
        "a refusal": "".join(refusals),
        "a figure": aviary.figures,
        "the audit": rows_of(aviary.database, "audit_entry"),
        "the index": "".join(
            decoded(file) for file in sorted(aviary.settings.index_folder.rglob("*")) if file.is_file()
        ),
    }
    assert len(letters) >= 2
    assert all(told.values())
    assert {place: aviary.found_in(said) for place, said in told.items() if aviary.found_in(said)} == {}
    for database in (owed, raw_database(aviary.settings)):
        assert aviary.found_in(database) <= IN_PLAIN_IN_THE_DATABASE
    elsewhere = aviary.planted["referral.place_name"]
    assert elsewhere not in rows_of(aviary.database, *(tables_of(aviary.database) - {"proposal"}))


def test_every_sealed_field_has_its_canary(aviary: Aviary) -> None:
    aviary.plant_everywhere()
    assert sealed_names() - set(aviary.planted) == set()


def test_every_column_of_the_private_half_has_its_canary_or_can_hold_no_words(aviary: Aviary) -> None:
    aviary.plant_everywhere()
    in_the_clear = set(wordy_columns())
    assert in_the_clear - set(aviary.planted) == CODES | FIGURES | IDS_AND_COUNTS
    with aviary.database.reading() as session:
        for name in CODES:
            column = wordy_columns()[name]
            values = [value for (value,) in session.execute(select(column)) if value is not None]
            assert all(A_CODE.fullmatch(value) for value in values), name
        for name in IDS_AND_COUNTS:
            told = "".join(str(value) for (value,) in session.execute(select(wordy_columns()[name])))
            assert aviary.found_in(told) == set(), name


def raw_database(settings: Settings) -> str:
    """Every byte of the database and of its log."""
    file = sqlite_file(settings.resolved_database_url)
    assert file
    return "".join(decoded(each) for each in (file, file.with_name(f"{file.name}-wal")) if each.exists())


def decoded(file: Path) -> str:
    return file.read_bytes().decode("latin-1")


def rows_of(database: Database, *tables: str) -> str:
    """Every value of some tables."""
    found = MetaData()
    found.reflect(database.engine, only=tables)
    with database.reading() as session:
        return "\n".join(str(tuple(row)) for name in tables for row in session.execute(select(found.tables[name])))


def tables_of(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())
