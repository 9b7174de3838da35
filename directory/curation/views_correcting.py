"""Corrections without an account: a short form, kept from machines by nothing but its own page."""

from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from directory import policy
from directory.curation.correcting import LONGEST_CONTACT, Correction, Subject, correct_listing
from directory.curation.kinds import Voice
from directory.curation.pages.correcting import correction_page
from directory.curation.proposing import LONGEST_SUGGESTION, NOTHING_SAID, TOO_LONG
from directory.db import SessionDep
from directory.i18n import Translator
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail, ListingNotFound, get_listing
from directory.policy import Role
from directory.web import page
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled
from directory.web.once import OnceDep
from directory.web.rates import limited

router = APIRouter(prefix="/listings/{listing_id}/corrections", include_in_schema=False)
OFTEN: Final = "5/minute; 30/hour"
QUICKEST: Final = timedelta(seconds=3)
"""Nobody reads the form and writes a sentence sooner; what fills in forms by itself does."""
LONGEST_OPEN: Final = timedelta(days=2)


class CorrectionTyped(BaseModel):
    """The form as it is sent."""

    model_config = ConfigDict(extra="ignore")

    about: str = ""
    words: str = ""
    contact: str = ""
    homepage: str = ""
    """No person sees this field; what fills in every field does."""
    opened: str = ""

    def faults(self, words: Translator, now: datetime) -> dict[str, str]:
        """A sentence for each field that cannot be used."""
        _ = words.gettext
        faults = {}
        if self.about not in set(Subject):
            faults["about"] = _("Choose what is wrong.")
        if not self.words.strip() and self.about != Subject.GONE:
            faults["words"] = _(NOTHING_SAID)
        if len(self.words.strip()) > LONGEST_SUGGESTION:
            faults["words"] = _(TOO_LONG)
        if len(self.contact.strip()) > LONGEST_CONTACT:
            too_long = _("This is too long: write at most %(count)s characters.")
            faults["contact"] = too_long % {"count": LONGEST_CONTACT}
        if not faults and not self.took_time(now):
            faults[""] = _("Please read it once more, and send it again.")
        return faults

    def took_time(self, now: datetime) -> bool:
        """Whether the form stood open for as long as a person needs, and not for days."""
        digits = self.opened if self.opened.isascii() and self.opened.isdigit() and len(self.opened) < 12 else "0"
        return QUICKEST.total_seconds() <= now.timestamp() - int(digits) <= LONGEST_OPEN.total_seconds()

    def said(self, words: Translator) -> Correction:
        """What is handed in, once there are no faults."""
        text = self.words.replace("\r\n", "\n").strip() or words.gettext("It does not exist any more")
        return Correction(Subject(self.about), text, self.contact.strip())


@router.get("/new", **policy.public)
def show_form(request: Request, listing_id: str, session: SessionDep, words: WordsDep, clock: ClockDep) -> Response:
    """Ask what is wrong."""
    return _form_page(request, _listing(session, listing_id), Filled(), words, opened=_seconds(clock()))


@router.post("", **limited(policy.public, OFTEN))
def take_correction(
    request: Request,
    once: OnceDep,
    listing_id: str,
    typed: Annotated[CorrectionTyped, Form()],
    *,
    words: WordsDep,
    clock: ClockDep,
) -> Response:
    """File it for a coordinator; what no person wrote is thanked for and forgotten."""
    listing, now = _listing(once.session, listing_id), clock()
    if typed.homepage:
        return once.see_other(_thanks(listing))
    if faults := typed.faults(words, now):
        form = Filled(typed.model_dump(include={"about", "words", "contact"}), faults)
        opened = typed.opened if typed.took_time(now + QUICKEST) else _seconds(now)
        return _form_page(request, listing, form, words, opened=opened, status=422)
    correct_listing(once.session, listing.id, typed.said(words), voice=_voice(request), now=now)
    return once.see_other(_thanks(listing))


@router.get("/thanks", **policy.public)
def show_thanks(request: Request, listing_id: str, session: SessionDep, words: WordsDep) -> Response:
    """Say what becomes of it."""
    return _form_page(request, _listing(session, listing_id), Filled(), words, opened="", is_sent=True)


def _form_page(
    request: Request,
    listing: ListingDetail,
    form: Filled,
    words: Translator,
    *,
    opened: str,
    is_sent: bool = False,
    status: int = 200,
) -> Response:
    draft = public_side(listing.draft)
    content = correction_page(listing.id, draft.name, draft.text_language, form, words, opened=opened, is_sent=is_sent)
    return page(request, "listings/correction.html", content, status=status)


def _voice(request: Request) -> Voice:
    caller = policy.caller_if_any(request)
    works_here = caller is not None and not caller.locked and caller.roles & {Role.PEER, Role.SUPERVISOR}
    return Voice.PEER if works_here else Voice.PUBLIC


def _listing(session: Session, text: str) -> ListingDetail:
    try:
        return get_listing(session, UUID(text))
    except ValueError:
        raise ListingNotFound from None


def _thanks(listing: ListingDetail) -> str:
    return f"/listings/{listing.id}/corrections/thanks"


def _seconds(now: datetime) -> str:
    return str(int(now.timestamp()))
