"""The contact log as referrals use it: a contact about one of them, and the first one between client and place."""

from datetime import datetime

from sqlmodel import Session

from directory.clients import contacts
from directory.clients.codes import Direction
from directory.clients.forms import NewContact
from directory.clients.models import Client, ContactEntry
from directory.errors import NotFoundError
from directory.policy import Caller
from directory.referrals.models import Referral


def log_contact(session: Session, client: Client, said: NewContact, *, by: Caller, now: datetime) -> ContactEntry:
    """Write a line of the contact log. A first answer from a place starts the clock of its referral.

    Raises NotFoundError for a referral of another client.
    """
    referral = session.get(Referral, said.referral_id) if said.referral_id else None
    if said.referral_id and (referral is None or referral.client_id != client.id):
        raise NotFoundError("There is nothing here.")
    entry = contacts.log_contact(session, client, said, by=by, now=now)
    if referral is not None and said.two_way and said.direction is Direction.PLACE:
        referral.first_contact_at = min(referral.first_contact_at or said.at, said.at)
        session.flush()
    return entry
