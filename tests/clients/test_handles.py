"""A handle is two plain words that nobody else has."""

import pytest

from directory.clients.handles import handle_words, new_handle
from directory.errors import UnavailableError


def test_a_handle_is_two_words() -> None:
    first, second = new_handle(lambda _: False).split(" ")
    assert first in handle_words().first
    assert second in handle_words().second


def test_a_taken_handle_is_never_given_again() -> None:
    drawn = iter(["quiet", "heron", "quiet", "heron", "calm", "otter"])
    assert new_handle({"quiet heron"}.__contains__, draw=lambda _: next(drawn)) == "calm otter"


def test_running_out_of_handles_is_said() -> None:
    with pytest.raises(UnavailableError, match="more words are needed"):
        new_handle(lambda _: True)


def test_there_are_enough_handles_for_a_long_time() -> None:
    words = handle_words()
    assert len(words.first) * len(words.second) > 40_000


def test_every_word_is_plain_and_stands_once() -> None:
    words = [*handle_words().first, *handle_words().second]
    assert len(words) == len(set(words))
    assert all(word.isalpha() and word.islower() and word.isascii() for word in words)
