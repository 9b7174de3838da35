"""Whether the database still guards the audit: its triggers are there, and its head is that of the last entry."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from directory.audit.chain import NOTHING_BEFORE, head_of_chain
from directory.audit.models import AuditEntry

GUARDS: Final[Mapping[str, frozenset[str]]] = {
    "sqlite": frozenset({"audit_entry_is_not_changed", "audit_entry_is_not_deleted", "audit_entry_is_not_replaced"}),
    "postgresql": frozenset({"audit_entry_stays"}),
}
"""The triggers of each kind of database, as the migration made them."""
_FOUND: Final = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"),
    "postgresql": text(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND NOT tgisinternal AND tgenabled = 'O'"
    ),
}


def missing_guards(session: Session) -> frozenset[str]:
    """Return the triggers that are gone or switched off, none when all are in place."""
    connection = session.connection()
    kind = connection.dialect.name
    return GUARDS[kind] - set(connection.execute(_FOUND[kind]).scalars())


def ends_at_its_head(session: Session) -> bool:
    """Whether the last entry is the one that the head names: quick, and no replacement for reading the whole chain."""
    last = select(AuditEntry.number, AuditEntry.hash).order_by(col(AuditEntry.number).desc()).limit(1)
    return head_of_chain(session) == (session.exec(last).first() or (0, NOTHING_BEFORE))
