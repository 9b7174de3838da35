"""A real server of feeds on this machine, as well-behaved or hostile as a test wants it."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from directory.feeds.addresses import AddressPolicy
from directory.feeds.fetching import Fetcher

HOST = "127.0.0.2"
"""Where the server listens: an address that a test may allow without allowing this machine's own."""
Answer = Callable[[socket.socket, str], None]
"""Answers one request; it is handed the connection and what was asked, head and all."""


@dataclass
class FeedServer:
    """Answers each path as it was told, and remembers what it was asked."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetcher(self, **changed: object) -> Fetcher:
        """A fetcher to which every name means this server, and no other machine of this network may be asked."""
        policy = AddressPolicy(frozenset({80, 443, self.port}), (ip_network(f"{HOST}/32"),))
        given = {"policy": policy, "resolve": lambda *_: [HOST], "agent": "Alongside (test)"} | changed
        return Fetcher(**given)  # type: ignore[arg-type]

    def address(self, path: str, host: str = "feeds.example.org") -> str:
        """The address of a path, by a name that only the tests' resolver knows."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [head.split(" ")[1] for head in self.asked]


def plain(body: bytes, status: str = "200 OK", **headers: str) -> Answer:
    """An answer with a body and its length."""
    named = {"Content-Type": "application/json", "Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return lambda connection, _: connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)


def redirect(location: str, status: str = "302 Found") -> Answer:
    """An answer that leads on to somewhere else."""
    return plain(b"", status, Location=location)


def until_nobody_listens(head: bytes, some: bytes, pause: threading.Event | None = None) -> Answer:
    """An answer that never ends by itself; with a pause between its parts where one is given."""

    def answer(connection: socket.socket, _: str) -> None:
        with suppress(OSError):
            connection.sendall(head)
            while pause is None or not pause.wait(0.05):
                connection.sendall(some)

    return answer


def certificate_for(name: str, folder: Path) -> ssl.SSLContext:
    """Make a certificate that nobody vouches for (`server.pem` in the folder), and what serves with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(named, named, key.public_key(), 1, begins, begins + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.key").write_bytes(secret)
    (folder / "server.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


@contextmanager
def feed_server(certificate: ssl.SSLContext | None = None) -> Iterator[FeedServer]:
    """Listen until the test is over."""
    with socket.create_server((HOST, 0)) as plainly:
        listening = certificate.wrap_socket(plainly, server_side=True) if certificate else plainly
        server = FeedServer(listening.getsockname()[1])
        threading.Thread(target=_listen, args=(listening, server), daemon=True).start()
        yield server
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _listen(listening: socket.socket, server: FeedServer) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except ssl.SSLError:
            continue
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, server), daemon=True).start()


def _answer(connection: socket.socket, server: FeedServer) -> None:
    with connection, suppress(OSError):
        connection.settimeout(20)
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 10_000:
            some = connection.recv(4096)
            if not some:
                return
            head += some
        asked = head.decode("latin-1")
        server.asked.append(asked)
        path = asked.split(" ")[1].partition("?")[0]
        server.answers.get(path, plain(b"", "404 Not Found"))(connection, asked)
