"""People who sign in: finding them, what they are and may, and taking it from them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from directory.accounts.models import Person, PersonRole, Team, TeamMember
from directory.accounts.sessions import end_sessions_of
from directory.audit import Act, Actor, Reason, Subject, note
from directory.db import take_turns
from directory.errors import NotFoundError, RefusedError
from directory.i18n import LANGUAGES, LanguageCode
from directory.policy import Caller, Role

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the audit knows them, where nobody is signed in yet."""

    person_id: UUID
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Profile:
    """What people say of themselves."""

    display_name: str
    language: str


def fold_email(email: str) -> str:
    """Return what tells one mailbox from another. Capitals and the way accents are composed do not."""
    return normalize("NFKC", email.strip()).casefold()


def find_by_email(session: Session, email: str) -> Person | None:
    """Return the person with this mailbox, disabled or not."""
    return session.exec(select(Person).where(Person.email_key == fold_email(email))).first()


def get_person(session: Session, person_id: UUID, *, hold: bool = False) -> Person:
    """Return a person; with `hold` nobody else holds them before this transaction ends. Raises NotFoundError."""
    person = session.get(Person, person_id, with_for_update=hold)
    if person is None:
        raise NotFoundError("There is no such person.")
    return person


def get_by_email(session: Session, email: str) -> Person:
    """Return the person with this mailbox; raises NotFoundError."""
    person = find_by_email(session, email)
    if person is None:
        raise NotFoundError("Nobody here has this e-mail address.")
    return person


def somebody(session: Session, person_id: UUID) -> Somebody:
    """Return a person as the audit knows them."""
    return Somebody(person_id, roles_of(session, person_id))


def roles_of(session: Session, person_id: UUID) -> frozenset[Role]:
    """Return what a person is here."""
    rows = session.exec(select(PersonRole.role).where(PersonRole.person_id == person_id))
    return frozenset(Role(role) for role in rows)


def teams_of(session: Session, person_id: UUID) -> list[Team]:
    """Return the teams of a person by name."""
    statement = (
        select(Team)
        .join(TeamMember, col(TeamMember.team_id) == col(Team.id))
        .where(TeamMember.person_id == person_id)
        .order_by(Team.name_key)
    )
    return list(session.exec(statement))


def people_of_team(session: Session, team_id: UUID, role: Role) -> list[Person]:
    """Return who in a team has a role and may sign in, by name."""
    statement = (
        select(Person)
        .join(TeamMember, col(TeamMember.person_id) == col(Person.id))
        .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(TeamMember.team_id == team_id, PersonRole.role == role, col(Person.disabled_at).is_(None))
        .order_by(Person.display_name)
    )
    return list(session.exec(statement))


def list_admins(session: Session) -> list[Person]:
    """Return the admins who may sign in, by name."""
    statement = (
        select(Person)
        .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(PersonRole.role == Role.ADMIN, col(Person.disabled_at).is_(None))
        .order_by(Person.display_name)
    )
    return list(session.exec(statement))


def names_of(session: Session, person_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the display names of some people."""
    rows = session.exec(select(Person.id, Person.display_name).where(col(Person.id).in_(list(person_ids))))
    return dict(rows.all())


def profile_of(session: Session, caller: Caller, *, hold: bool = False) -> Profile:
    """Return the caller's own name and language; with `hold` nobody else changes them before this transaction ends."""
    person = session.get_one(Person, caller.person_id, with_for_update=hold)
    return Profile(person.display_name, person.language)


def save_profile(session: Session, caller: Caller, profile: Profile, *, now: datetime) -> None:
    """Change the caller's own name and language; raises RefusedError."""
    person = get_person(session, caller.person_id)
    person.display_name = a_name(profile.display_name)
    person.language = a_language(profile.language)
    session.flush()
    note(session, Act.PERSON_CHANGED, caller=caller, subject=Subject.PERSON, ids=[person.id], now=now)


def a_name(typed: str) -> str:
    """Return a display name as it is kept; raises RefusedError for none and for one that fills the page."""
    name = " ".join(typed.split())
    if not name:
        raise RefusedError("Write a name.")
    if len(name) > LONGEST_NAME:
        raise RefusedError("Write a name of at most 80 characters.")
    return name


def a_language(code: str) -> LanguageCode:
    """Return the code of a language that pages are written in; raises RefusedError for another one."""
    for language in LANGUAGES:
        if language == code:
            return language
    raise RefusedError("Choose one of the languages.")


def change_roles(session: Session, person_id: UUID, roles: Collection[Role], *, by: Actor, now: datetime) -> None:
    """Say what a person is here, and end their sessions: what they may changes with their next request.

    Raises RefusedError when nobody would be left to let people in.
    """
    person = get_person(session, person_id)
    wanted = some_roles(roles)
    if wanted == roles_of(session, person_id):
        return
    if Role.ADMIN not in wanted:
        require_another_admin(session, person_id)
    give_roles(session, person.id, wanted)
    end_sessions_of(session, person.id)
    note(
        session,
        Act.ROLES_CHANGED,
        caller=by,
        subject=Subject.PERSON,
        ids=[person.id],
        details={"roles": wanted},
        now=now,
    )


def some_roles(roles: Collection[Role]) -> frozenset[Role]:
    """Return roles, of which everybody has at least one; raises RefusedError."""
    if not roles:
        raise RefusedError("Choose at least one role.")
    return frozenset(roles)


def give_roles(session: Session, person_id: UUID, roles: Iterable[Role]) -> None:
    """Write the roles of a person in the place of those they had."""
    session.exec(delete(PersonRole).where(col(PersonRole.person_id) == person_id))
    session.add_all(PersonRole(person_id=person_id, role=role) for role in sorted(set(roles)))
    session.flush()


def change_teams(session: Session, person_id: UUID, team_ids: Collection[UUID], *, by: Actor, now: datetime) -> None:
    """Say in which teams a person works, and end their sessions; raises NotFoundError for a team that is not there."""
    person = get_person(session, person_id)
    if set(team_ids) == {team.id for team in teams_of(session, person_id)}:
        return
    give_teams(session, person.id, team_ids)
    end_sessions_of(session, person.id)
    note(
        session,
        Act.PERSON_CHANGED,
        caller=by,
        subject=Subject.PERSON,
        ids=[person.id],
        details={"teams": len(team_ids)},
        now=now,
    )


def give_teams(session: Session, person_id: UUID, team_ids: Iterable[UUID]) -> None:
    """Write the teams of a person in the place of those they had; raises NotFoundError."""
    wanted = set(team_ids)
    there = session.exec(select(Team.id).where(col(Team.id).in_(wanted))).all()
    if set(there) != wanted:
        raise NotFoundError("There is no such team.")
    session.exec(delete(TeamMember).where(col(TeamMember.person_id) == person_id))
    session.add_all(TeamMember(person_id=person_id, team_id=team_id) for team_id in sorted(wanted))
    session.flush()


def disable_person(session: Session, person_id: UUID, *, by: Actor, now: datetime) -> None:
    """Let somebody in no more: their sessions are gone with this change, whatever page they stand on.

    Raises RefusedError when nobody would be left to let people in.
    """
    person = get_person(session, person_id)
    if person.disabled_at:
        return
    require_another_admin(session, person_id)
    person.disabled_at = now
    session.flush()
    end_sessions_of(session, person_id)
    note(
        session,
        Act.PERSON_DISABLED,
        caller=by,
        subject=Subject.PERSON,
        ids=[person_id],
        reason=Reason.BY_ADMIN,
        now=now,
    )


def enable_person(session: Session, person_id: UUID, *, by: Actor, now: datetime) -> None:
    """Let somebody in again, by what they signed in with before."""
    person = get_person(session, person_id)
    if person.disabled_at is None:
        return
    person.disabled_at = None
    session.flush()
    note(session, Act.PERSON_ENABLED, caller=by, subject=Subject.PERSON, ids=[person_id], now=now)


def has_people(session: Session) -> bool:
    """Whether there is any account, disabled ones included."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def has_admin(session: Session) -> bool:
    """Whether anybody could let people in."""
    return bool(list_admins(session))


def require_another_admin(session: Session, person_id: UUID) -> None:
    """Raise RefusedError when this person is the only admin."""
    take_turns(session, "admins")  # two admins who put each other out at once must not both succeed
    if {admin.id for admin in list_admins(session)} == {person_id}:
        raise RefusedError("This is the only admin; make somebody else admin first.")
