"""By which ways a client may be reached: buttons where it is safe, and nowhere else."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.clients.codes import REMOTE, Channel
from directory.clients.models import SafeContact
from directory.clients.pages.words import channel_names
from directory.formats import phone_link, short_date
from directory.i18n import Translator
from directory.referrals.reading_record import Record

SCHEMES: Final = {Channel.CALL: "tel", Channel.TEXT: "sms"}


@dataclass(frozen=True, slots=True)
class Button:
    """A way that is safe, and a number to use it."""

    label: str
    href: str
    drawing: str


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """What the client said of one channel."""

    label: str
    said: str
    is_safe: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """The safe ways as buttons, and every way with what was said of it."""

    buttons: tuple[Button, ...]
    channels: tuple[ChannelLine, ...]


def reach_of(record: Record, words: Translator, *, today: date) -> Reach:
    """Build both; a channel that lapsed, or was never asked about, is not safe."""
    names = channel_names(words)
    return Reach(
        buttons=tuple(
            Button(names[channel], phone_link(record.client.phone, scheme=scheme), drawing)
            for (channel, scheme), drawing in zip(SCHEMES.items(), ("phone", "text"), strict=True)
            if _is_safe(record, channel) and phone_link(record.client.phone)
        ),
        channels=tuple(
            ChannelLine(names[code], _said(record.safe.get(code), code, words, today), _is_safe(record, code))
            for code in REMOTE
        ),
    )


def _is_safe(record: Record, channel: Channel) -> bool:
    kept = record.safe.get(channel)
    return kept is not None and kept.is_safe


def _said(kept: SafeContact | None, code: Channel, words: Translator, today: date) -> str:
    _ = words.gettext
    if kept is None:
        return _("Not safe: not asked in 60 days")
    parts = [_("Safe") if kept.is_safe else _("Not safe")]
    if code is Channel.CALL and kept.is_safe:
        parts.append(_("voicemail too") if kept.voicemail_is_safe else _("no voicemail"))
    if kept.others_read:
        parts.append(_("somebody else reads or hears it"))
    parts.append(_("until %(day)s") % {"day": short_date(kept.lapses_on, words, today=today)})
    return ", ".join(parts)
