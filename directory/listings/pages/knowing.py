"""What peers know of a place, as they read it on its page, and the forms by which they add to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from directory.accounts.pages.parts import Way
from directory.formats import phone_in_words, phone_link
from directory.i18n import Translator
from directory.listings.forms import ContactDraft
from directory.listings.knowing import DeclineReason, KnownByPeers, NoteState
from directory.listings.models import KeyContact
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody to introduce a client to."""

    id: str
    """Empty for one that the listing itself names."""
    label: str
    said: str
    phone: str
    phone_href: str


@dataclass(frozen=True, slots=True)
class PeersSide:
    """The part of a listing's page that peers alone see."""

    listing_id: str
    contacts: tuple[ContactLine, ...]
    notes: tuple[str, ...]
    own_note: str
    own_standing: str
    colleagues: str
    is_known_to_me: bool


@dataclass(frozen=True, slots=True)
class KnowingForm:
    """A form of its own for one thing that a peer adds."""

    title: str
    action: str
    form: Filled
    back: Way


def peers_side(listing_id: UUID, known: KnownByPeers, named: Sequence[ContactDraft], words: Translator) -> PeersSide:
    """Build the part; `named` are the contacts of the listing's own that are no public ones."""
    own = known.own_note
    return PeersSide(
        listing_id=str(listing_id),
        contacts=(*(_of_listing(one) for one in named), *(_of_peers(one) for one in known.contacts)),
        notes=known.notes,
        own_note=own.words if own else "",
        own_standing=_standing(NoteState(own.state), own.reason, words) if own else "",
        colleagues=", ".join(known.colleagues),
        is_known_to_me=known.is_known_to_me,
    )


def _of_listing(one: ContactDraft) -> ContactLine:
    label = ", ".join(filter(None, (one.name, one.title)))
    return ContactLine("", label, one.best_time, phone_in_words(one.phone), phone_link(one.phone) if one.phone else "")


def _of_peers(one: KeyContact) -> ContactLine:
    label = ", ".join(filter(None, (one.name, one.role)))
    said = phone_in_words(one.phone) if one.phone else ""
    return ContactLine(str(one.id), label, one.best_time, said, phone_link(one.phone) if one.phone else "")


def _standing(state: NoteState, reason: str, words: Translator) -> str:
    if state is NoteState.WAITING:
        return words.gettext("A coordinator reads it first.")
    if state is NoteState.APPROVED:
        return words.gettext("Colleagues read it.")
    return {
        DeclineReason.NAMES_SOMEBODY.value: words.gettext("Not shown to others: it tells of a person."),
        DeclineReason.LABELS_PEOPLE.value: words.gettext("Not shown to others: a word in it labels people."),
        DeclineReason.NOT_ABOUT_THE_PLACE.value: words.gettext("Not shown to others: it is not about the place."),
    }.get(reason, words.gettext("Not shown to others. Ask a coordinator why."))


def contact_form(listing_id: UUID, name: str, form: Filled, words: Translator) -> KnowingForm:
    """The form for a key contact."""
    action = f"/listings/{listing_id}/key-contacts"
    return KnowingForm(words.gettext("Somebody to meet there"), action, form, _back(listing_id, name))


def note_form(listing_id: UUID, name: str, form: Filled, words: Translator) -> KnowingForm:
    """The form for what a place is like."""
    return KnowingForm(
        words.gettext("What it is like there"), f"/listings/{listing_id}/notes", form, _back(listing_id, name)
    )


def _back(listing_id: UUID, name: str) -> Way:
    return Way(name, f"/listings/{listing_id}#peers")
