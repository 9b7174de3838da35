"""Letters that tell people what happened to their account, so that what was not them does not go unseen."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, func, select

from directory.accounts.models import KnownDevice, Person
from directory.accounts.outcomes import Visit
from directory.accounts.people import a_language
from directory.outbox import owe_mail


def tell_of_new_device(session: Session, person: Person, visit: Visit, *, now: datetime) -> None:
    """Owe a letter about a sign-in from a browser that was not used before; the very first needs none."""
    devices = select(func.count()).where(KnownDevice.person_id == person.id)
    if session.exec(devices).one() > 1:
        values = {"name": person.display_name, "device": visit.user_agent, "at": now.isoformat()}
        _owe(session, person, "new_sign_in", values, now)


def tell_of_change(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Owe a letter about a change of what somebody signs in with."""
    person = session.get_one(Person, person_id)
    _owe(session, person, "factor_changed", {"name": person.display_name, "at": now.isoformat()}, now)


def _owe(session: Session, person: Person, message: str, values: dict[str, str], now: datetime) -> None:
    owe_mail(session, to=person.email, message=message, language=a_language(person.language), values=values, now=now)
