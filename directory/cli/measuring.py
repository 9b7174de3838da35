"""Showing figures while serving: counts that several processes share, and a port that only this machine reaches."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from prometheus_client import start_http_server

from directory.clock import utc_now
from directory.config import Settings
from directory.db import open_database
from directory.errors import UnavailableError
from directory.figures import InstallationFigures
from directory.web.metrics import COUNTS_FOLDER, all_figures

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where Linux keeps files in memory: the counts must not stop the program on a disk that is full."""
OWN_ADDRESS: Final = "127.0.0.1"


@contextmanager
def figures_shown(settings: Settings, processes: int) -> Iterator[None]:
    """Show figures as the settings say, for as long as the block lasts. Raises UnavailableError for a taken port."""
    with ExitStack() as shown:
        if processes > 1 and (settings.metrics_port or settings.metrics_token):
            shown.enter_context(_shared_counts())
        if settings.metrics_port:
            shown.enter_context(_private_port(settings, settings.metrics_port))
        yield


@contextmanager
def _shared_counts() -> Iterator[None]:
    """Have the processes that are started from here on keep their counts where all can read them."""
    parent = MEMORY if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="alongside-counts-", dir=parent) as folder:
        os.environ[COUNTS_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[COUNTS_FOLDER]


@contextmanager
def _private_port(settings: Settings, port: int) -> Iterator[None]:
    with closing(open_database(settings, may_create=False)) as database:
        figures = all_figures([InstallationFigures(database, settings, utc_now)])
        try:
            server, thread = start_http_server(port, OWN_ADDRESS, figures)
        except OSError as error:
            raise UnavailableError(f"Figures cannot be shown on port {port}: {error.strerror}.") from None
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
