"""The pages that log a referral: for whom, where to, and what was agreed, with the likeliest choices made already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.clients.models import Client, ClientGoal
from directory.i18n import Translator
from directory.listings.pages.time_labels import TimeLine
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Vocabulary
from directory.referrals.codes import Course, Mode, SaidYes, Spoken
from directory.referrals.pages.labels import course_names, mode_meanings, mode_names, options, spoken_names, yes_names
from directory.web.filled import Filled

ERRANDS = "essentials"
"""The domain whose places one mostly goes to once, and alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place to refer to."""

    id: UUID
    name: str
    organization: str
    is_starred: bool = False
    time: TimeLine | None = None


@dataclass(frozen=True, slots=True)
class ForWhomPage:
    """Choosing the client for a place."""

    title: str
    back: Way
    place: Place
    clients: tuple[Way, ...]
    outing_href: str


@dataclass(frozen=True, slots=True)
class ReferForms:
    """The choices of a referral."""

    form: Filled
    goals: tuple[Option, ...]
    domains: tuple[Option, ...]
    """Empty where the places say it themselves."""
    modes: tuple[Option, ...]
    courses: tuple[Option, ...]
    spoken: tuple[Option, ...]
    yeses: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ReferPage:
    """What was agreed with one client."""

    title: str
    back: Way
    client_id: UUID
    handle: str
    places: tuple[Place, ...]
    """None: the name is written down, and usual places are offered."""
    usual: tuple[Place, ...]
    choices: ReferForms
    replaces: str


@dataclass(frozen=True, slots=True)
class OutingPage:
    """One activity for several clients."""

    title: str
    back: Way
    place: Place
    clients: tuple[Option, ...]
    choices: ReferForms


def place_of(listing: ListingDetail, *, is_starred: bool = False, time: TimeLine | None = None) -> Place:
    """A listing as a place to refer to."""
    draft = listing.draft
    organization = draft.organization if draft.organization != draft.name else ""
    return Place(listing.id, draft.name, organization, is_starred, time)


def for_whom_page(
    listing: ListingDetail, clients: Sequence[Client], words: Translator, *, starred: bool
) -> ForWhomPage:
    """Build the page that asks for whom."""
    place = place_of(listing, is_starred=starred)
    ways = tuple(Way(client.handle, f"/referrals/new?client={client.id}&to={place.id}") for client in clients)
    back = Way(place.name, f"/listings/{place.id}")
    outing = f"/outings/new?to={place.id}" if len(ways) > 1 else ""
    return ForWhomPage(words.gettext("Refer: for whom?"), back, place, ways, outing)


def refer_page(
    client: Client,
    listings: Sequence[ListingDetail],
    usual: Sequence[Place],
    choices: ReferForms,
    words: Translator,
    *,
    replaces: str,
) -> ReferPage:
    """Build the page of one client."""
    return ReferPage(
        title=words.gettext("Refer"),
        back=Way(client.handle, f"/clients/{client.id}"),
        client_id=client.id,
        handle=client.handle,
        places=tuple(place_of(listing) for listing in listings),
        usual=tuple(usual),
        choices=choices,
        replaces=replaces,
    )


def outing_page(
    listing: ListingDetail, clients: Sequence[Client], chosen: Sequence[str], choices: ReferForms, words: Translator
) -> OutingPage:
    """Build the page of an outing."""
    offered = tuple(Option(str(client.id), client.handle, str(client.id) in chosen) for client in clients)
    back = Way(listing.draft.name, f"/listings/{listing.id}")
    return OutingPage(words.gettext("An outing"), back, place_of(listing), offered, choices)


def refer_forms(
    listings: Sequence[ListingDetail],
    goals: Sequence[ClientGoal],
    vocabulary: Vocabulary,
    words: Translator,
    form: Filled,
) -> ReferForms:
    """The choices, what is likeliest chosen; what was typed before wins."""
    by_place = _domains(listings, vocabulary)
    likely = _likely(by_place, goals) | {name: value for name, value in form.values.items() if name in CHOSEN}
    needs_domain = len(listings) != 1 and not all(_domains([each], vocabulary) for each in listings)
    offered = {code: entry.label(words.code) for code, entry in vocabulary.domains.items()}
    goal_names = {str(goal.id): goal.words for goal in goals} | {"": words.gettext("No goal")}
    return ReferForms(
        form=form,
        goals=options(goal_names, likely["goal"]) if goals else (),
        domains=options(offered, likely["domain"]) if not listings or needs_domain or not by_place else (),
        modes=_with_meanings(options(mode_names(words), likely["mode"]), mode_meanings(words)),
        courses=options(course_names(words), likely["course"]),
        spoken=options(spoken_names(words), likely["spoken"]),
        yeses=options(yes_names(words), likely["yes"]),
    )


CHOSEN = ("goal", "domain", "mode", "course", "spoken", "yes")


def _likely(domains: Sequence[str], goals: Sequence[ClientGoal]) -> dict[str, str]:
    """An errand is run once and alone; elsewhere somebody comes along. The goal is the one it serves."""
    is_errand = ERRANDS in domains
    serves = [goal for goal in goals if goal.domain in domains] or list(goals)[:1]
    return {
        "goal": str(serves[0].id) if serves else "",
        "domain": serves[0].domain if serves and not domains else next(iter(domains), ""),
        "mode": Mode.SELF if is_errand else Mode.BRIDGE,
        "course": Course.ONE_OFF if is_errand else Course.ONGOING,
        "spoken": Spoken.SPOKEN,
        "yes": SaidYes.SPOKEN,
    }


def _domains(listings: Sequence[ListingDetail], vocabulary: Vocabulary) -> tuple[str, ...]:
    return vocabulary.domains_of(term for listing in listings for term in listing.draft.terms)


def _with_meanings(offered: Sequence[Option], meanings: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(one.value, one.label, one.is_chosen, meanings[one.value]) for one in offered)
