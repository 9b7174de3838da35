"""The sealed file: what went in comes out, and whatever was done to it on the way is noticed."""

import hashlib
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.backups.contents import packing, unpacked
from directory.backups.header import MAGIC, BackupRefusedError, Header
from directory.backups.sealing import (
    CHECKSUM_BYTES,
    TAG_BYTES,
    SealedReader,
    SealedWriter,
    check_sealed,
    check_whole,
)
from tests.backups.sealed_files import HEADER, KEYS, SECRET, sealed

CONTENT = bytes(range(100))
WRITTEN = sealed(CONTENT)
HEAD = len(HEADER.encoded())
CHUNK = HEADER.chunk + TAG_BYTES
CHUNKS = -(-len(CONTENT) // HEADER.chunk)


def with_fitting_checksum(written: bytes) -> bytes:
    """What somebody who knows the format, but not the key, can do."""
    return written + hashlib.sha256(written).digest()


BODY = WRITTEN[:-CHECKSUM_BYTES]


@given(content=st.binary(max_size=200), pieces=st.integers(1, 50), chunk=st.integers(1, 40))
def test_what_was_sealed_comes_back(kept, content, pieces, chunk):
    file = io.BytesIO()
    writer = SealedWriter(file, Header.read(io.BytesIO(sealed(b"", chunk=chunk)))[0], SECRET)
    for start in range(0, len(content), pieces):
        writer.write(content[start : start + pieces])
    writer.finish()
    with kept(file.getvalue()) as written:
        assert check_sealed(written, KEYS).chunk == chunk
        reader = SealedReader(written, KEYS)
        assert b"".join(iter(lambda: reader.read(pieces), b"")) == content
        assert reader.done == reader.total


def test_the_head_tells_whose_it_is_and_nothing_of_what_is_in_it(kept):
    with kept(WRITTEN) as written:
        assert check_whole(written) == HEADER
    assert not any(CONTENT[start : start + 8] in WRITTEN for start in range(len(CONTENT) - 8))


def test_the_same_content_is_never_sealed_alike_under_another_salt():
    assert sealed(CONTENT)[HEAD:] != sealed(CONTENT, salt=bytes([1] * 32))[HEAD:]


def refused(kept, written: bytes) -> str:
    with kept(written) as file, pytest.raises(BackupRefusedError) as refusal:
        check_sealed(file, KEYS)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@given(place=st.integers(0, len(WRITTEN) * 8 - 1))
def test_a_single_flipped_bit_is_refused(kept, place):
    refused(kept, flipped(WRITTEN, place))


@given(place=st.integers(0, len(BODY) * 8 - 1))
def test_a_flipped_bit_is_refused_though_the_checksum_was_made_to_fit(kept, place):
    refused(kept, with_fitting_checksum(flipped(BODY, place)))


def test_every_bit_of_the_checksum_counts(kept):
    for place in range(len(BODY) * 8, len(WRITTEN) * 8):
        assert "checksum does not match" in refused(kept, flipped(WRITTEN, place))


def flipped(written: bytes, place: int) -> bytes:
    changed = bytearray(written)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


@given(size=st.integers(0, len(WRITTEN) - 1))
def test_a_cut_file_is_refused(kept, size):
    refused(kept, WRITTEN[:size])


@given(size=st.integers(0, len(BODY) - 1))
def test_a_cut_file_is_refused_though_the_checksum_was_made_to_fit(kept, size):
    refused(kept, with_fitting_checksum(BODY[:size]))


def test_a_file_cut_between_two_chunks_is_refused(kept):
    for chunks in range(CHUNKS):
        refused(kept, with_fitting_checksum(BODY[: HEAD + chunks * CHUNK]))


@given(order=st.lists(st.integers(0, CHUNKS - 1), max_size=CHUNKS + 2))
def test_chunks_in_any_other_order_are_refused(kept, order):
    if order == list(range(CHUNKS)):
        return
    body = b"".join(BODY[HEAD + place * CHUNK : HEAD + (place + 1) * CHUNK] for place in order)
    refused(kept, with_fitting_checksum(BODY[:HEAD] + body))


@given(more=st.binary(min_size=1, max_size=50))
def test_more_at_the_end_is_refused(kept, more):
    refused(kept, WRITTEN + more)
    refused(kept, with_fitting_checksum(BODY + more))


@given(place=st.integers(0, CHUNKS - 1))
def test_a_chunk_of_another_backup_is_refused(kept, place):
    other = sealed(CONTENT, salt=bytes([1] * 32))
    first, after = HEAD + place * CHUNK, HEAD + (place + 1) * CHUNK
    refused(kept, with_fitting_checksum(BODY[:first] + other[first : min(after, len(BODY))] + BODY[after:]))


@pytest.mark.parametrize(
    "differently",
    [{"kind": "postgresql"}, {"schema": "20261122_later"}, {"key": "first "}, {"chunk": 32}],
)
def test_a_head_in_place_of_the_true_one_is_refused(kept, differently):
    head = sealed(b"", **differently)[: -TAG_BYTES - CHECKSUM_BYTES]
    refused(kept, with_fitting_checksum(head + BODY[HEAD:]))


def test_the_last_chunk_must_be_authentic_though_nobody_needs_what_is_in_it(kept):
    file = io.BytesIO()
    writer = SealedWriter(file, HEADER, SECRET)
    with packing(writer) as pack:
        # So long that the archive ends where a block of reading does: what closes the compression is not asked for.
        pack.settings("x" * (5 * 2**20 - 512 - 1024))
    writer.finish()
    last_byte = (len(file.getvalue()) - CHECKSUM_BYTES) * 8 - 1
    with kept(flipped(file.getvalue(), last_byte)) as changed, pytest.raises(BackupRefusedError):
        list(unpacked(SealedReader(changed, KEYS)))


def test_each_refusal_says_what_is_the_matter(kept):
    assert refused(kept, b"") == "The file is empty."
    assert "not a backup" in refused(kept, b"PK" * 100)
    assert "first lines cannot be read" in refused(kept, MAGIC + (4).to_bytes(4, "big") + b"[1,]")
    assert "checksum does not match" in refused(kept, WRITTEN[:-1])
    assert "master key second" in refused(kept, sealed(CONTENT, key="second"))
    assert "not what was sealed with this key" in refused(kept, sealed(CONTENT, secret=bytes(32)))
    later = WRITTEN.replace(b'"format":1', b'"format":2')
    assert "format 2, which this version cannot read" in refused(kept, later)


def test_gigabytes_pass_through_a_few_megabytes_of_memory(tmp_path):
    piece, path = bytes(2**20), tmp_path / "large.backup"
    tracemalloc.start()
    with path.open("w+b") as file:
        writer = SealedWriter(file, Header.read(io.BytesIO(sealed(b"", chunk=2**20)))[0], SECRET)
        for _ in range(64):
            writer.write(piece)
        writer.finish()
        check_sealed(file, KEYS)
    _present, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 * 2**20
