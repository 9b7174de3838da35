"""What the views of clients are handed: who asks, when, and the client whose record they may see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from sqlmodel import Session

from directory.audit import Subject, note_read
from directory.clients.access import get_client
from directory.clients.codes import Emergency
from directory.clients.emergency import get_opened
from directory.clients.models import Client, EmergencyAccess
from directory.config import Settings
from directory.db import SessionDep
from directory.errors import NotFoundError, RefusedError
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Caller, CurrentCaller
from directory.web import page
from directory.web.dependencies import ClockDep, WordsDep


class AtDesk:
    """Somebody who works with clients, at one moment, and the words they read."""

    def __init__(
        self, request: Request, caller: CurrentCaller, session: SessionDep, words: WordsDep, clock: ClockDep
    ) -> None:
        self.request = request
        self.caller: Caller = caller
        self.session: Session = session
        self.words: Translator = words
        self.now: datetime = clock()

    @property
    def settings(self) -> Settings:
        """What the installation was told."""
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return self.settings.zone

    @property
    def here_now(self) -> datetime:
        """The moment on the clocks of the agency."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The day in the agency's time zone."""
        return self.here_now.date()

    @property
    def vocabulary(self) -> Vocabulary:
        """Domains, fit facts, audiences, access and languages by code."""
        return load_vocabulary(seeds_folder() / "vocabulary")

    def client(self, client_id: UUID, *, hold: bool = False) -> Client:
        """Return a client whose record the caller may see, held where it is to change; raises NotFoundError."""
        return get_client(self.session, client_id, seen_by=self.caller, today=self.today, hold=hold)

    def opened(self, client_id: UUID) -> tuple[Client, EmergencyAccess | None]:
        """Return a client whose record the caller may see, or has open in an emergency; raises NotFoundError."""
        try:
            return self.client(client_id), None
        except NotFoundError:
            return get_opened(self.session, client_id, by=self.caller, now=self.now)

    def page(
        self,
        template: str,
        content: object,
        *,
        seen: Sequence[Client] | Sequence[UUID] = (),
        emergency: EmergencyAccess | None = None,
        status: int = 200,
    ) -> Response:
        """Answer with a page; that the caller saw the clients in `seen` is written into the audit, with what for."""
        answer = page(self.request, template, content, status=status)
        ids = [each.id if isinstance(each, Client) else each for each in seen]
        if ids:
            why: Emergency | Literal[""] = Emergency(emergency.reason) if emergency else ""
            note_read(self.session, caller=self.caller, subject=Subject.CLIENT, ids=ids, reason=why, now=self.now)
        return answer

    def said(self, refusal: RefusedError) -> str:
        """Why something was refused, in the reader's language."""
        return self.words.gettext(str(refusal))


AtDeskDep = Annotated[AtDesk, Depends()]
