"""Rules of the house that were worth stating twice, as checks (docs/architecture.md)."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.rules.source_tree import ROOT, imported_modules, name_of, python_files, syntax

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "handler", "data", "info", "misc", "common"}


@pytest.mark.parametrize("path", python_files("directory", "search", "tests"), ids=name_of)
def test_no_file_is_longer_than_four_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _body_lines(node) > LONGEST_FUNCTION
        # A migration is one list of columns after another: cutting it up would hide what it does.
        if "versions" not in path.parts
    ]
    assert long == []


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(node.body) > 1
    start = node.body[1].lineno if is_docstring else node.lineno
    return (node.end_lineno or start) - start + 1


def test_no_module_hides_behind_a_name_that_says_nothing():
    assert [name_of(path) for path in python_files() if path.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_in_its_first_line_what_it_knows():
    silent = [name_of(path) for path in python_files() if path.stat().st_size and not ast.get_docstring(syntax(path))]
    assert silent == []


def test_every_third_party_import_is_a_declared_dependency_with_a_lower_bound():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["dependencies"] + [line for extra in project["optional-dependencies"].values() for line in extra]
    assert [line for line in declared if not re.search(r"[>=]=\d", line)] == []
    names = {_normal(re.split(r"[\[><=]", line)[0]) for line in declared} | BROUGHT_BY_OTHERS
    owners = packages_distributions()
    ours = {"directory", "search", *sys.stdlib_module_names}
    undeclared = {
        f"{name_of(path)} imports {module}"
        for path in python_files()
        if name_of(path) != "directory/cli/derive_places.py"
        for module in imported_modules(path)
        if (top := module.split(".")[0]) not in ours
        and not names & {_normal(owner) for owner in owners.get(top, [top])}
    }
    assert undeclared == set()


BROUGHT_BY_OTHERS = {"pydantic", "sqlalchemy", "starlette", "markupsafe", "joserfc"}
"""Parts of FastAPI, SQLModel, Jinja2 and Authlib that their own documentation tells users to import."""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip()


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("whoosh", {"search/"}),
        ("geopy", {"search/geocoder.py"}),
        ("fastapi", {"directory/"}),
        ("sqlmodel", {"directory/"}),
        ("jinja2", {"directory/"}),
    ],
)
def test_a_library_is_named_only_where_it_belongs(library, allowed):
    elsewhere = {
        name_of(path)
        for path in python_files()
        for module in imported_modules(path)
        if module.split(".")[0] == library and not any(name_of(path).startswith(place) for place in allowed)
    }
    assert elsewhere == set()


def test_only_the_clock_reads_the_wall_clock():
    readers = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if name_of(path) != "directory/clock.py"
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WALL_CLOCK
    ]
    assert readers == []


WALL_CLOCK = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time", "datetime.datetime.now"}


def test_services_never_commit_and_know_no_web():
    faults = []
    for path in python_files("directory"):
        if path.name not in {"service.py", "queries.py"}:
            continue
        commits = [node for node in ast.walk(syntax(path)) if isinstance(node, ast.Attribute) and node.attr == "commit"]
        web = {"fastapi", "starlette", "jinja2"} & {module.split(".")[0] for module in imported_modules(path)}
        faults += [name_of(path)] if commits or web else []
    assert faults == []


def test_views_and_api_hold_no_sql():
    thin = [path for path in python_files("directory") if path.name in {"views.py", "api.py"}]
    asking = {
        f"{name_of(path)}:{node.lineno}"
        for path in thin
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SQL_CALLS
    }
    importing = {name_of(path) for path in thin if {"sqlmodel", "sqlalchemy"} & set(imported_modules(path))}
    assert asking | importing == set()


SQL_CALLS = {"select", "text", "session.exec", "session.execute"}


def test_models_and_forms_keep_their_annotations():
    faults = [
        name_of(path)
        for path in python_files("directory")
        if path.stem in {"models", "forms"} or path.parent.name == "models"
        if "from __future__ import annotations" in path.read_text(encoding="utf-8")
    ]
    assert faults == []
