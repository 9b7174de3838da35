"""What peers add to a listing: key contacts, what it is like, and that they know it."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response
from pydantic import BaseModel
from sqlmodel import Session

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import Own, OwnDep
from directory.i18n import Translator
from directory.listings import knowing
from directory.listings.knowing import NewKeyContact
from directory.listings.pages.knowing import KnowingForm, PeersSide, contact_form, note_form, peers_side
from directory.listings.queries import ListingDetail, get_listing
from directory.policy import Caller, Role
from directory.web import page, see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter(prefix="/listings", include_in_schema=False)
PEERS: Final = frozenset({Role.PEER, Role.SUPERVISOR})
peers: Final = policy.anybodys(policy.roles(*PEERS))
LONGEST_LINE: Final = 200
LONGEST_NOTE: Final = 1000


class KeyContactTyped(BaseModel):
    """Somebody there, as the form is sent."""

    role: str = ""
    name: str = ""
    allowed: str = ""
    best_time: str = ""
    phone: str = ""

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each field that cannot be used."""
        _ = words.gettext
        too_long = _("This is too long: write at most %(count)s characters.") % {"count": LONGEST_LINE}
        faults = {name: too_long for name, value in self.model_dump().items() if len(value.strip()) > LONGEST_LINE}
        if not self.role.strip():
            faults["role"] = _("Say what they do there.")
        if self.name.strip() and not self.allowed:
            faults["name"] = _("Write the name only if they said that peers may know it.")
        if self.phone.strip() and sum(letter.isdigit() for letter in self.phone) < 3:
            faults["phone"] = _("This is no telephone number.")
        return faults

    def said(self) -> NewKeyContact:
        """What is handed in, once there are no faults."""
        return NewKeyContact(
            role=self.role.strip(),
            name=self.name.strip(),
            allowed=bool(self.allowed),
            best_time=self.best_time.strip(),
            phone=self.phone.strip(),
        )


def peers_side_for(
    caller: Caller | None, listing: ListingDetail, session: Session, words: Translator
) -> PeersSide | None:
    """What peers alone see on the page of a listing: nothing is looked up for anybody else."""
    if caller is None or caller.roles.isdisjoint(PEERS):
        return None
    named = [one for one in listing.draft.contacts if one.key and not one.public]
    return peers_side(listing.id, knowing.known_by_peers(session, listing.id, seen_by=caller), named, words)


@router.get("/{listing_id}/key-contacts/new", **peers)
def show_contact_form(own: OwnDep, listing_id: UUID) -> Response:
    """Ask whom a peer can introduce a client to."""
    return _contact_page(own, get_listing(own.session, listing_id), Filled())


@router.post("/{listing_id}/key-contacts", **peers)
def add_contact(own: OwnDep, once: OnceDep, listing_id: UUID, typed: Annotated[KeyContactTyped, Form()]) -> Response:
    """Keep somebody to introduce clients to."""
    listing = get_listing(own.session, listing_id)
    if faults := typed.faults(own.words):
        return _contact_page(own, listing, Filled(typed.model_dump(), faults), status=422)
    knowing.add_key_contact(own.session, listing.id, typed.said(), by=own.caller, today=own.today, now=own.clock())
    return once.see_other(_peers_part(listing.id))


@router.post("/key-contacts/{key_contact_id}/removal", **peers)
def remove_contact(own: OwnDep, key_contact_id: UUID) -> Response:
    """Forget somebody who is no longer there."""
    listing_id = knowing.remove_key_contact(own.session, key_contact_id, by=own.caller, now=own.clock())
    return see_other(_peers_part(listing_id))


@router.get("/{listing_id}/notes/new", **peers)
def show_note_form(own: OwnDep, listing_id: UUID) -> Response:
    """Ask what it is like, with what the peer wrote before."""
    listing = get_listing(own.session, listing_id)
    before = knowing.known_by_peers(own.session, listing.id, seen_by=own.caller).own_note
    return _note_page(own, listing, Filled({"words": before.words if before else ""}))


@router.post("/{listing_id}/notes", **peers)
def write_note(own: OwnDep, once: OnceDep, listing_id: UUID, words: Typed = "") -> Response:
    """Keep what it is like, for a coordinator to read first."""
    listing = get_listing(own.session, listing_id)
    said = words.replace("\r\n", "\n").strip()
    fault = "" if said else own.words.gettext("Write what it is like there.")
    if len(said) > LONGEST_NOTE:
        too_long = own.words.gettext("This is too long: write at most %(count)s characters.")
        fault = too_long % {"count": LONGEST_NOTE}
    if fault:
        return _note_page(own, listing, Filled({"words": words}, {"words": fault}), status=422)
    knowing.write_note(own.session, listing.id, said, by=own.caller, now=own.clock())
    return once.see_other(_peers_part(listing.id))


@router.post("/{listing_id}/notes/removal", **peers)
def remove_note(own: OwnDep, listing_id: UUID) -> Response:
    """Take one's own note back."""
    listing = get_listing(own.session, listing_id)
    knowing.remove_note(own.session, listing.id, by=own.caller, now=own.clock())
    return see_other(_peers_part(listing.id))


@router.post("/{listing_id}/knowing", **peers)
def tell_known(own: OwnDep, listing_id: UUID, knows: Typed = "") -> Response:
    """Tell colleagues that one knows the place, or no longer tell them."""
    listing = get_listing(own.session, listing_id)
    knowing.tell_known(own.session, listing.id, knows=knows == "yes", by=own.caller, now=own.clock())
    return see_other(_peers_part(listing.id))


def _contact_page(own: Own, listing: ListingDetail, form: Filled, *, status: int = 200) -> Response:
    content = contact_form(listing.id, listing.draft.name, form, own.words)
    return _answer(own, "key_contact", content, status)


def _note_page(own: Own, listing: ListingDetail, form: Filled, *, status: int = 200) -> Response:
    content = note_form(listing.id, listing.draft.name, form, own.words)
    return _answer(own, "peer_note", content, status)


def _answer(own: Own, template: str, content: KnowingForm, status: int) -> Response:
    return page(own.request, f"listings/{template}.html", content, status=status)


def _peers_part(listing_id: UUID) -> str:
    return f"/listings/{listing_id}#peers"
