"""The second step of a sign-in: six digits of an authenticator, or a recovery code."""

from datetime import datetime

from sqlmodel import Session

from directory.accounts import ceremonies, recovery
from directory.accounts.authenticators import accepts_code
from directory.accounts.ceremonies import Purpose
from directory.accounts.devices import find_known_device
from directory.accounts.entering import enter
from directory.accounts.factors import methods_of
from directory.accounts.limits import count_try, second_factor_buckets, take_back
from directory.accounts.models import Ceremony, Person
from directory.accounts.outcomes import Ended, Entered, Method, NotAccepted, Visit
from directory.accounts.people import somebody
from directory.audit import Act, Reason, Subject, note

TRIES = 5


def methods_waited_for(session: Session, pending_token: str, *, now: datetime) -> frozenset[Method] | None:
    """Return by what a sign-in can go on; none when it waits no more."""
    waiting = ceremonies.find(session, pending_token, Purpose.SECOND_FACTOR, now=now)
    return methods_of(session, waiting.person_id) if waiting and waiting.person_id else None


def take_code(
    session: Session, pending_token: str, code: str, visit: Visit, *, now: datetime
) -> Entered | NotAccepted | Ended:
    """Sign in whoever shows a code that was not used before. After five wrong ones the sign-in begins again.

    Raises TooManyRequestsError.
    """
    waiting = ceremonies.find(session, pending_token, Purpose.SECOND_FACTOR, now=now)
    person = session.get(Person, waiting.person_id) if waiting else None
    if waiting is None or person is None or person.disabled_at:
        return Ended()
    device = find_known_device(session, person.id, visit.device_token)
    buckets = second_factor_buckets(person.id, visit.address, device.id if device else None)
    tries = count_try(session, buckets, now=now)
    if not _is_right(session, person, code, now):
        return _refuse(session, waiting, now)
    take_back(session, tries)
    ceremonies.end(session, waiting)
    return enter(session, person, visit, second_factor=True, now=now)


def _is_right(session: Session, person: Person, code: str, now: datetime) -> bool:
    if not recovery.looks_like_a_code(code):
        return accepts_code(session, person.id, code, now=now)
    right = recovery.use_code(session, person.id, code, now=now)
    if right:
        caller = somebody(session, person.id)
        note(session, Act.RECOVERY_CODE_USED, caller=caller, subject=Subject.PERSON, ids=[person.id], now=now)
    return right


def _refuse(session: Session, waiting: Ceremony, now: datetime) -> NotAccepted | Ended:
    waiting.tries += 1
    session.flush()
    ids = [waiting.person_id] if waiting.person_id else []
    reason = Reason.WRONG_CODE
    note(session, Act.SECOND_FACTOR_REFUSED, caller=None, subject=Subject.PERSON, ids=ids, reason=reason, now=now)
    if waiting.tries < TRIES:
        return NotAccepted(TRIES - waiting.tries)
    ceremonies.end(session, waiting)
    return Ended()
