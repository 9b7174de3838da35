"""Each promise names a test that holds it, and each requirement of OWASP ASVS 5.0 has its answer."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from hashlib import sha256

import pytest

from tests.rules.source_tree import ROOT, syntax

NAMED = re.compile(r"`(tests/[\w/]+(?:\.py)?)(?:::(test_\w+))?`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
HELD_BY_ITS_PLACE = "written in "
LEVELS_1_AND_2 = "db6d694ac41f400122cce7c6311f0df8b978435381bc18470590ed243f4ea08d"
"""The SHA-256 of the 253 ids of levels 1 and 2 of OWASP ASVS 5.0.0 with their levels, sorted, one a line."""
STATES = {"met", "not applicable", "open"}

with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as table:
    REQUIREMENTS = list(csv.DictReader(table))
PROMISES = [
    row
    for row in (ROOT / "SECURITY.md").read_text(encoding="utf-8").split("\n## ")[1].splitlines()
    if row.startswith("| ") and not row.startswith(("| promise ", "|---"))
]
MET = [row for row in REQUIREMENTS if row["state"] == "met"]


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def is_there(path: str, name: str) -> bool:
    """Whether a test, or a file or folder with any, exists."""
    if name:
        return name in names_in(path)
    return bool(names_in(path)) or any((ROOT / path).glob("test_*.py"))


def headings_of(page: str) -> set[str]:
    """The anchors of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in HEADING.findall(text)}


def test_there_are_promises():
    assert len(PROMISES) > 40


@pytest.mark.parametrize("promise", PROMISES, ids=lambda row: row[2:60])
def test_a_promise_names_the_tests_that_hold_it(promise):
    _, _, held_by, _ = re.split(r"(?<!\\)\|", promise)
    named = NAMED.findall(held_by)
    assert named
    assert [f"{path}::{name}" for path, name in named if not is_there(path, name)] == []


def test_every_requirement_of_levels_1_and_2_stands_in_the_table_once():
    assert len(REQUIREMENTS) == 253
    ids = sorted(f"{row['id']} {row['level']}" for row in REQUIREMENTS)
    assert sha256("\n".join(ids).encode()).hexdigest() == LEVELS_1_AND_2


def test_a_requirement_is_said_in_our_words_and_answered():
    for row in REQUIREMENTS:
        assert row["what"], row["id"]
        assert row["state"] in STATES, row["id"]
        assert bool(row["held_by"]) is (row["state"] == "met"), row["id"]
        assert row["state"] == "met" or len(row["why"]) > 5, row["id"]


def test_a_requirement_that_is_met_names_tests_that_exist():
    named = {(row["id"], each) for row in MET for each in row["held_by"].split()}
    assert {(id_, each) for id_, each in named if not is_there(*each.split("::"))} == set()


def test_what_the_table_says_is_written_is_written():
    places = [row["why"].removeprefix(HELD_BY_ITS_PLACE) for row in MET if row["why"].startswith(HELD_BY_ITS_PLACE)]
    assert places
    for place in places:
        page, _, anchor = place.partition("#")
        assert not anchor or anchor in headings_of(page), place


def test_security_counts_what_the_table_counts():
    counted = Counter(row["state"] for row in REQUIREMENTS)
    said = f"{counted['met']} met, {counted['not applicable']} not applicable, {counted['open']} open"
    assert said in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
