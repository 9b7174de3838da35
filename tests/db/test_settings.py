"""Settings: what wins over what, and what is refused."""

import pytest

from directory.config import SETTINGS_FILE, load_settings
from directory.errors import RefusedError


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_DATA", str(tmp_path))
    return tmp_path


def test_the_default_database_is_a_file_in_the_data_folder(data_folder):
    assert load_settings().resolved_database_url == f"sqlite:///{data_folder}/alongside.sqlite3"


def test_the_file_in_the_data_folder_is_read(data_folder):
    (data_folder / SETTINGS_FILE).write_text('timezone = "America/Denver"\nport = 8123\n')
    assert (load_settings().timezone, load_settings().port) == ("America/Denver", 8123)


def test_the_environment_wins_over_the_file_and_code_over_both(data_folder, monkeypatch):
    (data_folder / SETTINGS_FILE).write_text("port = 8123\n")
    monkeypatch.setenv("ALONGSIDE_PORT", "8124")
    assert load_settings().port == 8124
    assert load_settings(port=8125).port == 8125


def test_a_relative_data_folder_is_resolved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings(data="here").data == tmp_path / "here"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('timezone = "Nowhere/Here"', "timezone"),
        ("port = 0", "port"),
        ('database_url = "mysql://host/name"', "database_url"),
        ('database_url = "postgresql://host:port/name"', "database_url"),
        ('database_url = "my database"', "database_url"),
        ('public_url = "example.org"', "public_url"),
        ('colour = "teal"', "colour"),
        ("port = = 1", SETTINGS_FILE),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(data_folder, written, named):
    (data_folder / SETTINGS_FILE).write_text(written)
    with pytest.raises(RefusedError, match=named):
        load_settings()
