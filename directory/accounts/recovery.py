"""Recovery codes: ten on paper, each of which stands in for a lost second factor once."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from directory.accounts.models import RecoveryCode
from directory.audit import Act, Subject, note
from directory.policy import Caller

HOW_MANY: Final = 10
SIGNS: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""What is not mistaken for one another when it is read from paper."""
GROUPS: Final = 6
IN_A_GROUP: Final = 4
LENGTH: Final = GROUPS * IN_A_GROUP
"""Twenty-four of thirty signs are 117 bits: a plain hash withstands any search (ASVS 6.5.2 asks for 112)."""


def make_codes(session: Session, caller: Caller, *, now: datetime) -> list[str]:
    """Return ten new codes, to be shown this once; earlier ones count no more."""
    forget_codes(session, caller.person_id)
    codes = [_new_code() for _ in range(HOW_MANY)]
    session.add_all(RecoveryCode(person_id=caller.person_id, code_hash=_hash(code)) for code in codes)
    session.flush()
    note(session, Act.RECOVERY_CODES_MADE, caller=caller, subject=Subject.PERSON, ids=[caller.person_id], now=now)
    return codes


def forget_codes(session: Session, person_id: UUID) -> None:
    """Have no code of this person count any more."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))


def codes_left(session: Session, person_id: UUID) -> int:
    """Return how many codes still count."""
    unused = select(func.count()).where(RecoveryCode.person_id == person_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(unused).one()


def looks_like_a_code(typed: str) -> bool:
    """Whether what was typed can be a recovery code, and not the six digits of an authenticator."""
    return len(_plain(typed)) == LENGTH


def use_code(session: Session, person_id: UUID, typed: str, *, now: datetime) -> bool:
    """Use a code up; tells whether it was one that still counted. Of two uses at once, one is told no."""
    used = session.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.person_id) == person_id,
            col(RecoveryCode.code_hash) == _hash(typed),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
        .returning(col(RecoveryCode.id))
    )
    return used.first() is not None


def _new_code() -> str:
    groups = ("".join(secrets.choice(SIGNS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed.casefold() if sign.isalnum())


def _hash(typed: str) -> str:
    return sha256(_plain(typed).encode()).hexdigest()
