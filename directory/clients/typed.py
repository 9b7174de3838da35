"""What browsers send about a client: kept as it was typed, so that nothing is lost when a part of it cannot be used."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from directory.clients.codes import REMOTE, Channel, Direction, Notice
from directory.clients.forms import Identity, NewContact, Preferences, SafeChannel
from directory.clients.handing import HandOver
from directory.i18n import Translator

GROUPS: Final = ("include", "avoid", "audiences", "access", "languages", "formats")
"""The parts of the preferences, each a list of codes."""


class ContactTyped(BaseModel):
    """A line of the contact log as it is sent; without a moment it was just now."""

    channel: str = ""
    direction: str = Direction.OUTBOUND
    two_way: str = ""
    distress: str = ""
    at: str = ""
    minutes: str = ""
    place: str = ""
    note: str = ""
    promise: str = ""
    promise_due: str = ""
    referral: str = ""

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each field that cannot be used."""
        _ = words.gettext
        no_day, wrong = _("Write a day, such as 2026-12-24."), _("This is not one of the choices.")
        faults = {
            "channel": "" if self.channel in set(Channel) else _("Choose how you were in touch."),
            "direction": "" if self.direction in set(Direction) else wrong,
            "two_way": "" if self.two_way in {"0", "1"} else _("Say whether somebody answered."),
            "at": "" if not self.at or _moment(self.at) else _("Write a day and a time, such as 2026-12-24T14:30."),
            "minutes": "" if not self.minutes or _is_minutes(self.minutes) else _("Write whole minutes, up to a day."),
            "promise_due": "" if not self.promise_due or day_of(self.promise_due) else no_day,
            "referral": "" if not self.referral or id_of(self.referral) else wrong,
        }
        if self.promise.strip() and not self.promise_due:
            faults["promise_due"] = _("Say until when you promised it.")
        return {name: fault for name, fault in faults.items() if fault} | too_long(self, words)

    def said(self, now: datetime, zone: ZoneInfo) -> NewContact:
        """What is handed in, once there are no faults."""
        at = _moment(self.at)
        return NewContact(
            at=at.replace(tzinfo=zone) if at else now,
            minutes=int(self.minutes or 0),
            channel=Channel(self.channel),
            direction=Direction(self.direction),
            two_way=self.two_way == "1",
            distress=bool(self.distress),
            place=self.place,
            note=self.note,
            promise=self.promise,
            promise_due=day_of(self.promise_due) if self.promise.strip() else None,
            referral_id=id_of(self.referral),
        )


class WordsTyped(BaseModel):
    """A goal or a note, as it is sent."""

    words: str = ""
    domain: str = ""

    def faults(self, words: Translator, *, empty: str) -> dict[str, str]:
        """What is wrong with the text; `empty` is said where there is none."""
        return too_long(self, words) if self.words.strip() else {"words": empty}


class IdentityTyped(BaseModel):
    """Who the client is, as it is sent."""

    name: str = ""
    phone: str = ""
    email: str = ""
    birth_year: str = ""
    cue: str = ""
    version: str = ""

    def values(self) -> dict[str, str]:
        """The fields of the identity without their version and the cue."""
        return {name: value.strip() for name, value in self.model_dump(exclude={"cue", "version"}).items()}

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each field that cannot be used."""
        faults = too_long(self, words)
        year = self.birth_year.strip()
        if year and not (len(year) == 4 and year.isdigit() and year[:2] in {"19", "20"}):
            faults["birth_year"] = words.gettext("Write four digits, such as 1984.")
        return faults

    def said(self) -> Identity:
        """What is handed in, once there are no faults."""
        return Identity(**self.values())


class PreferencesTyped(BaseModel):
    """What suits the client, as it is sent: a box for each code; the page of two changes sends them in one line."""

    area: str = ""
    include: list[str] = []
    avoid: list[str] = []
    audiences: list[str] = []
    access: list[str] = []
    languages: list[str] = []
    formats: list[str] = []
    version: str = ""

    def values(self) -> dict[str, str]:
        """Every part as one line, codes in their order."""
        return {name: one_line(getattr(self, name)) for name in GROUPS} | {"area": self.area.strip()}

    def faults(self, known: Mapping[str, frozenset[str]], words: Translator) -> dict[str, str]:
        """A sentence for each part with a code that is not known."""
        wrong = words.gettext("This is not one of the choices.")
        strange = (name for name in GROUPS if not set(one_line(getattr(self, name)).split()) <= known[name])
        return dict.fromkeys(strange, wrong) | too_long(self, words)


class SafeTyped(BaseModel):
    """What the client says of each channel; what was not asked again stays as it is."""

    call: str = ""
    call_voicemail: str = ""
    call_others: str = ""
    text: str = ""
    text_others: str = ""
    email: str = ""
    email_others: str = ""
    mail: str = ""
    mail_others: str = ""

    def said(self) -> list[SafeChannel]:
        """What is handed in of each channel that was asked about."""
        return [
            SafeChannel(
                channel=channel,
                is_safe=getattr(self, channel) == "yes",
                voicemail_is_safe=bool(getattr(self, f"{channel}_voicemail", "")),
                others_read=bool(getattr(self, f"{channel}_others")),
            )
            for channel in REMOTE
            if getattr(self, channel) in {"yes", "no"}
        ]


class HandOverTyped(BaseModel):
    """Which clients go to whom, and for how long, as it is sent."""

    clients: list[str] = []
    to: str = ""
    span: str = "days"
    """days, or good."""
    from_on: str = ""
    until_on: str = ""
    notice: str = Notice.NOT_YET

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each field that cannot be used."""
        _ = words.gettext
        no_day, wrong = _("Write a day, such as 2026-12-24."), _("This is not one of the choices.")
        has_days = self.span == "days"
        faults = {
            "clients": "" if self.clients and all(map(id_of, self.clients)) else _("Choose whom you hand over."),
            "to": "" if id_of(self.to) else _("Choose who takes over."),
            "span": "" if self.span in {"days", "good"} else wrong,
            "from_on": no_day if has_days and day_of(self.from_on) is None else "",
            "until_on": no_day if has_days and day_of(self.until_on) is None else "",
            "notice": "" if self.notice in set(Notice) else wrong,
        }
        return {name: fault for name, fault in faults.items() if fault}

    def client_ids(self) -> list[UUID]:
        """The clients that were chosen, once there are no faults."""
        return [UUID(each) for each in dict.fromkeys(self.clients)]

    def said(self, today: date) -> HandOver:
        """What is handed in, once there are no faults; for good begins today."""
        if self.span == "good":
            return HandOver(UUID(self.to), today, None, Notice(self.notice))
        first, last = date.fromisoformat(self.from_on), date.fromisoformat(self.until_on)
        return HandOver(UUID(self.to), first, last, Notice(self.notice))


def preferences_from(values: Mapping[str, str]) -> Preferences:
    """Return the preferences that stand in one line each."""
    return Preferences(**{name: tuple(values[name].split()) for name in GROUPS})


def values_of(preferences: Preferences, area: str) -> dict[str, str]:
    """Return each part of the preferences in one line."""
    return {name: one_line(getattr(preferences, name)) for name in GROUPS} | {"area": area}


def one_line(codes: list[str] | tuple[str, ...]) -> str:
    """Return codes in one line, each once, in their order."""
    return " ".join(sorted({code for part in codes for code in part.split()}))


LONGEST: Final = {"note": 4000, "words": 4000, "goal": 4000}
LONGEST_LINE: Final = 200


def too_long(typed: BaseModel, words: Translator) -> dict[str, str]:
    """A sentence for each text of a form that is longer than what is kept."""
    texts = {name: value for name, value in typed.model_dump().items() if isinstance(value, str) and name != "version"}
    return texts_too_long(texts, words)


def texts_too_long(texts: Mapping[str, str], words: Translator) -> dict[str, str]:
    """A sentence for each text that is longer than what is kept."""
    sentence = words.gettext("This is too long: write at most %(count)s characters.")
    longest = {name: LONGEST.get(name, LONGEST_LINE) for name in texts}
    return {
        name: sentence % {"count": longest[name]} for name, value in texts.items() if len(value.strip()) > longest[name]
    }


def day_of(text: str) -> date | None:
    """The day that was written; none for nothing and for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def id_of(text: str) -> UUID | None:
    """The id that was sent; none for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _is_minutes(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= 24 * 60
