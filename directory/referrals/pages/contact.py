"""Logging a contact: three taps, and more only for who wants to say more."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.accounts.pages.parts import Option, Way
from directory.clients.codes import Direction
from directory.clients.models import Client
from directory.clients.pages.forms import to_record
from directory.clients.pages.words import channel_names, direction_names, options
from directory.i18n import Translator
from directory.referrals.of_client import ReferralLine
from directory.web.filled import Filled

MORE = ("at", "minutes", "place", "note", "promise", "promise_due", "referral")


@dataclass(frozen=True, slots=True)
class ContactForm:
    """The form, as it stands on its own page and on the client's."""

    action: str
    form: Filled
    channels: tuple[Option, ...]
    directions: tuple[Option, ...]
    referrals: tuple[Option, ...]
    has_more: bool
    """Whether something stands in the fields that are folded away."""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The form on a page of its own."""

    title: str
    contact: ContactForm
    back: Way


def contact_form(client: Client, form: Filled, referrals: Sequence[ReferralLine], words: Translator) -> ContactForm:
    """Build the form of a contact with a client; the referrals are those it may be about."""
    about = {str(line.referral.id): line.place for line in referrals if line.is_open}
    return ContactForm(
        action=f"/clients/{client.id}/contacts",
        form=form,
        channels=options(channel_names(words), form.value("channel")),
        directions=options(direction_names(words), form.value("direction") or Direction.OUTBOUND),
        referrals=options(about, form.value("referral")),
        has_more=any(form.value(name) or form.fault(name) for name in MORE),
    )


def contact_page(client: Client, form: Filled, referrals: Sequence[ReferralLine], words: Translator) -> ContactPage:
    """Build the page."""
    contact = contact_form(client, form, referrals, words)
    return ContactPage(words.gettext("Log a contact"), contact, to_record(client))
