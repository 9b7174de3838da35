"""The page of the audit: who did, saw or was refused what, in words, newest first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from typing import Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.accounts.audit_asking import AuditForm
from directory.accounts.pages.parts import Option, Way, role_names
from directory.accounts.pages.people import to_admin
from directory.audit.models import AuditEntry
from directory.audit.queries import Leaf
from directory.audit.words import act_groups, act_names, reason_names, subject_names, system_names
from directory.formats import clock_time, long_date
from directory.i18n import Translator
from directory.web.filled import Filled

ADDRESS: Final = "/admin/audit"
REFUSALS: Final = ("refused", "parked")
"""Ends of acts that somebody should look at."""


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options that belong together, under one word."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as people read it."""

    number: int
    moment: str
    """In UTC, to the microsecond."""
    time: str
    who: str
    roles: str
    act: str
    is_refusal: bool
    about: str
    reason: str
    ids: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    request_id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day of the agency."""

    name: str
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """What was asked for, what was found, and the ways to the rest."""

    title: str
    form: Filled
    is_filtered: bool
    people: tuple[Option, ...]
    systems: tuple[Option, ...]
    acts: tuple[OptionGroup, ...]
    subjects: tuple[Option, ...]
    asked: Mapping[str, str]
    days: tuple[Day, ...]
    newer: str
    older: str
    head: str
    back: Way | None


class Telling:
    """Turns the codes of entries into the words of one reader; `names` are those of the people who may sign in."""

    def __init__(self, names: Mapping[UUID, str], words: Translator, zone: ZoneInfo) -> None:
        self.names = names
        self.words = words
        self.zone = zone
        self.acts = act_names(words)
        self.subjects = subject_names(words)
        self.systems = system_names(words)
        self.reasons = reason_names(words)
        self.roles = {role.value: name for role, name in role_names(words).items()}

    def days(self, entries: Iterable[AuditEntry]) -> tuple[Day, ...]:
        """Every entry under its day."""
        by_day = groupby(entries, key=self._day)
        return tuple(Day(long_date(day, self.words), tuple(map(self.line, of_day))) for day, of_day in by_day)

    def line(self, entry: AuditEntry) -> EntryLine:
        """One entry in words."""
        ids = tuple(entry.subject_ids.split())
        details = json.loads(entry.details)
        return EntryLine(
            number=entry.number,
            moment=entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            time=clock_time(entry.at.astimezone(self.zone), self.words),
            who=self._who(entry),
            roles=", ".join(self.roles[code] for code in entry.actor_roles.split() if code in self.roles),
            act=self.acts.get(entry.act, entry.act),
            is_refusal=entry.act.endswith(REFUSALS),
            about=self._about(entry.subject, ids),
            reason=self.reasons.get(entry.reason, _plain(entry.reason)),
            ids=ids,
            details=tuple((_plain(name), self._detail(value)) for name, value in details.items()),
            request_id=entry.request_id,
            hash=entry.hash,
        )

    def _detail(self, value: object) -> str:
        if isinstance(value, bool):
            return self.words.gettext("yes") if value else self.words.gettext("no")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _day(self, entry: AuditEntry) -> date:
        return entry.at.astimezone(self.zone).date()

    def _who(self, entry: AuditEntry) -> str:
        if entry.actor_id is not None:
            return self.names.get(entry.actor_id, str(entry.actor_id))
        return self.systems.get(entry.actor_roles, entry.actor_roles) or self.words.gettext("Not signed in")

    def _about(self, subject: str, ids: tuple[str, ...]) -> str:
        """Whom or what: people of the agency by name, everything else by its kind and how many."""
        known = [self.names[UUID(each)] for each in ids if UUID(each) in self.names]
        if known and len(known) == len(ids):
            return ", ".join(known)
        kind = self.subjects.get(subject, _plain(subject))
        return f"{kind} × {len(ids)}" if len(ids) > 1 else kind


def audit_page(form: AuditForm, leaf: Leaf, head: str, telling: Telling) -> AuditPage:
    """Build the page."""
    words, asked = telling.words, form.asked
    numbers = [entry.number for entry in leaf.entries]
    return AuditPage(
        title=words.gettext("Audit"),
        form=Filled(form.model_dump(), form.faults(words)),
        is_filtered=bool(asked),
        people=_options({str(id_): name for id_, name in telling.names.items()}, form.who),
        systems=_options(telling.systems, form.who),
        acts=tuple(
            OptionGroup(label, _options({act.value: name for act, name in acts.items()}, form.act))
            for label, acts in act_groups(words).items()
        ),
        subjects=_options(telling.subjects, form.subject),
        asked=asked,
        days=telling.days(leaf.entries),
        newer=_way(asked, newer_than=numbers[0]) if leaf.has_newer and numbers else "",
        older=_way(asked, older_than=numbers[-1]) if leaf.has_older and numbers else "",
        head=head,
        back=to_admin(words),
    )


def _options(names: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, name, value == chosen) for value, name in names.items())


def _way(asked: Mapping[str, str], **place: int) -> str:
    return f"{ADDRESS}?{urlencode({**asked, **place})}"


def _plain(code: str) -> str:
    return code.replace("_", " ")
