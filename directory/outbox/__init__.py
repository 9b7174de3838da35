"""Messages that a transaction owes: written with the change, sent after it, at least once.

    owe_mail(
        session, to=person.email, message="invitation", language="en",
        values={"name": "Ana", "link": "https://…/invitation/…", "until": expires_at.isoformat()}, now=now,
    )

Which messages there are, and their values: `directory.mail.MESSAGES`.
"""

from directory.outbox.queries import count_parked
from directory.outbox.service import owe_mail

__all__ = ["count_parked", "owe_mail"]
