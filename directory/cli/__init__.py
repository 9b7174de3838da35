"""The console script `alongside`: one file per group of commands, each thin."""

import sys
from typing import Final

INTERRUPTED: Final = 130
"""The exit code of a program that was stopped with Ctrl-C, as shells count it."""


def main() -> None:
    """Run a command; whoever stops it, even while it still loads, is told so in a word."""
    try:
        from directory.cli.commands import run  # noqa: PLC0415 - loading takes a while, and may be stopped too

        run()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(INTERRUPTED)
