"""`alongside serve --workers 2`: what another process saves is found through both, within a second."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from directory.config import Settings
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from tests.factories import EDITED, draft
from tests.faults.installation import PATIENCE, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="only Linux says which worker has a connection"),
]
SOON = 10.0
"""Seconds: one on a machine that does nothing else."""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(database, settings, port, now) -> Iterator[subprocess.Popen[bytes]]:
    """An installation with one listing, served by two processes."""
    with database.writing() as session:
        save_listing(session, draft(name="Group turn0"), listing_id=mint_id("tests", "0"), now=now, origin=EDITED)
    command = [sys.executable, "-c", "from directory.cli import main; main()", "serve"]
    environment = os.environ | {"ALONGSIDE_DATA": str(settings.data), "ALONGSIDE_DATABASE_URL": settings.database_url}
    options = ["--port", str(port), "--workers", "2"]
    with subprocess.Popen([*command, *options], env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: len(workers(process)) == 2 and is_answered(port))
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that the server started and that have the application."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def is_answered(port: int) -> bool:
    with suppress(OSError), closing(connect(port)) as connection:
        return ask(connection, "group")[0] == 200
    return False


def connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)


def ask(connection: http.client.HTTPConnection, words: str) -> tuple[int, list[str]]:
    connection.request("GET", f"/api/find?exact=1&q={words}")
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, [hit["name"] for hit in json.loads(content)["hits"]] if answer.status == 200 else []


def worker_of(process: subprocess.Popen[bytes], opened: http.client.HTTPConnection, port: int) -> int:
    own = opened.sock.getsockname()[1]
    lines = [line.split() for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]]
    [inode] = [line[9] for line in lines if line[1].endswith(f":{port:04X}") and line[2].endswith(f":{own:04X}")]
    return next(
        worker
        for worker in workers(process)
        if f"socket:[{inode}]" in {str(each.readlink()) for each in Path(f"/proc/{worker}/fd").iterdir()}
    )


def save_in_a_process_of_its_own(settings: Settings, turn: int, now_text: str) -> None:
    program = (
        "import sys; from datetime import datetime; from directory.db import Database;"
        "from directory.listings.service import save_listing; from directory.listings.models import mint_id;"
        "from tests.factories import EDITED, draft; database = Database(sys.argv[1])\n"
        "with database.writing() as session:\n"
        "    save_listing(session, draft(name=f'Group turn{sys.argv[2]}'), listing_id=mint_id('tests', '0'),\n"
        "                 now=datetime.fromisoformat(sys.argv[3]), origin=EDITED)\n"
    )
    subprocess.run([sys.executable, "-c", program, settings.database_url, str(turn), now_text], check=True)


def test_what_another_process_saves_is_found_through_every_worker(served, settings, port, now):
    for turn in range(1, 4):
        save_in_a_process_of_its_own(settings, turn, now.isoformat())
        found_by: set[int] = set()
        wait_until(lambda t=turn, by=found_by: is_found_by_all(served, port, t, by), SOON)


def is_found_by_all(process: subprocess.Popen[bytes], port: int, turn: int, found_by: set[int]) -> bool:
    """Ask once more, and note which worker it was when it finds: the system decides who answers."""
    with closing(connect(port)) as connection:
        if ask(connection, f"turn{turn}") == (200, [f"Group turn{turn}"]):
            found_by.add(worker_of(process, connection, port))
    return found_by == set(workers(process))


def test_when_one_worker_is_killed_another_goes_on_following(served, settings, port, now):
    first = workers(served)[0]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: first not in workers(served))
    save_in_a_process_of_its_own(settings, 9, now.isoformat())
    wait_until(lambda: is_found(port, 9))


def is_found(port: int, turn: int) -> bool:
    with suppress(OSError, http.client.HTTPException), closing(connect(port)) as connection:
        return ask(connection, f"turn{turn}") == (200, [f"Group turn{turn}"])
    return False
