"""A mail server on loopback, as far as handing letters over goes: SMTP with STARTTLS, TLS from the start, and AUTH."""

import base64
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread

TAKEN = "250 taken"


@dataclass
class MailServer:
    """What the server is like, and what it was handed."""

    tls: ssl.SSLContext | None = None
    implicit: bool = False
    password: str = ""
    """With one, letters are taken only after signing in with it."""
    answers: dict[str, str] = field(default_factory=dict)
    """Other answers than the usual ones, by the first word of the command."""
    silent: bool = False
    vanishes: bool = False
    """Closes the connection once it has taken a letter, instead of saying goodbye."""
    letters: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Every line that arrived, but for the letters' own."""
    port: int = 0
    closing: Event = field(default_factory=Event)


class Conversation(socketserver.StreamRequestHandler):
    """One connection, until the other side goes."""

    server: "_Listening"

    def handle(self) -> None:
        self.mail = self.server.mail
        self.encrypted = self.mail.implicit
        if self.mail.silent:
            self.mail.closing.wait(30)
            return
        if self.mail.implicit:
            self._encrypt()
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.mail.said.append(line)
            if not self._answer(line.split()[0].split(":")[0].upper(), line):
                return

    def _answer(self, command: str, line: str) -> bool:
        if command in self.mail.answers:
            self._say(self.mail.answers[command])
        elif command == "EHLO":
            self._say(*self._offers())
        elif command == "STARTTLS":
            self._say("220 go ahead")
            self._encrypt()
        elif command == "AUTH":
            given = base64.b64decode(line.split()[2]).decode().split("\0")
            self._say("235 welcome" if given[1:] == ["mailer", self.mail.password] else "535 no")
        elif command == "DATA":
            self._say("354 go ahead")
            self._take()
            return not self.mail.vanishes
        else:
            self._say("221 bye" if command == "QUIT" else TAKEN)
        return command != "QUIT"

    def _offers(self) -> list[str]:
        offers = ["STARTTLS"] if self.mail.tls and not self.encrypted else []
        offers += ["AUTH PLAIN"] if self.mail.password else []
        lines = ["here", *offers]
        return [f"250{'-' if line != lines[-1] else ' '}{line}" for line in lines]

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            assert line, "the letter broke off"
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.mail.letters.append(message_from_bytes(b"".join(lines), policy=policy.SMTP))
        self._say(TAKEN)

    def _encrypt(self) -> None:
        assert self.mail.tls
        self.connection = self.mail.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.encrypted = True

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Listening(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mail: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or does not trust us, is no error here."""


@contextmanager
def listening(mail: MailServer) -> Iterator[MailServer]:
    """Have the server listen on a free port of this machine."""
    with _Listening(("127.0.0.1", 0), Conversation) as server:
        server.mail, mail.port = mail, server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mail
        finally:
            mail.closing.set()
            server.shutdown()
            thread.join()


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
