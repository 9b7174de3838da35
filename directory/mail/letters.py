"""A message as a letter: plain text and HTML from its templates, in the reader's language, with neutral headers.

Anybody may look over a shoulder or into a mailbox: no subject, sender or body says what the installation is for. There
is nothing to fetch (no picture, no style sheet), nothing attached, and the sender's name is the one in the settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Final, Self
from uuid import UUID

from jinja2 import Environment

from directory.config import Settings
from directory.formats import clock_time, long_date
from directory.i18n import LanguageCode, Translator, translator
from directory.mail.messages import MESSAGES, Kind, require_address
from directory.web.templating import environment

SEVEN_BIT: Final = SMTP.clone(cte_type="7bit")
"""What every server takes: no line is too long and no byte above 127."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters come from, and the time zone their moments are written in."""

    name: str
    address: str
    zone: tzinfo

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The sender that the setting `mail_from` names. Raises RefusedError where it is no address."""
        name, address = parseaddr(settings.mail_from)
        return cls(name, require_address(address), settings.zone)

    @property
    def domain(self) -> str:
        """The host that letters name: the sender's, never that of this machine."""
        return self.address.rpartition("@")[2]


def write_letter(
    message: str,
    *,
    letter_id: UUID,
    to: str,
    language: LanguageCode,
    values: Mapping[str, str],
    sender: Sender,
    now: datetime,
) -> EmailMessage:
    """Write one letter to one mailbox; the same `letter_id` always gives the same `Message-ID`."""
    said = _said(message, values, translator(language), sender.zone)
    letter = EmailMessage(SEVEN_BIT)
    letter["From"] = Address(sender.name, addr_spec=sender.address)
    letter["To"] = Address(addr_spec=require_address(to))
    letter["Subject"] = _text(message, "subject.txt", language, said)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"<{letter_id}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday note answers it
    letter.set_content(_text(message, "body.txt", language, said) + "\n")
    html = environment(language).get_template(f"email/{message}/body.html").render(said, language=language)
    letter.add_alternative(html, subtype="html")
    letter["Content-Language"] = language
    return letter


def _said(message: str, values: Mapping[str, str], words: Translator, zone: tzinfo) -> dict[str, str]:
    return {name: _in_words(kind, values[name], words, zone) for name, kind in MESSAGES[message].items()}


def _in_words(kind: Kind, value: str, words: Translator, zone: tzinfo) -> str:
    if kind is Kind.MOMENT:
        moment = datetime.fromisoformat(value).astimezone(zone)
        return f"{long_date(moment.date(), words)}, {clock_time(moment, words)}"
    # A name with line breaks could pass for a paragraph of ours, one that turns the direction of writing for anything.
    return "".join(letter for letter in " ".join(value.split()) if letter.isprintable())


def _text(message: str, part: str, language: LanguageCode, said: Mapping[str, str]) -> str:
    return _plain(language).get_template(f"email/{message}/{part}").render(said).strip()


@cache
def _plain(language: LanguageCode) -> Environment:
    return environment(language).overlay(autoescape=False)
