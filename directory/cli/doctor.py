"""`alongside doctor`: what could be wrong with this installation, and what to do about it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from directory.cli.checks import CHECKS
from directory.cli.finding import Finding, Verdict
from directory.config import Settings, load_settings


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON with every finding.")] = False
) -> None:
    """Check the whole installation; exits 1 when something is wrong."""
    examine(load_settings(), as_json=as_json)


def examine(settings: Settings, *, as_json: bool = False) -> None:
    """Print what every check found; raises typer.Exit when something is wrong."""
    findings = [check(settings) for check in CHECKS]
    if as_json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}))
    else:
        _show(findings)
    if any(finding.verdict is Verdict.WRONG for finding in findings):
        raise typer.Exit(1)


def _show(findings: Sequence[Finding]) -> None:
    table = Table("", "Checked", "Found", box=None)
    for finding in findings:
        table.add_row(finding.verdict.value, finding.what, escape(finding.sentence))
    Console().print(table)
