"""One line of JSON for each thing worth knowing, on standard error: no path, no query, no words of anybody.

What libraries, Python's warnings and crashes say goes the same way, told by where it was said and of what kind it is:
what they format into their sentences may be what somebody typed. A line that cannot be written is lost, and nothing
else is.
"""

import logging
import secrets
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from typing import Any, Final

import structlog

SPEAK_OF_THEMSELVES: Final = ("uvicorn", "alembic")
"""Loggers whose sentences hold nothing but their own words and process ids."""
DEEPEST: Final = 8
"""Frames of a failure that are told, from the innermost."""

log = structlog.get_logger("alongside.python")


class UnbreakableStream:
    """Standard error as it is at each moment. A disk that is full or a reader that is gone breaks nobody's answer."""

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError, ValueError):  # ValueError: the stream is closed
            if sys.stderr is not None:
                sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Send on what can be sent."""
        with suppress(OSError, ValueError):
            if sys.stderr is not None:
                sys.stderr.flush()


STREAM: Final[Any] = UnbreakableStream()
"""Where every line goes; of a `TextIO` it has what `print` needs."""


def write_logs_as_json() -> None:
    """Have our own lines written as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(STREAM),
        cache_logger_on_first_use=False,
    )


def take_over_every_log() -> None:
    """Have everything this process says about itself written as JSON; for processes that serve or work, once."""
    write_logs_as_json()
    logging.basicConfig(handlers=[OthersLines()], level=logging.WARNING, force=True)
    warnings.showwarning = lambda _words, kind, file, line, *_: _tell_warning(kind, f"{file}:{line}")
    sys.excepthook = lambda _kind, crash, _places: _tell_crash(crash)
    threading.excepthook = lambda crash: _tell_crash(crash.exc_value)
    sys.unraisablehook = lambda crash: _tell_crash(crash.exc_value)


def tell_bug(logger: Any, event: str, bug: BaseException, **facts: object) -> str:
    """Log where a bug struck under a new id, without the words that it may carry, and return the id."""
    failure = secrets.token_hex(4)
    logger.error(event, failure=failure, **facts, **_kind_and_places(bug))
    return failure


class OthersLines(logging.Handler):
    """Takes the lines that libraries hand to Python's logging."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell a line by its logger and place; by its words only where they are the library's own."""
        facts = _kind_and_places(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
        place = f"{record.pathname}:{record.lineno}"
        log.log(record.levelno, _own_words(record), logger=record.name, place=place, **facts)


def _own_words(record: logging.LogRecord) -> str:
    """The sentence before anything was put into it, where one can tell."""
    is_own = record.args or record.name.startswith(SPEAK_OF_THEMSELVES)
    return str(record.msg).splitlines()[0] if is_own and isinstance(record.msg, str) and record.msg else "said"


def _tell_warning(kind: type[Warning], place: str) -> None:
    log.warning("warned", kind=kind.__name__, place=place)


def _tell_crash(crash: BaseException | None) -> None:
    if crash is not None and not isinstance(crash, KeyboardInterrupt | SystemExit):
        tell_bug(log, "crashed", crash)


def _kind_and_places(bug: BaseException) -> dict[str, object]:
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)]
    return {"kind": type(bug).__name__, "places": places[-DEEPEST:]}
