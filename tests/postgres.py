"""A PostgreSQL server of the tests' own: made in a temporary folder, on a free loopback port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tests.required import absent

# A server that keeps nothing need not wait for the disk, nor write down more than it needs to undo.
QUICK = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
    " -c max_wal_size=128MB -c autovacuum=off -c max_connections=40"
)


@dataclass
class PostgresServer:
    """A running server; it trusts whoever reaches it on the loopback."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)
    _aside: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, max_workers=1))
    """Copies and drops databases while tests run."""
    _ahead: dict[str, Future[str]] = field(default_factory=dict)
    """By template, the copy that the next test is going to ask for."""

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, *, template: str = "template1") -> str:
        """Make a database as a copy of another and return its name."""
        name = f"alongside_{next(self._numbers)}"
        statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")  # without a disk, quicker than its log
        self._run(statement.format(Identifier(name), Identifier(template)))
        return name

    def copy(self, template: str) -> str:
        """Return the name of a new copy of a database that nobody writes to any more, made before it was asked for."""
        ready = self._ahead.pop(template, None) or self._aside.submit(self.create, template=template)
        name = ready.result()
        self._ahead[template] = self._aside.submit(self.create, template=template)
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, soon."""
        self._aside.submit(self._run, SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def close(self) -> None:
        """Begin nothing more."""
        self._aside.shutdown(cancel_futures=True)

    def _run(self, statement: Any) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server, or give up on the test when its programs are not installed."""
    programs = _programs()
    user = _server_user()
    with tempfile.TemporaryDirectory(prefix="alongside-postgres-") as folder:
        if user is not None:
            shutil.chown(folder, user)
        cluster = Path(folder) / "cluster"
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k '' {QUICK}"
        _run(user, programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(user, programs / "pg_ctl", "-D", cluster, "-w", "-l", Path(folder) / "log", "-o", options, "start")
        server = PostgresServer(port)
        try:
            yield server
        finally:
            server.close()
            _run(user, programs / "pg_ctl", "-D", cluster, "-m", "immediate", "stop")


def _programs() -> Path:
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or ([Path(on_path)] if on_path else [])
    if not found:
        absent("postgres", "no initdb under /usr/lib/postgresql or on the path; install the package postgresql")
    return found[-1].parent


def _server_user() -> str | None:
    """The user to run as: initdb refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        absent("postgres", "running as root, and there is no user named postgres to run the server as")
    return "postgres"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(user: str | None, *command: str | Path) -> None:
    subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
