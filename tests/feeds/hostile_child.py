"""Reads hostile files in a process of its own, and tells what each came to: `python -m tests.feeds.hostile_child`."""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from directory.feeds.formats import read_feed
from directory.feeds.records import FeedRefusedError
from tests.feeds.hostile_files import HOSTILE, mutated
from tests.feeds.reading import context

SECONDS_EACH = 5
"""Of the processor's time, so that a busy machine makes no difference."""
MOST_ADDRESS_SPACE = 4 * 1024**3


class TooSlowError(BaseException):
    """A file took longer than any may."""


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def _files(asked: list[str]) -> Iterator[tuple[str, str, bytes]]:
    if asked == ["named"]:
        yield from ((name, format_name, make()) for name, (format_name, make) in HOSTILE.items())
    else:
        yield from mutated(int(asked[1]), seed=int(asked[2]))


def main(asked: list[str]) -> None:
    """Read each file, and print as JSON what went wrong and how much memory it took at most."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS_SPACE, MOST_ADDRESS_SPACE))
    signal.signal(signal.SIGPROF, _too_slow)
    faults: dict[str, str] = {}
    count = 0
    for name, format_name, content in _files(asked):
        count += 1
        signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
        try:
            read_feed(content, format_name, context())
        except FeedRefusedError as refusal:
            if not str(refusal) or len(str(refusal)) > 400:
                faults[name] = f"no sentence: {str(refusal)[:200]}"
        except TooSlowError:
            faults[name] = "too slow"
        except Exception as bug:  # noqa: BLE001 - whatever it is, it is told by the name of its file
            faults[name] = f"{type(bug).__name__}: {str(bug)[:200]}"
        signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout.write(json.dumps({"count": count, "faults": faults, "megabytes": most_megabytes()}) + "\n")


def most_megabytes() -> int:
    """The most memory that this process held; `ru_maxrss` would tell of whoever began it, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (highest,) = (line.split()[1] for line in status if line.startswith("VmHWM:"))
    return int(highest) // 1024


if __name__ == "__main__":
    main(sys.argv[1:])
