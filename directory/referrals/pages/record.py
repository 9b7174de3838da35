"""One client's page: what is due and how to reach them first, then what they want, then what was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from directory.accounts.pages.parts import Option, Way
from directory.clients.access import Standing
from directory.clients.pages.forms import to_clients
from directory.clients.pages.words import end_reason_names, notice_names, options, outcome_names, text_names
from directory.clients.typed import values_of
from directory.clients.views_preferences import in_words, part_names
from directory.formats import clock_time, short_date
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.referrals.of_client import ReferralLine
from directory.referrals.pages.contact import ContactForm, contact_form
from directory.referrals.pages.labels import due_day, next_names, state_names
from directory.referrals.pages.log import LogLine, log_line
from directory.referrals.pages.reach import Reach, reach_of
from directory.referrals.reading_record import Record
from directory.web.filled import Filled

PERSONAL: Final = ("name", "phone", "email", "birth_year")


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what stands behind it."""

    label: str
    said: str


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal in the client's words."""

    id: str
    words: str
    said: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """The goals of one part of life."""

    domain: str
    goals: tuple[GoalLine, ...]


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral: where it goes and how it stands."""

    place: str
    href: str
    said: str
    due: str
    is_late: bool
    has_no_goal: bool


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Who stands in."""

    id: str
    said: str
    has_days: bool
    is_told: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note."""

    words: str
    said: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything about one client."""

    title: str
    id: str
    said: str
    cue: str
    is_owner: bool
    may_merge: bool
    ended: str
    notice: str
    knows_outside: bool
    others_know_outside: bool
    reach: Reach
    contact: ContactForm
    open: tuple[ReferralRow, ...]
    past: tuple[ReferralRow, ...]
    goals: tuple[GoalGroup, ...]
    log: tuple[LogLine, ...]
    notes: tuple[NoteLine, ...]
    suits: tuple[Fact, ...]
    identity: tuple[Fact, ...]
    covers: tuple[CoverRow, ...]
    notices: tuple[Option, ...]
    blocks: int
    merged: tuple[str, ...]
    emergencies: int
    """How often somebody opened it in an emergency."""
    has_unseen_emergency: bool
    emergency: str
    """Until when the reader has it open in one; empty for whoever sees it anyway."""
    back: Way


def record_page(
    record: Record, vocabulary: Vocabulary, words: Translator, *, here_now: datetime, done: str
) -> RecordPage:
    """Build the page for whoever may see the record."""
    client, rows = record.client, [_referral(line, words, here_now) for line in record.referrals]
    is_open = [line.is_open for line in record.referrals]
    return RecordPage(
        title=client.handle,
        id=str(client.id),
        said=_whose(record, words),
        cue=client.cue if record.standing is Standing.OWNER else "",
        is_owner=record.standing is Standing.OWNER,
        may_merge=record.standing is not Standing.COVER,
        ended=_ended(record, words, here_now),
        notice=_notices(words).get(done, ""),
        knows_outside=record.knows_outside,
        others_know_outside=record.others_know_outside,
        reach=reach_of(record, words, today=here_now.date()),
        contact=contact_form(client, Filled(prefix="quick-"), record.referrals, words),
        open=tuple(row for row, opened in zip(rows, is_open, strict=True) if opened),
        past=tuple(row for row, opened in zip(rows, is_open, strict=True) if not opened),
        goals=tuple(_goals(record, vocabulary, words, here_now)),
        log=tuple(log_line(entry, record, words, here_now) for entry in record.contacts),
        notes=tuple(
            NoteLine(note.words, f"{record.names.get(note.by_id, '')} · {_day(note.at, words, here_now)}")
            for note in record.notes
        ),
        suits=tuple(_suits(record, vocabulary, words)),
        identity=tuple(_identity(record, words)),
        covers=tuple(_covers(record, words, here_now)),
        notices=options({code: name for code, name in notice_names(words).items() if code != "not_yet"}),
        blocks=record.blocks,
        merged=tuple(line.handle for line in record.merges),
        emergencies=len(record.accesses),
        has_unseen_emergency=not all(line.is_seen for line in record.accesses),
        emergency=_emergency(record, words, here_now),
        back=to_clients(words),
    )


def _whose(record: Record, words: Translator) -> str:
    owner = {"name": record.names.get(record.client.owner_id, "")}
    if record.standing is Standing.OWNER:
        return ""
    if record.standing is Standing.COVER:
        return words.gettext("You stand in for %(name)s.") % owner
    return words.gettext("%(name)s looks after them.") % owner


def _emergency(record: Record, words: Translator, here_now: datetime) -> str:
    if record.emergency is None:
        return ""
    until = clock_time(record.emergency.ends_at.astimezone(here_now.tzinfo), words)
    return words.gettext("Opened in an emergency, until %(time)s. Who looks after them was told.") % {"time": until}


def _ended(record: Record, words: Translator, here_now: datetime) -> str:
    client = record.client
    if client.ended_at is None:
        return ""
    reason = end_reason_names(words).get(client.end_reason or "", "")
    ended = words.gettext("Ended %(day)s: %(reason)s.") % {
        "day": _day(client.ended_at, words, here_now),
        "reason": reason,
    }
    if client.erase_on is None:
        return ended
    until = short_date(client.erase_on, words, today=here_now.date())
    erased = words.gettext("Everything is erased on %(day)s.") % {"day": until}
    return f"{ended} {erased}"


def _notices(words: Translator) -> dict[str, str]:
    _ = words.gettext
    return {
        "logged": _("Logged."),
        "handed": _("Handed over."),
        "resumed": _("You work together again."),
        "ended": _("The service has ended."),
        "merged": _("Two records are one now. It can be taken back."),
        "parted": _("They are two records again."),
    }


def _day(at: datetime, words: Translator, here_now: datetime) -> str:
    return short_date(at.astimezone(here_now.tzinfo).date(), words, today=here_now.date())


def _referral(line: ReferralLine, words: Translator, here_now: datetime) -> ReferralRow:
    referral = line.referral
    due, is_late = "", False
    if referral.next_at is not None:
        at = referral.next_at.astimezone(here_now.tzinfo)
        day = due_day(at.date(), words, today=here_now.date())
        due = f"{next_names(words).get(referral.next_act or '', '')} · {day}"
        is_late = at.date() < here_now.date()
    return ReferralRow(
        place=line.place or words.gettext("A place without a name"),
        href=f"/referrals/{referral.id}",
        said=state_names(words).get(referral.state, referral.state),
        due=due,
        is_late=is_late,
        has_no_goal=referral.goal_id is None and line.is_open,
    )


def _goals(record: Record, vocabulary: Vocabulary, words: Translator, here_now: datetime) -> Iterator[GoalGroup]:
    for code, entry in vocabulary.domains.items():
        some = [goal for goal in record.goals if goal.domain == code]
        lines = (
            GoalLine(
                str(goal.id),
                goal.words,
                f"{outcome_names(words).get(goal.outcome or '', '')} · {_day(goal.closed_at, words, here_now)}"
                if goal.closed_at
                else "",
                is_open=goal.closed_at is None,
            )
            for goal in some
        )
        if some:
            yield GoalGroup(entry.label(words.code), tuple(lines))


def _suits(record: Record, vocabulary: Vocabulary, words: Translator) -> Iterator[Fact]:
    values = values_of(record.preferences, record.client.area)
    if values["area"]:
        yield Fact(text_names(words)["area"], values["area"])
    for name, label in part_names(words).items():
        if values[name]:
            yield Fact(label, in_words(name, values[name], vocabulary, words))


def _identity(record: Record, words: Translator) -> Iterator[Fact]:
    names = text_names(words)
    for name in PERSONAL:
        if value := getattr(record.client, name):
            yield Fact(names[name], value)


def _covers(record: Record, words: Translator, here_now: datetime) -> Iterator[CoverRow]:
    for line in record.covers:
        days = [short_date(day, words, today=here_now.date()) for day in (line.from_on, line.until_on) if day]
        if line.until_on is None:
            said = words.gettext("%(name)s looks after them from %(day)s on") % {"name": line.name, "day": days[0]}
        else:
            said = words.gettext("%(name)s stands in, %(days)s") % {"name": line.name, "days": " – ".join(days)}
        yield CoverRow(str(line.id), said, has_days=line.until_on is not None, is_told=line.is_told)
