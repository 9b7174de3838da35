"""A disk that is full: nothing acknowledged is lost, answers go on, and with room again the index is in step."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from directory.config import Settings
from directory.listings.following import PAUSE_AFTER_FAILURE_SECONDS, PAUSE_SECONDS
from tests.faults.installation import Suffering
from tests.required import absent

# Whoosh leaves files that it could not write to the garbage collector, which closes them as vainly.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

KILOBYTES = (0, 4, 12, 24, 48, 96)
"""Room left on the disk, so that it runs out at another step each time."""


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Writing beyond so many bytes of a file fails as on a full disk."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@pytest.mark.parametrize("size", [0, 200, 1_000, 3_000])
def test_a_commit_that_cannot_be_written_is_made_up_for(suffering, size):
    suffering.save(4, 4)
    with files_no_larger_than(size):
        assert suffering.follower.look() == PAUSE_AFTER_FAILURE_SECONDS
        assert suffering.found() == {0: 0, 1: 0, 2: 0}
    suffering.save(5, 5)
    assert suffering.follower.look() == PAUSE_SECONDS
    assert suffering.found() == {0: 0, 1: 0, 2: 0, 4: 4, 5: 5}
    assert suffering.index.digest() == suffering.digest_of_rebuilt()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, empty."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        absent("tmpfs", "a small disk cannot be mounted here; run as root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Fill the disk up to so many kilobytes."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(max(file.tell() - left * 1024, 0))
    return filler


def used(disk: Path) -> int:
    return sum(file.stat().st_size for file in disk.rglob("*") if file.is_file())


@pytest.fixture
def cramped(small_disk: Path, database_url: str, shipped, now) -> Iterator[Suffering]:
    """An installation whose index lies on the small disk, and its database elsewhere."""
    made = Suffering.begin(Settings(data=small_disk, database_url=database_url), *shipped, now)
    for key in range(3):
        made.save(key, 0)
    made.step()
    yield made
    made.database.close()


@pytest.mark.parametrize("follow", ["bring_up_to_date", "rebuild"])
def test_a_full_disk_below_the_index_is_survived(cramped, small_disk, follow):
    expected = cramped.found()
    for turn, left in enumerate(KILOBYTES, start=1):
        filler = fill(small_disk, left)
        cramped.save(turn % 3, turn)
        for _ in range(3):
            with suppress(OSError):
                getattr(cramped.keeper, follow)(cramped.now)
            assert cramped.found() in (expected, expected | {turn % 3: turn})
        expected |= {turn % 3: turn}
        filler.unlink()
        assert cramped.follower.look() == PAUSE_SECONDS
        assert cramped.found() == expected
    assert cramped.index.digest() == cramped.digest_of_rebuilt()
    assert used(small_disk) < 200_000


def test_a_full_disk_below_the_database_refuses_a_save_and_keeps_the_others(small_disk, sqlite_template, shipped, now):
    shutil.copy(sqlite_template, small_disk / "alongside.sqlite3")
    made = Suffering.begin(Settings(data=small_disk), *shipped, now)
    made.save(0, 0)
    made.step()
    filler = fill(small_disk, left=0)
    saved = {0: 0}
    with pytest.raises(OperationalError, match=r"full|I/O"):
        for turn in range(1, 500):
            made.save(0, turn)
            saved = {0: turn}
    with suppress(OSError, OperationalError):
        made.step()
    assert made.found() in ({0: 0}, saved)
    filler.unlink()
    made.save(1, 1)
    made.step()
    assert made.found() == saved | {1: 1}
    made.database.close()
