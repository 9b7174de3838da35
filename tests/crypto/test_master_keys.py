"""Master keys: what is refused as one, how they are kept, and how one is typed from paper."""

import base64
import hashlib
import secrets
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.config import Settings
from directory.errors import RefusedError, UnavailableError
from directory.keyring import (
    FromText,
    Keyring,
    MasterKey,
    new_master_key,
    open_keyring,
    read_master_key,
    recovered_key,
    recovery_form,
    write_key_file,
)
from directory.keyring.key_file import add_to_key_file, make_key_file, read_key_file
from directory.keyring.recovery import ALPHABET

SECRETS = st.binary(min_size=32, max_size=32).map(lambda seed: hashlib.sha256(seed).digest())

WEAK = {
    "nothing but zeros": bytes(32),
    "one byte again and again": b"\xa7" * 32,
    "counted up": bytes(range(32)),
    "counted in sevens": bytes(number * 7 % 256 for number in range(32)),
    "one half twice": hashlib.sha256(b"half").digest()[:16] * 2,
    "words": b"correct horse battery staple 123",
    "the example of NIST": bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
    "a word hashed": hashlib.sha256(b"changeme").digest(),
}


@pytest.mark.parametrize("secret", WEAK.values(), ids=WEAK)
def test_a_key_that_can_be_guessed_is_refused_and_not_shown(secret):
    text = base64.b64encode(secret).decode()
    with pytest.raises(UnavailableError, match="can be guessed: it is not random") as refused:
        read_master_key(text, where="the test")
    assert text not in str(refused.value)


@pytest.mark.parametrize("length", [1, 16, 24, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length):
    text = base64.b64encode(secrets.token_bytes(length)).decode()
    with pytest.raises(UnavailableError, match=f"has {length} bytes where 32 are needed") as refused:
        read_master_key(text, where="the test")
    assert text not in str(refused.value)


@pytest.mark.parametrize("text", ["not base64!", "c2hvcnQ", "<your key here>", "schlüssel", "===="])
def test_what_is_not_base64_is_refused(text):
    with pytest.raises(UnavailableError, match="The master key in the test") as refused:
        read_master_key(text, where="the test")
    assert text not in str(refused.value)


@settings(max_examples=200)
@given(secret=SECRETS)
def test_a_random_key_is_taken_in_either_alphabet_of_base64(secret):
    assert read_master_key(base64.b64encode(secret).decode(), where="x").secret == secret
    assert read_master_key(f" {base64.urlsafe_b64encode(secret).decode()}\n", where="x").secret == secret


def test_new_keys_are_good_keys_and_differ():
    keys = [new_master_key() for _ in range(500)]
    assert len({read_master_key(key.text, where="x").id for key in keys}) == 500


def test_the_id_of_a_key_tells_nothing_of_it():
    key = new_master_key()
    assert len(key.id) == 16
    assert key.id not in key.secret.hex()
    assert key.secret.hex() not in repr(key)


@settings(max_examples=200)
@given(secret=SECRETS, lower=st.booleans(), separator=st.sampled_from(["-", " ", "", " - ", "\n"]))
def test_a_recovery_key_is_typed_as_one_likes(secret, lower, separator):
    typed = recovery_form(MasterKey(secret)).replace("-", separator)
    typed = typed.lower().replace("0", "o").replace("1", "l") if lower else typed
    assert recovered_key(typed).secret == secret


@settings(max_examples=300)
@given(secret=SECRETS, at=st.integers(0, 55), letter=st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(secret, at, letter):
    letters = recovery_form(MasterKey(secret)).replace("-", "")
    wrong = letters[:at] + letter + letters[at + 1 :]
    if wrong != letters:
        with pytest.raises(RefusedError, match="mistyped"):
            recovered_key(wrong)


@settings(max_examples=200)
@given(secret=SECRETS, at=st.integers(0, 54))
def test_two_letters_swapped_are_noticed(secret, at):
    letters = recovery_form(MasterKey(secret)).replace("-", "")
    wrong = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    if wrong != letters:
        with pytest.raises(RefusedError):
            recovered_key(wrong)


@pytest.mark.parametrize(
    ("typed", "said"), [("", "0 were typed"), ("AB", "2 were typed"), ("A" * 57, "57 were typed"), ("U" * 56, "no 'U'")]
)
def test_what_is_no_recovery_key_is_refused_with_what_is_wrong(typed, said):
    with pytest.raises(RefusedError, match=said):
        recovered_key(typed)


def test_a_key_file_keeps_its_keys_in_order_with_their_days(key_file):
    older, newer = new_master_key(date(2026, 1, 5)), new_master_key()
    write_key_file(key_file, [newer, older])
    assert read_key_file(key_file) == (newer, older)
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_made_once(tmp_path):
    file = tmp_path / "new" / "master.key"
    make_key_file(file, new_master_key())
    with pytest.raises(UnavailableError, match="is there already"):
        make_key_file(file, new_master_key())


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UnavailableError, match="cannot be written"):
        make_key_file(tmp_path / "file" / "master.key", new_master_key())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_key_file_that_others_can_read_is_refused(key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(UnavailableError, match=f"Others can read the master key; run: chmod 600 {key_file}"):
        read_key_file(key_file)


def test_a_key_file_that_is_not_text_is_refused(key_file):
    key_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnavailableError, match="it is not text"):
        read_key_file(key_file)


def test_without_a_key_the_sentence_says_what_to_do(tmp_path):
    with pytest.raises(UnavailableError) as refused:
        open_keyring(Settings(data=tmp_path, master_key_file=tmp_path / "none"))
    assert "ALONGSIDE_MASTER_KEY_FILE" in str(refused.value)
    assert "alongside keys recover" in str(refused.value)


def test_a_key_of_the_environment_wins_over_the_file(key_file, tmp_path):
    given_key = new_master_key()
    keyring = open_keyring(Settings(data=tmp_path, master_key=given_key.text, master_key_file=key_file))
    assert keyring.current == given_key


def test_every_key_of_a_text_opens_and_the_first_is_current(tmp_path):
    first, second = new_master_key(), new_master_key()
    keyring = Keyring(FromText(f"{first.text}, {second.text}"), tmp_path)
    assert keyring.current == first
    assert keyring.master_key(second.id) == second
    with pytest.raises(UnavailableError, match="is not at hand"):
        keyring.master_key("0" * 16)


def test_a_keyring_follows_its_file(keyring, key_file):
    first, second = keyring.current, new_master_key()
    add_to_key_file(key_file, second, first=True)
    assert keyring.keys == (second, first)


def test_keys_derived_for_two_purposes_have_nothing_in_common():
    key = new_master_key()
    assert len({key.derived(purpose) for purpose in ("a", "b", "data keys")} | {key.secret}) == 4
