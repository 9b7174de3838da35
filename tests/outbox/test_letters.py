"""A letter is plain, neutral and harmless: nothing to fetch, nothing attached, nothing smuggled in by a value."""

import re
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from functools import cache
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.config import Settings
from directory.errors import RefusedError
from directory.i18n import LANGUAGES
from directory.mail import MESSAGES, Sender, write_letter
from directory.mail.messages import Kind
from directory.paths import templates_folder
from tests.outbox.conftest import ADDRESS, LINK

LETTER_ID = UUID(int=7)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version", "Content-Type",
}  # fmt: skip
TELLING = re.compile(
    r"recover|recuper|sober|sobri|addict|adicc|substance|sustancia|drug|droga|alcohol|treatment|tratamiento|overdose"
    r"|sobredosis|rehab|detox|peer|client|referral|harm|12[- ]step|twelve|meeting|reuni|support group|helpline",
    re.IGNORECASE,
)

LOADING = re.compile(r"<(img|link|script|style|iframe|object|form|meta[^>]+refresh)|\bsrc=|style=|url\(")
SMUGGLING = ["Ana\r\nBcc: ben@example.org", "Ana\n\nClick https://evil.example", "<img src=//evil.example>", "\u2028x"]


def written(message, now, *, language="en", name="Ana", mail_from="Alongside <alongside@localhost>"):
    """A letter as it arrives."""
    plausible = {Kind.TEXT: name, Kind.LINK: LINK, Kind.MOMENT: (now + timedelta(days=2)).isoformat()}
    letter = write_letter(
        message,
        letter_id=LETTER_ID,
        to=ADDRESS,
        language=language,
        values={value: plausible[kind] for value, kind in MESSAGES[message].items()},
        sender=sender(mail_from),
        now=now,
    )
    return letter.as_bytes(), message_from_bytes(letter.as_bytes(), policy=policy.default)


@cache
def sender(mail_from):
    return Sender.of(Settings(timezone="America/Chicago", mail_from=mail_from))


def plain(letter) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(letter) -> str:
    return letter.get_body(("html",)).get_content()


every_letter = pytest.mark.parametrize(
    ("message", "language"), [(message, language) for message in MESSAGES for language in LANGUAGES]
)


def test_every_message_has_its_templates_and_no_other_has():
    assert {each.name for each in (templates_folder() / "email").iterdir()} == set(MESSAGES)


@every_letter
def test_a_letter_says_nothing_of_what_the_installation_is_for(message, language, now):
    raw, letter = written(message, now, language=language)
    told = [raw.decode("ascii"), letter["Subject"], plain(letter), html(letter)]
    assert not [found for each in told for found in TELLING.findall(each)]
    assert str(letter["From"]) == "Alongside <alongside@localhost>"
    assert socket.gethostname().encode() not in raw, "the name of this machine is nobody's business"


@every_letter
def test_a_letter_loads_nothing_and_carries_nothing(message, language, now):
    raw, letter = written(message, now, language=language)
    assert set(letter.keys()) == HEADERS
    assert list(letter.iter_attachments()) == []
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert not LOADING.search(html(letter))
    assert set(re.findall(r'href="([^"]+)"', html(letter))) <= {LINK}
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@every_letter
def test_plain_text_and_html_say_the_same(message, language, now):
    _, letter = written(message, now, language=language)
    body = re.sub(r"(?s)^.*<body>|<[^>]+>", " ", html(letter))
    assert body.split() == plain(letter).split()
    assert f"<title>{letter['Subject']}</title>" in html(letter)
    assert f'lang="{language}"' in html(letter)


@pytest.mark.parametrize("message", MESSAGES)
def test_spanish_letters_are_spanish(message, now):
    (_, english), (_, spanish) = (written(message, now, language=language) for language in ("en", "es"))
    same = set(plain(english).split("\n")) & set(plain(spanish).split("\n"))
    assert same <= {"", LINK, "Alongside"}
    assert english["Subject"] != spanish["Subject"]
    assert spanish["Content-Language"] == "es"


def test_an_invitation_says_what_to_do_and_until_when(now):
    _, letter = written("invitation", now, name="Ana García")
    assert letter["Subject"] == "An invitation for you"
    assert plain(letter).splitlines() == [
        "Hello Ana García,",
        "",
        "You are invited to Alongside. Open this link to set up your account:",
        "",
        LINK,
        "",
        "The link works once, until November 23, 2026, 6:00 pm.",
        "",
        "If you did not expect this, there is nothing to do.",
        "",
        "Alongside",
    ]


def test_a_letter_always_bears_the_name_of_its_row_at_the_senders_domain(now):
    _, letter = written("reset", now, mail_from="The Office <office@example.org>")
    assert letter["Message-ID"] == f"<{LETTER_ID}@example.org>"
    assert letter["From"] == "The Office <office@example.org>"


@settings(max_examples=60)
@given(name=st.text(min_size=1).filter(str.strip) | st.sampled_from(SMUGGLING))
def test_no_name_smuggles_anything_in(name):
    raw, letter = written("invitation", datetime(2026, 11, 22, tzinfo=UTC), name=name)
    assert set(letter.keys()) == HEADERS
    assert letter["To"] == ADDRESS
    assert re.findall(rb"(?m)^(?:To|Bcc|Cc):", raw) == [b"To:"]
    assert "<img" not in html(letter).lower()
    assert len(plain(letter).splitlines()) == 11
    assert list(letter.iter_attachments()) == []


@pytest.mark.parametrize("sender", ["no address", "A <a@b@c>", "A <a@exa..mple>", "A <>"])
def test_a_sender_that_is_no_address_is_refused(sender):
    with pytest.raises((RefusedError, ValueError)):
        Sender.of(Settings(mail_from=sender))
