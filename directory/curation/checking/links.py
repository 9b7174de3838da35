"""Links by which a group's own contact confirms what is said of it, or writes what is not so: once, without an account.

The database knows a hash of a link alone. It shows what every visitor may read, and nothing of anybody else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from directory.accounts.tokens import fingerprint, new_token
from directory.audit import Act, Subject, note
from directory.curation.checking.hosts import listings_of_host
from directory.curation.checking.models import CheckLink, ListingCheck, Outcome
from directory.curation.checking.recording import Answers, Checker, record_answers
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.queries import ListingDetail, ListingNotFound, load_listings
from directory.mail.messages import require_address
from directory.outbox import owe_mail
from directory.policy import Caller

LASTS: Final = timedelta(days=14)
MESSAGE: Final = "check"
NOT_THEIRS: Final = marked("Choose one of the addresses that the listings name.")


@dataclass(frozen=True, slots=True)
class OpenedCheck:
    """What a link leads to while it can be answered."""

    host_id: UUID
    listing_ids: Sequence[UUID]


def mail_addresses(listings: Sequence[ListingDetail]) -> tuple[str, ...]:
    """Return the addresses that listings name: the group's own first, then those of its contacts."""
    own = [one.draft.email for one in listings]
    contacts = [contact.email for one in listings for contact in one.draft.contacts]
    return tuple(dict.fromkeys(filter(None, (*own, *contacts))))


def send_link(
    session: Session, host_id: UUID, address: str, link: Callable[[str], str], *, by: Caller, today: date, now: datetime
) -> str:
    """Owe a host's contact a letter with a link, and return its token. Raises RefusedError for a foreign address.

    Links that were sent before are good no longer.
    """
    ids = listings_of_host(session, host_id)
    listings = list(load_listings(session, ids))
    if address not in mail_addresses(listings):
        raise RefusedError(NOT_THEIRS)
    to = require_address(address)
    for before in session.exec(_unused(ids)):
        before.expires_at = min(before.expires_at, now)
    token, expires_at = new_token(), now + LASTS
    sent = CheckLink(
        token_hash=fingerprint(token), listing_id=ids[0], sent_by_id=by.person_id, created_at=now, expires_at=expires_at
    )
    session.add(sent)
    session.add_all(
        ListingCheck(listing_id=one, host_id=ids[0], outcome=Outcome.ASKED, on=today, by_id=by.person_id) for one in ids
    )
    owe_mail(
        session,
        to=to,
        message=MESSAGE,
        language=next(one.draft.text_language for one in listings if one.id == ids[0]),
        values={"link": link(token), "until": expires_at.isoformat()},
        now=now,
    )
    note(session, Act.CHECK_LINK_SENT, caller=by, subject=Subject.LISTING, ids=[ids[0]], now=now)
    return token


def open_link(session: Session, token: str, *, now: datetime) -> OpenedCheck:
    """Return what a link leads to; looking at it uses nothing up.

    Raises NotFoundError alike for one that was answered, ran out or never was, and where the host is gone.
    """
    return OpenedCheck(*_opened(session, token, now, hold=False)[1:])


def answer_link(session: Session, token: str, answers: Answers, *, today: date, now: datetime) -> None:
    """Keep what the contact says, and let the link be used up. Raises as `open_link` and `record_answers` do."""
    row, host_id, _ = _opened(session, token, now, hold=True)
    record_answers(session, host_id, answers, Checker("contact_confirmed", today), now=now)
    row.used_at = now
    session.add(row)
    session.flush()


def _opened(session: Session, token: str, now: datetime, *, hold: bool) -> tuple[CheckLink, UUID, Sequence[UUID]]:
    statement = select(CheckLink).where(
        col(CheckLink.token_hash) == fingerprint(token),
        col(CheckLink.used_at).is_(None),
        col(CheckLink.expires_at) > now,
    )
    if hold:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.exec(statement).first()
    if row is None:
        raise NotFoundError("There is nothing here.")
    try:
        return row, row.listing_id, listings_of_host(session, row.listing_id)
    except ListingNotFound:
        raise NotFoundError("There is nothing here.") from None


def _unused(ids: Sequence[UUID]) -> SelectOfScalar[CheckLink]:
    return select(CheckLink).where(col(CheckLink.listing_id).in_(ids), col(CheckLink.used_at).is_(None))
