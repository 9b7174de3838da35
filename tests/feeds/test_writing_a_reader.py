"""The page about writing a reader holds: its worked example is a reader that is found, chosen and read with."""

import re
import subprocess
import sys
from pathlib import Path

from tests.rules.source_tree import ROOT

PAGE = ROOT / "docs" / "feeds" / "writing-a-reader.md"
LIST = """P7 | Elm Street Pantry | 100 Elm St, Minneapolis, MN 55401 | 612-555-0100
P8 | | 9 Oak St, Minneapolis, MN 55401 |
"""
TRY_IT = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from directory.feeds import readers
readers.__path__.append(sys.argv[1])
from directory.feeds.formats import FORMATS, read_feed, reading_context, sayable_by
from directory.feeds.records import Record
context = reading_context(now=datetime(2026, 11, 22, tzinfo=UTC))
reading = read_feed(Path(sys.argv[2]).read_bytes(), "pantry_lines", context)
[record] = reading.records
[problem] = reading.problems
print(FORMATS["pantry_lines"].label, len(FORMATS))
print(record.draft.name, record.draft.place.city, record.draft.phones[0].number, record.draft.timezone, sep=" / ")
print(problem.sentence())
print("schedules" in sayable_by("pantry_lines").fields)
"""


def example() -> str:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(code)


def test_the_worked_example_is_a_reader_once_it_is_a_folder(tmp_path: Path):
    folder = tmp_path / "readers" / "pantry_lines"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(example(), encoding="utf-8")
    (tmp_path / "pantries.txt").write_text(LIST, encoding="utf-8")
    command = [sys.executable, "-c", TRY_IT, str(folder.parent), str(tmp_path / "pantries.txt")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.splitlines() == [
        "Pantry lines 7",
        "Elm Street Pantry / Minneapolis / 612-555-0100 / America/Chicago",
        "Row 2 (id P8): it has no id or no name, so the row was refused.",
        "False",
    ]


def test_the_worked_example_keeps_the_rules_of_the_house(tmp_path: Path):
    folder = tmp_path / "pantry_lines"
    folder.mkdir()
    (folder / "__init__.py").write_text(example(), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(folder)]
    ran = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout
