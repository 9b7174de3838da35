"""Forms that are sent twice and done once: a tap too many, a reload, a bad connection.

A view that makes something takes `once: OnceDep` and answers `once.see_other(address)`; what it did and the key of its
form are one transaction. The key is a hidden field that `form_token()` writes.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, ClassVar, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col
from starlette.datastructures import FormData

from directory.db import SessionDep, UtcDateTime, take_turns
from directory.errors import AlongsideError, RefusedError
from directory.policy import FORM_TOKEN, Caller
from directory.web.dependencies import ClockDep
from directory.web.templating import KEY, see_other

KEPT_FOR: Final = timedelta(days=2)
"""How long a key is remembered: longer than a page with a form is worth sending."""
NOBODY: Final = UUID(int=0)
SHORTEST_KEY, LONGEST_KEY = 16, 64


class AcceptedOnce(SQLModel, table=True):
    """A form that was done, and where its sender was sent then. What stood in it cannot be told from this row."""

    __tablename__ = "accepted_once"

    person_id: UUID = Field(primary_key=True)
    """Who sent it; zero for somebody who was not signed in."""
    path: str = Field(primary_key=True)
    key_hash: str = Field(primary_key=True)
    body_hash: str
    """Keyed by the form's own key, of which only a hash is kept: nobody can find out what was typed by trying."""
    answer: str
    accepted_at: datetime = Field(sa_type=UtcDateTime, index=True)


class DoneBeforeError(AlongsideError):
    """The same form was done already: its sender goes on to where they were sent then."""

    status: ClassVar[int] = 303

    def __init__(self, answer: str) -> None:
        super().__init__("This was done already.")
        self.answer = answer


class OtherFormError(AlongsideError):
    """Another form was sent under the key of one that was done."""

    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Once:
    """One form on its way to be done."""

    session: Session
    row: AcceptedOnce

    def see_other(self, address: str) -> RedirectResponse:
        """Send the browser on, and remember where to: whoever sends this form again is sent there too."""
        self.row.answer = address
        self.session.add(self.row)
        return see_other(address)


async def _sent_form(request: Request) -> FormData:
    return await request.form()


def _take_once(
    request: Request, form: Annotated[FormData, Depends(_sent_form)], session: SessionDep, clock: ClockDep
) -> Once:
    """Raise `DoneBeforeError` where this form was done, and `OtherFormError` where another was under its key."""
    caller: Caller | None = getattr(request.state, "caller", None)
    key = form.get(KEY)
    if not isinstance(key, str) or not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise RefusedError("This form came without its key. Open its page again and send it once more.")
    row = AcceptedOnce(
        person_id=caller.person_id if caller else NOBODY,
        path=request.url.path,
        key_hash=sha256(key.encode()).hexdigest(),
        body_hash=_body_hash(form, key),
        answer="",
        accepted_at=clock(),
    )
    take_turns(session, row.key_hash)
    before = session.get(AcceptedOnce, (row.person_id, row.path, row.key_hash))
    if before is None:
        return Once(session, row)
    if hmac.compare_digest(before.body_hash, row.body_hash):
        raise DoneBeforeError(before.answer)
    raise OtherFormError("This form was sent before with something else in it. Open its page again.")


OnceDep = Annotated[Once, Depends(_take_once)]
"""What a view that makes something takes, so that a form sent twice makes one."""


def _body_hash(form: FormData, key: str) -> str:
    """The form without the token of its session, which may have changed since."""
    mac = hmac.new(key.encode(), digestmod=sha256)
    for name, value in form.multi_items():
        if name != FORM_TOKEN:
            said = value if isinstance(value, str) else f"{value.filename} {value.size}"
            mac.update(f"{len(name)} {name}={len(said)} {said};".encode())
    return mac.hexdigest()


def forget_accepted(session: Session, *, now: datetime) -> None:
    """Forget the keys of forms that nobody will send again."""
    session.exec(delete(AcceptedOnce).where(col(AcceptedOnce.accepted_at) <= now - KEPT_FOR))
