"""The chained record of who did, saw or was refused what.

In a service, with the transaction:

    note(session, Act.ROLES_CHANGED, caller=admin, subject=Subject.PERSON, ids=[person.id],
         details={"roles": person.roles}, now=now)

In a view that shows private records, last, once per page:

    note_read(session, caller=caller, subject=Subject.CLIENT, ids=[row.id for row in page.rows], now=clock())

Before raising over what is refused (the transaction is undone, the entry is written afterwards):

    note_regardless(session, Act.UNLOCK_REFUSED, caller=caller, subject=Subject.SESSION, ids=[caller.session_id],
                    reason=Reason.WRONG_PIN, now=now)

Entries hold ids and codes only; the acts and the kinds of things stand in `directory/audit/acts.py`.
"""

from directory.audit.acts import Act, Reason, Subject, System
from directory.audit.noting import Actor, note, note_read, note_regardless

__all__ = ["Act", "Actor", "Reason", "Subject", "System", "note", "note_read", "note_regardless"]
