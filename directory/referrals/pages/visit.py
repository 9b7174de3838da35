"""The two forms of a bridge that take words: the plan of a visit, and what is said to the contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from directory.accounts.pages.parts import Option
from directory.i18n import Translator
from directory.listings.models import KeyContact
from directory.referrals.codes import Step
from directory.referrals.forms import WordsToSay
from directory.referrals.next_steps import visit_step
from directory.referrals.pages.history import Teller
from directory.referrals.plans import planned_words
from directory.referrals.typed import PlanForm, WordsForm
from directory.referrals.whole import Whole
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class Visit:
    """The plan as it stands, and its form."""

    form: Filled
    contacts: tuple[Option, ...]
    """Whom the listing knows, to be met there."""
    is_planned: bool
    is_open: bool
    """Whether its form was just refused."""


@dataclass(frozen=True, slots=True)
class WordsSaid:
    """What the contact hears, and the client's yes to it."""

    form: Filled
    agreed: str
    """When the client said yes; empty before."""
    words: str
    is_open: bool


def visit_of(whole: Whole, typed: Filled, refused: str, words: Translator, zone: ZoneInfo) -> Visit:
    """The plan of the visit that is next: going along, or once connected one more together."""
    row = whole.steps.get(visit_step(whole.referral))
    planned_at = row.planned_at if row is not None else None
    form = Filled()
    if refused == PlanForm.__name__:
        form = typed
    elif row is not None and planned_at is not None:
        here = planned_at.astimezone(zone)
        form = Filled(
            {
                "day": here.date().isoformat(),
                "hour": f"{here:%H:%M}",
                "meet_hour": f"{row.meet_at.astimezone(zone):%H:%M}" if row.meet_at else "",
                "key_contact_id": str(row.key_contact_id or ""),
            }
            | planned_words(row)
        )
    contacts = contact_options(whole.contacts, form.value("key_contact_id"), words)
    return Visit(form, contacts, planned_at is not None, is_open=refused == PlanForm.__name__)


def contact_options(contacts: Sequence[KeyContact], chosen: str, words: Translator) -> tuple[Option, ...]:
    """The key contacts of a listing by what they do there, and by name where they may be named."""
    named = words.gettext("%(name)s, %(role)s")
    return tuple(
        Option(
            str(contact.id),
            named % {"name": contact.name, "role": contact.role} if contact.name else contact.role,
            str(contact.id) == chosen,
        )
        for contact in contacts
    )


def words_said(whole: Whole, typed: Filled, refused: str, teller: Teller) -> WordsSaid:
    """What the contact hears."""
    row = whole.steps.get(Step.CONTACT)
    kept = WordsToSay.model_validate_json(row.details) if row is not None and row.details else None
    agreed = teller.when(row.planned_at) if kept and row is not None and row.planned_at else ""
    form = typed if refused == WordsForm.__name__ else Filled({"words": kept.words if kept else ""})
    return WordsSaid(form, agreed, kept.words if kept else "", is_open=refused == WordsForm.__name__)
