"""The numbers of a person or of teams, as they are, and divided up by one thing at a time. Never by person."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.reports.histories import read_histories
from directory.reports.measures import History, Lapse, Measures, counts, measure
from directory.reports.periods import Period
from directory.reports.replies import reply_time
from directory.reports.scopes import Scope


class By(StrEnum):
    """By what numbers are divided up."""

    MONTH = "month"
    TEAM = "team"
    MODE = "mode"
    SPOKEN = "spoken"
    """How it was put to the client."""
    DOMAIN = "domain"
    KIND = "kind"
    PROVENANCE = "provenance"
    """Who witnessed what became of it."""


@dataclass(frozen=True, slots=True)
class Split:
    """The measures of each part; a part without any referral is left out."""

    by: By
    parts: Mapping[str, Measures]
    """By code; empty where none was said."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of one scope and one period."""

    scope: Scope
    period: Period
    overall: Measures
    replies: Lapse
    splits: tuple[Split, ...]


def report_on(session: Session, scope: Scope, period: Period, *, now: datetime, zone: ZoneInfo) -> Report:
    """Measure the referrals agreed on in a period, in five statements."""
    histories = [history for history in read_histories(session, scope, period, zone=zone) if counts(history)]
    return Report(
        scope=scope,
        period=period,
        overall=measure(histories, now=now),
        replies=reply_time(session, scope, period, zone=zone),
        splits=tuple(_split(by, histories, now, zone) for by in _asked(scope, period)),
    )


def divided(by: By, histories: Iterable[History], zone: ZoneInfo) -> Mapping[str, list[History]]:
    """Put histories together that have one thing in common."""
    code_of = _code_of(by, zone)
    parts: dict[str, list[History]] = defaultdict(list)
    for history in histories:
        parts[code_of(history)].append(history)
    return parts


def _asked(scope: Scope, period: Period) -> Iterable[By]:
    left_out = {By.MONTH} if period.months == 1 else set()
    return (by for by in By if by not in left_out and (by is not By.TEAM or len(scope.teams) > 1))


def _split(by: By, histories: Iterable[History], now: datetime, zone: ZoneInfo) -> Split:
    return Split(by, {code: measure(part, now=now) for code, part in divided(by, histories, zone).items()})


def _code_of(by: By, zone: ZoneInfo) -> Callable[[History], str]:
    codes: Mapping[By, Callable[[History], str]] = {
        By.MONTH: lambda history: f"{history.agreed_at.astimezone(zone):%Y-%m}",
        By.TEAM: lambda history: str(history.team_id),
        By.MODE: lambda history: history.mode,
        By.SPOKEN: lambda history: history.spoken or "",
        By.DOMAIN: lambda history: history.domain,
        By.KIND: lambda history: history.kind or "",
        By.PROVENANCE: lambda history: history.provenance or "",
    }
    return codes[by]
