"""A PostgreSQL database as of one moment, by pg_dump, and back again by pg_restore, within one transaction."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlmodel import Session, text

from directory.errors import UnavailableError

SCHEMA: Final = "public"
_PLAIN: Final = (f"--schema={SCHEMA}", "--no-owner", "--no-privileges")
_COPY: Final = b"COPY "
_FROM_HERE: Final = b" FROM stdin;\n"
_COPY_ENDS: Final = b"\\.\n"
_FOR_PSQL: Final = b"\\"


@contextmanager
def postgres_dump(session: Session, url: str) -> Iterator[BinaryIO]:
    """Give what pg_dump writes of the tables as `session` sees them, who has begun to read.

    Raises UnavailableError where pg_dump is not there or gives up, at the end at the latest.
    """
    snapshot = session.connection().execute(text("SELECT pg_export_snapshot()")).scalar_one()
    address, environment = _way_to(url)
    options = ["--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--dbname={address}", *_PLAIN]
    with _running("pg_dump", options, environment) as dumping:
        yield _pipe(dumping.stdout)


def restore_dump(connection: psycopg.Connection[Any], parts: Iterable[bytes]) -> None:
    """Run what a dump says in the transaction of a connection; nothing is committed here."""
    with ThreadPoolExecutor(1) as beside, _running("pg_restore", ["--file=-", *_PLAIN], {}) as restoring:
        fed = beside.submit(_feed, _pipe(restoring.stdin), parts)
        try:
            _run_script(connection, _pipe(restoring.stdout))
        except psycopg.Error:
            restoring.kill()
            fed.result()  # a part that is not authentic is the true reason
            raise
        fed.result()
    # What the script has set would stay set for whoever is handed this connection next.
    connection.execute("RESET ALL")


def _feed(dump: IO[bytes], parts: Iterable[bytes]) -> None:
    with suppress(BrokenPipeError), dump:
        for part in parts:
            dump.write(part)


def _run_script(connection: psycopg.Connection[Any], script: Iterable[bytes]) -> None:
    """Run statements and the rows between them: psycopg takes many statements at once, but not their rows."""
    waiting, lines = bytearray(), iter(script)
    with connection.cursor() as cursor:
        for line in lines:
            if line.startswith(_COPY) and line.endswith(_FROM_HERE):
                cursor.execute(bytes(waiting))
                waiting.clear()
                with cursor.copy(line) as copying:
                    for row in iter(lines.__next__, _COPY_ENDS):
                        copying.write(row)
            elif not line.startswith(_FOR_PSQL):
                waiting += line
        cursor.execute(bytes(waiting))


def _way_to(url: str) -> tuple[str, dict[str, str]]:
    """The address for a program's arguments, which everybody on the machine can read, and its password apart."""
    address = conninfo_to_dict(url)
    password = address.pop("password", None)
    return make_conninfo("", **address), {"PGPASSWORD": str(password)} if password else {}


@contextmanager
def _running(program: str, options: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    found = shutil.which(program)
    if not found:
        raise UnavailableError(
            f"{program} is not installed; install PostgreSQL's client programs (Debian: postgresql-client)."
        )
    with tempfile.TemporaryFile() as complaints:
        started = subprocess.Popen(  # noqa: S603 - a program of the system, and options that are not its user's
            [found, *options],
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        with started:
            try:
                yield started
            except BaseException:
                started.kill()
                raise
        if started.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip().splitlines() or ["it did not say why"]
            raise UnavailableError(f"{said[0].rstrip('.')}.")


def _pipe(pipe: IO[bytes] | None) -> BinaryIO:
    if pipe is None:
        raise TypeError("the program was started without this pipe")
    return pipe  # type: ignore[return-value]  # a pipe is read and written like a file
