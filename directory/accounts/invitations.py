"""One-time links by which people choose a password: to begin with, and when they lost what they sign in with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from directory.accounts.authenticators import forget_authenticators
from directory.accounts.models import Invitation, Passkey, Person
from directory.accounts.people import (
    a_language,
    a_name,
    find_by_email,
    fold_email,
    get_person,
    give_roles,
    give_teams,
    some_roles,
)
from directory.accounts.recovery import forget_codes
from directory.accounts.sessions import end_sessions_of
from directory.accounts.tokens import fingerprint, new_token
from directory.audit import Act, Actor, Subject, note
from directory.audit.noting import Code
from directory.errors import RefusedError
from directory.mail.messages import require_address
from directory.outbox import owe_mail
from directory.policy import Role

INVITE: Final = "invitation"
RESET: Final = "reset"
"""What links are for, and which message brings them (`templates/email/`)."""
LASTS: Final = {INVITE: timedelta(days=7), RESET: timedelta(hours=1)}

Link = Callable[[str], str]
"""Makes the address of the page that takes a token."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is to work here."""

    email: str
    display_name: str
    roles: Collection[Role]
    team_ids: Collection[UUID] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SentLink:
    """A link that was made: the token in it is known to nobody but its mailbox, and to whoever asked for it here."""

    person_id: UUID
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What the page behind a link may show to whoever holds it."""

    person_id: UUID
    email: str
    display_name: str
    language: str
    is_first: bool
    """An invitation, and no reset."""


def invite_person(session: Session, invited: Invited, *, by: Actor, link: Link | None, now: datetime) -> SentLink:
    """Add somebody who may not sign in yet, and owe them their link by mail.

    Without `link` no mail is owed: whoever asked hands the link over. Raises RefusedError for an address that cannot be
    one or is somebody's already, and for somebody without a role; NotFoundError for a team that is not there.
    """
    person = _add_person(session, invited, now)
    sent = _send(session, person, INVITE, link, now)
    details: Mapping[str, Code] = {"roles": frozenset(invited.roles), "teams": len(set(invited.team_ids))}
    note(session, Act.PERSON_INVITED, caller=by, subject=Subject.PERSON, ids=[person.id], details=details, now=now)
    return sent


def _add_person(session: Session, invited: Invited, now: datetime) -> Person:
    email = require_address(invited.email.strip())
    if find_by_email(session, email):
        raise RefusedError("Somebody with this e-mail address is here already.")
    roles = some_roles(invited.roles)
    person = Person(
        email=email,
        email_key=fold_email(email),
        display_name=a_name(invited.display_name),
        language=a_language(invited.language),
        created_at=now,
    )
    session.add(person)
    session.flush()
    give_roles(session, person.id, roles)
    give_teams(session, person.id, invited.team_ids)
    return person


def invite_again(session: Session, person_id: UUID, *, by: Actor, link: Link | None, now: datetime) -> SentLink:
    """Send another link to somebody who has not taken theirs up; raises RefusedError when they have."""
    person = get_person(session, person_id)
    _require_enabled(person)
    if person.password_hash is not None:
        raise RefusedError("This person has signed in before; send a link to a new password instead.")
    sent = _send(session, person, INVITE, link, now)
    note(session, Act.PERSON_INVITED, caller=by, subject=Subject.PERSON, ids=[person.id], now=now)
    return sent


def reset_person(
    session: Session, person_id: UUID, *, clear_factors: bool, by: Actor, link: Link | None, now: datetime
) -> SentLink:
    """Send somebody a link to a new password; with `clear_factors`, what they lost with their phone counts no more.

    Their sessions end at once: who asks for this may have lost more than a password.
    """
    person = get_person(session, person_id)
    _require_enabled(person)
    if clear_factors:
        _forget_factors(session, person_id, now=now)
    end_sessions_of(session, person_id)
    sent = _send(session, person, RESET, link, now)
    details = {"factors_cleared": clear_factors}
    note(session, Act.RESET_SENT, caller=by, subject=Subject.PERSON, ids=[person.id], details=details, now=now)
    return sent


def find_link(session: Session, token: str, *, now: datetime) -> OpenedLink | None:
    """Return what a link is for, while it can be taken up."""
    found = session.exec(
        select(Invitation, Person)
        .join(Person, col(Person.id) == col(Invitation.person_id))
        .where(
            Invitation.token_hash == fingerprint(token),
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
            col(Person.disabled_at).is_(None),
        )
    ).first()
    if found is None:
        return None
    invitation, person = found
    is_first = invitation.purpose == INVITE
    return OpenedLink(person.id, person.email, person.display_name, person.language, is_first)


def use_link(session: Session, token: str, *, now: datetime) -> UUID | None:
    """Use a link up and return whose it was; of two who use it at once, one is told that it is gone."""
    used = session.exec(
        update(Invitation)
        .where(
            col(Invitation.token_hash) == fingerprint(token),
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(Invitation.person_id))
    ).first()
    return used[0] if used else None


def forget_links(session: Session, person_id: UUID) -> None:
    """Have no link of this person work any more."""
    session.exec(delete(Invitation).where(col(Invitation.person_id) == person_id, col(Invitation.used_at).is_(None)))


def _require_enabled(person: Person) -> None:
    if person.disabled_at:
        raise RefusedError("This person is disabled; enable them first.")


def _forget_factors(session: Session, person_id: UUID, *, now: datetime) -> None:
    forget_authenticators(session, person_id, now=now)
    forget_codes(session, person_id)
    session.exec(delete(Passkey).where(col(Passkey.person_id) == person_id))


def _send(session: Session, person: Person, purpose: str, link: Link | None, now: datetime) -> SentLink:
    token = new_token()
    return send_link(session, person, purpose, token, link(token) if link else None, now=now)


def send_link(
    session: Session, person: Person, purpose: str, token: str, address: str | None, *, now: datetime
) -> SentLink:
    """Have a token work in the place of earlier ones, and owe its address, if any, by mail."""
    forget_links(session, person.id)
    expires_at = now + LASTS[purpose]
    session.add(
        Invitation(
            person_id=person.id,
            token_hash=fingerprint(token),
            purpose=purpose,
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    if address:
        values = {"name": person.display_name, "link": address, "until": expires_at.isoformat()}
        owe_mail(
            session, to=person.email, message=purpose, language=a_language(person.language), values=values, now=now
        )
    return SentLink(person.id, token, expires_at)
