"""One line of JSON for each thing worth knowing, on standard error: no path, no query, no words of anybody."""

import logging
import sys

import structlog


def write_logs_as_json() -> None:
    """Set up structlog for a process that serves; standard error is looked up anew for each line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
