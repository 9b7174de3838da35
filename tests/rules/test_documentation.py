"""What the program offers and what the documentation says of it are the same."""

import re

import typer.main
from typer.core import TyperGroup

from directory.cli.commands import app as command_line
from directory.config import Settings
from directory.listings.asking import FindForm
from tests.rules.source_tree import ROOT


def documented(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_setting_is_documented():
    table = documented("operators.md")
    settings = {f"ALONGSIDE_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in settings if f"`{name}`" not in table} == set()
    assert set(re.findall(r"^\| `(ALONGSIDE_\w+)`", table, re.MULTILINE)) == settings


def test_every_parameter_of_find_is_documented():
    table = documented("api.md")
    parameters = {field.alias or name for name, field in FindForm.model_fields.items()}
    assert {name for name in parameters if f"`{name}`" not in table} == set()


def test_every_command_is_documented():
    group = typer.main.get_command(command_line)
    assert isinstance(group, TyperGroup)
    commands = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        commands |= {f"alongside {name} {sub}" for sub in inner} if inner else {f"alongside {name}"}
    text = documented("operators.md") + documented("feeds.md")
    assert {command for command in commands if f"`{command}" not in text} == set()


def test_every_module_of_search_has_its_place_in_the_map():
    modules = {path.stem for path in (ROOT / "search").glob("*.py")} - {"__init__"}
    mapped = re.findall(r"`(\w+)`", documented("search.md").split("## Where to look")[1])
    assert set(mapped) == modules


def test_every_test_that_a_promise_names_exists():
    pages = [ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"`(tests/[\w/.]+)`", page.read_text(encoding="utf-8"))}
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()
