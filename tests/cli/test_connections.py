"""What a stranger sends without ever beginning a request that can be answered: the connection ends, nothing is kept."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
import uvicorn

from directory.cli.connections import LARGEST_HEAD, BoundedConnection

HOST = b"Host: directory.example.org\r\n"
PIECE = b"a" * 64 * 1024
PATIENCE = 20.0
"""Seconds that a test waits for an answer: the machine may be busy."""


class Hasty(BoundedConnection):
    """Waits for a head for a moment only."""

    head_within_seconds = 0.1


async def echo(scope, receive, send):
    """Tell how many bytes the body of a request had."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(str(size)))]})
    await send({"type": "http.response.body", "body": str(size).encode()})


@contextmanager
def served(connection: type[BoundedConnection]) -> Iterator[int]:
    """The port at which a server listens that has such connections."""
    config = uvicorn.Config(echo, port=0, http=connection, ws="none", lifespan="off", log_config=None)
    server, ready = uvicorn.Server(config), Event()

    async def started(sockets=None):
        await uvicorn.Server.startup(server, sockets)
        ready.set()

    server.startup = started
    thread = Thread(target=server.run)
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(BoundedConnection) as port:
        yield port


def answer(port: int, *pieces: bytes) -> bytes:
    """Everything that comes back until the server closes the connection, however much of it could be sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except ConnectionError:
            pass
        return received(connection)


def received(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def test_a_request_within_bounds_is_answered(port):
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nX: " + b"a" * (LARGEST_HEAD // 2) + b"\r\n"
    body = b"Content-Length: %d\r\n\r\n" % (3 * len(PIECE))
    assert answer(port, head, body, *[PIECE] * 3).endswith(b"\r\n\r\n%d" % (3 * len(PIECE)))


def test_many_requests_on_one_connection_are_each_bounded_alone(port):
    one = b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 1000 + b"\r\n\r\n"
    last = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    assert answer(port, *[one] * 100, last).count(b"HTTP/1.1 200") == 101


ENDLESS = {
    "header": b"GET / HTTP/1.1\r\n" + HOST + b"X: ",
    "name of a header": b"GET / HTTP/1.1\r\n" + HOST,
    "address": b"GET /",
    "end of a body": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: ",
}


@pytest.mark.parametrize("endless", ENDLESS)
def test_what_never_ends_is_not_kept(port, endless):
    pieces = [PIECE] * 100
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        sent = 0
        try:
            for piece in [ENDLESS[endless], *pieces]:
                sent += connection.send(piece)
        except ConnectionError:
            pass
        assert b"HTTP/1.1 200" not in received(connection)
    assert answer(port, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_many_small_headers_are_bounded_together(port):
    pieces = [b"".join(b"X-%d-%d: a\r\n" % (piece, at) for at in range(2000)) for piece in range(50)]
    assert b"HTTP/1.1 200" not in answer(port, b"GET / HTTP/1.1\r\n" + HOST, *pieces, b"\r\n")


@pytest.mark.parametrize("begun", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: directory"])
def test_a_connection_on_which_no_request_begins_is_closed(begun):
    with served(Hasty) as port:
        assert answer(port, begun) == b""


@pytest.mark.parametrize("hosts", [b"", HOST + b"Host: elsewhere.example\r\n", HOST + HOST])
def test_a_request_names_one_host(port, hosts):
    assert answer(port, b"GET / HTTP/1.1\r\n" + hosts + b"\r\n").startswith(b"HTTP/1.1 400")


def test_an_old_program_need_name_none(port):
    assert answer(port, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200")


SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 0\r\nContent-Length: 40\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 5 5\r\n",
    ],
)
def test_where_a_request_ends_is_beyond_doubt_or_it_is_refused(port, lengths):
    told = answer(port, b"POST / HTTP/1.1\r\n" + HOST + lengths + b"\r\n0\r\n\r\n" + SMUGGLED)
    assert told.startswith(b"HTTP/1.1 400")
    assert told.count(b"HTTP/1.1 ") == 1
