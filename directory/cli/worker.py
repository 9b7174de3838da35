"""`alongside worker`: the jobs nobody asks for, in a process of their own."""

import signal
from typing import Annotated

import typer

from directory.cli.installation import ready_database
from directory.clock import utc_now
from directory.config import load_settings
from directory.web.logs import take_over_every_log
from directory.worker.working import Worker


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end: for cron.")] = False,
) -> None:
    """Send mail and tidy up, again and again. Any number may run beside each other and beside `serve`."""
    settings = load_settings()
    take_over_every_log()
    with ready_database(settings) as database:
        working = Worker(database, settings, utc_now)
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda *_: working.stop())
        if once:
            _refuse_failures(working.work_once())
        else:
            working.work()


def _refuse_failures(failed: list[str]) -> None:
    if failed:
        typer.echo(f"These jobs failed and are done again: {', '.join(failed)}.", err=True)
        raise typer.Exit(1)
