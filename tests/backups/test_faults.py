"""kill -9 and full disks while backing up and restoring: afterwards there is what was before, or what was to be."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from directory.backups.making import keys_of_backups
from directory.backups.reviving import Revival
from directory.backups.sealing import check_sealed
from directory.errors import UnavailableError
from tests.faults.installation import process, wait_until
from tests.required import absent

TOUCHING = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "sqlite3.connect", "os.listdir"}
KILOBYTES = (0, 16, 64, 160, 300)
"""Room left on a disk, so that it runs out at another step each time."""


@pytest.fixture
def database_kind() -> str:
    """SQLite: files are what breaks. PostgreSQL restores in one transaction, which has its own test below."""
    return "sqlite"


def die_at_step(machine, step: int, work: str, *arguments: object, **differently: object) -> None:
    """Be killed at the given step that touches the disk while backing up or restoring."""
    steps, folder = count(1), str(machine.settings.data.parent)

    def kill_at_step(event: str, touched: tuple[object, ...]) -> None:
        touches = event in TOUCHING and any(str(each).startswith(folder) for each in touched)
        if touches and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill_at_step)
    getattr(machine, work)(*arguments, **differently)


def steps_until_done(machine, every: int, work: str, *arguments: object, **differently: object) -> Iterator[int]:
    """Do it again and again, killed one step later each time; yields after each death, and ends when it lived."""
    for step in count(1, every):
        machine.database.close()
        machine.now += timedelta(seconds=1)
        started = [machine, step, work, *arguments]
        with process(lambda given=started: die_at_step(*given, **differently)) as worker:
            worker.join()
        if worker.exitcode == 0:
            return
        assert worker.exitcode == -signal.SIGKILL
        yield step


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.torture)])
def test_a_backup_that_is_killed_leaves_the_one_before_whole(here, made, every):
    keys = keys_of_backups(here.keyring)
    for step in steps_until_done(here, every, "back_up"):
        with made.file.open("rb") as file:
            check_sealed(file, keys)
        visible = [path.name for path in here.backups.iterdir() if not path.name.startswith(".")]
        assert visible == ["a.backup"], step
    assert step > 5
    assert [path.name for path in here.backups.iterdir()] == ["a.backup"]
    assert not list(here.settings.data.glob(".*"))


@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.torture)])
def test_a_restore_that_is_killed_leaves_the_installation_before_or_the_one_restored(here, made, every):
    here.add_listing()
    before = here.content()
    for step in steps_until_done(here, every, "restore", made.file, force=True):
        present = here.content()
        assert len(present["service_at_location"]) in (3, 4), step
        if len(present["service_at_location"]) == 4:
            assert present == before
        else:
            here.add_listing()  # it was killed after all was done; the next one has something to replace again
            before = here.content()
    assert step > 11
    assert here.count() == 3
    database = here.settings.data / "alongside.sqlite3"
    assert not any(aside.samefile(database) for aside in here.settings.data.glob("before-restore-*/*"))
    assert not list(here.settings.data.glob(".*"))


@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.torture)])
def test_a_restore_onto_a_bare_machine_that_is_killed_leaves_nothing_or_all_of_it(there, made, every):
    for step in steps_until_done(there, every, "restore", made.file):
        if (there.settings.data / "alongside.sqlite3").exists():
            assert there.count() == 3, step
            return
    assert there.count() == 3
    assert not list(there.settings.data.glob(".*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes, empty."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=False)
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


def test_on_a_full_disk_no_backup_is_made_and_the_one_before_stays(here, small_disk):
    here.backups = small_disk
    made = here.back_up()
    before = made.file.read_bytes()
    for left in KILOBYTES:
        if left * 1024 > len(before):
            break
        filler = fill(small_disk, left)
        with pytest.raises(UnavailableError, match=r"a\.backup cannot be written: No space left on device\."):
            here.back_up()
        assert made.file.read_bytes() == before
        filler.unlink()
        assert [path.name for path in small_disk.iterdir()] == ["a.backup"]
    here.back_up()


def test_without_room_for_the_copy_of_the_database_nothing_is_left_of_it(here, small_disk):
    here.database.close()
    shutil.copy(here.settings.data / "alongside.sqlite3", small_disk / "alongside.sqlite3")
    here.settings = here.settings.model_copy(update={"data": small_disk})
    filler = fill(small_disk, 64)
    files = set(small_disk.iterdir())
    with pytest.raises((OperationalError, sqlite3.OperationalError), match="full"):
        here.back_up()
    assert set(small_disk.iterdir()) == files
    assert list(here.backups.iterdir()) == []
    filler.unlink()


def test_on_a_full_disk_nothing_is_restored(there, made, small_disk):
    there.settings = there.settings.model_copy(update={"data": small_disk / "data"})
    for left in KILOBYTES:
        filler = fill(small_disk, left)
        with pytest.raises((UnavailableError, OperationalError)):
            there.restore(made.file)
        filler.unlink()
        assert list(small_disk.iterdir()) == []


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgres"])
@pytest.mark.parametrize(
    "moment",
    ["put_files", *(pytest.param(each, marks=pytest.mark.slow) for each in ("parts_of_database", "compare", "revive"))],
)
def test_a_restore_into_postgresql_that_is_killed_is_undone_by_the_database(here, made, moment):
    here.add_listing()
    before = here.content()
    here.database.close()
    with process(die_when_asked_for, here, made.file, moment) as worker:
        worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert here.content() == before
    here.database.close()
    wait_until(lambda: is_restored(here, made.file))
    assert here.count() == 3


def die_when_asked_for(machine, file: Path, moment: str) -> None:
    setattr(Revival, moment, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    machine.restore(file, force=True)


def is_restored(machine, file: Path) -> bool:
    """The server may take a moment to see that its client is dead."""
    try:
        machine.restore(file, force=True)
    except UnavailableError:
        return False
    return True
