"""The audit as a table for other programs: the columns as they are kept, moments in UTC."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session

from directory.audit.acts import Act, Subject
from directory.audit.models import AuditEntry
from directory.audit.noting import Actor, note
from directory.audit.queries import Wanted
from directory.numbering import AUDIT, last_number

COLUMNS: Final = tuple(AuditEntry.model_fields)


def begin_export(session: Session, wanted: Wanted, *, by: Actor, now: datetime) -> int:
    """Note that somebody takes these entries out, and return the number of the last that is taken."""
    asked = {name: value for name, value in asdict(wanted).items() if value is not None}
    # Of the days it is enough that some were named: the entries themselves hold codes only.
    details = {name: True if isinstance(value, datetime) else value for name, value in asked.items()}
    last = last_number(session, AUDIT)
    note(session, Act.AUDIT_EXPORTED, caller=by, subject=Subject.AUDIT, details=details, now=now)
    return last


def as_csv(batches: Iterable[list[AuditEntry]]) -> Iterator[str]:
    """Yield the text of the table, a batch at a time. Its cells are codes and ids: none can be taken for a formula."""
    yield _lines([COLUMNS])
    for batch in batches:
        yield _lines([_cell(getattr(entry, name)) for name in COLUMNS] for entry in batch)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return "" if value is None else str(value)
