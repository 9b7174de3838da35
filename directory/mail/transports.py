"""The ways a letter leaves: to a mail server, into a folder, or nowhere. Which one is a setting."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Protocol

from directory.config import Settings, SmtpSecurity
from directory.errors import UnavailableError

PATIENCE_SECONDS: Final = 20.0
"""How long one answer of a mail server is waited for."""


class Reason(StrEnum):
    """Why a letter did not leave: codes, because what servers answer repeats addresses."""

    UNREACHABLE = "unreachable"
    """The mail server did not answer, or stopped answering."""
    NOT_ENCRYPTED = "not_encrypted"
    """The server offers no encryption, or its certificate is not trusted."""
    SIGN_IN_REFUSED = "sign_in_refused"
    ADDRESS_REFUSED = "address_refused"
    SENDER_REFUSED = "sender_refused"
    REFUSED = "refused"
    NOT_WRITTEN = "not_written"
    """The folder of letters cannot be written to."""
    UNREADABLE = "unreadable"
    """What was sealed in the database does not open, or cannot be made a letter of."""
    INTERRUPTED = "interrupted"
    """Whoever tried never said how it went."""


class NotSentError(Exception):
    """A letter did not leave; it says nothing but why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Transport(Protocol):
    """A way a letter leaves."""

    def send(self, letter: EmailMessage) -> None:
        """Hand the letter over; when this returns it is somebody else's. Raises NotSentError."""
        ...


def transport_of(settings: Settings) -> Transport:
    """The way letters leave that the settings name. Raises UnavailableError, one sentence, where it cannot be used."""
    if settings.mail_transport == "file":
        return FileTransport(settings.mail_folder)
    if settings.mail_transport == "null":
        return NullTransport()
    if not settings.smtp_host:
        raise UnavailableError("Letters are to leave by SMTP: name the server in ALONGSIDE_SMTP_HOST.")
    if settings.smtp_security == "none" and not _is_this_machine(settings.smtp_host):
        raise UnavailableError(
            f"Letters to {settings.smtp_host} must be encrypted: "
            "set ALONGSIDE_SMTP_SECURITY to starttls or implicit; none is for a server on this machine."
        )
    return SmtpTransport(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class NullTransport:
    """Letters go nowhere: for installations that tell people in other ways, and for measuring."""

    def send(self, letter: EmailMessage) -> None:
        """Forget the letter."""


@dataclass(frozen=True, slots=True)
class FileTransport:
    """Letters are left in a folder, one file each, for somebody at this machine to read."""

    folder: Path

    def send(self, letter: EmailMessage) -> None:
        """Write `<id>.eml`, whole or not at all; a second sending takes the place of the first."""
        name = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = self.folder / f".{name}.{os.getpid()}"
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - Path.open cannot say who may read the new file
                file.write(letter.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self.folder / f"{name}.eml")
        except OSError:
            raise NotSentError(Reason.NOT_WRITTEN) from None


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Letters are handed to a mail server, one connection each."""

    host: str
    port: int
    security: SmtpSecurity
    user: str = ""
    password: str = field(default="", repr=False)
    patience: float = PATIENCE_SECONDS

    def send(self, letter: EmailMessage) -> None:
        """Hand the letter over; when the server has taken it, what goes wrong afterwards no longer matters."""
        sender = parseaddr(str(letter["From"]))[1]
        with _told_as_reasons(), self._connected(sender.rpartition("@")[2]) as server:
            if self.user:
                server.login(self.user, self.password)
            server.sendmail(sender, [parseaddr(str(letter["To"]))[1]], letter.as_bytes())

    @contextmanager
    def _connected(self, own_name: str) -> Iterator[smtplib.SMTP]:
        server = self._connect(own_name)
        try:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            yield server
        except BaseException:
            server.close()
            raise
        with suppress(OSError):
            server.quit()

    def _connect(self, own_name: str) -> smtplib.SMTP:
        """Connect, and greet with the sender's domain: the name of this machine is nobody's business."""
        if self.security == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, own_name, timeout=self.patience, context=context)
        return smtplib.SMTP(self.host, self.port, own_name, timeout=self.patience)


@contextmanager
def _told_as_reasons() -> Iterator[None]:
    try:
        yield
    except OSError as error:  # every error of smtplib and ssl is one
        raise NotSentError(next(reason for kind, reason in _REASONS if isinstance(error, kind))) from None


_REASONS: Final[tuple[tuple[type[OSError], Reason], ...]] = (
    (smtplib.SMTPAuthenticationError, Reason.SIGN_IN_REFUSED),
    (smtplib.SMTPRecipientsRefused, Reason.ADDRESS_REFUSED),
    (smtplib.SMTPSenderRefused, Reason.SENDER_REFUSED),
    (smtplib.SMTPNotSupportedError, Reason.NOT_ENCRYPTED),
    (ssl.SSLError, Reason.NOT_ENCRYPTED),
    (smtplib.SMTPServerDisconnected, Reason.UNREACHABLE),
    (smtplib.SMTPConnectError, Reason.UNREACHABLE),
    (smtplib.SMTPException, Reason.REFUSED),
    (OSError, Reason.UNREACHABLE),
)
"""From the particular to the general."""
