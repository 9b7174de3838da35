"""Who may see and act on a referral: whoever sees the client's record, and nobody else."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from directory.clients.access import Standing, sees_record, standing_of
from directory.clients.models import Client
from directory.errors import AlongsideError, NotFoundError
from directory.policy import Caller
from directory.referrals.codes import Actor
from directory.referrals.models import Referral


class ChangedMeanwhileError(AlongsideError):
    """Somebody else recorded something on the referral since its page was opened; nothing was changed."""

    status = 409


def get_referral(session: Session, referral_id: UUID, *, seen_by: Caller, today: date, hold: bool = False) -> Referral:
    """Return a referral of a client whose record the caller may see; `hold` keeps others from changing it meanwhile.

    Raises NotFoundError alike for one that is not there and for one that is not theirs to see.
    """
    statement = (
        select(Referral)
        .join(Client, col(Client.id) == col(Referral.client_id))
        .where(col(Referral.id) == referral_id, sees_record(seen_by, today), col(Client.erased_at).is_(None))
    )
    if hold:
        statement = statement.with_for_update(of=Referral).execution_options(populate_existing=True)
    referral = session.exec(statement).first()
    if referral is None:
        raise NotFoundError("There is nothing here.")
    return referral


def require_version(referral: Referral, version: int) -> None:
    """Raise ChangedMeanwhileError when the referral is no longer as it was when its page was opened."""
    if referral.version != version:
        raise ChangedMeanwhileError("Somebody recorded something here in the meantime. Look at it, then decide.")


def actor_of(session: Session, referral: Referral, caller: Caller) -> Actor:
    """As what a caller who may see a referral acts on it: a cover acts as the owner does."""
    client = session.get_one(Client, referral.client_id)
    if referral.owner_id == caller.person_id or standing_of(client, caller) is not Standing.SUPERVISOR:
        return Actor.OWNER
    return Actor.SUPERVISOR
