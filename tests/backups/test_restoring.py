"""From an installation to a file and back, on both databases: what was there is there again."""

import stat
from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from directory import migrations
from directory.accounts.asked_links import ask_for_link
from directory.accounts.invitations import reset_person
from directory.accounts.models import Invitation, LinkAsked, SignedIn
from directory.audit import System
from directory.audit.models import AuditEntry
from directory.audit.verifying import find_breaks
from directory.backups.drilling import drill
from directory.config import SETTINGS_FILE, load_settings
from directory.crypto import new_data_key, shred
from directory.crypto.data_keys import DataKey
from directory.db import Database, sqlite_file
from directory.errors import UnavailableError
from directory.listings.indexing import index_keeper
from directory.listings.queries import load_listings
from directory.numbering import AUDIT, LISTING_CHANGES, LogHead
from directory.outbox.models import OwedMessage
from directory.revisions import is_current
from search.index import IndexUnusable
from search.query import Query
from tests.cast import HOME

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what is the same whatever the database."""


def test_what_was_backed_up_is_there_again_elsewhere(here, there, made):
    assert there.restore(made.file).faults == ()
    assert there.content() == here.content()
    migrations.check(there.database.engine)
    with there.database.reading() as after, here.database.reading() as before:
        assert list(load_listings(after, None)) == list(load_listings(before, None))
    assert (there.settings.feeds_folder / f"{'0' * 64}.gz").read_bytes()


def test_only_their_owner_reads_a_backup_and_what_is_restored(there, made):
    there.restore(made.file)
    files = [made.file, *(path for path in there.settings.data.rglob("*") if path.is_file())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(there.settings.data.stat().st_mode) == 0o700
    assert not list(there.settings.data.glob(".*"))


@on_sqlite
def test_a_backup_holds_neither_key_nor_index_nor_secret_settings(here, there):
    index_keeper(here.settings, here.database).rebuild(here.now)
    secret = {"smtp_password": "canary of mail", "metrics_token": "canary" * 8, "home": "Minneapolis, MN"}
    here.settings = here.settings.model_copy(update=secret)
    assert there.restore(here.back_up().file).wrote_settings
    brought = b"".join(path.read_bytes() for path in there.settings.data.rglob("*") if path.is_file())
    for secret in (here.keyring.current.secret, here.keyring.current.text.encode(), b"canary"):
        assert secret not in brought
    assert not there.settings.index_folder.exists()
    settings = load_settings(data=there.settings.data)
    assert (settings.home, settings.timezone) == ("Minneapolis, MN", "America/Chicago")


@on_sqlite
def test_settings_that_are_there_are_kept(there, made):
    there.settings.data.mkdir()
    (there.settings.data / SETTINGS_FILE).write_text('timezone = "America/Denver"\n')
    assert not there.restore(made.file).wrote_settings
    assert "Denver" in (there.settings.data / SETTINGS_FILE).read_text()


def test_who_writes_while_a_backup_is_made_waits_for_nobody_and_is_not_in_it(here, there):
    def write(*_progress: int) -> None:
        here.add_listing()

    made = here.back_up(bars=lambda _part: nullcontext(write))
    assert here.count() > 3
    there.restore(made.file)
    assert there.count() == 3


@on_sqlite
def test_everybody_signs_in_anew_after_a_restore(cast, here, there):
    with here.database.writing() as session:
        session.add(signed_in(cast.ana.id, here.now))
    there.restore(here.back_up().file)
    assert all_of(here, SignedIn.id) != []
    assert all_of(there, SignedIn.id) == []


@on_sqlite
def test_links_and_letters_of_before_a_restore_come_to_nothing(cast, here, there):
    with here.database.writing() as session:
        reset_person(
            session,
            cast.ana.id,
            clear_factors=False,
            by=System.COMMAND,
            link="https://directory.example.org/{}".format,
            now=here.now,
        )
        ask_for_link(session, cast.ana.email, HOME, link="https://directory.example.org/{}".format, now=here.now)
    there.restore(here.back_up().file)
    for table in (Invitation, LinkAsked, OwedMessage):
        assert all_of(here, table.id) != []
        assert all_of(there, table.id) == []


def signed_in(person_id, now):
    return SignedIn(
        id_hash="hash",
        person_id=person_id,
        user_agent="Firefox, Linux",
        second_factor=True,
        created_at=now,
        seen_at=now,
        confirmed_at=now,
        full_until=now + timedelta(hours=12),
    )


def all_of(machine, column):
    with machine.database.reading() as session:
        return list(session.exec(select(column)))


@pytest.fixture
def erased_since(here):
    """A backup, after which the second of two data keys was destroyed as well."""
    with here.database.writing() as session:
        new_data_key(session, now=here.now)
        shred(session, new_data_key(session, now=here.now), now=here.now)
    made = here.back_up()
    with here.database.writing() as session:
        for key_id in session.exec(select(DataKey.id).where(DataKey.subject == "")):
            shred(session, key_id, now=here.now)
    return made


def test_what_was_erased_since_is_erased_again(here, there, erased_since):
    assert there.restore(erased_since.file).erased == 1
    assert sorted(map(str, all_of(there, DataKey.wrapped))) == sorted(map(str, all_of(here, DataKey.wrapped)))


@on_sqlite
def test_without_the_ledger_nothing_is_restored_unless_it_is_known_to_be_lost(there, erased_since):
    there.keyring.ledger.unlink()
    with pytest.raises(UnavailableError, match=r"erasure ledger .* is not there"):
        there.restore(erased_since.file)
    assert there.is_bare()
    assert there.restore(erased_since.file, without_ledger=True).erased == 0


def test_an_older_schema_is_brought_up_to_date(here, there):
    migrations.downgrade(here.database.engine, "-1")
    made = here.back_up()
    assert not is_current(here.database.engine)
    assert there.restore(made.file).faults == ()
    assert is_current(there.database.engine)


def test_restoring_is_noted_in_the_audit_which_stays_whole(here, there, made):
    again = here.back_up()  # it holds the entry about the one before
    there.restore(again.file)
    assert all_of(there, AuditEntry.act) == ["backup.made", "backup.restored"]
    with there.database.reading() as session:
        assert list(find_breaks(session, None, lambda *_: None)) == []


def test_an_audit_that_was_broken_before_is_restored_and_said(here, there, made):
    with here.database.writing() as session:
        session.exec(update(LogHead).where(col(LogHead.log) == AUDIT).values(hash="0" * 64))
    made = here.back_up()
    (fault,) = there.restore(made.file).faults
    assert "The audit is broken at entry 1." in fault
    with pytest.raises(UnavailableError, match=r"The drill went wrong\. The audit is broken"):
        drill(here.settings, here.keyring, made.file, now=here.now)


def test_an_index_of_the_database_that_was_backed_up_is_not_taken_for_one_of_the_restored(here, made):
    """Both give the same numbers to different changes: only their ids tell them apart."""
    here.add_listing(name="Gone with the old one")
    index_keeper(here.settings, here.database).rebuild(here.now)
    here.restore(made.file, force=True)
    here.add_listing(name="Came after the restore")
    keeper = index_keeper(here.settings, here.database)
    with pytest.raises(IndexUnusable, match="of another database"):
        keeper.open()
    keeper.bring_up_to_date(here.now)
    names = {hit.card["name"] for hit in keeper.open().find(Query(per_page=10), here.now).hits}
    assert names == {"Elm Street Group", "Came after the restore"}


@on_sqlite
def test_an_index_that_is_ahead_of_its_database_is_built_anew(here):
    keeper = index_keeper(here.settings, here.database)
    keeper.rebuild(here.now)
    with here.database.writing() as session:
        session.exec(update(LogHead).where(col(LogHead.log) == LISTING_CHANGES).values(number=1))
    assert keeper.bring_up_to_date(here.now) == 3


def test_with_force_what_is_there_is_moved_aside(here, made):
    here.add_listing()
    aside = here.restore(made.file, force=True).aside
    assert here.count() == 3
    if file := sqlite_file(here.settings.resolved_database_url):
        before = Database(f"sqlite:///{aside}/{file.name}")
        with before.engine.connect() as connection:
            rows = connection.execute(text("SELECT count(*) FROM service_at_location")).scalar_one()
        before.close()
    else:
        with here.database.engine.connect() as connection:
            connection.execute(text(f"SET search_path TO {aside}"))
            rows = connection.execute(text("SELECT count(*) FROM service_at_location")).scalar_one()
    assert rows == 4


def test_a_restored_installation_can_be_backed_up_and_restored_again(here, there, made):
    here.restore(made.file, force=True)
    again = here.back_up()
    assert again.header.database != made.header.database
    there.restore(again.file)
    assert there.count() == 3
