"""The form of a listing, new or known, as one page."""

from dataclasses import asdict, dataclass, field
from typing import Any

from directory.accounts.pages.parts import Option, Way
from directory.curation.editing.fields import PLACE, Values
from directory.curation.editing.sharing import Shared
from directory.curation.pages.editing_parts import (
    Picking,
    Question,
    RowCells,
    audiences_of,
    contact_rows,
    kinds_of,
    languages_of,
    phone_rows,
    questions_of,
    statuses,
    visibilities,
)
from directory.curation.pages.looked import Looked
from directory.curation.pages.words import text_languages
from directory.i18n import Translator
from directory.listings.map_ground import Ground
from directory.listings.vocabulary import Vocabulary
from directory.web.filled import Filled

PLACE_FOR = "place_for"
"""The field that says for whom a shared place is told anew: `all`, or `this`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the form stands: what was typed, what is wrong with it, and what it is the form of."""

    values: Values
    faults: dict[str, str] = field(default_factory=dict)
    listing_id: str = ""
    """Empty for a new one."""
    proposal_id: str = ""
    """The proposal that a new one is written from."""
    version: str = ""
    shared: Shared = field(default_factory=Shared)
    asks_place: bool = False
    """Whether it must be said for whom the place changes."""
    place_for: str = ""
    words: str = ""
    """Why it is changed."""
    more_phones: int = 0
    more_contacts: int = 0
    done: str = ""


@dataclass(frozen=True, slots=True)
class EditPage:
    """The whole page."""

    title: str
    action: str
    ways: tuple[Way, ...]
    """To the page of the listing, its call sheet and its history."""
    version: str
    proposal_id: str
    is_new: bool
    form: Filled
    kinds: Picking
    languages: Picking
    audiences: tuple[Option, ...]
    facts: tuple[Question, ...]
    access: tuple[Question, ...]
    phones: tuple[RowCells, ...]
    contacts: tuple[RowCells, ...]
    statuses: tuple[Option, ...]
    visibilities: tuple[Option, ...]
    text_languages: tuple[Option, ...]
    formats: tuple[Option, ...]
    sharing: str
    """That the place is shared, and with how many."""
    place_for: tuple[Option, ...]
    """The two answers to for whom it changes; none when that is not asked."""
    organization_said: str
    looked: Looked
    ground: dict[str, str | int]
    """What the map with the pin lies on, as its script is told."""
    notice: str
    back: Way


def edit_page(
    standing: Standing, looked: Looked, vocabulary: Vocabulary, words: Translator, *, ground: Ground
) -> EditPage:
    """Build the page."""
    values, is_new = standing.values, not standing.listing_id
    here = f"/curation/listings/{standing.listing_id}/edit"
    return EditPage(
        title=words.gettext("A new listing") if is_new else words.gettext("Edit a listing"),
        action="/curation/listings/new" if is_new else here,
        ways=() if is_new else _ways(standing, words),
        version=standing.version,
        proposal_id=standing.proposal_id,
        is_new=is_new,
        form=Filled(values | {"words": standing.words}, standing.faults),
        kinds=kinds_of(values, vocabulary, words),
        languages=languages_of(values, vocabulary, words),
        audiences=audiences_of(values, vocabulary, words),
        facts=questions_of(values, "facts", vocabulary, words),
        access=questions_of(values, "access", vocabulary, words),
        phones=phone_rows(values, _empty_rows(values["phones"], standing.more_phones), words),
        contacts=contact_rows(values, _empty_rows(values["contacts"], standing.more_contacts)),
        statuses=statuses(values["status"], words),
        visibilities=visibilities(values[f"{PLACE}visibility"], words),
        text_languages=_text_languages(values["text_language"], words),
        formats=_formats(values, words),
        sharing=_sharing(standing.shared, words),
        place_for=_place_for(standing, words) if standing.asks_place else (),
        organization_said=_organization_said(standing.shared, words),
        looked=looked,
        ground=asdict(ground),
        notice=notices(words).get(standing.done, ""),
        back=Way(words.gettext("all listings"), "/curation/listings"),
    )


def _empty_rows(text: str, more: int) -> int:
    return more or int(text == "[]")


def _text_languages(chosen: str, words: Translator) -> tuple[Option, ...]:
    return tuple(Option(code, name, code == chosen) for code, name in text_languages(words).items())


def _formats(values: Values, words: Translator) -> tuple[Option, ...]:
    names = {
        "in_person": words.gettext("In person"),
        "online": words.gettext("Online"),
        "venue_closed": words.gettext("The place is closed for now; online it goes on"),
    }
    return tuple(Option(name, label, bool(values[name])) for name, label in names.items())


def _ways(standing: Standing, words: Translator) -> tuple[Way, ...]:
    listing_id, status = standing.listing_id, standing.values["status"]
    sheet = Way(words.gettext("Call sheet"), f"/curation/call-sheet/{listing_id}")
    return (
        Way(words.gettext("As readers see it"), f"/listings/{listing_id}"),
        *([sheet] if status in {"active", "temporarily_closed"} else []),
        Way(words.gettext("History"), f"/curation/listings/{listing_id}/history"),
    )


def _sharing(shared: Shared, words: Translator) -> str:
    count = len(shared.place)
    if not count:
        return ""
    said: str = words.ngettext(
        "%(count)s other listing is at this place.", "%(count)s other listings are at this place.", count
    )
    return said % {"count": count}


def _place_for(standing: Standing, words: Translator) -> tuple[Option, ...]:
    everything = words.gettext("Change it for all %(count)s here") % {"count": len(standing.shared.place) + 1}
    answers = {"all": everything, "this": words.gettext("This one moved; the others stay")}
    return tuple(Option(code, label, code == standing.place_for) for code, label in answers.items())


def _organization_said(shared: Shared, words: Translator) -> str:
    if shared.organization < 1:
        return ""
    said: str = words.ngettext(
        "What is said of the organization is said for %(count)s other listing of it, too.",
        "What is said of the organization is said for %(count)s other listings of it, too.",
        shared.organization,
    )
    return said % {"count": shared.organization}


def notices(words: Translator) -> dict[str, Any]:
    """What was just done."""
    return {
        "saved": words.gettext("Saved. Readers see it within moments. When it was checked is not changed by this."),
        "added": words.gettext("Added. Readers find it within moments."),
        "kept": words.gettext("Kept as a draft. Nobody but coordinators sees it until it is published."),
        "many": words.gettext("Done. What was changed meanwhile was left as it is."),
    }
