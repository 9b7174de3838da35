"""What a backup must hold, counted: written into it when it is made, and compared when it is restored."""

from alembic.util import CommandError
from sqlalchemy import Connection, inspect
from sqlmodel import Session, func, select

from directory import migrations
from directory.audit.models import AuditEntry
from directory.audit.verifying import current_head, find_breaks, read_head
from directory.backups.contents import Manifest
from directory.backups.header import BackupRefusedError
from directory.tables import all_tables


def manifest_of(session: Session, *, has_ledger: bool) -> Manifest:
    """Count what a session sees."""
    counts = count_rows(session)
    head = str(current_head(session)) if AuditEntry.__tablename__ in counts else ""
    return Manifest(counts, audit_head=head, has_ledger=has_ledger)


def count_rows(session: Session) -> dict[str, int]:
    """Return how many rows each of our tables has, as far as this database has them."""
    present = set(inspect(session.connection()).get_table_names())
    tables = [table for table in all_tables().sorted_tables if table.name in present]
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def compare_rows(session: Session, manifest: Manifest) -> None:
    """Raise BackupRefusedError where a table has not as many rows as were counted."""
    found = count_rows(session)
    for table, count in manifest.counts.items():
        if found.get(table) != count:
            raise BackupRefusedError(
                f"What was restored is not what was backed up: {table} has {found.get(table, 0)} rows of {count}."
            )


def fault_of_audit(session: Session, manifest: Manifest) -> str:
    """Say where the chain of the audit is broken, or ends elsewhere than it did; empty when it is whole."""
    kept = read_head(manifest.audit_head) if manifest.audit_head else None
    broken = next(find_breaks(session, kept, lambda _done, _total: None), None)
    return f"The audit is broken at entry {broken.number}. {broken.sentence}" if broken else ""


def fault_of_tables(connection: Connection) -> str:
    """Say how the tables differ from those of this version; empty when they do not."""
    try:
        migrations.check_within(connection)
    except CommandError as different:
        return f"The tables differ from those of this version: {different}"
    return ""
