"""The ways in that take a password.

Hashing a password takes some 20 ms, and one writer at a time is all SQLite has: so each way is a short transaction
that counts the try and reads the hash, the hashing outside of any, and a short transaction that writes what came of
it. That is why these take the database and not a session.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from directory.accounts.ceremonies import Purpose, begin
from directory.accounts.devices import find_known_device
from directory.accounts.factors import methods_of
from directory.accounts.hashing import ROOM
from directory.accounts.invitations import OpenedLink, find_link, forget_links, use_link
from directory.accounts.letters import tell_of_change, tell_of_new_device
from directory.accounts.limits import count_try, proof_buckets, sign_in_buckets, take_back
from directory.accounts.models import Person
from directory.accounts.outcomes import Entered, NotAccepted, SecondFactorDue, Visit
from directory.accounts.passwords import fits, normal, require_strong
from directory.accounts.people import Profile, a_language, a_name, find_by_email, fold_email, somebody
from directory.accounts.sessions import begin_session, end_sessions_of, replace_session, unlock
from directory.audit import Act, Reason, Subject, note
from directory.db import Database
from directory.errors import NotFoundError
from directory.policy import Caller


@dataclass(frozen=True, slots=True)
class _Account:
    """What a password is compared with; an account that is not there looks like one."""

    person_id: UUID | None
    password_hash: str | None
    known_device: bool
    tries: list[UUID]


def sign_in(
    database: Database, email: str, password: str, visit: Visit, *, now: datetime
) -> Entered | SecondFactorDue | NotAccepted:
    """Let in whoever knows the password, or ask them for their second factor.

    Wrong passwords, unknown, invited and disabled accounts get the same answer after the same work. Raises
    TooManyRequestsError, whether or not the account is there.
    """
    with database.writing() as session:
        account = _count_and_read(session, email, visit, now)
    right = fits(password) and ROOM.verify(normal(password), account.password_hash, known_device=account.known_device)
    with database.writing() as session:
        person = _still_the_same(session, account) if right else None
        if person is None:
            return _refuse(session, account, now)
        take_back(session, account.tries)
        return after_first_factor(session, person, visit, now=now)


def _count_and_read(session: Session, email: str, visit: Visit, now: datetime) -> _Account:
    person = find_by_email(session, email)
    device = find_known_device(session, person.id, visit.device_token) if person else None
    buckets = sign_in_buckets(fold_email(email), visit.address, device.id if device else None)
    tries = count_try(session, buckets, now=now)
    if person is None:
        return _Account(None, None, known_device=False, tries=tries)
    return _Account(person.id, person.password_hash, device is not None, tries)


def _still_the_same(session: Session, account: _Account) -> Person | None:
    """Return the person, unless they were disabled or given another password while this one was hashed."""
    person = session.get(Person, account.person_id)
    if person is None or person.disabled_at or person.password_hash != account.password_hash:
        return None
    return person


def _refuse(session: Session, account: _Account, now: datetime) -> NotAccepted:
    ids = [account.person_id] if account.person_id else []
    reason = Reason.WRONG_PASSWORD if account.person_id else Reason.UNKNOWN_ACCOUNT
    note(session, Act.SIGN_IN_REFUSED, caller=None, subject=Subject.PERSON, ids=ids, reason=reason, now=now)
    return NotAccepted()


def after_first_factor(session: Session, person: Person, visit: Visit, *, now: datetime) -> Entered | SecondFactorDue:
    """Sign in somebody whose first factor was right, or begin to wait for the second if they have one."""
    methods = methods_of(session, person.id)
    if methods:
        return SecondFactorDue(begin(session, Purpose.SECOND_FACTOR, person_id=person.id, now=now), methods)
    return enter(session, person, visit, second_factor=False, now=now)


def enter(session: Session, person: Person, visit: Visit, *, second_factor: bool, now: datetime) -> Entered:
    """Open a session for somebody who has shown everything that is asked of them."""
    entered = begin_session(session, person, visit, second_factor=second_factor, now=now)
    if entered.device_token != visit.device_token:
        tell_of_new_device(session, person, visit, now=now)
    note(
        session,
        Act.SIGNED_IN,
        caller=somebody(session, person.id),
        subject=Subject.PERSON,
        ids=[person.id],
        details={"second_factor": second_factor},
        now=now,
    )
    return entered


def prove_password(database: Database, caller: Caller, password: str, *, now: datetime) -> bool:
    """Tell whether the caller knows their password; if so, their session is unlocked and freshly confirmed.

    Raises TooManyRequestsError.
    """
    right, tries = _compare(database, caller, password, now)
    with database.writing() as session:
        if right:
            take_back(session, tries)
            unlock(session, caller, confirmed=True, now=now)
            note(session, Act.CONFIRMED, caller=caller, subject=Subject.SESSION, ids=[caller.session_id], now=now)
        else:
            _note_not_confirmed(session, caller, now)
    return right


def _note_not_confirmed(session: Session, caller: Caller, now: datetime) -> None:
    ids = [caller.session_id]
    note(session, Act.CONFIRMATION_REFUSED, caller=caller, subject=Subject.SESSION, ids=ids, now=now)


def change_password(
    database: Database, caller: Caller, present: str, chosen: str, visit: Visit, *, now: datetime
) -> Entered | NotAccepted:
    """Change the caller's password; every other session ends, and theirs gets a new id.

    Raises WeakPasswordError for the new one, TooManyRequestsError.
    """
    with database.reading() as session:
        person = session.get_one(Person, caller.person_id)
        require_strong(chosen, names=[person.display_name, person.email])
    right, tries = _compare(database, caller, present, now)
    if not right:
        with database.writing() as session:
            _note_not_confirmed(session, caller, now)
        return NotAccepted()
    password_hash = ROOM.hash(normal(chosen), known_device=True)
    with database.writing() as session:
        take_back(session, tries)
        set_password(session, caller.person_id, password_hash)
        entered = replace_session(session, caller, visit, second_factor=caller.second_factor, now=now)
        tell_of_change(session, caller.person_id, now=now)
        ids = [caller.person_id]
        note(session, Act.PASSWORD_CHANGED, caller=caller, subject=Subject.PERSON, ids=ids, now=now)
    return entered


def _compare(database: Database, caller: Caller, password: str, now: datetime) -> tuple[bool, list[UUID]]:
    with database.writing() as session:
        tries = count_try(session, proof_buckets(caller.session_id), now=now)
        password_hash = session.get_one(Person, caller.person_id).password_hash
    return fits(password) and ROOM.verify(normal(password), password_hash, known_device=True), tries


def accept_invitation(
    database: Database, token: str, password: str, profile: Profile, visit: Visit, *, now: datetime
) -> Entered | SecondFactorDue:
    """Choose a password by a one-time link, and go on to sign in; every session of before ends.

    Raises NotFoundError when the link is used up, too old or made up, RefusedError for what cannot be a name, and
    WeakPasswordError; the link stays good then.
    """
    with database.reading() as session:
        link = _open(session, token, now)
    name, language = a_name(profile.display_name), a_language(profile.language)
    password_hash = hash_of_chosen(password, names=[name, link.email])
    with database.writing() as session:
        if use_link(session, token, now=now) != link.person_id:
            raise NotFoundError("This link is used up.")
        person = session.get_one(Person, link.person_id)
        person.display_name, person.language = name, language
        set_password(session, person.id, password_hash)
        end_sessions_of(session, person.id)
        caller = somebody(session, person.id)
        note(session, Act.INVITATION_ACCEPTED, caller=caller, subject=Subject.PERSON, ids=[person.id], now=now)
        return after_first_factor(session, person, visit, now=now)


def hash_of_chosen(password: str, *, names: Iterable[str]) -> str:
    """Return the hash of a password that is being chosen, to be made outside any transaction.

    Raises WeakPasswordError.
    """
    require_strong(password, names=names)
    return ROOM.hash(normal(password))


def set_password(session: Session, person_id: UUID, password_hash: str) -> None:
    """Give a person a password; links by which they could have chosen one work no more."""
    session.get_one(Person, person_id).password_hash = password_hash
    session.flush()
    forget_links(session, person_id)


def _open(session: Session, token: str, now: datetime) -> OpenedLink:
    link = find_link(session, token, now=now)
    if link is None:
        raise NotFoundError("This link is used up, or too old.")
    return link
