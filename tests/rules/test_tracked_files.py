"""What may stand in the project's tracked files, and what may not."""

import re
import subprocess

import pytest

from tests.rules.source_tree import ROOT

LARGEST_FILE = 3 * 1024 * 1024
TOP_LEVEL = {
    "directory", "search", "templates", "seeds", "tests", "docs", "pyproject.toml", "requirements.lock", "README.md",
    "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "Makefile",
}  # fmt: skip


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).exists()]


def test_the_top_level_is_the_one_agreed(tracked):
    tops = {name.split("/")[0] for name in tracked}
    assert {top for top in tops if not top.startswith(".")} <= TOP_LEVEL


def test_no_tracked_file_is_over_three_megabytes(tracked):
    assert [name for name in tracked if (ROOT / name).stat().st_size > LARGEST_FILE] == []


def test_the_lock_names_versions_and_no_address():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line)] == []


def test_seeds_hold_no_code(tracked):
    assert [name for name in tracked if name.startswith("seeds/") and name.endswith((".py", ".sh", ".js"))] == []


def test_no_code_stands_outside_its_folders(tracked):
    python = {name.split("/")[0] for name in tracked if name.endswith(".py")}
    assert python <= {"directory", "search", "tests"}
