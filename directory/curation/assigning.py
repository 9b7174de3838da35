"""Those who keep the directory, and whose it is to decide a proposal."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import Person, PersonRole
from directory.curation.deciding import DECIDED, get_proposal
from directory.curation.kinds import Decision
from directory.errors import RefusedError
from directory.policy import Role


def coordinators(session: Session) -> Sequence[tuple[UUID, str]]:
    """Return the coordinators who may sign in, by name."""
    statement = (
        select(Person.id, Person.display_name)
        .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(PersonRole.role == Role.COORDINATOR, col(Person.disabled_at).is_(None))
        .order_by(col(Person.display_name), col(Person.id))
    )
    return session.exec(statement).all()


def assign(session: Session, proposal_id: UUID, to: UUID | None) -> None:
    """Have a proposal be a coordinator's, or nobody's. Raises RefusedError for anybody else."""
    proposal = get_proposal(session, proposal_id, hold=True)
    if proposal.state != Decision.OPEN:
        raise RefusedError(DECIDED)
    if to is not None and to not in {person_id for person_id, _ in coordinators(session)}:
        raise RefusedError("Choose one of the coordinators.")
    proposal.assigned_id = to
    session.add(proposal)
    session.flush()


def names_of_keepers(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those among these people who keep the directory; whoever else works here is not named.

    Where a peer was, and when, would tell of whom they take there.
    """
    named = (
        select(Person.id, Person.display_name)
        .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(PersonRole.role == Role.COORDINATOR, col(Person.id).in_(person_ids))
    )
    return dict(session.exec(named).all())
