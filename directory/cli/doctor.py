"""`alongside doctor`: what could be wrong with this installation, and what to do about it."""

import typer
from rich.console import Console
from rich.table import Table

from directory.cli.checks import CHECKS, Verdict
from directory.config import load_settings


def doctor() -> None:
    """Check the data folder, the disk, the clock, the database and the index."""
    settings = load_settings()
    findings = [check(settings) for check in CHECKS]
    table = Table("", "Checked", "Found", box=None)
    for finding in findings:
        table.add_row(finding.verdict.value, finding.what, finding.sentence)
    Console().print(table)
    if any(finding.verdict is Verdict.WRONG for finding in findings):
        raise typer.Exit(1)
