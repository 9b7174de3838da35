"""The chain: each entry is hashed together with the hash of the one before, and the head row holds the last.

SHA-256 without a key: whoever keeps an old head elsewhere can check the chain without any secret of the installation,
and no rotation of keys touches it (docs/decisions/0009-audit-chain.md).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, insert, select

from directory.audit.models import AuditEntry
from directory.numbering import AUDIT, LogHead, take_numbers, writes_log

NOTHING_BEFORE: Final = "0" * 64
"""The previous hash of the first entry."""
_JSON: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def canonical(value: object) -> str:
    """Return the one JSON text of a value: keys in order, no spaces, everything beyond ASCII escaped."""
    return _JSON.encode(value)


def hash_of(row: Mapping[str, Any]) -> str:
    """Return the hash of an entry over every column but `hash`, that of the entry before among them."""
    hashed = {name: _as_json(value) for name, value in row.items() if name != "hash"}
    return hashlib.sha256(canonical(hashed).encode("ascii")).hexdigest()


def head_of_chain(session: Session) -> tuple[int, str]:
    """Return the number and the hash of the last entry: 0 and `NOTHING_BEFORE` when there is none."""
    number, last = session.exec(select(LogHead.number, LogHead.hash).where(LogHead.log == AUDIT)).one()
    return number, last or NOTHING_BEFORE


@writes_log(AUDIT)
def _write_entries(session: Session, noted: Sequence[Mapping[str, Any]]) -> None:
    first = take_numbers(session, AUDIT, len(noted))
    _, last = head_of_chain(session)
    rows = []
    for number, entry in enumerate(noted, start=first):
        row = {**entry, "number": number, "previous_hash": last}
        last = hash_of(row)
        rows.append({**row, "hash": last})
    session.exec(insert(AuditEntry), params=rows)
    session.exec(update(LogHead).where(col(LogHead.log) == AUDIT).values(hash=last))


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
