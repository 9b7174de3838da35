"""`alongside keys`, and what `init` and `serve` say of the master key."""

import re
import stat
from io import StringIO
from pathlib import Path

import pytest
from sqlmodel import select

from directory.accounts.models import Person
from directory.clock import utc_now
from directory.config import load_settings
from directory.crypto import DataKey, new_data_key, shred
from directory.db import open_database
from directory.keyring import FromFile, MasterKey, new_master_key, open_keyring, recovered_key, recovery_form
from directory.keyring.key_file import add_to_key_file, write_key_file

RECOVERY_KEY = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def key_file(with_tables, tmp_path, monkeypatch) -> Path:
    """The key file of the commands: not there yet. The tables are, because making them takes long."""
    file = tmp_path / "elsewhere" / "master.key"
    monkeypatch.setenv("ALONGSIDE_MASTER_KEY_FILE", str(file))
    monkeypatch.setenv("ALONGSIDE_ERASURE_LEDGER", str(file.with_name("erasures.ledger")))
    return file


@pytest.fixture
def installed(alongside, key_file) -> str:
    """An installation with two data keys, one of them destroyed; its recovery key."""
    printed = alongside("init").out
    database = open_database(load_settings())
    with database.writing() as session:
        new_data_key(session, now=utc_now())
        shred(session, new_data_key(session, now=utc_now()), now=utc_now())
    database.close()
    return RECOVERY_KEY.search(printed).group()


def type_in(monkeypatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{text}\n"))


def test_init_makes_a_key_that_only_its_owner_reads_and_shows_the_recovery_key_once(alongside, key_file):
    first, second = alongside("init"), alongside("init")
    assert len(RECOVERY_KEY.findall(first.out)) == 1
    assert RECOVERY_KEY.findall(second.out) == []
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert recovered_key(RECOVERY_KEY.search(first.out).group()) == MasterKey(
        open_keyring(load_settings()).current.secret
    )


def test_by_default_neither_key_nor_ledger_lies_in_the_data_folder(alongside, key_file, data_folder, monkeypatch):
    monkeypatch.delenv("ALONGSIDE_MASTER_KEY_FILE")
    monkeypatch.delenv("ALONGSIDE_ERASURE_LEDGER")
    alongside("init")
    settings = load_settings()
    assert settings.resolved_master_key_file.is_file()
    assert not settings.resolved_master_key_file.is_relative_to(data_folder)
    assert not settings.resolved_erasure_ledger.is_relative_to(data_folder)
    assert [file.name for file in data_folder.rglob("*.key")] == []


def test_two_installations_of_one_user_have_keys_of_their_own(tmp_path):
    first, second = (load_settings(data=tmp_path / name) for name in ("one/data", "two/data"))
    assert first.resolved_master_key_file != second.resolved_master_key_file


def test_init_makes_no_second_key_for_a_database_that_needs_the_first(alongside, installed, key_file):
    key_file.unlink()
    ran = alongside("init")
    assert ran.code == 1
    assert "There is no master key" in ran.err
    assert "alongside keys recover" in ran.err
    assert not key_file.exists()


def test_the_status_of_a_new_installation_leaves_nothing_to_do(alongside, installed, key_file):
    ran = alongside("keys", "status")
    assert ran.code == 0
    assert f"in {key_file}." in ran.out
    assert "Data keys wrapped by it: 2. Destroyed: 1." in ran.out
    assert "Erasures noted in" in ran.out
    assert "To do" not in ran.out


def test_rotating_shows_a_new_recovery_key_and_keeps_the_older_key(alongside, installed, key_file):
    ran = alongside("keys", "rotate")
    assert ran.code == 0
    (shown,) = RECOVERY_KEY.findall(ran.out)
    assert shown != installed
    keys = open_keyring(load_settings()).keys
    assert [recovery_form(key) for key in keys] == [shown, installed]
    status = alongside("keys", "status")
    assert status.code == 0
    assert f"Older master key {keys[1].id}" in status.out


def test_rotating_data_keys_is_noted_in_the_audit(alongside, installed):
    assert alongside("keys", "rotate", "--data-keys").code == 0
    assert "All 1 entries" in alongside("audit", "verify").out
    database = open_database(load_settings())
    with database.reading() as session:
        assert sorted(session.exec(select(DataKey.version).where(DataKey.destroyed_at == None))) == [1, 2]  # noqa: E711
    database.close()


def test_a_rotation_that_was_interrupted_goes_on_without_another_key(alongside, installed, key_file):
    add_to_key_file(key_file, new_master_key(), first=True)
    status = alongside("keys", "status")
    assert status.code == 1
    assert re.search(
        r"To do: the master key \w{16} still wraps data keys \(2\); run: alongside keys rotate", status.out
    )
    ran = alongside("keys", "rotate")
    assert "An earlier rotation was interrupted" in ran.err
    assert RECOVERY_KEY.findall(ran.out) == []
    assert len(open_keyring(load_settings()).keys) == 2
    assert alongside("keys", "status").code == 0


def test_an_older_key_is_forgotten_only_when_nothing_is_wrapped_by_it(alongside, installed, key_file):
    old = open_keyring(load_settings()).current.id
    assert "is the one in use" in alongside("keys", "forget", old).err
    add_to_key_file(key_file, new_master_key(), first=True)
    assert "still wraps data keys" in alongside("keys", "forget", old).err
    alongside("keys", "rotate")
    assert alongside("keys", "forget", old).code == 0
    assert "There is no master key" in alongside("keys", "forget", old).err
    assert len(open_keyring(load_settings()).keys) == 1
    assert alongside("keys", "status").code == 0


def test_the_recovery_key_puts_a_lost_key_back(alongside, installed, key_file, monkeypatch):
    key_file.unlink()
    assert "There is no master key" in alongside("keys", "status").err
    type_in(monkeypatch, installed.lower().replace("-", " "))
    ran = alongside("keys", "recover")
    assert ran.code == 0
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert alongside("keys", "status").code == 0


def test_a_recovery_key_of_another_installation_is_refused(alongside, installed, key_file, monkeypatch):
    key_file.unlink()
    type_in(monkeypatch, recovery_form(new_master_key()))
    assert "the database needs" in alongside("keys", "recover").err
    assert not key_file.exists()


def test_a_recovery_key_is_taken_before_there_is_a_database(alongside, key_file, data_folder, monkeypatch):
    (data_folder / "alongside.sqlite3").unlink()
    key = new_master_key()
    type_in(monkeypatch, recovery_form(key))
    assert alongside("keys", "recover").code == 0
    assert open_keyring(load_settings()).current == key


def test_an_older_recovery_key_is_added_behind_the_one_in_use(alongside, installed, key_file, monkeypatch):
    older = new_master_key()
    current = open_keyring(load_settings()).current.id
    type_in(monkeypatch, recovery_form(older))
    assert alongside("keys", "recover").code == 0
    assert [key.id for key in open_keyring(load_settings()).keys] == [current, older.id]
    type_in(monkeypatch, recovery_form(older))
    assert "already" in alongside("keys", "recover").err


def test_a_recovery_key_goes_before_a_key_the_database_does_not_know(alongside, installed, key_file, monkeypatch):
    write_key_file(key_file, [new_master_key()])
    assert alongside("keys", "status").code == 1
    type_in(monkeypatch, installed)
    assert alongside("keys", "recover").code == 0
    assert recovery_form(open_keyring(load_settings()).current) == installed
    assert alongside("keys", "status").code == 0


def test_a_key_in_the_environment_is_rotated_there(alongside, key_file, monkeypatch):
    first = alongside("keys", "new").out.strip()
    monkeypatch.setenv("ALONGSIDE_MASTER_KEY", first)
    assert RECOVERY_KEY.findall(alongside("init").out) == []
    assert not key_file.exists()
    assert "put a new one (alongside keys new) before it" in alongside("keys", "rotate").err
    assert "not from a file" in alongside("keys", "recover").err
    assert "not from a file" in alongside("keys", "forget", "0" * 16).err
    second = alongside("keys", "new").out.strip()
    monkeypatch.setenv("ALONGSIDE_MASTER_KEY", f"{second},{first}")
    assert alongside("keys", "status").code == 1
    assert alongside("keys", "rotate").code == 0
    assert alongside("keys", "status").code == 0
    monkeypatch.setenv("ALONGSIDE_MASTER_KEY", second)
    assert alongside("keys", "status").code == 0


def test_a_master_key_beside_the_database_is_something_to_do(alongside, key_file, data_folder, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_MASTER_KEY_FILE", str(data_folder / "master.key"))
    monkeypatch.setenv("ALONGSIDE_ERASURE_LEDGER", str(data_folder / "erasures.ledger"))
    alongside("init")
    told = alongside("keys", "status").out
    assert "the master key lies in the data folder" in told
    assert "the erasure ledger lies in the data folder" in told


def test_a_master_key_in_the_settings_file_is_refused_without_being_shown(alongside, data_folder):
    key = new_master_key().text
    data_folder.mkdir()
    (data_folder / "alongside.toml").write_text(f'master_key = "{key}"\n')
    ran = alongside("init")
    assert ran.code == 1
    assert "may not stand beside the database" in ran.err
    assert key not in ran.err


def test_a_ledger_that_was_changed_or_lost_is_something_to_do(alongside, installed, key_file):
    ledger = key_file.with_name("erasures.ledger")
    ledger.write_text(ledger.read_text().replace("erased", "kept"))
    assert "not as it was written" in alongside("keys", "status").out
    ledger.unlink()
    assert "the erasure ledger lacks erasures (1)" in alongside("keys", "status").out


def with_an_account(settings) -> None:
    database = open_database(settings)
    with database.writing() as session:
        session.add(
            Person(email="ada@example.org", email_key="ada@example.org", display_name="Ada", created_at=utc_now())
        )
    database.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "There is no master key"),
        (lambda file: file.chmod(0o644), "Others can read the master key; run: chmod 600"),
        (lambda file: write_key_file(file, [new_master_key()]), "is not at hand"),
        (lambda file: write_key_file(file, [MasterKey(bytes(32))]), "can be guessed"),
        (lambda file: file.write_text("c2hvcnQ=\n"), "has 5 bytes where 32 are needed"),
        (lambda file: file.write_text(""), "There is no master key in"),
    ],
)
def test_serving_is_refused_in_one_sentence_where_the_key_does_not_fit(alongside, installed, key_file, spoil, said):
    spoil(key_file)
    ran = alongside("serve", "--port", "8813")
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_serving_is_refused_without_a_key_once_there_are_accounts(alongside, key_file):
    with_an_account(load_settings())
    assert "There is no master key" in alongside("serve", "--port", "8813").err


def test_a_source_never_shows_its_key(key_file):
    key = new_master_key()
    assert str(FromFile(key_file)) == str(key_file)
    assert key.text not in repr(key)
    assert key.text not in repr(load_settings(master_key=key.text))
    assert key.text not in repr(open_keyring(load_settings(master_key=key.text)))
