"""The check of the audit that is quick enough for every day; reading the whole chain is `alongside audit verify`."""

from sqlmodel import Session

from directory.audit.guards import ends_at_its_head, missing_guards
from directory.audit.verifying import current_head
from directory.cli.finding import Finding, in_database, right, wrong
from directory.config import Settings


@in_database("audit")
def audit(settings: Settings, session: Session) -> Finding:
    """Look whether the database still lets nobody touch an entry, and whether the chain ends where its head says."""
    del settings
    if missing := missing_guards(session):
        return wrong(
            "audit",
            f"entries could be changed: the database lacks {', '.join(sorted(missing))}; find out who took it away, "
            "then run: alongside audit verify --head NUMBER:HASH",
        )
    if not ends_at_its_head(session):
        return wrong("audit", "the last entry is not the one its head names; run: alongside audit verify")
    return right("audit", f"{current_head(session).number:,} entries, and none can be changed")
