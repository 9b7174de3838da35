"""`make lighthouse`: what Lighthouse says of the public pages on its slow phone; fails below what is promised."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated, Any, Final
from urllib.request import urlopen

import typer
from rich.console import Console
from rich.table import Table

from tests.bench.loopback import serve_demo
from tests.browser import CHROMIUM, FLAGS

PROMISED: Final = {"performance": 98, "accessibility": 100, "best-practices": 100}
FIGURES: Final = {
    "first-contentful-paint": "first paint ms",
    "largest-contentful-paint": "largest paint ms",
    "total-blocking-time": "blocked ms",
    "cumulative-layout-shift": "shift",
}
TRIES: Final = 8
HOW: Final = (
    "Lighthouse is not here. Node 20 runs its version 12:\n"
    "  npm install --prefix DIR lighthouse@12.8.2\n"
    "  make lighthouse LIGHTHOUSE=DIR/node_modules/.bin/lighthouse"
)


def program() -> list[str]:
    """The command that runs Lighthouse: as named by `LIGHTHOUSE`, else the one that is installed."""
    named = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not named:
        sys.exit(HOW)
    return shlex.split(named)


def ask(address: str) -> dict[str, Any]:
    """The whole report on one page, as a phone of Lighthouse sees it.

    Now and then, on a busy machine, it loses the beginning of its record and asks to be run again.
    """
    asked = ["--quiet", "--output=json", f"--only-categories={','.join(PROMISED)}"]
    # What our own walks switch off stays on: judged is the browser that people have.
    flags = [flag for flag in FLAGS if not flag.startswith("--disable-features")]
    command = [*program(), address, *asked, f"--chrome-flags=--headless=new {' '.join(flags)}"]
    environment = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    for _ in range(TRIES):
        said = subprocess.run(command, check=False, capture_output=True, env=environment)
        if not said.returncode:
            report: dict[str, Any] = json.loads(said.stdout)
            return report
    sys.exit(f"Lighthouse gave up on {address}: {said.stderr.decode()[-2000:]}")


def pages(address: str) -> dict[str, str]:
    """The front page, results, and the first of them."""
    results = f"{address}/find?q=food&near=55401"
    with urlopen(results) as answer:  # noqa: S310 - our own address, over the loopback
        listing = re.search(r'href="(/listings/[0-9a-f-]{36})"', answer.read().decode())
    if not listing:
        sys.exit("The demo finds nothing.")
    return {"/": f"{address}/", "/find": results, "a listing": f"{address}{listing[1]}"}


def judge(runs: Annotated[int, typer.Option(min=1, help="How often each page is judged.")] = 3) -> None:
    """Judge the front page, results and a listing of the demo; the median of some runs counts."""
    program()
    table = Table("page", *PROMISED, *FIGURES.values())
    missed = []
    with tempfile.TemporaryDirectory() as folder, serve_demo(Path(folder)) as address:
        for name, page in pages(address).items():
            reports = [ask(page) for _ in range(runs)]
            scores = scores_of(reports)
            missed += [f"{name}: {kind} {scores[kind]:.0f}" for kind, least in PROMISED.items() if scores[kind] < least]
            figures = (median(report["audits"][audit]["numericValue"] for report in reports) for audit in FIGURES)
            table.add_row(name, *(f"{score:.0f}" for score in scores.values()), *(f"{value:.3g}" for value in figures))
    console = Console()
    console.width = max(console.width, 110)
    console.print(table)
    if missed:
        sys.exit(f"Below what is promised: {'; '.join(missed)}")


def scores_of(reports: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The median score of each kind, of 100."""
    return {kind: median(report["categories"][kind]["score"] * 100 for report in reports) for kind in PROMISED}


if __name__ == "__main__":
    typer.run(judge)
