"""Links, phone numbers and e-mail addresses as feeds write them: what is safe to show, and what is not kept."""

import re
from urllib.parse import urlsplit

from directory.errors import marked, worded
from directory.feeds.readers.text import as_line
from directory.feeds.records import RowReport
from directory.listings.forms import PhoneDraft

LONGEST_LINK = 2000
LONGEST_NUMBER = 40
DROPPED = marked("it was left out")
CONFERENCE_HOSTS = (
    "bluejeans.com",
    "discord.com",
    "discord.gg",
    "facebook.com",
    "freeconference.com",
    "freeconferencecall.com",
    "goto.com",
    "gotomeet.me",
    "gotomeeting.com",
    "jit.si",
    "meet.google.com",
    "meet.ringcentral.com",
    "meetings.dialpad.com",
    "messenger.com",
    "ringcentral.com",
    "signal.group",
    "skype.com",
    "slack.com",
    "t.me",
    "teams.live.com",
    "teams.microsoft.com",
    "telegram.org",
    "webex.com",
    "whatsapp.com",
    "whereby.com",
    "zoho.com",
    "zoom.us",
    "zoomgov.com",
)
"""Hosts where meetings are held; a host counts when it is one of these or ends in a dot and one of these."""
_EMAIL = re.compile(r"[\w.+%'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+", re.IGNORECASE)
_NO_SCHEME = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#:].*)?", re.IGNORECASE)


def web_link(value: object, field_name: str, report: RowReport) -> str:
    """Return an http or https link to a named host, or nothing with a note. "zoom.us/j/1" gains https."""
    link = _one_link(as_line(value), field_name, report)
    if not link:
        return ""
    if _NO_SCHEME.fullmatch(link):
        link = f"https://{link}"
    reason = _what_is_wrong_with(link)
    if reason:
        report.note(field_name, reason, DROPPED)
        return ""
    return link


def _one_link(written: str, field_name: str, report: RowReport) -> str:
    """Mend a link broken by a space ("https://zoom.us/j/ 123") and leave out words that follow one."""
    words = written.split()
    if len(words) > 1 and words[0].endswith(("/", "=")):
        words[:2] = [words[0] + words[1]]
    if len(words) > 1:
        report.note(field_name, marked("words follow the link"), marked("the words were left out"))
    return words[0] if words else ""


def _what_is_wrong_with(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return marked("the link cannot be read")
    if parts.scheme not in {"http", "https"}:
        return marked("the link is not a web address (http or https)")
    if not _HOST.fullmatch(host) or parts.username is not None or set(link) & set(' \\"<>^`{|}'):
        return marked("the link is not a plain web address")
    return marked("the link is longer than 2,000 characters") if len(link) > LONGEST_LINK else None


def is_known_conference(link: str) -> bool:
    """Whether a link leads to a provider that is known to hold meetings ("notzoom.us" is not Zoom)."""
    host = (urlsplit(link).hostname or "").casefold()
    return any(host == known or host.endswith(f".{known}") for known in CONFERENCE_HOSTS)


def conference_link(value: object, field_name: str, report: RowReport) -> str:
    """Return the link of an online meeting; an unknown provider keeps its link and is flagged."""
    link = web_link(value, field_name, report)
    if link and not is_known_conference(link):
        host = urlsplit(link).hostname
        report.note(
            field_name,
            worded("%(host)s is not a provider of online meetings that is known", host=host),
            marked("the link was kept and flagged"),
        )
    return link


def phone(
    value: object, field_name: str, report: RowReport, *, dial_in: bool = False, about: str = ""
) -> PhoneDraft | None:
    """Return a number as it was written, pauses and codes included, or None with a note when it has too few digits."""
    number = as_line(value).removeprefix("tel:").strip()
    if not number:
        return None
    if sum(char.isdigit() for char in number) < 3:
        report.note(field_name, marked("it is not a phone number"), DROPPED)
        return None
    if len(number) > LONGEST_NUMBER:
        number, _, rest = number.partition(",")
        number, about = number.strip()[:LONGEST_NUMBER], " ".join(filter(None, [rest.strip(", "), about]))
    return PhoneDraft(number=number, type="dial_in" if dial_in else "voice", description=about)


def email_address(value: object, field_name: str, report: RowReport) -> str:
    """Return one e-mail address, or nothing with a note when the cell holds something else."""
    address = as_line(value).removeprefix("mailto:")
    if not address:
        return ""
    if not _EMAIL.fullmatch(address):
        report.note(field_name, marked("it is not an e-mail address"), DROPPED)
        return ""
    return address
