"""Mutated files: none crashes the reader, whatever it makes of them is valid."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest

from directory.feeds.records import FeedRefusedError, Record
from tests.hsds.exchange import packed, read_hsds
from tests.hsds.schemas import faults, real_file, real_json

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e308,
    10**18,
    "",
    " ",
    "\0",
    "\ud800",
    "<script>",
    "javascript:alert(1)",
    "http://[",
    "25:61",
    "0000-00-00",
    "Monday-",
    "x" * 70_000,
    [],
    {},
    [[]],
    [None],
    {"id": None},
    [{"id": []}],
    {"name": {"name": {}}},
    "a,b,,",
    "\u202e\u0000",
)
NAMES = ("service_full", "organization_full", "service_at_location_full", "service_list", "tabular", "taxonomy")


def places_in(value: Any) -> list[tuple[Any, Any]]:
    own = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [(value, key) for key, _ in own] + [place for _, part in own for place in places_in(part)]


def mutated(value: Any, chance: random.Random) -> Any:
    changed = deepcopy(value)
    for _ in range(chance.randint(1, 6)):
        holder, key = chance.choice(places_in(changed) or [(None, None)])
        if holder is None:
            return chance.choice(JUNK)
        if chance.random() < 0.2:
            del holder[key]
        else:
            holder[key] = deepcopy(chance.choice(JUNK))
    return changed


def torn(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged[: chance.randint(1, len(damaged))]) if chance.random() < 0.3 else bytes(damaged)


def try_to_read(content: Any) -> None:
    try:
        outcomes = read_hsds(content)
    except FeedRefusedError as refusal:
        assert str(refusal).endswith((".", "closed."))
        return
    for outcome in outcomes:
        if isinstance(outcome, Record):
            assert outcome.draft.hsds is not None
            assert faults("service_at_location", outcome.draft.hsds.tree) == []
            json.dumps(outcome.raw)


def mutate(times: int, seed: int) -> None:
    chance = random.Random(seed)
    examples = [real_json(f"examples-3.2.3/{name}.json") for name in NAMES]
    folder = real_file("ohana-sample")
    package = packed({file.name: file.read_bytes() for file in folder.glob("*.csv")})
    texts = {file.name: file.read_bytes() for file in folder.glob("*.csv")}
    for number in range(times):
        if number % 5 == 0:
            try_to_read(torn(package, chance))
        elif number % 5 == 1:
            try_to_read(packed({name: torn(text, chance) for name, text in texts.items()}))
        else:
            try_to_read(json.dumps(mutated(chance.choice(examples), chance)).encode("utf-8", "surrogatepass"))


def test_damaged_files_are_read_or_refused():
    mutate(120, seed=3)


@pytest.mark.slow
@pytest.mark.torture
def test_two_thousand_damaged_files_are_read_or_refused():
    mutate(2_000, seed=11)
