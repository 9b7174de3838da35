"""How letters leave: encrypted to a server that is who it says, or readable by nobody else in a folder."""

import ipaddress
import stat
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from directory.config import Settings
from directory.errors import UnavailableError
from directory.mail import NotSentError, Reason, transport_of
from directory.mail.letters import SEVEN_BIT
from directory.mail.transports import FileTransport, NullTransport, SmtpTransport
from tests.outbox.smtp_server import MailServer, listening, server_context

SECRET = "the mailer's own p4ssw0rd"  # noqa: S105 - of a server made for one test


@pytest.fixture
def letter() -> EmailMessage:
    made = EmailMessage(SEVEN_BIT)
    made["From"], made["To"] = "Alongside <alongside@example.org>", "ana@example.org"
    made["Message-ID"] = "<1@example.org>"
    made.set_content("Hola, señora:\n.\nfrom here on it goes on\n")
    return made


@pytest.fixture
def certificate(tmp_path: Path, now) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody vouches for, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = tmp_path / "server.crt", tmp_path / "server.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return files


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the certificate, as `SSL_CERT_FILE` tells OpenSSL."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def way_to(server: MailServer, security: str, **facts: object) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", server.port, security, **({"patience": 5.0} | facts))


def refused(server: MailServer, letter: EmailMessage, security: str, **facts: object) -> Reason:
    with listening(server), pytest.raises(NotSentError) as caught:
        way_to(server, security, **facts).send(letter)
    assert server.letters == []
    return caught.value.reason


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("implicit", [False, True])
def test_a_letter_arrives_encrypted_and_signed_in(letter, certificate, implicit):
    server = MailServer(server_context(*certificate), implicit=implicit, password=SECRET)
    with listening(server):
        way_to(server, "implicit" if implicit else "starttls", user="mailer", password=SECRET).send(letter)
    [arrived] = server.letters
    assert arrived["Message-ID"] == "<1@example.org>"
    assert arrived.get_content().splitlines() == ["Hola, señora:", ".", "from here on it goes on"]
    assert "ehlo example.org" in server.said, "the name of this machine is nobody's business"
    assert any(line.lower().startswith("mail from:<alongside@example.org>") for line in server.said)


def test_a_server_on_this_machine_may_be_told_in_the_open(letter):
    server = MailServer()
    with listening(server):
        way_to(server, "none").send(letter)
    assert len(server.letters) == 1


def test_a_certificate_nobody_vouches_for_is_refused_before_anything_is_said(letter, certificate):
    for implicit in (False, True):
        server = MailServer(server_context(*certificate), implicit=implicit, password=SECRET)
        security = "implicit" if implicit else "starttls"
        assert refused(server, letter, security, user="mailer", password=SECRET) == Reason.NOT_ENCRYPTED
        assert not any(line.startswith(("AUTH", "mail")) for line in server.said)


def test_a_server_without_encryption_is_told_no_password_and_no_letter(letter):
    server = MailServer(password=SECRET)
    assert refused(server, letter, "starttls", user="mailer", password=SECRET) == Reason.NOT_ENCRYPTED
    assert not any(line.startswith(("AUTH", "mail")) for line in server.said)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"RCPT": "550 no ana@example.org here"}, Reason.ADDRESS_REFUSED),
        ({"MAIL": "550 not from you"}, Reason.SENDER_REFUSED),
        ({"DATA": "451 not now"}, Reason.REFUSED),
        ({"EHLO": "421 too busy", "HELO": "421 too busy"}, Reason.REFUSED),
    ],
)
def test_a_server_that_says_no_is_told_as_a_code(letter, answers, reason):
    assert refused(MailServer(answers=answers), letter, "none") == reason


def test_a_wrong_password_is_told_as_such(letter):
    assert refused(MailServer(password=SECRET), letter, "none", user="mailer", password="no") == Reason.SIGN_IN_REFUSED  # noqa: S106 - a wrong one


def test_a_server_that_says_nothing_is_not_waited_for_long(letter):
    assert refused(MailServer(silent=True), letter, "none", patience=0.2) == Reason.UNREACHABLE


def test_where_nobody_listens_a_letter_stays(letter):
    server = MailServer()
    with listening(server):
        pass
    with pytest.raises(NotSentError) as caught:
        way_to(server, "none").send(letter)
    assert caught.value.reason == Reason.UNREACHABLE


def test_a_letter_that_was_taken_is_sent_however_the_server_leaves(letter):
    server = MailServer(vanishes=True)
    with listening(server):
        way_to(server, "none").send(letter)
    assert len(server.letters) == 1


def test_letters_in_the_folder_are_for_nobody_else_to_read(letter, tmp_path):
    way = FileTransport(tmp_path / "outbox")
    way.send(letter)
    way.send(letter)
    [file] = (tmp_path / "outbox").iterdir()
    assert file.name == "1.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.read_bytes() == letter.as_bytes()


def test_the_settings_name_the_way(tmp_path):
    assert transport_of(Settings(data=tmp_path)) == FileTransport(tmp_path / "outbox")
    assert transport_of(Settings(mail_transport="null")) == NullTransport()
    told = {"mail_transport": "smtp", "smtp_host": "mail.example.org", "smtp_user": "u", "smtp_password": SECRET}
    way = transport_of(Settings(**told))
    assert way == SmtpTransport("mail.example.org", 587, "starttls", "u", SECRET)
    assert SECRET not in repr(way) + repr(Settings(**told))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "name the server in ALONGSIDE_SMTP_HOST"),
        ({"smtp_host": "mail.example.org", "smtp_security": "none"}, "must be encrypted"),
        ({"smtp_host": "192.0.2.1", "smtp_security": "none"}, "must be encrypted"),
    ],
)
def test_a_way_that_cannot_be_used_is_told_in_a_sentence(settings, sentence):
    with pytest.raises(UnavailableError, match=sentence):
        transport_of(Settings(mail_transport="smtp", **settings))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_only_this_machine_is_told_in_the_open(host):
    way = transport_of(Settings(mail_transport="smtp", smtp_host=host, smtp_security="none"))
    assert isinstance(way, SmtpTransport)
