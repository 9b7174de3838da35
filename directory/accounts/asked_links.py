"""Links to a new password that anybody may ask for, in anybody's name.

The request does the same work whether or not there is such an account: it writes down, sealed, what was typed. The
worker looks whose it is and owes the letter. So neither what a page says nor how long it takes tells who is here.
"""

import json
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlmodel import Session, col, select

from directory.accounts.invitations import LASTS, RESET, Link, send_link
from directory.accounts.limits import count_try, reset_buckets
from directory.accounts.models import LinkAsked
from directory.accounts.outcomes import Visit
from directory.accounts.people import find_by_email, fold_email
from directory.accounts.tokens import new_token
from directory.audit import Act, Reason, Subject, note
from directory.crypto import SealBrokenError, keyring_of, seal_message, unseal_message

PURPOSE: Final = "asked link"
AT_MOST: Final = 50
"""How many are answered in one transaction."""


def ask_for_link(session: Session, email: str, visit: Visit, *, link: Link, now: datetime) -> None:
    """Write down that somebody wants a link to a new password; raises TooManyRequestsError.

    Sessions and factors stay: anybody can ask in anybody's name.
    """
    count_try(session, reset_buckets(fold_email(email), visit.address), now=now)
    asked_id, token = uuid4(), new_token()
    text = json.dumps({"email": email, "token": token, "address": link(token)})
    sealed = seal_message(keyring_of(session), PURPOSE, text, context=str(asked_id), now=now)
    session.add(LinkAsked(id=asked_id, sealed=sealed, asked_at=now))
    session.flush()


def has_asked_links(session: Session) -> bool:
    """Whether somebody waits for a link."""
    return session.exec(select(LinkAsked.id).limit(1)).first() is not None


def answer_asked_links(session: Session, *, now: datetime) -> None:
    """Owe a link to each who asked and may sign in, the longest waiting first; nothing is kept of the others."""
    waiting = select(LinkAsked).order_by(col(LinkAsked.asked_at)).limit(AT_MOST).with_for_update(skip_locked=True)
    for asked in session.exec(waiting).all():
        _answer(session, asked, now)
        session.delete(asked)
    session.flush()


def _answer(session: Session, asked: LinkAsked, now: datetime) -> None:
    keyring, lasts = keyring_of(session), LASTS[RESET]
    try:
        text = unseal_message(keyring, PURPOSE, asked.sealed, context=str(asked.id), lasts=lasts, now=now)
    except SealBrokenError:  # too old to be waited for
        return
    typed = json.loads(text)
    person = find_by_email(session, typed["email"])
    if person is None or person.disabled_at:
        return
    send_link(session, person, RESET, typed["token"], typed["address"], now=now)
    reason = Reason.BY_THEMSELVES
    note(session, Act.RESET_SENT, caller=None, subject=Subject.PERSON, ids=[person.id], reason=reason, now=now)
