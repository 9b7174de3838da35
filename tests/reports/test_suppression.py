"""No small count can be read from what is shared, nor worked out from what stands beside it."""

from hypothesis import given
from hypothesis import strategies as st

from directory.reports.suppression import is_small, shown, shown_share

COUNTS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 400)), min_size=1, max_size=7)


def possible_values(visible: tuple[int | None, ...], total: int | None, place: int) -> range:
    """What a reader can work out about one hidden count, who knows that each hidden one is at least 1."""
    if total is None:
        return range(1, 10_000)
    left = total - sum(count for count in visible if count is not None)
    others = sum(count is None for count in visible) - 1
    return range(1 if others else left, left - others + 1)


@given(COUNTS)
def test_a_small_count_is_never_shown(counts: list[int]) -> None:
    share = shown(counts)
    assert not any(count is not None and is_small(count) for count in share.counts)
    assert share.total is None or not is_small(share.total)


@given(COUNTS)
def test_a_hidden_count_could_be_more_than_ten(counts: list[int]) -> None:
    share = shown(counts)
    for place, count in enumerate(share.counts):
        if count is None:
            possible = possible_values(share.counts, share.total, place)
            assert len(possible) > 10


@given(COUNTS)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    share = shown(counts)
    assert all(told in (None, true) for told, true in zip(share.counts, counts, strict=True))
    assert share.total in (None, sum(counts))
    assert share == shown(counts)


def test_counts_without_a_small_one_are_all_shown() -> None:
    assert shown([0, 11, 250]).counts == (0, 11, 250)


def test_the_next_larger_count_is_hidden_beside_a_small_one() -> None:
    assert shown([4, 40, 12, 0]).counts == (None, 40, None, 0)
    assert shown([4, 40, 12, 0]).total == 56


def test_a_total_that_would_tell_is_hidden_too() -> None:
    assert shown([5, 0, 0]).total is None
    assert shown([5, 6, 0]).total is None


def test_a_share_is_hidden_when_either_side_is_small() -> None:
    assert shown_share(30, 60) == (30, 60)
    assert shown_share(55, 60) is None
    assert shown_share(3, 60) is None
    assert shown_share(0, 0) is None
    assert shown_share(0, 60) == (0, 60)
