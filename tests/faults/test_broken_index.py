"""The index removed, torn, foreign or shut away while it serves: answers go on, and it heals by itself."""

import os
import pwd
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from directory.listings.asking import FindForm
from directory.listings.find import find_listings
from directory.listings.following import PAUSE_AFTER_FAILURE_SECONDS
from search.generations import STATE
from search.index import State, rebuild
from search.packed import read_packed, write_packed
from search.segments import ARRAYS, FOLDER, SHOWN
from tests.faults.installation import Suffering

# Whoosh leaves a file that it cannot read to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Spoil = Callable[[Suffering], None]


def no_folder(suffering: Suffering) -> None:
    shutil.rmtree(suffering.keeper.folder)


def no_folder_of_any_version(suffering: Suffering) -> None:
    shutil.rmtree(suffering.settings.index_folder)


def no_generation(suffering: Suffering) -> None:
    shutil.rmtree(suffering.generation)


def no_pointer(suffering: Suffering) -> None:
    (suffering.keeper.folder / "CURRENT").unlink()


def pointer_to_nothing(suffering: Suffering) -> None:
    (suffering.keeper.folder / "CURRENT").write_text("generation-000999")


def pointer_of_garbage(suffering: Suffering) -> None:
    (suffering.keeper.folder / "CURRENT").write_bytes(b"\xff\x00\xfe" * 9)


def pointer_with_a_nul(suffering: Suffering) -> None:
    (suffering.keeper.folder / "CURRENT").write_bytes(b"generation\0")


def no_state(suffering: Suffering) -> None:
    (suffering.generation / STATE).unlink()


def torn_state(suffering: Suffering) -> None:
    (suffering.generation / STATE).write_text('{"database": "a data')


def torn_list_of_segments(suffering: Suffering) -> None:
    for toc in suffering.generation.glob("*.toc"):
        put_in_place(toc, toc.read_bytes()[:50])


def no_list_of_segments(suffering: Suffering) -> None:
    for toc in suffering.generation.glob("*.toc"):
        toc.unlink()


def no_segments(suffering: Suffering) -> None:
    for segment in suffering.generation.glob("*.seg"):
        segment.unlink()


def torn_segments(suffering: Suffering) -> None:
    for segment in suffering.generation.glob("*.seg"):
        put_in_place(segment, segment.read_bytes()[:100])


def no_arrays(suffering: Suffering) -> None:
    shutil.rmtree(suffering.generation / FOLDER)


def truncated_arrays(suffering: Suffering) -> None:
    for arrays in (suffering.generation / FOLDER).glob(f"*{ARRAYS}"):
        put_in_place(arrays, arrays.read_bytes()[:-64])


def arrays_cut_in_their_head(suffering: Suffering) -> None:
    for arrays in (suffering.generation / FOLDER).glob(f"*{ARRAYS}"):
        put_in_place(arrays, arrays.read_bytes()[:40])


def other_arrays(suffering: Suffering) -> None:
    for file in (suffering.generation / FOLDER).glob(f"*{ARRAYS}"):
        arrays, notes = read_packed(file)
        write_packed(file, {name: array for name, array in arrays.items() if name != "spanish"}, notes)


def truncated_cards(suffering: Suffering) -> None:
    for shown in (suffering.generation / FOLDER).glob(f"*{SHOWN}"):
        put_in_place(shown, shown.read_bytes()[:-5])


def no_segments_nor_arrays(suffering: Suffering) -> None:
    no_segments(suffering)
    no_arrays(suffering)


def put_in_place(file: Path, content: bytes) -> None:
    """Another file in the place of the old one: that is still mapped by whoever has it open."""
    file.unlink()
    file.write_bytes(content)


EVERY_FAULT = [
    no_folder, no_folder_of_any_version, no_generation, no_pointer, pointer_to_nothing, pointer_of_garbage,
    pointer_with_a_nul, no_state, torn_state, torn_list_of_segments, no_list_of_segments, no_segments, torn_segments,
    no_arrays, truncated_arrays, arrays_cut_in_their_head, other_arrays, truncated_cards, no_segments_nor_arrays,
]  # fmt: skip
QUICK = {no_folder, pointer_to_nothing, torn_list_of_segments, no_segments, truncated_arrays}
FAULTS = [spoil if spoil in QUICK else pytest.param(spoil, marks=pytest.mark.slow) for spoil in EVERY_FAULT]


@pytest.mark.parametrize("spoil", FAULTS)
def test_a_serving_process_answers_on_and_heals_what_was_broken(suffering, spoil):
    spoil(suffering)
    assert suffering.found() == {0: 0, 1: 0, 2: 0}
    for turn in range(1, 5):
        suffering.save(turn, turn)
        suffering.step()
        assert suffering.found_by_word(turn, turn)
    assert suffering.found() == {0: 0, 1: 1, 2: 2, 3: 3, 4: 4}
    assert suffering.keeper.open().digest() == suffering.digest_of_rebuilt()


@pytest.mark.parametrize("spoil", FAULTS)
def test_a_process_that_starts_heals_what_was_broken(suffering, spoil):
    spoil(suffering)
    started = suffering.in_another_process()
    started.step()
    assert started.found() == {0: 0, 1: 0, 2: 0}
    suffering.step()
    assert suffering.found() == {0: 0, 1: 0, 2: 0}
    assert not suffering.index.needs_mending
    started.database.close()


def test_an_index_that_another_process_mended_is_not_built_again(suffering):
    other = suffering.in_another_process()
    other.step()
    torn_state(suffering)
    assert suffering.found() == other.found()
    suffering.step()
    mended = suffering.index.generation
    other.step()
    assert suffering.index.generation == other.index.generation == mended
    other.database.close()


@pytest.mark.parametrize("with_cards", [True, False])
@pytest.mark.parametrize("spoiled", [b"\xc1", b"\n", b'["a","b"]\n\n{}'])
def test_cards_that_cannot_be_read_are_said_to_be_missing_and_the_index_is_built_anew(suffering, spoiled, with_cards):
    for shown in (suffering.generation / FOLDER).glob(f"*{SHOWN}"):
        size = shown.stat().st_size
        shown.write_bytes((spoiled * size)[:size])
    question = FindForm(q="overdose")
    found = find_listings(suffering.follower.finder, question, now=suffering.now)
    everything = find_listings(suffering.follower.finder, FindForm(), now=suffering.now, with_cards=with_cards)
    assert (everything.results, bool(found.cards)) == (None, True)
    suffering.step()
    assert suffering.found() == {0: 0, 1: 0, 2: 0}


def test_stored_rows_that_this_version_cannot_read_are_built_anew(suffering, monkeypatch):
    def row_of_another_version(document: object) -> bytes:
        return b"\x81\xa4lost\x01"

    # The rows are written as a version would that had forgotten to say that it is another one.
    with monkeypatch.context() as patch:
        patch.setattr("search.fields.row_of", row_of_another_version)
        with pytest.raises(KeyError):
            suffering.keeper.rebuild(suffering.now)
    assert suffering.found() == {0: 0, 1: 0, 2: 0}
    shutil.rmtree(suffering.generation / FOLDER)
    suffering.step()
    assert suffering.found() == {0: 0, 1: 0, 2: 0}


@contextmanager
def shut_away() -> Iterator[None]:
    """Nothing of the folder can be reached: for root, who is never refused, by being nobody for a while."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED WITHOUT PERMISSIONS: only root can become nobody")
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_permissions_that_are_lost_and_given_back_are_survived(suffering):
    with shut_away():
        with pytest.raises(OSError, match="denied"):
            (suffering.keeper.folder / "CURRENT").read_text()
        assert suffering.found() == {0: 0, 1: 0, 2: 0}
        for _ in range(2):
            assert suffering.follower.look() == PAUSE_AFTER_FAILURE_SECONDS
        assert suffering.found() == {0: 0, 1: 0, 2: 0}
    suffering.save(3, 3)
    suffering.step()
    assert suffering.found() == {0: 0, 1: 0, 2: 0, 3: 3}


def test_a_clock_that_jumps_breaks_nothing(suffering):
    for days in (-4000, 9000, -1, 0):
        suffering.now += timedelta(days=days)
        suffering.save(1, abs(days))
        suffering.step()
        assert suffering.found()[1] == abs(days)


def test_the_index_of_another_database_gives_way_to_ones_own(suffering):
    rebuild(suffering.keeper.folder, [], State("another database", 10_000))
    assert suffering.found() == {0: 0, 1: 0, 2: 0}
    suffering.step()
    assert suffering.found() == {0: 0, 1: 0, 2: 0}
    assert suffering.index.state.database != "another database"
