"""Noting who did, saw or was refused what: checked to be ids and codes, and written when the transaction ends."""

import re
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from sqlmodel import Session

from directory.audit.acts import Act, Subject, System
from directory.audit.chain import canonical
from directory.audit.route_template import RouteTemplate
from directory.db import READS_ONLY, REQUEST_ID, do_afterwards
from directory.numbering import AUDIT, note_entry

Code = StrEnum | bool | int | UUID | RouteTemplate | Collection[StrEnum]
"""What may stand in the details: members of a list of codes, counts, ids. A `str` may not: it could be anything."""

LARGEST_COUNT: Final = 999_999
"""A larger number would be no count: a telephone number, a date, a postal code with its box."""
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class Person(Protocol):
    """What the audit needs of a `directory.policy.Caller`."""

    @property
    def person_id(self) -> UUID:
        """Who acts."""
        ...

    @property
    def roles(self) -> AbstractSet[StrEnum]:
        """The roles that person has now."""
        ...


Actor = Person | System | None
"""Who acts; None: somebody who is not signed in."""


def note(
    session: Session,
    act: Act,
    *,
    caller: Actor,
    subject: Subject,
    ids: Sequence[UUID] = (),
    reason: StrEnum | Literal[""] = "",
    details: Mapping[str, Code] | None = None,
    now: datetime,
) -> None:
    """Have an act written into the audit when the transaction commits; undone work leaves no entry.

    `ids` name what was acted on. Raises TypeError for a word that is no code, and RuntimeError in a session that only
    reads, where the entry would be lost: use `note_read`.
    """
    if session.info.get(READS_ONLY):
        raise RuntimeError("This session keeps nothing; what is read is noted with note_read.")
    note_entry(
        session,
        AUDIT,
        _entry(session, act, caller=caller, subject=subject, ids=ids, reason=reason, details=details, now=now),
    )


def note_read(
    session: Session,
    *,
    caller: Actor,
    subject: Subject,
    ids: Sequence[UUID],
    reason: StrEnum | Literal[""] = "",
    now: datetime,
) -> None:
    """Have it written that somebody saw these private records: once per page, last, with every id that it shows.

    `reason` says why somebody saw them to whom they do not belong.

    Written in a short transaction of its own after that of `session`. If it cannot be written, the page is not shown.
    """
    note_regardless(session, Act.RECORDS_READ, caller=caller, subject=subject, ids=ids, reason=reason, now=now)


def note_regardless(
    session: Session,
    act: Act,
    *,
    caller: Actor,
    subject: Subject,
    ids: Sequence[UUID] = (),
    reason: StrEnum | Literal[""] = "",
    details: Mapping[str, Code] | None = None,
    now: datetime,
) -> None:
    """Have an act written in a transaction of its own once that of `session` is over, even when that was undone.

    For what was refused: raise after it, and the entry is written when the locks are let go.
    """
    entry = _entry(session, act, caller=caller, subject=subject, ids=ids, reason=reason, details=details, now=now)
    do_afterwards(session, lambda fresh: note_entry(fresh, AUDIT, entry))


def _entry(
    session: Session,
    act: Act,
    *,
    caller: Actor,
    subject: Subject,
    ids: Sequence[UUID],
    reason: StrEnum | Literal[""] = "",
    details: Mapping[str, Code] | None = None,
    now: datetime,
) -> dict[str, Any]:
    return {
        "at": now,
        "actor_id": None if caller is None or isinstance(caller, System) else caller.person_id,
        "actor_roles": _roles(caller),
        "act": _member(Act, act),
        "subject": _member(Subject, subject),
        "subject_ids": " ".join(_id(each) for each in ids),
        "reason": "" if reason == "" else _code(reason),
        "details": canonical({_name(name): _detail(value) for name, value in (details or {}).items()}),
        "request_id": str(session.info.get(REQUEST_ID, "")),
    }


def _roles(caller: Actor) -> str:
    if caller is None:
        return ""
    return _code(caller) if isinstance(caller, System) else " ".join(sorted(_code(role) for role in caller.roles))


def _member(codes: type[StrEnum], value: object) -> str:
    if not isinstance(value, codes):
        raise TypeError(f"{value!r} is no {codes.__name__}; a new one is a line in directory/audit/acts.py")
    return value.value


def _code(value: object) -> str:
    if not isinstance(value, StrEnum) or not _CODE.fullmatch(value.value):
        raise TypeError(f"the audit takes members of a list of codes, not {type(value).__name__}")
    return value.value


def _id(value: object) -> str:
    if not isinstance(value, UUID):
        raise TypeError(f"the audit takes ids, not {type(value).__name__}")
    return str(value)


def _name(name: str) -> str:
    if not _CODE.fullmatch(name):
        raise TypeError("a detail is named by a code")
    return name


def _detail(value: object) -> str | int | list[str]:
    if isinstance(value, UUID | RouteTemplate):
        return str(value)
    if isinstance(value, int):
        return _count(value)
    if isinstance(value, Collection) and not isinstance(value, str):
        return sorted(_code(each) for each in value)
    return _code(value)


def _count(value: int) -> int:
    if abs(value) > LARGEST_COUNT:
        raise ValueError(f"{LARGEST_COUNT} is the largest count the audit takes")
    return value
