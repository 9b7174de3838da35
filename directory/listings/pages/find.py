"""The results page, and the page that stands in for it when the question cannot be used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from directory.i18n import Translator
from directory.listings.find import Found
from directory.listings.missed import Missed
from directory.listings.pages.address import Address, Pair
from directory.listings.pages.chips import TIME_PARAMETERS, Chip, chips, chips_on
from directory.listings.pages.helps import helps
from directory.listings.pages.labels import SORT, time_label
from directory.listings.pages.links import Link
from directory.listings.pages.panel import Panel, panel
from directory.listings.pages.question import Question, asked_question, refused_question
from directory.listings.pages.result_cards import Reader, ResultCard, result_card
from directory.listings.pages.said import Said, explanations, how_many, where
from directory.listings.pages.saved import USUAL
from directory.listings.vocabulary import Vocabulary

WIDER = ("25", "60", "100")


@dataclass(frozen=True, slots=True)
class FindPage:
    """Everything the results page shows."""

    title: str
    question: Question
    asked: str
    safety: tuple[str, ...] = ()
    is_ready: bool = True
    is_saved: bool = False
    chips: tuple[Chip, ...] = ()
    count: str = ""
    where: str = ""
    said: tuple[Said, ...] = ()
    choices: tuple[Link, ...] = ()
    unknown_place: str = ""
    panel: Panel | None = None
    sorts: tuple[Link, ...] = ()
    cards: tuple[ResultCard, ...] = ()
    tries: tuple[Link, ...] = ()
    helps: tuple[Link, ...] = ()
    missed: Missed | None = None
    """What may be counted as missed, where nothing was found."""
    place: str = ""
    """The place asked about, by a name that is known; empty for a position, which is nobody's to keep."""
    keep: str = ""
    """Where this area can be kept on the device; empty where no place was asked about."""
    pins: str = ""
    """The address of what is found as pins of a map; empty where nothing was found."""
    previous: str = ""
    next: str = ""
    position: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether to say that nothing was found; never below a safety card, where it would be cold."""
        has_other_words = bool(self.choices or self.safety or self.question.needs_place)
        return self.is_ready and not self.cards and not has_other_words


def find_page(
    found: Found,
    vocabulary: Vocabulary,
    words: Translator,
    *,
    zone: ZoneInfo,
    is_saved: bool = False,
    missed: Missed | None = None,
) -> FindPage:
    """Build the results page for a reader whose clock is that of the place asked for, else of the agency (`zone`).

    `is_saved` says that the database does not answer, so that the listings are as they were last saved.
    """
    question, results = found.question, found.results
    address = Address.of(question)
    here = ZoneInfo(found.place.timezone) if found.place and found.place.timezone else zone
    reader = Reader(question, vocabulary, words, found.now, here)
    cards = tuple(result_card(hit, reader) for hit in results.hits) if results else ()
    pages = _pages(found, address, words)
    return FindPage(
        title=words.gettext("Results"),
        question=asked_question(
            question.q, question.near, question.when or "", address, words, needs_place=found.needs_place
        ),
        asked=_asked(found, words),
        safety=found.cards,
        is_ready=results is not None,
        is_saved=is_saved and results is not None,
        chips=chips(found, address, vocabulary, words),
        count=how_many(found, words),
        where=where(found, words),
        said=explanations(found, address, words),
        choices=tuple(
            Link(place.full_label, address.instead("near", place.full_label).href) for place in found.choices
        ),
        unknown_place=found.unknown_place,
        panel=panel(found, address, vocabulary, words) if results else None,
        sorts=_sorts(found, address, words),
        cards=cards,
        tries=() if cards else _tries(found, address, vocabulary, words),
        helps=() if cards else helps(found, vocabulary, words),
        missed=None if is_saved else missed,
        place=found.place.label if found.place and found.place.precision != "point" else "",
        keep=_keep(found),
        pins=f"/map{address.at_page(1).href.removeprefix('/find')}" if cards else "",
        previous=pages.previous,
        next=pages.next,
        position=pages.position,
    )


def refused_page(parameters: Iterable[Pair], sentences: Mapping[str, str], words: Translator) -> FindPage:
    """The page for a question that cannot be used: nothing typed is lost, and each field says what is wrong."""
    question = refused_question(parameters, sentences, words)
    return FindPage(title=words.gettext("Results"), question=question, asked="", is_ready=False)


def _asked(found: Found, words: Translator) -> str:
    """The question on one line, for the folded form of a phone."""
    question = found.question
    parts = [question.q, found.place.name if found.place and not question.near[:1].isdigit() else question.near]
    parts.append(time_label(question, found.now, words))
    return " · ".join(part for part in parts if part) or words.gettext("Everything, everywhere")


def _keep(found: Found) -> str:
    """The way to keep the places around the one asked about, as far as was looked but no nearer than is usual."""
    if not found.place:
        return ""
    miles = max(found.results.miles or 0, USUAL) if found.results else USUAL
    return f"/saved?{urlencode({'near': found.place.label, 'miles': f'{miles:g}'})}"


def _sorts(found: Found, address: Address, words: Translator) -> tuple[Link, ...]:
    chosen = found.question.sort
    offered = [name for name in SORT if name != "nearest" or found.place]
    return tuple(Link(SORT[name](words), address.instead("sort", name).href, name == chosen) for name in offered)


@dataclass(frozen=True, slots=True)
class _Pages:
    previous: str
    next: str
    position: str


def _pages(found: Found, address: Address, words: Translator) -> _Pages:
    question, results = found.question, found.results
    count = (results.groups if question.grouped else results.total) if results else 0
    last = max(-(-count // question.per_page), 1)
    position = words.gettext("Page %(page)s of %(last)s") % {"page": question.page, "last": last} if last > 1 else ""
    previous = address.at_page(min(question.page - 1, last)).href if question.page > 1 else ""
    following = address.at_page(question.page + 1).href if question.page < last else ""
    return _Pages(previous, following, position)


def _tries(found: Found, address: Address, vocabulary: Vocabulary, words: Translator) -> tuple[Link, ...]:
    """What may help when nothing was found: look wider, at any time, or without one of the things asked for."""
    question = found.question
    tries = []
    if found.place:
        looked = found.results.miles if found.results else question.miles
        wider = next((miles for miles in WIDER if float(miles) > (looked or 0)), "")
        if wider:
            label = words.gettext("Look within %(miles)s miles") % {"miles": wider}
            tries.append(Link(label, address.instead("miles", wider).href))
    if time_label(question, found.now, words):
        tries.append(Link(words.gettext("Look at any time"), address.without(*TIME_PARAMETERS).href))
    dropped = [
        chip
        for chip in chips_on(found, address, vocabulary, words)
        if chip.label != time_label(question, found.now, words)
    ]
    tries += [Link(words.gettext("Without “%(what)s”") % {"what": chip.label}, chip.href) for chip in dropped]
    if question.q:
        tries.append(Link(words.gettext("Everything, without the words"), address.without("q").href))
    return tuple(tries[:6])
