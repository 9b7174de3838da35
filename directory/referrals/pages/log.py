"""The lines of the contact log as they are read."""

from dataclasses import dataclass
from datetime import datetime

from directory.clients.codes import Direction
from directory.clients.models import ContactEntry
from directory.clients.pages.words import channel_names
from directory.formats import day_and_time, short_date
from directory.i18n import Translator
from directory.referrals.reading_record import Record


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What was promised, and whether it is still owed."""

    words: str
    said: str
    is_owed: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class LogLine:
    """One contact."""

    id: str
    head: str
    when: str
    said: str
    note: str
    is_distress: bool
    promise: PromiseLine | None


def log_line(entry: ContactEntry, record: Record, words: Translator, here_now: datetime) -> LogLine:
    """Say one contact: `Text, no answer · Tue Nov 17, 4:10 pm`."""
    minutes = words.gettext("%(minutes)s min") % {"minutes": entry.minutes} if entry.minutes else ""
    about = next((line.place for line in record.referrals if line.referral.id == entry.referral_id), "")
    by = record.names.get(entry.by_id, "")
    return LogLine(
        id=str(entry.id),
        head=_head(entry, words),
        when=day_and_time(entry.at.astimezone(here_now.tzinfo), here_now, words),
        said=" · ".join(part for part in (by, minutes, entry.place, about) if part),
        note=entry.note,
        is_distress=entry.distress,
        promise=_promise(entry, words, here_now),
    )


def _head(entry: ContactEntry, words: Translator) -> str:
    _ = words.gettext
    channel = channel_names(words).get(entry.channel, "")
    answers = {
        Direction.OUTBOUND: _("they answered") if entry.two_way else _("no answer"),
        Direction.INBOUND: _("from them, answered") if entry.two_way else _("from them, not answered yet"),
        Direction.PLACE: _("with the place, answered") if entry.two_way else _("with the place, no answer"),
    }
    return f"{channel}, {answers[Direction(entry.direction)]}"


def _promise(entry: ContactEntry, words: Translator, here_now: datetime) -> PromiseLine | None:
    if entry.promise_due is None:
        return None
    day = short_date(entry.promise_due, words, today=here_now.date())
    is_owed = entry.promise_kept_at is None
    said = words.gettext("until %(day)s") % {"day": day} if is_owed else words.gettext("kept")
    return PromiseLine(entry.promise, said, is_owed, is_late=is_owed and entry.promise_due < here_now.date())
