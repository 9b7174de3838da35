"""The files that feeds were read from, kept as they came."""

import gzip
import hashlib
import stat

import pytest

from directory.errors import UnavailableError
from directory.feeds.files import keep_file

CONTENT = '[{"slug": "a", "name": "Café"}]'.encode()
NAME = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_kept_compressed_under_its_hash_for_nobody_else_to_read(tmp_path):
    kept = keep_file(tmp_path / "feeds", CONTENT, NAME)
    assert kept == tmp_path / "feeds" / f"{NAME}.gz"
    assert gzip.decompress(kept.read_bytes()) == CONTENT
    assert [stat.S_IMODE(one.stat().st_mode) for one in (kept, kept.parent)] == [0o600, 0o700]
    assert list(kept.parent.iterdir()) == [kept]


def test_a_file_that_is_kept_is_never_written_again(tmp_path):
    before = keep_file(tmp_path, CONTENT, NAME).stat()
    after = keep_file(tmp_path, CONTENT, NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_a_killed_program_left_unfinished_is_finished_by_the_next(tmp_path):
    (tmp_path / f"{NAME}.unfinished").write_bytes(b"half of a much longer file that is not gzip at all" * 9)
    kept = keep_file(tmp_path, CONTENT, NAME)
    assert gzip.decompress(kept.read_bytes()) == CONTENT
    assert list(tmp_path.iterdir()) == [kept]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "feeds").write_text("a file where the folder should be")
    with pytest.raises(UnavailableError, match=r"cannot be kept in .*, so nothing was imported\.$"):
        keep_file(tmp_path / "feeds", CONTENT, NAME)
