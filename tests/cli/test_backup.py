"""`alongside backup` and `alongside restore` at a terminal."""

import pytest


@pytest.fixture
def installed(with_tables, alongside, data_folder):
    alongside("init")
    return data_folder


def test_an_installation_is_backed_up_and_restored(alongside, installed, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert alongside("backup", str(folder), "--keep", "1").code == 0
    second = alongside("backup", str(tmp_path / "one.backup"), "--drill")
    assert (second.code, second.err) == (0, "")
    assert "The drill went well" in second.out
    ran = alongside("restore", str(tmp_path / "one.backup"), "--force")
    assert ran.code == 0
    assert "the audit is whole" in ran.out
    assert f"in {installed}/before-restore-" in ran.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name the file to write"),
        (("--drill", "--keep", "3"), "Name the file to write"),
        (("here.backup", "--keep", "3"), "here.backup is none"),
    ],
)
def test_a_backup_asked_for_wrongly_says_what_is_missing(alongside, installed, arguments, sentence):
    ran = alongside("backup", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert sentence in ran.err


def test_without_installation_there_is_nothing_to_back_up(alongside, tmp_path):
    ran = alongside("backup", str(tmp_path / "a.backup"))
    assert ran.code == 1
    assert "run: alongside init" in ran.err
    assert not (tmp_path / "a.backup").exists()


def test_what_is_no_backup_is_refused_in_one_sentence(alongside, installed, tmp_path):
    (tmp_path / "letter").write_text("Dear")
    ran = alongside("restore", str(tmp_path / "letter"), "--force")
    assert (ran.code, ran.out, ran.err) == (1, "", "The file is not a backup of Alongside.\n")
