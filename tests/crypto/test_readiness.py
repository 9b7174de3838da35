"""Whether an installation may be served with the keys at hand, and what `/readyz` says of it."""

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.crypto import new_data_key
from directory.crypto.readiness import has_keys, require_keys
from directory.errors import UnavailableError
from directory.keyring import new_master_key, write_key_file


def test_a_database_with_nothing_sealed_needs_no_key(database, key_file):
    key_file.unlink()
    with database.reading() as session:
        require_keys(session, needed=False)
        with pytest.raises(UnavailableError, match="There is no master key"):
            require_keys(session, needed=True)


def test_another_master_key_is_refused(database, keyring, key_file, session, now):
    new_data_key(session, now=now)
    session.commit()
    before = keyring.current.id
    write_key_file(key_file, [new_master_key()])
    with database.reading() as reader:
        assert not has_keys(reader, needed=False)
        with pytest.raises(UnavailableError, match=f"The master key {before} is not at hand"):
            require_keys(reader, needed=False)


def test_a_program_does_not_start_without_the_key_of_what_is_sealed(settings, key_file, session, now):
    new_data_key(session, now=now)
    session.commit()
    key_file.unlink()
    with pytest.raises(UnavailableError, match="There is no master key"), TestClient(create_app(settings)):
        pass


def test_ready_tells_whether_the_key_is_there(settings, key_file, session, now):
    new_data_key(session, now=now)
    session.commit()
    with TestClient(create_app(settings)) as client:
        assert client.get("/readyz").json()["key"] is True
        key_file.chmod(0o644)
        assert client.get("/readyz").json()["key"] is False
        assert client.get("/readyz").status_code == 503
        key_file.chmod(0o600)
        assert client.get("/readyz").json()["key"] is True
