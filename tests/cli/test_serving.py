"""Serving from the command line: a process of its own, asked over the loopback."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import uvicorn

from directory.cli.serving import prompt_socket

TRIES = 400
"""A quarter of a second each: the machine may be busy with other tests."""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(data_folder: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run `alongside serve` until it answers, and stop it as Ctrl-C does."""
    command = [sys.executable, "-c", "from directory.cli import main; main()", "serve", "--port", str(port), *options]
    environment = os.environ | {"ALONGSIDE_DATA": str(data_folder)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            wait_until_it_listens(process, port)
            yield process
        finally:
            process.terminate()


def wait_until_it_listens(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(TRIES):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"it ended with {process.wait(timeout=0.25)}")
    pytest.fail("it never answered")


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


ANSWERING_VISITORS = """
import sys
from fastapi.testclient import TestClient
from directory.cli.index import bring_up_to_date
from directory.cli.installation import ready_database
from directory.cli.serving import app_of_environment
from directory.config import load_settings

with ready_database(load_settings()) as database:
    bring_up_to_date(load_settings(), database)
with TestClient(app_of_environment()) as client:
    for asked in ("/", "/find?q=aa&near=55401", "/find?q=aa&lang=es", "/api/find?q=aa&near=55401"):
        assert client.get(asked).status_code == 200, asked
print(*sys.modules)
"""
LEFT_TO_OTHERS = {
    "alembic", "directory.backups", "directory.feeds.readers.icalendar", "directory.seeding", "geopy", "icalendar",
    "mako", "OpenSSL", "psycopg", "segno", "webauthn", "yaml",
}  # fmt: skip
"""Some 35 megabytes that a process holds from the first time that somebody needs them."""
READY = '{"status":"ready","database":true,"key":true,"index":true}'


@pytest.mark.usefixtures("with_tables")
def test_what_no_visitor_needs_is_not_held_in_memory(data_folder):
    environment = os.environ | {"ALONGSIDE_DATA": str(data_folder), "ALONGSIDE_WORKER": "false"}
    command = [sys.executable, "-c", ANSWERING_VISITORS]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert LEFT_TO_OTHERS & set(ran.stdout.split()) == set()


def test_an_installation_is_served_by_as_many_processes_as_wanted(alongside, data_folder, port):
    alongside("init")
    with served(data_folder, port, "--workers", "2"):
        assert fetch(port, "/readyz") == READY


def test_the_demo_is_served_from_nothing_with_one_command(data_folder, port):
    with served(data_folder, port, "--demo") as process:
        assert fetch(port, "/readyz") == READY
        assert "Minneapolis" in fetch(port, "/find?q=aa&near=55401")
        process.terminate()
        printed = process.stdout.read()
    assert f"http://127.0.0.1:{port}" in printed
    assert "55401" in printed


def test_serving_without_installation_says_what_to_run(alongside, data_folder, port):
    ran = alongside("serve", "--port", str(port))
    assert (ran.code, ran.out) == (1, "")
    assert "run: alongside init" in ran.err


def test_a_taken_port_is_told_before_anything_is_made(alongside, data_folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ran = alongside("serve", "--demo", "--port", str(taken))
    assert ran.err == f"Port {taken} is taken; choose another with --port.\n"
    assert not data_folder.exists()


def test_what_several_processes_answer_is_sent_at_once(port):
    with prompt_socket(uvicorn.Config("none", port=port)) as listening:
        listening.listen()
        with socket.create_connection(("127.0.0.1", port)):
            connection, _address = listening.accept()
            with connection:
                assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
