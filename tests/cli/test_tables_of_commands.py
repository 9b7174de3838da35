"""Each command loads what it needs alone, in a program of its own: those that write know every table they point to."""

import subprocess
import sys

import pytest

WRITING = ("erase", "feeds", "seed")
KNOWN = "import directory.cli.{name}; from sqlmodel import SQLModel; assert list(SQLModel.metadata.sorted_tables)"


@pytest.mark.parametrize("name", WRITING)
def test_a_command_that_writes_knows_every_table_that_its_own_point_to(name: str) -> None:
    ran = subprocess.run([sys.executable, "-c", KNOWN.format(name=name)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
