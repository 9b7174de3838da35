"""Running `alongside` as somebody at a terminal does, in a data folder of the test's own."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from directory.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the commands: not there yet."""
    folder = tmp_path / "installation"
    monkeypatch.setenv("ALONGSIDE_DATA", str(folder))
    return folder


@pytest.fixture
def with_tables(data_folder: Path, sqlite_template: Path) -> None:
    """The tables are there already: `init` finds nothing to do about them, and takes a tenth of its time."""
    data_folder.mkdir(mode=0o700)
    shutil.copy(sqlite_template, data_folder / "alongside.sqlite3")


@pytest.fixture
def alongside(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run one command."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["alongside", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        code = end.value.code
        return Ran(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run
