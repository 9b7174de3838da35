"""Whatever is done to a ciphertext, a wrapped key or a row, nothing opens that was not sealed there."""

import secrets
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from directory.crypto import DataKey, SealBrokenError
from directory.crypto.data_keys import OpenKey
from directory.crypto.texts import open_text, place_of, seal_text
from directory.errors import AlongsideError
from tests.crypto.keepsakes import Keepsake

KEY = OpenKey(3, is_held=True, secret=secrets.token_bytes(32))
OTHER_KEY = replace(KEY, secret=secrets.token_bytes(32))
HOME = ("client", "cue_sealed", str(uuid4()))
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
PLACES = st.tuples(NAMES, NAMES, st.uuids().map(str))


@settings(max_examples=100)
@given(said=st.text(max_size=200), place=PLACES)
def test_what_is_sealed_opens_in_its_place(said, place):
    assert open_text(KEY, seal_text(KEY, said, place=place_of(*place)), place=place_of(*place)) == said


@settings(max_examples=250)
@given(said=st.text(max_size=60), at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused(said, at, bit):
    sealed = bytearray(seal_text(KEY, said, place=place_of(*HOME)))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBrokenError):
        open_text(KEY, bytes(sealed), place=place_of(*HOME))


@settings(max_examples=200)
@given(said=st.text(max_size=60), cut=st.integers(1, 300), from_the_end=st.booleans(), more=st.binary(max_size=20))
def test_a_cut_or_lengthened_ciphertext_is_refused(said, cut, from_the_end, more):
    sealed = seal_text(KEY, said, place=place_of(*HOME))
    left = sealed[:-cut] if from_the_end else sealed[cut:]
    for tampered in (left, left + more, sealed + more + b"\0"):
        if tampered != sealed:
            with pytest.raises(SealBrokenError):
                open_text(KEY, tampered, place=place_of(*HOME))


@settings(max_examples=200)
@given(said=st.text(max_size=60), elsewhere=PLACES, which=st.integers(1, 7))
@example(said="red truck", elsewhere=("client", "note_sealed", HOME[2]), which=2)
def test_a_ciphertext_moved_to_another_table_column_or_row_is_refused(said, elsewhere, which):
    there = tuple(elsewhere[part] if which >> part & 1 else HOME[part] for part in range(3))
    if there == HOME:
        return
    sealed = seal_text(KEY, said, place=place_of(*HOME))
    with pytest.raises(SealBrokenError):
        open_text(KEY, sealed, place=place_of(*there))


@settings(max_examples=200)
@given(said=st.text(max_size=60), version=st.integers(0, 2**32 - 1).filter(lambda number: number != KEY.version))
def test_a_ciphertext_of_another_key_version_is_refused_also_when_it_says_otherwise(said, version):
    sealed = seal_text(replace(KEY, version=version), said, place=place_of(*HOME))
    claiming = sealed[:1] + KEY.version.to_bytes(4) + sealed[5:]
    for tampered in (sealed, claiming):
        with pytest.raises(SealBrokenError):
            open_text(KEY, tampered, place=place_of(*HOME))


@settings(max_examples=100)
@given(said=st.text(max_size=60), noise=st.binary(max_size=80))
def test_another_key_and_noise_open_nothing(said, noise):
    sealed = seal_text(OTHER_KEY, said, place=place_of(*HOME))
    for tampered in (sealed, noise, sealed[:5] + noise):
        with pytest.raises(SealBrokenError) as refused:
            open_text(KEY, tampered, place=place_of(*HOME))
        assert refused.value.__cause__ is None
        assert len(said) < 4 or said not in str(refused.value)


def tamper(session, statement, **values):
    session.flush()
    assert session.execute(text(statement), values).rowcount == 1
    session.commit()


def reading_fails(database, owner) -> bool:
    with database.reading() as reader:
        kept = reader.exec(select(Keepsake).where(Keepsake.owner == owner)).one()
        with pytest.raises(AlongsideError):
            _ = kept.cue
    return True


def test_a_text_copied_to_another_row_of_the_same_person_is_refused(database, keep, session):
    key_id = keep(owner="first", cue="red truck").data_key_id
    keep(owner="second", cue="blue door", data_key_id=key_id)
    tamper(
        session,
        "UPDATE keepsake SET cue_sealed = (SELECT cue_sealed FROM keepsake WHERE owner = 'first') "
        "WHERE owner = 'second'",
    )
    assert reading_fails(database, "second")


def test_a_text_copied_with_its_key_to_another_row_is_refused(database, keep, session):
    keep(owner="first", cue="red truck")
    keep(owner="second", cue="blue door")
    tamper(
        session,
        "UPDATE keepsake SET cue_sealed = (SELECT cue_sealed FROM keepsake WHERE owner = 'first'), "
        "data_key_id = (SELECT data_key_id FROM keepsake WHERE owner = 'first') WHERE owner = 'second'",
    )
    assert reading_fails(database, "second")


def test_a_text_copied_to_another_column_of_its_row_is_refused(database, keep, session):
    keep(owner="first", cue="red truck", note="a note")
    tamper(session, "UPDATE keepsake SET cue_sealed = note_sealed WHERE owner = 'first'")
    assert reading_fails(database, "first")


def test_wrapped_keys_that_were_swapped_are_refused(database, keep, session):
    first, second = keep(owner="first", cue="red truck"), keep(owner="second", cue="blue door")
    keys = [session.get(DataKey, each.data_key_id) for each in (first, second)]
    keys[0].wrapped, keys[1].wrapped = keys[1].wrapped, keys[0].wrapped
    session.commit()
    assert reading_fails(database, "first")
    assert reading_fails(database, "second")


def test_a_key_set_back_to_an_earlier_version_is_refused(database, keep, session):
    key = session.get(DataKey, keep(owner="first", cue="red truck").data_key_id)
    key.version += 1
    session.commit()
    assert reading_fails(database, "first")


def test_one_row_that_was_tampered_with_leaves_the_others_readable(database, keep, session):
    bad, good = keep(owner="bad", cue="red truck"), keep(owner="good", cue="blue door")
    session.get(DataKey, bad.data_key_id).wrapped = b"\1" * 60
    session.commit()
    with database.reading() as reader:
        rows = {row.owner: row for row in reader.exec(select(Keepsake))}
        assert rows["good"].cue == "blue door"
        with pytest.raises(SealBrokenError):
            _ = rows["bad"].cue
    assert good.id != bad.id
