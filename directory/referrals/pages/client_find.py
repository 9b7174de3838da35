"""Finding for a client: what was applied, what was let go of, usual places, and cards to refer from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.accounts.pages.parts import Option, Way
from directory.clients.models import Client
from directory.formats import short_date
from directory.i18n import Translator
from directory.listings.pages.labels import WHEN, value_label
from directory.listings.pages.result_cards import Reader, ResultCard, result_card
from directory.listings.vocabulary import Vocabulary
from directory.referrals.codes import UNDER_WAY
from directory.referrals.finding import AskedForClient, FoundForClient, Tried
from directory.referrals.pages.labels import options, state_names
from directory.referrals.pages.reasons import reason_names
from directory.referrals.pages.refer import Place
from directory.web.filled import Filled
from directory.web.my_list import full_sentence


@dataclass(frozen=True, slots=True)
class Card:
    """One result, and what this client has to do with it."""

    id: str
    result: ResultCard
    tried: str
    tried_href: str
    is_starred: bool
    no_room: str
    """Why it does not go on the list of this device."""


@dataclass(frozen=True, slots=True)
class ClientFindPage:
    """Everything the page shows."""

    title: str
    back: Way
    client_id: UUID
    handle: str
    form: Filled
    whens: tuple[Option, ...]
    domains: tuple[Option, ...]
    plain: bool
    wishes: tuple[str, ...]
    relaxed: str
    safety: tuple[str, ...]
    where: str
    unknown_place: str
    is_ready: bool
    usual: tuple[Place, ...]
    cards: tuple[Card, ...]
    page: int
    has_more: bool
    listed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in which language, by whose clock."""

    vocabulary: Vocabulary
    words: Translator
    zone: ZoneInfo
    listed: frozenset[str] = frozenset()
    """The ids on the list of this device."""
    no_room_for: str = ""
    """The one that did not go on it any more."""


def client_find_page(
    client: Client,
    asked: AskedForClient,
    found: FoundForClient | None,
    usual: Sequence[Place],
    asker: Asker,
    *,
    starred: Sequence[UUID],
    faults: Mapping[str, str] | None = None,
) -> ClientFindPage:
    """Build the page; without `found`, what was asked could not be used, and `faults` say why."""
    words = asker.words
    whens = {"": words.gettext("Any time")} | {code: say(words) for code, say in WHEN.items()}
    domains = {"": words.gettext("What they want")}
    domains |= {code: entry.label(words.code) for code, entry in asker.vocabulary.domains.items()}
    return ClientFindPage(
        title=words.gettext("Find"),
        back=Way(client.handle, f"/clients/{client.id}"),
        client_id=client.id,
        handle=client.handle,
        form=Filled({"q": asked.q, "near": asked.near or client.area}, faults or {}),
        whens=options(whens, asked.when),
        domains=options(domains, asked.domain),
        plain=asked.plain,
        wishes=_wishes(found, asker) if found else (),
        relaxed=_relaxed(found, words) if found else "",
        safety=found.found.cards if found else (),
        where=found.found.place.name if found and found.found.place else "",
        unknown_place=found.found.unknown_place if found else "",
        is_ready=found is not None and found.found.results is not None,
        usual=tuple(usual),
        cards=_cards(found, asker, starred) if found else (),
        page=asked.page,
        has_more=found.has_more if found else False,
        listed=asker.listed,
    )


def _cards(found: FoundForClient, asker: Asker, starred: Sequence[UUID]) -> tuple[Card, ...]:
    reader = Reader(found.found.question, asker.vocabulary, asker.words, found.found.now, asker.zone)
    return tuple(
        _card(
            result_card(hit, reader),
            found.tried.get(UUID(hit.id)),
            UUID(hit.id),
            reader,
            is_starred=UUID(hit.id) in starred,
            no_room=full_sentence(asker.words) if hit.id == asker.no_room_for else "",
        )
        for hit in found.hits
    )


def _card(
    result: ResultCard, tried: Tried | None, listing_id: UUID, reader: Reader, *, is_starred: bool, no_room: str
) -> Card:
    return Card(
        id=str(listing_id),
        result=result,
        tried=_tried(tried, reader) if tried else "",
        tried_href=f"/referrals/{tried.referral_id}" if tried else "",
        is_starred=is_starred,
        no_room=no_room,
    )


def _tried(tried: Tried, reader: Reader) -> str:
    """`Tried before: did not happen (no way to get there), Oct 12`, or that it is under way."""
    words = reader.words
    state = state_names(words)[tried.state]
    reason = reason_names(words).get(tried.reason or "", "")
    day = short_date(tried.at.astimezone(reader.zone).date(), words, today=reader.today)
    said = f"{state} ({reason}), {day}" if reason else f"{state}, {day}"
    if tried.state in UNDER_WAY:
        return words.gettext("Under way: %(how)s") % {"how": said}
    return words.gettext("Tried before: %(how)s") % {"how": said}


def _wishes(found: FoundForClient, asker: Asker) -> tuple[str, ...]:
    """What suits the client and was asked for, in words."""
    said = [
        value_label(name, code, asker.vocabulary, asker.words) for name, code in found.applied if name != "unstated"
    ]
    return tuple(dict.fromkeys(said))


def _relaxed(found: FoundForClient, words: Translator) -> str:
    """What was let go of, since too little was found."""
    _ = words.gettext
    names = {
        "unstated": _("places that do not say so"),
        "format": _("in person or online"),
        "for": _("who it is for"),
        "need": _("what it must offer"),
        "domain": _("other parts of life"),
        "language": _("the language"),
    }
    return ", ".join(names[name] for name in found.relaxed)
