"""From words to schedules: what was said of hours, and plainly what of it could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.listings.forms import ScheduleDraft
from directory.listings.saying_hours.clauses import Clause
from directory.listings.saying_hours.leaving_out import leave_out
from directory.listings.saying_hours.rules import rules_of
from directory.listings.saying_hours.sentence import clauses_of
from directory.listings.saying_hours.telling import HoursLine
from directory.listings.saying_hours.tokens import tokens_of
from directory.listings.saying_hours.troubles import Trouble, UnreadError

LONGEST_TEXT: Final = 4000
"""Characters; nobody says their hours at such length."""
MOST_LINES: Final = 60


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that was not taken as it was said: why, and the words."""

    trouble: Trouble
    typed: str


@dataclass(frozen=True, slots=True)
class SaidHours:
    """The hours that were read, and what was not."""

    schedules: tuple[ScheduleDraft, ...] = ()
    always: bool = False
    by_appointment: bool = False
    unread: tuple[Unread, ...] = ()


def read_hours(text: str, *, today: date, told: Sequence[HoursLine] = ()) -> SaidHours:
    """Read hours as people say them: one line, or one part of a sentence, for each.

    `today` is the day at the place: dates without a year are the coming ones. A line left as it was `told` means what
    it was told of, whatever else its schedules hold.
    """
    if len(text) > LONGEST_TEXT:
        return SaidHours(unread=(Unread(Trouble.TOO_LONG, f"{text[:40]}…"),))
    as_told = {_bare(line.text): line.schedules for line in told}
    written = text.splitlines()
    lines = [one for line in written for one in as_told.get(_bare(line), ())]
    clauses = clauses_of(tokens_of("\n".join(line for line in written if _bare(line) not in as_told)))
    closings = [clause for clause in clauses if clause.is_closing]
    unread = [Unread(Trouble.WORDS, " ".join(clause.unknown)) for clause in clauses if clause.unknown]
    for clause in clauses:
        if not clause.is_closing:
            try:
                lines += _lines_of(clause, today)
            except UnreadError as error:
                unread.append(Unread(error.trouble, clause.text))
    for closing in closings:
        try:
            lines = [kept for line in lines if (kept := leave_out(line, closing, today))]
        except UnreadError as error:
            unread.append(Unread(error.trouble, closing.text))
    return _whole(lines, clauses, unread)


def _bare(line: str) -> str:
    return " ".join(line.split())


def _whole(lines: Sequence[ScheduleDraft], clauses: Sequence[Clause], unread: list[Unread]) -> SaidHours:
    """Hours win over "by appointment" beside them, which then is something to be said about the hours."""
    told = tuple(dict.fromkeys(lines))
    always = any(clause.is_always or clause.is_around_the_clock for clause in clauses)
    by_appointment = any(clause.by_appointment for clause in clauses)
    if told and (always or by_appointment):
        unread.append(Unread(Trouble.BESIDE_HOURS, ""))
    if len(told) > MOST_LINES:
        unread.append(Unread(Trouble.TOO_LONG, ""))
    return SaidHours(
        told[:MOST_LINES],
        always=always and not told,
        by_appointment=by_appointment and not always and not told,
        unread=tuple(dict.fromkeys(unread)),
    )


def _lines_of(clause: Clause, today: date) -> Iterator[ScheduleDraft]:
    """The schedules of one clause: one for each of its hours on each kind of its days."""
    rules = list(rules_of(clause, today))
    if clause.is_around_the_clock or not (rules or clause.clocks):
        return
    if not rules:
        raise UnreadError(Trouble.NO_DAYS)
    if not clause.clocks:
        raise UnreadError(Trouble.NO_TIME)
    for rule in rules:
        said = {**_limits(clause, today), **rule, "count": clause.count, "description": clause.remark}
        for starts, ends in clause.clocks:
            yield _complete(ScheduleDraft.model_validate({**said, "starts": starts, "ends": ends}), clause, today)


def _complete(line: ScheduleDraft, clause: Clause, today: date) -> ScheduleDraft:
    if line.interval > 1 and line.anchor is None:
        raise UnreadError(Trouble.WHICH_WEEKS)
    kept = leave_out(line, clause, today)
    if kept is None:
        raise UnreadError(Trouble.NOTHING_LEFT)
    return kept


def _limits(clause: Clause, today: date) -> dict[str, date | None]:
    """From when to when; an end without a year is the first one after the beginning."""
    anchor = clause.anchor.nearest_to(today) if clause.anchor else None
    valid_from = clause.valid_from.nearest_to(today) if clause.valid_from else None
    begins = max((day for day in (anchor, valid_from) if day), default=today)
    until = clause.until.on_or_after(begins) if clause.until else None
    valid_to = clause.valid_to.on_or_after(begins) if clause.valid_to else None
    if any(end and end < begins for end in (until, valid_to) if anchor or valid_from):
        raise UnreadError(Trouble.BACKWARDS)
    return {"anchor": anchor, "valid_from": valid_from, "until": until, "valid_to": valid_to}
