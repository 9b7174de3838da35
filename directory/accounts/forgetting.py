"""What has run out and nobody asks for any more: removed, so that the tables tell no more of people than they must."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from directory.accounts.kept_posts import KEPT_FOR
from directory.accounts.limits import AN_HOUR
from directory.accounts.models import Ceremony, Invitation, KeptPost, SignedIn, SignInTry


def forget_what_ran_out(session: Session, *, now: datetime) -> None:
    """Remove sessions that are over, links, begun sign-ins and counted tries that no longer count, forms kept too long.

    Everything here is refused by its own moment already: a row that is still there opens nothing.
    """
    for gone in (
        delete(SignedIn).where(col(SignedIn.full_until) <= now),
        delete(Invitation).where(col(Invitation.expires_at) <= now),
        delete(Ceremony).where(col(Ceremony.expires_at) <= now),
        delete(SignInTry).where(col(SignInTry.at) <= now - AN_HOUR),
        delete(KeptPost).where(col(KeptPost.kept_at) <= now - KEPT_FOR),
    ):
        session.exec(gone)
